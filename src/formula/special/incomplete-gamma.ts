import {
  add,
  type DoubleDouble,
  dd,
  divide,
  exp,
  expDouble,
  log,
  multiply,
  scale,
  subtract,
} from './double-double.ts'
import { erfc, ndtri } from './error.ts'
import { gamma, lgamma, lgammaOnePlus, reciprocalGamma } from './gamma.ts'
import { logGammaOfPositive } from './log-gamma.ts'

/**
 * The regularised lower incomplete gamma function P(a, x): the integral of t^(a-1) e^-t from 0 to x over gamma(a),
 * for a >= 0 and x >= 0 (NaN elsewhere).
 */
export function gammaP(a: number, x: number): number {
  const edge = atEdge(a, x)
  if (edge !== undefined) return edge
  if (a > UNIFORM) return uniform(a, x, -1)
  return x < Math.max(a + 1, 3) ? exp(logPrefix(a, x)) * series(a, x) : 1 - gammaQ(a, x)
}

/** The complement Q(a, x) = 1 - P(a, x), accurate where it is small. */
export function gammaQ(a: number, x: number): number {
  const edge = atEdge(a, x)
  if (edge !== undefined) return 1 - edge
  if (a > UNIFORM) return uniform(a, x, 1)
  if (x >= Math.max(a + 1, 3)) return a * exp(logPrefix(a, x)) * continuedFraction(a, x)
  if (a < 0.25 && x < 1) return upperNearZero(a, x) * reciprocalGamma(a)
  if (a < 1e-3) return a * exp(logPrefix(a, x)) * continuedFraction(a, x)
  if (a < 3 && x < 3) return smallQ(a, x)
  return 1 - gammaP(a, x)
}

/** The upper incomplete gamma function, the integral of t^(a-1) e^-t from x on; a may be negative where x > 0. */
export function gammaUpper(a: number, x: number): number {
  if (Number.isNaN(a) || a < -1e6 || !(x >= 0)) return NaN
  if (x === 0) return a > 0 ? gamma(a) : Infinity
  if (x === Infinity) return 0
  if (a <= 0) return upperOfNegative(a, x)
  if (a < 0.25 && x < 1) return upperNearZero(a, x)
  if (x >= a + 1) return timesExp(logPower(a, x), continuedFraction(a, x))
  return timesGamma(gammaQ(a, x), a)
}

/** The lower incomplete gamma function, the integral of t^(a-1) e^-t from 0 to x. */
export function gammaLower(a: number, x: number): number {
  // P may vanish and gamma(a) overflow where their product does not
  if (a >= 0 && x > 0 && x < a + 1) {
    const exponent = logPower(a, x)
    return exponent.hi - Math.log(a) > OVERFLOW ? Infinity : timesExp(exponent, series(a, x) / a)
  }
  return x === 0 && a > 0 ? 0 : timesGamma(gammaP(a, x), a)
}

/** exp(OVERFLOW) is infinite. */
const OVERFLOW = 710

/** log of x^a e^-x. */
const logPower = (a: number, x: number): DoubleDouble => subtract(multiply(dd(a), log(dd(x))), dd(x))

/** factor e^exponent, which a factor below 1 may keep finite. */
const timesExp = (exponent: DoubleDouble, factor: number): number =>
  exponent.hi < 700 ? exp(exponent) * factor : exp(add(exponent, log(dd(factor))))

/** share gamma(a), where gamma(a) itself may be infinite. */
const timesGamma = (share: number, a: number): number =>
  a < 171 || share === 0 ? share * gamma(a) : timesExp(logGammaOfPositive(dd(a)), share)

function atEdge(a: number, x: number): number | undefined {
  if (!(a >= 0) || !(x >= 0)) return NaN
  if (a === 0) return x > 0 ? 1 : NaN
  if (x === 0) return 0
  if (x === Infinity) return a === Infinity ? NaN : 1
  return a === Infinity ? 0 : undefined
}

/** log of x^a e^-x/gamma(a + 1). */
function logPrefix(a: number, x: number): DoubleDouble {
  const logGamma = logGammaOfPositive(add(dd(a), dd(1)))
  return subtract(subtract(multiply(dd(a), log(dd(x))), dd(x)), logGamma)
}

/** Beyond this order the series take too many terms, and Temme's expansion needs only its first. */
const UNIFORM = 1e7

/**
 * Q (side 1) or P (side -1) as erfc(side eta sqrt(a/2))/2 + side e^(-a eta^2/2)/sqrt(2 pi a) c0(eta), where
 * a eta^2/2 = x - a - a log(x/a) and c0 = 1/(x/a - 1) - 1/eta (DLMF 8.12.3).
 */
function uniform(a: number, x: number, side: 1 | -1): number {
  const mu = subtract(dd(x), dd(a)).hi / a
  const logRatio = log(divide(dd(x), dd(a)))
  const exponent = subtract(subtract(dd(x), dd(a)), multiply(dd(a), logRatio)).hi
  const eta = Math.sign(mu) * Math.sqrt(Math.max(0, (2 * exponent) / a))
  const near = -1 / 3 + eta / 12 - (2 * eta * eta) / 135 + eta ** 3 / 864
  const c0 = Math.abs(eta) < 0.003 ? near : 1 / mu - 1 / eta
  // the next coefficient, c1, from its series; further out its share is below the last place
  const c1 = -1 / 540 - eta / 288
  const tail = (Math.exp(-exponent) / Math.sqrt(2 * Math.PI * a)) * (c0 + c1 / a)
  return 0.5 * erfc(side * Math.sign(mu) * Math.sqrt(Math.max(0, exponent))) + side * tail
}

/** 1 + x/(a+1) + x^2/((a+1)(a+2)) + ..., all positive. */
function series(a: number, x: number): number {
  let term = 1
  let sum = 1
  let rest = 0
  for (let k = 1; term > 1e-18 * sum; k++) {
    term *= x / (a + k)
    const next = sum + term
    rest += term - (next - sum)
    sum = next
  }
  return sum + rest
}

/**
 * Q's fraction 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...))). The forward recurrence (Lentz) only finds where to
 * stop; the value comes from the backward one, which damps its rounding errors.
 */
function continuedFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let depth = 1
  for (; depth < 1e7; depth++) {
    const numerator = -depth * (depth - a)
    b += 2
    d = 1 / (b + numerator * d)
    c = b + numerator / c
    if (!(Math.abs(c * d - 1) > 2.3e-16)) break
  }
  depth += 4 + Math.ceil(depth / 8)
  let tail = 0
  for (let k = depth; k > 0; k--) tail = (-k * (k - a)) / (x + 2 * k + 1 - a + tail)
  return 1 / (x + 1 - a + tail)
}

/** Q for small a and x: 1 - x^a/gamma(1+a) (1 + a sum (-x)^k/((a+k) k!)) in double-double. */
function smallQ(a: number, x: number): number {
  let exact = dd(0)
  let p = dd(1)
  for (let k = 1; k < 60; k++) {
    p = divide(scale(p, -x), dd(k))
    exact = add(exact, divide(p, add(dd(a), dd(k))))
    if (Math.abs(p.hi) < 1e-33) break
  }
  const logExact = subtract(multiply(dd(a), log(dd(x))), logGammaOfPositive(add(dd(a), dd(1))))
  const lower = multiply(expDouble(logExact), add(dd(1), scale(exact, a)))
  return subtract(dd(1), lower).hi
}

/** From gamma(a + n, x) down by gamma(a, x) = (gamma(a+1, x) - x^a e^-x)/a, or the fraction where x is large. */
function upperOfNegative(a: number, x: number): number {
  if (x > 1) return x ** a * Math.exp(-x) * continuedFraction(a, x)
  const steps = Math.round(-a)
  const start = a + steps
  let value = Math.abs(start) < 0.25 ? upperNearZero(start, x) : positiveStart(start, x)
  for (let k = steps - 1; k >= 0; k--) {
    const order = a + k
    value = (value - x ** order * Math.exp(-x)) / order
  }
  return value
}

/** gamma(a, x) for 1/4 <= |a| <= 1/2, the negative ones by one step down. */
const positiveStart = (a: number, x: number): number =>
  a > 0 ? gammaQ(a, x) * gamma(a) : (gammaQ(a + 1, x) * gamma(a + 1) - x ** a * Math.exp(-x)) / a

/**
 * gamma(a, x) for |a| < 1/4 and x <= 1: (gamma(1 + a) - x^a)/a - x^a sum (-x)^k/((a + k) k!), the first difference by
 * expm1; at a = 0 it is E1(x).
 */
function upperNearZero(a: number, x: number): number {
  const logX = Math.log(x)
  const u = a * logX
  const logGamma = lgammaOnePlus(a)
  // a subnormal a has too few bits to divide by, and adds nothing
  const first = Math.abs(a) < 1e-290 ? -0.5772156649015329 - logX : (Math.expm1(logGamma) - Math.expm1(u)) / a
  let sum = 0
  let power = 1
  for (let k = 1; k < 40; k++) {
    power *= -x / k
    sum += power / (a + k)
    if (Math.abs(power) < 1e-18) break
  }
  return first - Math.exp(u) * sum
}

/** The x at which P(a, x) = p, for 0 <= p <= 1. */
export function gammaPInverse(a: number, p: number): number {
  if (!(a > 0) || !(p >= 0 && p <= 1)) return NaN
  return p <= 0.5 ? invert(a, p, true) : invert(a, 1 - p, false)
}

/** The x at which Q(a, x) = q, for 0 <= q <= 1. */
export function gammaQInverse(a: number, q: number): number {
  if (!(a > 0) || !(q >= 0 && q <= 1)) return NaN
  return q < 0.5 ? invert(a, q, false) : invert(a, 1 - q, true)
}

/** Newton's method for log x on log P or log Q (both nearly linear far out), kept within a bracket. */
function invert(a: number, target: number, lower: boolean): number {
  if (target === 0) return lower ? 0 : Infinity
  const z = ndtri(target) * (lower ? 1 : -1)
  // Wilson and Hilferty's cube, or the first term of the series
  const cube = 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a))
  const first = Math.log(lower ? target : 1 - target) / a + lgamma(a + 1) / a
  let u = cube > 0.3 ? Math.log(a * cube ** 3) : first
  let low = -Infinity
  let high = Infinity
  for (let i = 0; i < 100; i++) {
    const x = Math.exp(u)
    const value = lower ? gammaP(a, x) : gammaQ(a, x)
    if (lower ? value > target : value < target) high = u
    else low = u
    const slope = (a * exp(logPrefix(a, x))) / value
    let next = u - (Math.log(value / target) / slope) * (lower ? 1 : -1)
    if (!(next > low && next < high)) next = bisect(low, high, u)
    if (Math.abs(next - u) < 1e-12 * Math.max(1, Math.abs(u))) {
      u = next
      break
    }
    u = next
  }
  // the last step on x itself, which has the digits that log x lacks
  const x = Math.exp(u)
  const value = lower ? gammaP(a, x) : gammaQ(a, x)
  if (value === 0) return x
  const slope = (a * exp(logPrefix(a, x))) / value
  return x - (x * ((value - target) / value) * (lower ? 1 : -1)) / slope
}

function bisect(low: number, high: number, u: number): number {
  if (low === -Infinity) return u - 2 * Math.max(1, Math.abs(u))
  return high === Infinity ? u + Math.max(1, Math.abs(u)) : (low + high) / 2
}
