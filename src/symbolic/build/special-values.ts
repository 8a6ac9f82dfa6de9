import type { Expr } from '../expr.ts'
import { bernoulli } from '../number/bernoulli.ts'
import { absolute, add, isZero, minusOne, multiply, negate, Rational } from '../number/rational.ts'
import { constant, fraction, integer, isConstant, isValue, node, rational } from './atoms.ts'
import { orthogonalValues } from './orthogonal.ts'
import { divide, exp, multiplyAll, power } from './product.ts'
import { straightPieces } from './straight.ts'
import { scale, sum } from './sum.ts'

/** The exact value of a function at arguments, or undefined where it has nothing to say. */
export type ValueRule = (x: Expr, args: readonly Expr[]) => Expr | undefined

const pi = (): Expr => constant('pi')
const at =
  (point: number, value: () => Expr): ValueRule =>
  (x) =>
    isValue(x, point) ? value() : undefined
const atZero = (value: number): ValueRule => at(0, () => integer(value))

/** zeta(2n) = (-1)^(n+1) B_2n (2 pi)^(2n) / (2 (2n)!) and zeta(-n) = -B_(n+1)/(n+1), for the Bernoulli numbers B. */
const zeta: ValueRule = (s) => {
  if (isValue(s, 1)) return constant('zoo')
  if (isConstant(s, 'oo')) return integer(1)
  if (s.kind !== 'number' || s.value.d !== 1 || Math.abs(Number(s.value.n)) > 60) return undefined
  const n = Number(s.value.n)
  if (n === 0) return fraction(-1, 2)
  if (n < 0) return n % 2 === 0 ? integer(0) : rational(divideNumbers(negate(bernoulli(1 - n)), 1 - n))
  if (n % 2 === 1) return undefined
  let c = absolute(bernoulli(n))
  for (let k = 1; k <= n; k++) c = multiply(c, Rational.of(2, k))
  return scale(power(pi(), s), multiply(c, Rational.small(1, 2)))
}
const divideNumbers = (a: Rational, n: number): Rational => multiply(a, Rational.of(1, n))

/** start (start + step) ... with count factors, or undefined where that is not small or whole. */
function factors(start: Expr, count: Expr | undefined, step: number): Expr | undefined {
  if (count?.kind !== 'number' || count.value.d !== 1) return undefined
  const n = Number(count.value.n)
  if (Math.abs(n) > (start.kind === 'number' ? 3000 : 16)) return undefined
  const terms: Expr[] = []
  for (let k = 0; k < Math.abs(n); k++) terms.push(sum(start, integer(n > 0 ? k * step : -(k + 1) * step)))
  const value = multiplyAll(terms)
  return n >= 0 ? value : power(value, integer(-1))
}

const doubleFactorial: ValueRule = (x) => {
  if (x.kind !== 'number' || x.value.d !== 1 || x.value.n < -1 || x.value.n > 3000) return undefined
  let value = 1n
  for (let k = BigInt(x.value.n); k > 1n; k -= 2n) value *= k
  return integer(value)
}

const harmonic: ValueRule = (x) => {
  if (x.kind !== 'number' || x.value.d !== 1 || x.value.n < 0 || x.value.n > 1000) return undefined
  let value = Rational.of(0)
  for (let k = 1; k <= x.value.n; k++) value = add(value, Rational.of(1, k))
  return rational(value)
}

const halfPi = (sign: 1 | -1 = 1): Expr => scale(pi(), Rational.small(sign, 2))

/** Values at infinity and minus infinity, then by the rule. */
const ends =
  (high: () => Expr, low: () => Expr, rule: ValueRule): ValueRule =>
  (x, args) =>
    isConstant(x, 'oo') ? high() : isConstant(x, '-oo') ? low() : rule(x, args)

const none: ValueRule = () => undefined

/** digamma at whole numbers and halves: -gamma + 1 + 1/2 + ..., less 2 log 2 at halves. */
const digamma: ValueRule = (x) => {
  if (isConstant(x, 'oo')) return x
  if (x.kind !== 'number' || (x.value.d !== 1 && x.value.d !== 2) || Math.abs(Number(x.value.n)) > 100)
    return undefined
  const n = Number(x.value.n)
  const d = x.value.d as number
  if (d === 1 && n <= 0) return constant('zoo')
  const start = d === 1 ? 1 : 1 / 2
  let total = Rational.of(0)
  for (let k = start; k < n / d; k++) total = add(total, d === 1 ? Rational.of(1, k) : Rational.of(2, 2 * k))
  for (let k = start - 1; k >= n / d; k--) total = add(total, Rational.of(-2, 2 * k))
  const base = scale(constant('EulerGamma'), minusOne)
  const halves = d === 1 ? integer(0) : scale(node('call', 'log', [integer(2)]), Rational.small(-2, 1))
  return sum(base, halves, rational(total))
}

/** psi_n(x) = (-1)^(n+1) n! zeta(n+1, x) at whole numbers x; at 1/2 with a factor 2^(n+1) - 1. */
const polygamma: ValueRule = (n, [, x]) => {
  if (isValue(n, 0)) return digamma(x!, [x!]) ?? node('call', 'digamma', [x!])
  if (n.kind !== 'number' || n.value.d !== 1 || n.value.n < 1 || n.value.n > 40) return undefined
  const order = Number(n.value.n)
  const value = polygammaAt(order, x!)
  return value ?? (order === 1 ? node('call', 'trigamma', [x!]) : undefined)
}

function polygammaAt(order: number, x: Expr): Expr | undefined {
  if (x.kind !== 'number' || Number(x.value.n) > 100) return undefined
  const whole = x.value.d === 1
  if (whole && x.value.n <= 0) return constant('zoo')
  if (!whole && !(x.value.n === 1 && x.value.d === 2)) return undefined
  const s = integer(order + 1)
  let factor = Rational.of(order % 2 === 0 ? -1 : 1)
  for (let k = 2; k <= order; k++) factor = multiply(factor, Rational.of(k))
  const riemann = zeta(s, [s]) ?? node('call', 'zeta', [s])
  if (!whole) return scale(riemann, multiply(factor, Rational.of((1n << BigInt(order + 1)) - 1n)))
  let total = Rational.of(0)
  for (let k = 1n; k < BigInt(x.value.n); k++) total = add(total, Rational.of(-1, k ** BigInt(order + 1)))
  return scale(sum(riemann, rational(total)), factor)
}

/** Li_s at 0, 1, -1, 1/2 and for the orders 0 and 1. */
const polylog: ValueRule = (s, [, x]) => {
  if (x === undefined) return undefined
  if (isValue(x, 0)) return x
  if (isValue(x, 1)) return zeta(s, [s]) ?? node('call', 'zeta', [s])
  if (isValue(s, 1)) return scale(node('call', 'log', [sum(integer(1), scale(x, minusOne))]), minusOne)
  if (isValue(s, 0)) return divide(x, sum(integer(1), scale(x, minusOne)))
  if (isValue(x, -1) && s.kind === 'number' && s.value.d === 1 && s.value.n > 1 && s.value.n < 60) {
    // -(1 - 2^(1-s)) zeta(s)
    const factor = add(Rational.of(1n, 1n << BigInt(Number(s.value.n) - 1)), minusOne)
    return scale(zeta(s, [s]) ?? node('call', 'zeta', [s]), factor)
  }
  if (isValue(s, 2) && x.kind === 'number' && x.value.n === 1 && x.value.d === 2)
    return sum(
      scale(power(pi(), integer(2)), Rational.small(1, 12)),
      scale(power(node('call', 'log', [integer(2)]), integer(2)), Rational.small(-1, 2)),
    )
  return undefined
}

/** 3^power/(3 gamma(2/3)) or with gamma(1/3): the Airy functions at 0. */
const airyAtZero = (third: number, power3: Rational, factor: Rational): Expr =>
  scale(divide(power(integer(3), rational(power3)), node('call', 'gamma', [fraction(third, 3)])), factor)

const firstAtZero: ValueRule = (z) => (isValue(z, 0) ? z : undefined)

/** Exact values of the special functions. */
export const specialValues: Readonly<Record<string, ValueRule>> = {
  ...orthogonalValues,
  dawson: ends(
    () => integer(0),
    () => integer(0),
    atZero(0),
  ),
  factorial2: doubleFactorial,
  harmonic,
  risingfactorial: (x, [, n]) => factors(x, n, 1),
  fallingfactorial: (x, [, n]) => factors(x, n, -1),
  polygamma,
  digamma,
  trigamma: (x) => polygammaAt(1, x),
  erfi: ends(
    () => constant('oo'),
    () => constant('-oo'),
    atZero(0),
  ),
  erfinv: (x) =>
    isValue(x, 0) ? x : isValue(x, 1) ? constant('oo') : isValue(x, -1) ? constant('-oo') : undefined,
  erfcinv: (x) =>
    isValue(x, 1) ? integer(0) : isValue(x, 0) ? constant('oo') : isValue(x, 2) ? constant('-oo') : undefined,
  Si: ends(halfPi, () => halfPi(-1), atZero(0)),
  Ci: ends(
    () => integer(0),
    () => multiplyAll([constant('I'), pi()]),
    none,
  ),
  Shi: ends(
    () => constant('oo'),
    () => constant('-oo'),
    atZero(0),
  ),
  Chi: ends(
    () => constant('oo'),
    () => constant('oo'),
    none,
  ),
  Ei: ends(
    () => constant('oo'),
    () => integer(0),
    at(0, () => constant('-oo')),
  ),
  E1: ends(
    () => integer(0),
    () => constant('-oo'),
    at(0, () => constant('oo')),
  ),
  li: (x) => (isValue(x, 0) || isConstant(x, 'oo') ? x : isValue(x, 1) ? constant('-oo') : undefined),
  fresnels: ends(
    () => fraction(1, 2),
    () => fraction(-1, 2),
    atZero(0),
  ),
  fresnelc: ends(
    () => fraction(1, 2),
    () => fraction(-1, 2),
    atZero(0),
  ),
  airyai: ends(
    () => integer(0),
    () => integer(0),
    at(0, () => airyAtZero(2, Rational.small(1, 3), Rational.small(1, 3))),
  ),
  airybi: ends(
    () => constant('oo'),
    () => integer(0),
    at(0, () => airyAtZero(2, Rational.small(5, 6), Rational.small(1, 3))),
  ),
  airyaiprime: at(0, () => airyAtZero(1, Rational.small(2, 3), Rational.small(-1, 3))),
  airybiprime: at(0, () => airyAtZero(1, Rational.small(1, 6), Rational.small(1, 1))),
  elliptic_f: (z, [, m]) =>
    firstAtZero(z, []) ?? (z === halfPi() ? node('call', 'elliptic_k', [m!]) : undefined),
  elliptic_einc: (z, [, m]) =>
    firstAtZero(z, []) ?? (z === halfPi() ? node('call', 'elliptic_e', [m!]) : undefined),
  hurwitz: (s, [, a]) =>
    a !== undefined && isValue(a, 1) ? (zeta(s, [s]) ?? node('call', 'zeta', [s])) : undefined,
  expint: (n, [, x]) => (isValue(n, 1) ? node('call', 'E1', [x!]) : undefined),
  beta: (a, [, b]) => {
    if (b === undefined || !smallWhole(a) || !smallWhole(b)) return undefined
    let value = Rational.of(1)
    // (a-1)! (b-1)!/(a+b-1)!
    for (let k = 1; k < Number(a.value.n); k++) value = multiply(value, Rational.of(k))
    for (let k = Number(b.value.n); k < Number(a.value.n) + Number(b.value.n); k++)
      value = multiply(value, Rational.of(1, k))
    return rational(value)
  },
  ...Object.fromEntries(['gelu', 'silu', 'mish', 'elu', 'softsign'].map((name) => [name, atZero(0)])),
  ...Object.fromEntries(
    Object.entries(straightPieces).map(([name, f]) => [
      name,
      (x: Expr) => (x.kind === 'number' ? rational(f(x.value)) : undefined),
    ]),
  ),
  LambertW: (x, [, k]) =>
    k !== undefined
      ? isValue(k, 0)
        ? node('call', 'LambertW', [x])
        : isValue(k, -1)
          ? isValue(x, 0)
            ? constant('-oo')
            : x === scale(exp(integer(-1)), minusOne)
              ? integer(-1)
              : undefined
          : undefined
      : isValue(x, 0)
        ? x
        : isConstant(x, 'oo')
          ? x
          : isConstant(x, 'E')
            ? integer(1)
            : x === scale(exp(integer(-1)), minusOne)
              ? integer(-1)
              : undefined,
  zeta,
  polylog,
  besselj: (n, [, x]) =>
    x !== undefined && isValue(x, 0) && n.kind === 'number' && n.value.d === 1
      ? integer(isZero(n.value) ? 1 : 0)
      : undefined,
  besseli: (n, [, x]) =>
    x !== undefined && isValue(x, 0) && n.kind === 'number' && n.value.d === 1
      ? integer(isZero(n.value) ? 1 : 0)
      : undefined,
  elliptic_k: (m) => (isValue(m, 0) ? halfPi() : isValue(m, 1) ? constant('zoo') : undefined),
  elliptic_e: (m) => (isValue(m, 0) ? halfPi() : isValue(m, 1) ? integer(1) : undefined),
}

const smallWhole = (e: Expr): boolean =>
  e.kind === 'number' && e.value.d === 1 && e.value.n > 0 && e.value.n < 500
