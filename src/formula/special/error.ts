import { dawson0, dawson1, dawson2, dawson3, dawsonOverX, dawsonTail } from './coefficients/dawson.ts'
import { erfcTail, erfinvFar, erfinvMiddle, erfinvNear, erfRest } from './coefficients/error.ts'
import { erfcxSeries } from './coefficients/series.ts'
import { twoProduct } from './double-double.ts'
import { onInterval, polynomial } from './series.ts'

/**
 * The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.
 *
 * Accuracy: see docs/special-functions.md. Example: `erf(0.5) // 0.5204998778130465`
 */
export function erf(x: number): number {
  const a = Math.abs(x)
  if (a < 1) return x + x * polynomial(erfRest, x * x)
  return x > 0 ? 1 - erfc(x) : erfc(-x) - 1
}

/** The complement 1 - erf(x), with its full relative accuracy where it is small. */
export function erfc(x: number): number {
  if (x < -1) return 2 - erfc(-x)
  if (x < 0.8) return 1 - x - x * polynomial(erfRest, x * x)
  if (x > 28) return 0
  return timesExpSquare(erfcx(x), x, -1)
}

/** The scaled complement exp(x^2) erfc(x). */
export function erfcx(x: number): number {
  if (x < 0) {
    if (x < -26.7) return Infinity
    return timesExpSquare(2, x, 1) - erfcx(-x)
  }
  if (x > 27) {
    const inverse = 1 / x
    return inverse * polynomial(erfcxSeries, inverse * inverse)
  }
  if (x < 0.8) return erfc(x) * Math.exp(x * x)
  return Math.exp(polynomial(erfcTail, (x - 2.5) / (x + 2))) / (x + 2)
}

/** Dawson's integral exp(-x^2) times the integral of exp(t^2) from 0 to x. */
export function dawson(x: number): number {
  const a = Math.abs(x)
  if (a < 1) return x * polynomial(dawsonOverX, 2 * a * a - 1)
  if (a > 10) return a > 1e9 ? 0.5 / x : (polynomial(dawsonTail, onInterval(1 / (x * x), 0, 0.01)) * 0.5) / x
  return (x / (1 + 2 * x * x)) * flatDawson(a)
}

/** (1 + 2 x^2) dawson(x)/x for x from 1 to 10. */
function flatDawson(x: number): number {
  if (x < 2) return polynomial(dawson0, onInterval(x, 1, 2))
  if (x < 3.5) return polynomial(dawson1, onInterval(x, 2, 3.5))
  return x < 6 ? polynomial(dawson2, onInterval(x, 3.5, 6)) : polynomial(dawson3, onInterval(x, 6, 10))
}

/** The imaginary error function, 2/sqrt(pi) times the integral of exp(t^2) from 0 to x. */
export function erfi(x: number): number {
  if (Math.abs(x) > 27) return x * Infinity
  return timesExpSquare(1.1283791670955126 * dawson(x), x, 1)
}

/** y exp(c x^2) with the square to double the digits: its error would be magnified by x^2. */
function timesExpSquare(y: number, x: number, c: number): number {
  const square = twoProduct(x, x)
  const exponent = c * square.hi
  const correction = 1 + c * square.lo
  if (Math.abs(exponent) < 700) return y * correction * Math.exp(exponent)
  // in two halves, so that nothing overflows or is subnormal before the last product
  const half = Math.exp(exponent / 2)
  return y * correction * half * half
}

/** The inverse of erf on [-1, 1]; infinite at the ends, NaN outside. */
export function erfinv(y: number): number {
  const a = Math.abs(y)
  if (a <= 0.5) {
    const z = y * y
    return y * (Math.sqrt(Math.PI) / 2 + z * polynomial(erfinvNear, z))
  }
  const tail = erfinvByTail(1 - a, 1 + a)
  return y > 0 ? tail : -tail
}

/** The inverse of erfc on [0, 2]; infinite at the ends, NaN outside. */
export function erfcinv(y: number): number {
  if (y >= 0.5 && y <= 1.5) return erfinv(1 - y)
  return y < 1 ? erfinvByTail(y, 2 - y) : -erfinvByTail(2 - y, y)
}

/** erfinv(sqrt(1 - p q)) for p q at most 3/4, by r = sqrt(-log(p q)). */
function erfinvByTail(p: number, q: number): number {
  if (p === 0) return Infinity
  const { hi, lo } = twoProduct(p, q)
  const w = -Math.log(hi) - lo / hi
  const r = Math.sqrt(w)
  return r + r * (r < 3 ? polynomial(erfinvMiddle, w - 5) : polynomial(erfinvFar, (r - 6) / (r + 1)))
}

/** The distribution function of the standard normal distribution, erfc(-x/sqrt 2)/2. */
export function ndtr(x: number): number {
  if (Math.abs(x) < 1.1) {
    const z = 0.5 * x * x
    return 0.5 * (1 + x + x * (z * Math.SQRT1_2 * polynomial(erfPowers, z) - 0.20211543919713465))
  }
  if (x > 0) return 1 - ndtr(-x)
  if (x < -39) return 0
  return timesExpSquare(0.5 * erfcx(-x * Math.SQRT1_2), x, -0.5)
}

/** erf(x)/x = 2/sqrt(pi) + x^2 P(x^2); 2/sqrt(pi)/sqrt(2) is 1 - 0.2021... */
const erfPowers = /* @__PURE__ */ erfRest.slice(1)

/** The logarithm of `ndtr`, finite and accurate far into the left tail. */
export function logNdtr(x: number): number {
  if (x < -1) return Math.log(0.5 * erfcx(-x * Math.SQRT1_2)) - 0.5 * x * x
  return x < 0 ? Math.log(ndtr(x)) : Math.log1p(-ndtr(-x))
}

/** The quantile function of the standard normal distribution, the inverse of `ndtr`. */
export function ndtri(p: number): number {
  return p < 0.25 ? -Math.SQRT2 * erfcinv(2 * p) : Math.SQRT2 * erfinv(2 * p - 1)
}
