import { stirling } from './coefficients/bernoulli.ts'
import { digammaNear, digammaRoot, logGamma as logGammaNear, reciprocal } from './coefficients/gamma.ts'
import { dd, exp, twoProduct } from './double-double.ts'
import { cosPi, sinPi } from './elementary.ts'
import { digammaOfNegative, logGamma, logGammaStirling } from './log-gamma.ts'
import { polynomial } from './series.ts'

const isPole = (x: number): boolean => x <= 0 && Math.floor(x) === x

/**
 * The gamma function. At 0 it is infinite with the sign of the zero, at negative integers NaN (the two sides differ).
 *
 * Accuracy: see docs/special-functions.md. Example: `gamma(5) // 24`
 */
export function gamma(x: number): number {
  if (x === 0) return 1 / x
  if (x > 171.7) return Infinity
  if (x >= 20) return exp(logGammaStirling(dd(x)))
  if (x >= 1) return risingFromUnit(x)
  if (x > -0.5) return 1 / (x * polynomial(reciprocal, x))
  if (isPole(x)) return NaN
  // gamma(x) gamma(-x) = -pi/(x sin(pi x))
  const factor = -Math.PI / (x * sinPi(x))
  if (x > -20) return factor / gamma(-x)
  const log = logGammaStirling(dd(-x))
  // in two steps: 1/gamma(-x) may be subnormal where the quotient is not
  const half = exp(dd(-log.hi / 2, -log.lo / 2))
  return factor * half * half
}

/** 1/gamma(x), an entire function: 0 at the poles of gamma. */
export function reciprocalGamma(x: number): number {
  if (isPole(x)) return 0
  if (x > -0.5 && x < 1) return x * polynomial(reciprocal, x)
  return x > 170 ? exp(negated(x)) : 1 / gamma(x)
}

function negated(x: number) {
  if (x > 1e4) return dd(-Infinity)
  const log = logGammaStirling(dd(x))
  return dd(-log.hi, -log.lo)
}

/** gamma(x) = (x-1)(x-2)...(1+f) gamma(1+f) for 1 <= x < 20, the product compensated. */
function risingFromUnit(x: number): number {
  let product = 1
  let rest = 0
  let f = x - 1
  while (f > 1) {
    const next = twoProduct(product, f)
    rest = rest * f + next.lo
    product = next.hi
    f -= 1
  }
  // gamma is 1 there: factorials come out exact
  return f === 1 || f === 0 ? product + rest : (product + rest) / polynomial(reciprocal, f)
}

/** log |gamma(x)|, infinite at the poles. */
export function lgamma(x: number): number {
  if (isPole(x) || x === -Infinity) return Infinity
  if (x < 0) return lgammaOfNegative(x)
  if (x < 0.75) return lgammaOnePlus(x) - Math.log(x)
  // the sum turns the -0 at x = 1 into 0
  if (x <= 3) return lgammaOnePlus(x - 1) + 0
  if (x < 20) return Math.log(risingFromUnit(x))
  if (x > 1e17) return x * (Math.log(x) - 1)
  const s = 1 / x
  // the two constant terms of Stirling's formula beside x(log x - 1)
  return (x - 0.5) * (Math.log(x) - 1) + (polynomial(stirling, s * s) * s + 0.4189385332046727)
}

/** log gamma(1 + f) for -1/4 <= f <= 2, from the zeros at f = 0 and f = 1. */
export const lgammaOnePlus = (f: number): number =>
  f * (f - 1) * polynomial(logGammaNear, (f - 0.5) / (f + 2))

function lgammaOfNegative(x: number): number {
  if (x > -0.25) return lgammaOnePlus(x) - Math.log(-x)
  if (x > -20) {
    const value = Math.log(Math.abs(gamma(x)))
    // gamma is near 1 or -1: the logarithm would show its last digits' error
    return Math.abs(value) > 1 ? value : logGamma(x).hi
  }
  return Math.log(Math.PI / Math.abs(x * sinPi(x))) - lgamma(-x)
}

/** The sign of gamma(x): 1, -1, or NaN at the poles (but 1 or -1 at 0 or -0). */
export function gammaSign(x: number): number {
  if (x > 0) return 1
  if (x === 0) return Math.sign(1 / x)
  const floor = Math.floor(x)
  if (floor === x || Number.isNaN(x)) return NaN
  return floor % 2 === 0 ? 1 : -1
}

/** Coefficients B_2k/2k of digamma's asymptotic series, from Stirling's B_2k/(2k(2k-1)). */
const digammaSeries = stirling.slice(0, 10).map((v, k) => v * (2 * k + 1))

/**
 * The logarithmic derivative of gamma. At 0 it is infinite with the sign opposite to the zero's, at negative integers NaN.
 */
export function digamma(x: number): number {
  if (Math.abs(x) < 2 ** -54) return -1 / x
  if (x >= 10) {
    const s = 1 / (x * x)
    return Math.log(x) - (0.5 / x + s * polynomial(digammaSeries, s))
  }
  if (x >= 1) {
    let sum = 0
    let f = x
    while (f > 3) {
      f -= 1
      sum += 1 / f
    }
    return sum + digammaNearRoot(f)
  }
  if (x > 0) return digammaNearRoot(1 + x) - 1 / x
  if (isPole(x) || !(x > -Infinity)) return NaN
  // psi(x) = psi(-x) - 1/x - pi cot(pi x); near the zeros of psi the two parts cancel
  const positive = digamma(-x) - 1 / x
  const value = positive - (Math.PI * cosPi(x)) / sinPi(x)
  return Math.abs(value) > Math.max(1, 0.5 * Math.abs(positive)) ? value : digammaOfNegative(x).hi
}

/** digamma(x) for 1 <= x <= 3. */
function digammaNearRoot(x: number): number {
  return (x - digammaRoot[0]! - digammaRoot[1]!) * polynomial(digammaNear, (x - 1.5) / (x + 1))
}
