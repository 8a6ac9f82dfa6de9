import {
  digammaNear,
  digammaRoot,
  logGamma,
  reciprocal,
  stirling as stirlingTerms,
} from '../../formula/special/coefficients/gamma.ts'
import { type Local, v128 } from '../assembler/index.ts'
import { addDouble, type Double, product, quick } from './double.ts'
import { expWithCorrection } from './exponential.ts'
import type { Lanes, V } from './lanes.ts'
import { log } from './logarithm.ts'
import { preciseLog } from './power.ts'
import { sinCosPi } from './trigonometric.ts'

// beyond 8 the next term is below 2^-59 of the sum
const lgammaSeries = stirlingTerms.slice(0, 10)
const digammaSeries = lgammaSeries.map((term, k) => term * (2 * k + 1))

/** A polynomial of (x - 3/2)/(x + 1). */
const mapped = (l: Lanes, x: Local<'v128'>, coefficients: readonly number[]): V =>
  l.longPolynomial(l.let(l.div(l.sub(x, 1.5), l.add(x, 1))), coefficients)

/** The distance from the nearest integer. */
const fractionOf = (l: Lanes, x: Local<'v128'>): Local<'v128'> => l.let(l.sub(x, l.nearest(x)))

/** What Stirling's formula adds to (x - 1/2) log x - x + log(2 pi)/2, for x >= 8. */
export function stirlingTail(l: Lanes, x: Local<'v128'>): V {
  const inverse = l.let(l.div(1, x))
  return l.mul(inverse, l.polynomial(l.let(l.mul(inverse, inverse)), lgammaSeries))
}

/** log |Gamma(x)|, float64: a polynomial on [0.75, 3], recurrence up to 8, Stirling beyond, reflection below 0. */
export function lgamma(l: Lanes, argument: V): V {
  const { f } = l.e
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const small = l.let(l.lt(a, 0.75))
  // bring the argument to [0.75, 3): Gamma(y + 1) = y Gamma(y)
  const y = f.copy(l.select(small, l.add(a, 1), a))
  const factor = f.copy(l.c(1))
  for (let step = 0; step < 6; step++) {
    const above = f.let(l.ge(y, 3))
    const lower = f.let(l.sub(y, 1))
    f.set(factor, l.select(above, l.mul(factor, lower), factor))
    f.set(y, l.select(above, lower, y))
  }
  const bounded = f.let(l.atMost(y, 4))
  const zeros = l.mul(l.sub(bounded, 1), l.sub(bounded, 2))
  const centre = l.mul(zeros, mapped(l, bounded, logGamma))
  const logFactor = f.let(log(l, l.select(small, a, factor)))
  const low = f.let(l.add(centre, l.select(small, l.neg(logFactor), logFactor)))
  const large = f.let(l.atLeast(a, 8))
  const logLarge = f.let(log(l, large))
  const head = l.sub(l.mul(l.sub(large, 0.5), l.sub(logLarge, 1)), 0.5 - 0.9189385332046727)
  const stirling = f.let(l.add(head, stirlingTail(l, large)))
  const positive = f.let(l.select(l.eq(a, Infinity), a, l.select(l.lt(a, 8), low, stirling)))
  // Gamma(-a) Gamma(a) = -pi / (a sin(pi a)); near 0 both are 1/a
  const sine = f.let(l.abs(sinCosPi(l, fractionOf(l, a)).sin.high))
  const reflection = l.sub(log(l, l.div(Math.PI, l.mul(a, sine))), positive)
  const reflected = f.let(l.select(l.eq(sine, 0), Infinity, f.let(reflection)))
  const negative = v128.and(l.le(x, -(2 ** -54)), l.gt(x, -Infinity))
  return l.select(l.eq(x, 0), Infinity, l.select(negative, reflected, positive))
}

/** The derivative of lgamma, float64: from its zero on [1, 3], recurrence up to 8, its series beyond, reflection below 0. */
export function digamma(l: Lanes, argument: V): V {
  const { f } = l.e
  const x = l.let(argument)
  const below = f.let(l.le(x, 0))
  const given = f.let(l.select(below, l.sub(1, x), x))
  const small = f.let(l.lt(given, 1))
  const y = f.copy(l.select(small, l.add(given, 1), given))
  const sum = f.copy(v128.and(l.div(-1, given), small))
  for (let step = 0; step < 5; step++) {
    const above = f.let(l.gt(y, 3))
    const lower = f.let(l.sub(y, 1))
    f.set(sum, l.add(sum, v128.and(l.div(1, lower), above)))
    f.set(y, l.select(above, lower, y))
  }
  const bounded = f.let(l.atMost(y, 3))
  const fromZero = l.sub(l.sub(bounded, digammaRoot[0]!), digammaRoot[1]!)
  const near = f.let(l.fma(fromZero, mapped(l, bounded, digammaNear), sum))
  const inverse = f.let(l.div(1, given))
  const z = f.let(l.mul(inverse, inverse))
  const series = l.sub(l.sub(log(l, given), l.mul(inverse, 0.5)), l.mul(z, l.polynomial(z, digammaSeries)))
  const positive = f.let(l.select(l.ge(given, 8), f.let(series), near))
  // psi(x) = psi(1 - x) - pi cot(pi x)
  const { sin, cos } = sinCosPi(l, fractionOf(l, x))
  const reflected = f.let(l.sub(positive, l.mul(l.div(cos.high, sin.high), Math.PI)))
  const pole = v128.and(l.lt(x, 0), l.eq(l.floor(x), x))
  const value = l.select(pole, NaN, l.select(below, reflected, positive))
  return l.select(l.eq(x, 0), l.div(-1, x), value)
}

/** |Gamma(x)| for |x| < 8 as (x - 1)(x - 2)... or 1/(x(x + 1)...) over the polynomial 1/Gamma(1 + f), -1/2 <= f < 1. */
function gammaBySteps(l: Lanes, x: Local<'v128'>): { quotient: Local<'v128'>; rest: V } {
  const { f } = l.e
  const right = f.let(l.ge(x, 1))
  const least = f.let(l.select(right, 1, 0.5))
  // x - 1 or -x: every step lessens it by 1, exactly
  const y = f.copy(l.select(right, l.sub(x, 1), l.neg(x)))
  const high = f.copy(l.c(1))
  const low = f.copy(l.c(0))
  const multiplyWhere = (mask: V): void => {
    const next = product(l, high, y)
    const where = f.let(mask)
    f.set(low, l.select(where, l.fma(low, y, next.low), low))
    f.set(high, l.select(where, next.high, high))
  }
  for (let step = 0; step < 8; step++) {
    const more = f.let(l.ge(y, least))
    multiplyWhere(more)
    f.set(y, l.sub(y, v128.and(more, l.c(1))))
  }
  multiplyWhere(v128.not(right))
  const fraction = f.let(l.select(right, y, l.neg(y)))
  const over = quick(l, f.let(l.c(1)), f.let(l.mul(fraction, l.polynomial(fraction, reciprocal.slice(1)))))
  const all = product(l, over.high, high)
  const divisor = f.let(l.select(right, over.high, all.high))
  const quotient = f.let(l.div(l.select(right, high, 1), divisor))
  // what rounding took from the products
  const below = l.select(right, over.low, l.fma(over.low, high, l.fma(over.high, low, all.low)))
  const lost = l.nfma(quotient, below, v128.and(right, low))
  return { quotient, rest: l.div(lost, divisor) }
}

/** (a - 1/2) log a - a + log(2 pi)/2 + P(1/a^2)/a, the logarithm of Gamma(a), for a >= 8. */
function stirling(l: Lanes, a: Local<'v128'>): Double {
  const logarithm = preciseLog(l, a)
  const weight = l.let(l.sub(a, 0.5))
  const head = product(l, weight, logarithm.high)
  const main = addDouble(
    l,
    { high: head.high, low: l.let(l.fma(weight, logarithm.low, head.low)) },
    { high: l.let(l.neg(a)), low: l.let(l.c(-3.878294158067242e-17)) },
  )
  const tail = l.let(l.add(stirlingTail(l, a), 0.9189385332046728))
  return addDouble(l, main, { high: tail, low: l.let(l.c(0)) })
}

/** a sin(pi x) but for its sign, which Gamma(x) Gamma(-x) divides pi by for a = x. */
function timesSine(l: Lanes, a: Local<'v128'>, x: Local<'v128'>): Double {
  const { sin } = sinCosPi(l, fractionOf(l, x))
  const { high, low } = product(l, a, sin.high)
  return { high, low: l.let(l.fma(a, sin.low, low)) }
}

/** |Gamma(x)| for |x| >= 8 by Stirling's formula in two floats. */
function gammaByStirling(l: Lanes, x: Local<'v128'>): V {
  const a = l.let(l.atLeast(l.atMost(l.abs(x), 200), 8))
  const { high, low } = stirling(l, a)
  const negative = l.let(l.lt(x, 0))
  const sign = l.let(l.select(negative, -1, 1))
  const over = timesSine(l, a, x)
  const quotient = l.let(l.div(Math.PI, over.high))
  // what rounding took from the quotient, as a share of it
  const back = product(l, quotient, over.high)
  const rest = l.nfma(quotient, over.low, 1.2246467991473532e-16)
  const lost = l.mul(l.add(l.sub(l.sub(Math.PI, back.high), back.low), rest), 1 / Math.PI)
  const factor = l.let(l.select(negative, l.abs(quotient), 1))
  const correction = l.let(l.select(negative, l.sub(lost, low), low))
  return expWithCorrection(l, l.mul(high, sign), correction, factor)
}

/** Gamma(x), float64; NaN at negative integers, where the two sides differ. */
export function gamma(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const { quotient, rest } = gammaBySteps(l, x)
  const size = l.let(l.select(l.lt(a, 8), l.add(quotient, rest), l.let(gammaByStirling(l, x))))
  const negative = l.let(l.lt(x, 0))
  const floor = l.let(l.floor(x))
  const half = l.let(l.mul(floor, 0.5))
  const odd = v128.and(negative, l.ne(l.trunc(half), half))
  const pole = v128.and(negative, l.eq(floor, x))
  const signed = v128.xor(l.abs(size), v128.and(odd, l.signBit()))
  return l.select(pole, NaN, l.select(l.lt(a, 2 ** -54), l.div(1, x), signed))
}
