import { stirling as stirlingTerms } from '../../formula/special/coefficients/bernoulli.ts'
import {
  lgammaZeros,
  lgammaZerosLow,
  logGamma,
  reciprocal,
} from '../../formula/special/coefficients/gamma.ts'
import { type Local, v128 } from '../assembler/index.ts'
import { addDouble, type Double, double, product, quick, remainder, scaled, sum } from './double.ts'
import { expWithCorrection } from './exponential.ts'
import { called, type Lanes, mapped, unlikely, type V } from './lanes.ts'
import { log, log1pOf, logLess } from './logarithm.ts'
import { preciseLog } from './power.ts'
import { sinCosPi } from './trigonometric.ts'

// beyond 8 the next term is below 2^-59 of the sum
const lgammaSeries = stirlingTerms.slice(0, 10)

/** The distance from the nearest integer. */
const fractionOf = (l: Lanes, x: Local<'v128'>): Local<'v128'> => l.let(l.sub(x, l.nearest(x)))

/** What Stirling's formula adds to (x - 1/2) log x - x + log(2 pi)/2, for x >= 8. */
export function stirlingTail(l: Lanes, x: Local<'v128'>): V {
  const inverse = l.let(l.div(1, x))
  return l.mul(inverse, l.polynomial(l.let(l.mul(inverse, inverse)), lgammaSeries))
}

/** log |Gamma(x)|, float64: a polynomial on [0.75, 3], recurrence up to 8, Stirling beyond; left of 0 in a function of its own. */
export function lgamma(l: Lanes, argument: V): V {
  const { f } = l.e
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const small = l.let(l.lt(a, 0.75))
  // bring the argument to [0.75, 3): Gamma(y + 1) = y Gamma(y)
  const y = f.copy(l.select(small, l.add(a, 1), a))
  // what rounding takes from a + 1, which digamma there, nearly y - 1.46, tells the worth of
  const lost = l.let(l.mul(v128.and(l.sub(a, l.sub(y, 1)), small), l.sub(y, 1.46)))
  const factor = f.copy(l.select(small, a, 1))
  for (let step = 0; step < 6; step++) {
    const above = f.let(l.ge(y, 3))
    const lower = f.let(l.sub(y, 1))
    f.set(factor, l.select(above, l.mul(factor, lower), factor))
    f.set(y, l.select(above, lower, y))
  }
  const isNear = l.let(l.lt(a, 8))
  const logarithm = l.let(logLess(l, l.select(isNear, factor, a), l.select(isNear, 0, 1)))
  const centre = betweenZeros(l, l.let(l.atMost(y, 4)))
  const near = l.add(l.add(centre, lost), l.select(small, l.neg(logarithm), logarithm))
  const large = l.let(l.atLeast(a, 8))
  const stirling = l.fma(
    l.sub(large, 0.5),
    logarithm,
    l.add(stirlingTail(l, large), 0.9189385332046727 - 0.5),
  )
  const far = l.select(l.eq(a, Infinity), a, stirling)
  const positive = l.let(l.select(isNear, near, l.let(far)))
  const negative = l.let(v128.and(l.le(x, -(2 ** -54)), l.gt(x, -Infinity)))
  return unlikely(l, negative, called(l, 'lgamma_left', 'v128', lgammaOfNegative, [x]), positive)
}

/** log Gamma(y) for 0.75 <= y < 3: (y - 1)(y - 2) times a polynomial, which is near 1/2: half of the product is exact. */
function betweenZeros(l: Lanes, y: Local<'v128'>): V {
  const u = l.let(l.sub(y, 1))
  const v = quick(l, l.let(l.c(-2)), y)
  const { high, low } = product(l, u, v.high)
  const [first, ...others] = logGamma
  const rest = l.let(mapped(l, y, [first! - 0.5, ...others]))
  const lost = l.mul(l.fma(u, v.low, low), l.add(rest, 0.5))
  return l.fma(high, 0.5, l.fma(high, rest, lost))
}

/** log |Gamma(x)| for x < 0: the logarithm of Gamma above -8, reflection in two floats below, and what is known beside zeros. */
function lgammaOfNegative(l: Lanes, x: Local<'v128'>): V {
  const { f } = l.e
  const a = l.let(l.abs(x))
  const { below } = gammaBySteps(l, x)
  const near = l.let(l.neg(l.add(log(l, l.abs(below.high)), l.div(below.low, below.high))))
  const large = l.let(l.atLeast(a, 8))
  const over = timesSine(l, large, x)
  const { high, low } = addDouble(l, preciseLog(l, l.let(l.abs(over.high))), stirling(l, large))
  // log pi in two parts
  const small = l.sub(l.sub(1.0265951162707826e-17, low), l.div(over.low, over.high))
  const far = l.let(l.add(l.sub(1.1447298858494002, high), small))
  const pole = l.let(l.eq(l.floor(x), x))
  const value = f.copy(l.select(pole, Infinity, l.let(l.select(l.lt(a, 8), near, far))))
  const beside = l.let(v128.and(v128.and(l.gt(a, 2), l.lt(a, 7)), l.lt(l.abs(value), 2 ** -6)))
  f.if(v128.anyTrue(beside), () => f.set(value, l.select(beside, l.let(besideZero(l, x)), value)))
  return value
}

/** log |Gamma(r + h)| beside a zero r: -log(1 + v), where 1 + v is the product of 1 + h/(r + k) and of 1/Gamma(1 + y) over the same at r. */
function besideZero(l: Lanes, x: Local<'v128'>): V {
  const { f } = l.e
  const nearest = (zeros: readonly number[]): Local<'v128'> => {
    const zero = f.copy(l.c(zeros[0]!))
    for (let k = 1; k < zeros.length; k++) {
      const before = l.gt(x, (lgammaZeros[k - 1]! + lgammaZeros[k]!) / 2)
      f.set(zero, l.select(before, zero, zeros[k]!))
    }
    return zero
  }
  const high = nearest(lgammaZeros)
  const low = nearest(lgammaZerosLow)
  const h = quick(l, l.let(l.sub(x, high)), l.let(l.neg(low)))
  // the integer that brings r between -0.15 and 0.55
  const n = l.let(l.nearest(l.sub(0.1, high)))
  const y = l.let(l.add(x, n))
  const start = l.let(l.add(high, n))
  const value = f.copy(l.c(0))
  const slope = f.copy(l.c(0))
  for (const c of reciprocal.toReversed()) {
    f.set(slope, l.fma(slope, y, value))
    f.set(value, l.fma(value, start, c))
  }
  let v: Double = double(l, l.mul(h.high, l.div(slope, value)), l.c(0))
  // in two floats: the parts cancel
  for (let k = 7; k >= 0; k--) {
    const below = l.let(l.sub(start, k))
    const wanted = l.let(l.ge(n, k))
    const u = l.let(v128.and(l.div(h.high, below), wanted))
    const rest = l.add(remainder(l, h.high, u, below), l.nfma(u, low, h.low))
    const less = l.let(v128.and(l.div(rest, below), wanted))
    const next = addDouble(l, v, { high: u, low: less })
    v = quick(l, next.high, l.let(l.fma(u, v.high, next.low)))
  }
  return l.neg(log1pOf(l, v.high, v.low))
}

/** The coefficients of f^2, f and 1 in two parts. */
const reciprocalStart = [
  [-0.6558780715202539, 2.137185197068536e-17],
  [0.5772156649015329, -4.942915152430645e-18],
  [1, 0],
] as const

/** |Gamma(x)| for |x| < 8 as (x - 1)(x - 2)... or 1/(x(x + 1)...) over the polynomial 1/Gamma(1 + f), -1/2 <= f < 1. */
function gammaBySteps(l: Lanes, x: Local<'v128'>): { above: Double; below: Double } {
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
  // the first powers in two floats
  let over: Double = double(l, l.polynomial(fraction, reciprocal.slice(3)), l.c(0))
  for (const [high, low] of reciprocalStart) {
    const next = product(l, over.high, fraction)
    const less = f.let(l.fma(over.low, fraction, next.low))
    over = addDouble(l, double(l, l.c(high), l.c(low)), { high: next.high, low: less })
  }
  const all = product(l, over.high, high)
  const divisor = f.let(l.select(right, over.high, all.high))
  // what rounding took from the products
  const below = l.select(right, over.low, l.fma(over.low, high, l.fma(over.high, low, all.low)))
  return {
    above: double(l, l.select(right, high, 1), v128.and(right, low)),
    below: { high: divisor, low: f.let(below) },
  }
}

/** (a - 1/2) log a - a + log(2 pi)/2 + P(1/a^2)/a, the logarithm of Gamma(a), for a >= 8. */
function stirling(l: Lanes, a: Local<'v128'>): Double {
  const logarithm = preciseLog(l, a)
  const weight = l.let(l.sub(a, 0.5))
  const head = product(l, weight, logarithm.high)
  const main = addDouble(
    l,
    { high: head.high, low: l.let(l.fma(weight, logarithm.low, head.low)) },
    double(l, l.neg(a), l.c(-3.878294158067242e-17)),
  )
  return addDouble(l, main, sum(l, l.let(l.c(0.9189385332046728)), l.let(stirlingTail(l, a))))
}

/** a sin(pi x) but for its sign, which Gamma(x) Gamma(-x) divides pi by for a = x. */
function timesSine(l: Lanes, a: Local<'v128'>, x: Local<'v128'>): Double {
  const { sin } = sinCosPi(l, fractionOf(l, x))
  return scaled(l, sin, a)
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
  const rest = l.nfma(quotient, over.low, 1.2246467991473532e-16)
  const lost = l.mul(l.add(remainder(l, Math.PI, quotient, over.high), rest), 1 / Math.PI)
  const factor = l.let(l.select(negative, l.abs(quotient), 1))
  const correction = l.let(l.select(negative, l.sub(lost, low), low))
  return expWithCorrection(l, l.mul(high, sign), correction, factor)
}

/** Gamma(x), float64; NaN at negative integers, where the two sides differ. */
export function gamma(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const { above, below } = gammaBySteps(l, x)
  const quotient = l.let(l.div(above.high, below.high))
  const steps = l.add(quotient, l.div(l.nfma(quotient, below.low, above.low), below.high))
  const size = l.let(l.select(l.lt(a, 8), steps, l.let(gammaByStirling(l, x))))
  const negative = l.let(l.lt(x, 0))
  const floor = l.let(l.floor(x))
  const half = l.let(l.mul(floor, 0.5))
  const odd = v128.and(negative, l.ne(l.trunc(half), half))
  const pole = v128.and(negative, l.eq(floor, x))
  const signed = v128.xor(l.abs(size), v128.and(odd, l.signBit()))
  return l.select(pole, NaN, l.select(l.lt(a, 2 ** -54), l.div(1, x), signed))
}
