import { constant, fraction, integer, isNumber, isValue, rational } from '../../build/atoms.ts'
import { call } from '../../build/call.ts'
import { divide, multiplyAll, power, sqrt } from '../../build/product.ts'
import { negate, scale, subtract, sum } from '../../build/sum.ts'
import { dependsOn } from '../../calculus/depends.ts'
import type { Expr } from '../../expr.ts'
import { absolute, half, Rational } from '../../number/rational.ts'
import { infinite, monomialOf, scaled, sideOf, type Transform } from './transform.ts'

/*
 * Mellin transforms of functions of one argument u.
 * Source: A. Erdelyi et al., Tables of Integral Transforms I, 1954, chapter 6; NIST DLMF 10.22, 10.43, 9.10.
 */

export const pi = (): Expr => constant('pi')
export const gamma = (s: Expr): Expr => call('gamma', s)
const n = integer
const halved = (s: Expr): Expr => scale(s, half)
const sine = (s: Expr): Expr => call('sin', multiplyAll([pi(), s]))
const cosine = (s: Expr): Expr => call('cos', multiplyAll([pi(), s]))
const inverse = (s: Expr): Expr => power(s, n(-1))
const twoTo = (s: Expr): Expr => power(n(2), s)

interface Kernel {
  /** The transform at s; `nu` is the order of a Bessel function. */
  readonly at: (s: Expr, nu: Expr) => Expr
  readonly low: (nu: Expr) => Expr
  readonly high: Expr | undefined
  readonly parity?: 'even' | 'odd'
}

const erfc = (s: Expr): Expr => divide(gamma(halved(sum(s, n(1)))), multiplyAll([sqrt(pi()), s]))
const arctangent = (s: Expr): Expr =>
  divide(scale(pi(), Rational.of(1, 2)), multiplyAll([s, cosine(halved(s))]))
const size = (nu: Expr): Expr => (isNumber(nu) ? rational(absolute(nu.value)) : call('abs', nu))

const kernels: Readonly<Record<string, Kernel>> = {
  sin: {
    at: (s) => multiplyAll([gamma(s), sine(halved(s))]),
    low: () => n(-1),
    high: n(1),
    parity: 'odd',
  },
  cos: {
    at: (s) => multiplyAll([gamma(s), cosine(halved(s))]),
    low: () => n(0),
    high: n(1),
    parity: 'even',
  },
  atan: { at: (s) => negate(arctangent(s)), low: () => n(-1), high: n(0), parity: 'odd' },
  acot: { at: arctangent, low: () => n(0), high: n(1), parity: 'odd' },
  erf: { at: (s) => negate(erfc(s)), low: () => n(-1), high: n(0), parity: 'odd' },
  erfc: { at: erfc, low: () => n(0), high: undefined },
  E1: { at: (s) => divide(gamma(s), s), low: () => n(0), high: undefined },
  Si: {
    at: (s) => negate(divide(multiplyAll([gamma(s), sine(halved(s))]), s)),
    low: () => n(-1),
    high: n(0),
    parity: 'odd',
  },
  Ci: {
    at: (s) => negate(divide(multiplyAll([gamma(s), cosine(halved(s))]), s)),
    low: () => n(0),
    high: n(2),
  },
  besselj: {
    at: (s, nu) =>
      multiplyAll([
        twoTo(subtract(s, n(1))),
        gamma(halved(sum(nu, s))),
        inverse(gamma(sum(n(1), halved(subtract(nu, s))))),
      ]),
    low: negate,
    high: fraction(3, 2),
  },
  bessely: {
    at: (s, nu) =>
      negate(
        multiplyAll([
          twoTo(subtract(s, n(1))),
          gamma(halved(sum(s, nu))),
          gamma(halved(subtract(s, nu))),
          cosine(halved(subtract(s, nu))),
          inverse(pi()),
        ]),
      ),
    low: size,
    high: fraction(3, 2),
  },
  besselk: {
    at: (s, nu) =>
      multiplyAll([twoTo(subtract(s, n(2))), gamma(halved(sum(s, nu))), gamma(halved(subtract(s, nu)))]),
    low: size,
    high: undefined,
  },
  airyai: {
    at: (s) =>
      multiplyAll([
        power(n(3), scale(sum(s, n(2)), Rational.of(-1, 3))),
        gamma(s),
        inverse(gamma(scale(sum(s, n(2)), Rational.of(1, 3)))),
      ]),
    low: () => n(0),
    high: undefined,
  },
}

/** Squares of Bessel functions. */
const squares: Readonly<Record<string, Kernel>> = {
  besselj: {
    at: (s, nu) =>
      multiplyAll([
        gamma(sum(nu, halved(s))),
        gamma(halved(subtract(n(1), s))),
        inverse(scale(sqrt(pi()), Rational.of(2))),
        inverse(gamma(sum(n(1), nu, negate(halved(s))))),
        inverse(gamma(subtract(n(1), halved(s)))),
      ]),
    low: (nu) => scale(nu, Rational.of(-2)),
    high: n(1),
  },
  besselk: {
    at: (s, nu) =>
      multiplyAll([
        scale(sqrt(pi()), Rational.of(1, 4)),
        gamma(sum(halved(s), nu)),
        gamma(halved(s)),
        gamma(subtract(halved(s), nu)),
        inverse(gamma(halved(sum(s, n(1))))),
      ]),
    low: (nu) => scale(size(nu), Rational.of(2)),
    high: undefined,
  },
}

/** Ai(-u) has the transform of Ai(u) times 2 cos(pi (s - 1)/3), for 0 < s < 7/4. */
const airyWave: Transform = {
  at: (s) =>
    multiplyAll([
      kernels['airyai']!.at(s, s),
      scale(cosine(scale(subtract(s, n(1)), Rational.of(1, 3))), Rational.of(2)),
    ]),
  low: n(0),
  high: fraction(7, 4),
  conditions: [],
}

/** The transform of f(c x^p) for a function f of the table, or the square of one. */
export function kernelTransform(e: Expr, x: Expr): Transform | undefined {
  const square = e.kind === 'power' && isValue(e.args[1]!, 2)
  const f = square ? e.args[0]! : e
  if (f.kind !== 'call' || f.weights.length > 0 || f.args.slice(0, -1).some((a) => dependsOn(a, x)))
    return undefined
  const inner = monomialOf(f.args.at(-1)!, x)
  if (inner === undefined) return undefined
  if (!square && f.args.length === 1) {
    if (f.name === 'exp') return scaled(exponential, negate(inner.c), inner.p)
    if (f.name === 'airyai' && sideOf(inner.c) === -1) return scaled(airyWave, negate(inner.c), inner.p)
    if (f.name === 'Ei') {
      // Ei(-u) = -E1(u)
      const made = scaled(transformOf(kernels['E1']!, n(0)), negate(inner.c), inner.p)
      return made && { ...made, at: (s) => negate(made.at(s)) }
    }
  }
  const table = square ? squares : kernels
  const kernel = Object.hasOwn(table, f.name) ? table[f.name] : undefined
  if (kernel === undefined) return undefined
  const nu = f.args.length > 1 ? f.args[0]! : n(0)
  return scaled(transformOf(kernel, nu), inner.c, inner.p, kernel.parity)
}

const exponential: Transform = { at: gamma, low: n(0), high: infinite(), conditions: [] }
const transformOf = (k: Kernel, nu: Expr): Transform => ({
  at: (s) => k.at(s, nu),
  low: k.low(nu),
  high: k.high ?? infinite(),
  conditions: [],
})
