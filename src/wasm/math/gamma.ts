import { stirling as stirlingTerms } from '../../formula/special/coefficients/gamma.ts'
import { v128 } from '../assembler/index.ts'
import { lgamma64 } from './coefficients.ts'
import { addDouble, product } from './double.ts'
import { expWithCorrection } from './exponential.ts'
import type { Lanes, V } from './lanes.ts'
import { log } from './logarithm.ts'
import { preciseLog } from './power.ts'
import { cos, sin } from './trigonometric.ts'

// beyond 8 the next term is below 2^-59 of the sum
const lgammaSeries = stirlingTerms.slice(0, 10)
const digammaSeries = lgammaSeries.map((term, k) => term * (2 * k + 1))

/** log |Gamma(x)|, float64: a polynomial on [0.9, 3], recurrence up to 8, Stirling beyond, reflection below 0. */
export function lgamma(l: Lanes, argument: V): V {
  const { f } = l.e
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const small = l.let(l.lt(a, 0.9))
  // bring the argument to [1, 3): Gamma(y + 1) = y Gamma(y)
  const y = f.copy(l.select(small, l.add(a, 1), a))
  const factor = f.copy(l.c(1))
  for (let step = 0; step < 6; step++) {
    const above = f.let(l.ge(y, 3))
    const lower = f.let(l.sub(y, 1))
    f.set(factor, l.select(above, l.mul(factor, lower), factor))
    f.set(y, l.select(above, lower, y))
  }
  const bounded = f.let(l.atMost(y, 4))
  const shift = f.let(l.sub(bounded, 2))
  const centre = l.mul(l.mul(l.sub(bounded, 1), shift), l.longPolynomial(shift, lgamma64))
  const logFactor = f.let(log(l, l.select(small, a, factor)))
  const low = f.let(l.add(centre, l.select(small, l.neg(logFactor), logFactor)))
  const large = f.let(l.atLeast(a, 8))
  const inverse = f.let(l.div(1, large))
  const z = f.let(l.mul(inverse, inverse))
  const logLarge = f.let(log(l, large))
  const head = l.sub(l.mul(l.sub(large, 0.5), l.sub(logLarge, 1)), 0.5 - 0.9189385332046727)
  const stirling = f.let(l.add(head, l.mul(inverse, l.polynomial(z, lgammaSeries))))
  const positive = f.let(l.select(l.eq(a, Infinity), a, l.select(l.lt(a, 8), low, stirling)))
  // Gamma(-a) Gamma(a) = -pi / (a sin(pi a)); near 0 both are 1/a
  const fraction = f.let(l.sub(a, l.nearest(a)))
  const sine = f.let(l.abs(sin(l, l.mul(fraction, Math.PI))))
  const reflection = l.sub(log(l, l.div(Math.PI, l.mul(a, sine))), positive)
  const reflected = f.let(l.select(l.eq(sine, 0), Infinity, f.let(reflection)))
  const negative = v128.and(l.le(x, -(2 ** -54)), l.gt(x, -Infinity))
  return l.select(l.eq(x, 0), Infinity, l.select(negative, reflected, positive))
}

/** The derivative of lgamma, float64: recurrence up to 8, its asymptotic series, reflection below 0. */
export function digamma(l: Lanes, argument: V): V {
  const { f } = l.e
  const x = l.let(argument)
  const below = f.let(l.le(x, 0))
  const y = f.copy(l.select(below, l.sub(1, x), x))
  const sum = f.copy(l.c(0))
  for (let step = 0; step < 8; step++) {
    const small = f.let(l.lt(y, 8))
    f.set(sum, l.select(small, l.sub(sum, l.div(1, y)), sum))
    f.set(y, l.select(small, l.add(y, 1), y))
  }
  const inverse = f.let(l.div(1, y))
  const z = f.let(l.mul(inverse, inverse))
  const series = l.sub(l.sub(log(l, y), l.mul(inverse, 0.5)), l.mul(z, l.polynomial(z, digammaSeries)))
  const positive = f.let(l.add(series, sum))
  // psi(x) = psi(1 - x) - pi cot(pi x)
  const fraction = f.let(l.mul(l.sub(x, l.nearest(x)), Math.PI))
  const cotangent = l.div(cos(l, fraction), sin(l, fraction))
  const reflected = f.let(l.sub(positive, l.mul(cotangent, Math.PI)))
  const pole = v128.and(l.lt(x, 0), l.eq(l.floor(x), x))
  const value = l.select(pole, NaN, l.select(below, reflected, positive))
  return l.select(l.eq(x, 0), l.div(-1, x), value)
}

/**
 * Gamma(x), float64: the exponential of lgamma's polynomial on [1, 2), times x - 1, x - 2, ... up to 8; beyond, Stirling's
 * formula in two floats; below 0 by reflection. NaN at negative integers, where the two sides differ.
 */
export function gamma(l: Lanes, argument: V): V {
  const { f } = l.e
  const x = l.let(argument)
  const a = f.let(l.atMost(l.abs(x), 200))
  const small = f.let(l.lt(a, 0.9))
  const large = f.let(l.ge(a, 8))
  const y = f.copy(l.select(small, l.add(a, 1), l.atMost(a, 8)))
  const high = f.copy(l.c(1))
  const low = f.copy(l.c(0))
  for (let step = 0; step < 6; step++) {
    const above = f.let(l.ge(y, 2))
    const lower = f.let(l.sub(y, 1))
    const next = product(l, high, lower)
    f.set(low, l.select(above, l.fma(low, lower, next.low), low))
    f.set(high, l.select(above, next.high, high))
    f.set(y, l.select(above, lower, y))
  }
  const shift = f.let(l.sub(y, 2))
  const centre = l.mul(l.mul(l.select(small, a, l.sub(y, 1)), shift), l.longPolynomial(shift, lgamma64))
  // (a - 1/2) log a - a + log(2 pi)/2 + P(1/a^2)/a
  const stirling = f.let(l.atLeast(a, 8))
  const logarithm = preciseLog(l, stirling)
  const weight = f.let(l.sub(stirling, 0.5))
  const head = product(l, weight, logarithm.high)
  const main = addDouble(
    l,
    { high: head.high, low: f.let(l.fma(weight, logarithm.low, head.low)) },
    { high: f.let(l.neg(stirling)), low: f.let(l.c(-3.878294158067242e-17)) },
  )
  const inverse = f.let(l.div(1, stirling))
  const series = l.mul(inverse, l.polynomial(f.let(l.mul(inverse, inverse)), lgammaSeries))
  const tail = f.let(l.add(series, 0.9189385332046728))
  const whole = addDouble(l, main, { high: tail, low: f.let(l.c(0)) })
  const exponent = f.let(l.select(large, whole.high, centre))
  const correction = f.let(l.select(large, whole.low, l.div(low, high)))
  // 1/Gamma(a) for negative x; beyond 140 in two equal factors, as it is subnormal where the result is not
  const negative = f.let(l.lt(x, 0))
  const far = f.let(l.gt(a, 140))
  const sign = f.let(l.mul(l.select(negative, -1, 1), l.select(far, 0.5, 1)))
  const e = f.let(expWithCorrection(l, l.mul(exponent, sign), f.let(l.mul(correction, sign))))
  const factor = f.let(l.select(small, a, l.select(large, 1, high)))
  const above = v128.xor(negative, v128.not(small))
  const value = f.let(l.select(above, l.mul(e, factor), l.div(e, factor)))
  const second = f.let(l.select(far, e, 1))
  // Gamma(x) = pi/(sin(pi x) x) * -1/Gamma(-x)
  const whole2 = f.let(l.nearest(x))
  const half = f.let(l.mul(whole2, 0.5))
  const odd = l.ne(l.trunc(half), half)
  const sine = sin(l, l.mul(l.sub(x, whole2), Math.PI))
  const signed = f.let(v128.xor(sine, v128.and(odd, l.signBit())))
  const reflected = l.mul(l.mul(l.div(-Math.PI, signed), l.div(value, x)), second)
  const pole = v128.and(negative, l.eq(l.floor(x), x))
  const result = l.select(negative, f.let(reflected), f.let(l.mul(value, second)))
  return l.select(pole, NaN, l.select(l.eq(x, 0), l.div(1, x), result))
}
