import type { BigComplex, Field } from './complex.ts'
import { binomial } from './factorials.ts'
import { gamma, reciprocalGamma } from './gamma.ts'
import { asymptotic, gauss, kummer } from './hypergeometric.ts'
import * as r from './real.ts'

/*
 * Legendre, Chebyshev, Gegenbauer, Jacobi, Hermite and Laguerre functions of any order, as hypergeometric functions.
 * Source: NIST Digital Library of Mathematical Functions, 18.5 and 14.3.
 */

type Rule = (f: Field, ...args: BigComplex[]) => BigComplex

/** 2F1(-n, b; c; (1 - x)/2) */
const aroundOne = (f: Field, n: BigComplex, b: BigComplex, c: BigComplex, x: BigComplex): BigComplex =>
  gauss(f, f.negate(n), b, c, f.shift(f.subtract(f.of(1), x), -1))

const reflected = (f: Field, n: BigComplex): BigComplex =>
  (f.integer(n) ?? 0) < 0 ? f.negate(f.plus(n, 1)) : n

const legendre: Rule = (f, n, x) => {
  const order = reflected(f, n!)
  return aroundOne(f, order, f.plus(order, 1), f.of(1), x!)
}

const jacobi: Rule = (f, n, a, b, x) =>
  f.multiply(
    binomial(f, f.add(n!, a!), n!),
    aroundOne(f, n!, f.plus(f.add(n!, f.add(a!, b!)), 1), f.plus(a!, 1), x!),
  )

const gegenbauer: Rule = (f, n, a, x) => {
  const twice = f.shift(a!, 1)
  const front = f.multiply(
    gamma(f, f.add(n!, twice)),
    f.multiply(reciprocalGamma(f, twice), reciprocalGamma(f, f.plus(n!, 1))),
  )
  return f.multiply(front, aroundOne(f, n!, f.add(n!, twice), f.plus(a!, 0.5), x!))
}

/** Ferrers' function, with the sign (-1)^m: of whole m by the derivative of that order, else by DLMF 14.3.1. */
const assocLegendre: Rule = (f, n, m, x) => {
  const order = f.integer(m!)
  const one = f.of(1)
  if (order === undefined) {
    const ratio = f.divide(f.add(one, x!), f.subtract(one, x!))
    const front = f.multiply(f.power(ratio, f.shift(m!, -1)), reciprocalGamma(f, f.subtract(one, m!)))
    return f.multiply(front, aroundOne(f, n!, f.plus(n!, 1), f.subtract(one, m!), x!))
  }
  const k = f.of(Math.abs(order))
  const ratio = f.multiply(
    gamma(f, f.plus(f.add(n!, k), 1)),
    reciprocalGamma(f, f.plus(f.subtract(n!, k), 1)),
  )
  const root = f.power(f.subtract(one, f.square(x!)), f.shift(k, -1))
  const front = f.shift(f.multiply(root, reciprocalGamma(f, f.plus(k, 1))), -Math.abs(order))
  const sum = gauss(
    f,
    f.subtract(k, n!),
    f.plus(f.add(k, n!), 1),
    f.plus(k, 1),
    f.shift(f.subtract(one, x!), -1),
  )
  const value = f.multiply(front, sum)
  if (order < 0) return value
  return f.scale(f.multiply(ratio, value), order % 2 === 0 ? 1 : -1)
}

/** 2^n sqrt(pi) (M(-n/2, 1/2, x^2)/gamma((1 - n)/2) - 2x M((1 - n)/2, 3/2, x^2)/gamma(-n/2)), DLMF 13.14. */
const hermite: Rule = (f, n, x) => {
  const square = f.square(x!)
  const lower = f.shift(f.negate(n!), -1)
  const upper = f.plus(lower, 0.5)
  // (2x)^n 2F0(-n/2, (1 - n)/2; ; -1/x^2), DLMF 12.9
  const isFar = f.magnitude(x!) > 1 && r.signOf(x!.re) > 0
  const far = isFar ? asymptotic(f, lower, upper, f.negate(f.inverse(square))) : undefined
  if (far !== undefined) return f.multiply(f.power(f.shift(x!, 1), n!), far)
  const even = f.multiply(reciprocalGamma(f, upper), kummer(f, lower, f.of(0.5), square))
  const odd = f.multiply(
    f.multiply(f.shift(x!, 1), reciprocalGamma(f, lower)),
    kummer(f, upper, f.of(1.5), square),
  )
  return f.multiply(f.multiply(f.power(f.of(2), n!), f.sqrt(f.pi)), f.subtract(even, odd))
}

const assocLaguerre: Rule = (f, n, a, x) =>
  f.multiply(binomial(f, f.add(n!, a!), n!), kummer(f, f.negate(n!), f.plus(a!, 1), x!))

export const functions: Readonly<Record<string, Rule>> = {
  legendre,
  assoc_legendre: assocLegendre,
  chebyshevt: (f, n, x) => aroundOne(f, n!, n!, f.of(0.5), x!),
  chebyshevu: (f, n, x) => f.multiply(f.plus(n!, 1), aroundOne(f, n!, f.plus(n!, 2), f.of(1.5), x!)),
  gegenbauer,
  jacobi,
  hermite,
  hermite_prob: (f, n, x) =>
    f.multiply(f.power(f.of(2), f.shift(f.negate(n!), -1)), hermite(f, n!, f.divide(x!, f.sqrt(f.of(2))))),
  laguerre: (f, n, x) => kummer(f, f.negate(n!), f.of(1), x!),
  assoc_laguerre: assocLaguerre,
}
