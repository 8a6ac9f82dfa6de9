import { beta } from './beta.ts'
import { realValue } from './big/index.ts'
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
  twoProduct,
  twoSum,
} from './double-double.ts'
import { logGamma, logGammaOfPositive } from './log-gamma.ts'

/**
 * The regularised incomplete beta function I_x(a, b): the integral of t^(a-1) (1-t)^(b-1) from 0 to x over beta(a, b),
 * for a, b > 0 and 0 <= x <= 1 (NaN elsewhere).
 */
export function betaIncomplete(a: number, b: number, x: number): number {
  if (!(a >= 0 && b >= 0 && x >= 0 && x <= 1) || (a === 0 && b === 0)) return NaN
  if (x === 0 || b === 0) return x === 1 ? 1 : 0
  if (x === 1 || a === 0) return 1
  // beside a = 0 and b = 0 the fraction cancels
  if (Math.min(a, b) < 0.01) return realValue('betaregularized', a, b, x)
  return regularised(a, b, dd(x), twoSum(1, -x))
}

/** The incomplete beta function itself, the integral of t^(a-1) (1-t)^(b-1) from 0 to x. */
export const incompleteBeta = (a: number, b: number, x: number): number =>
  betaIncomplete(a, b, x) * beta(a, b)

/** The complement 1 - I_x(a, b) = I_(1-x)(b, a), accurate where it is small. */
export function betaIncompleteComplement(a: number, b: number, x: number): number {
  if (!(x > 0 && x < 1 && a > 0 && b > 0)) return 1 - betaIncomplete(a, b, x)
  return regularised(b, a, twoSum(1, -x), dd(x))
}

function regularised(a: number, b: number, x: DoubleDouble, y: DoubleDouble): number {
  if (x.hi <= (a + 1) / (a + b + 2)) return direct(a, b, x, y)
  const complement = direct(b, a, y, x)
  return complement < 0.5 ? 1 - complement : subtract(dd(1), seriesDouble(b, a, y)).hi
}

function direct(a: number, b: number, x: DoubleDouble, y: DoubleDouble): number {
  return exp(add(logPrefix(a, b, x), scale(log(y), b))) * continuedFraction(a, b, x.hi, y.hi)
}

/** log of x^a/(a beta(a, b)). */
function logPrefix(a: number, b: number, x: DoubleDouble): DoubleDouble {
  const logBeta = subtract(
    add(logGammaOfPositive(add(dd(a), dd(1))), logGamma(b)),
    logGammaOfPositive(twoSum(a, b)),
  )
  return subtract(scale(log(x), a), logBeta)
}

/**
 * a times the even part of the fraction of NIST DLMF 8.17.22, whose terms are positive below the mean (Didonato and
 * Morris, 1992). The forward recurrence (Lentz) only finds where to stop; the value comes from the backward one,
 * which damps its rounding errors.
 */
function continuedFraction(a: number, b: number, x: number, y: number): number {
  const lambda = subtract(twoProduct(a, y), twoProduct(b, x)).hi
  const numerator = (m: number) =>
    ((a + m - 1) / (a + 2 * m - 1)) * ((a + b + m - 1) / (a + 2 * m - 1)) * m * (b - m) * x * x
  const denominator = (m: number) =>
    m + (m * (b - m) * x) / (a + 2 * m - 1) + ((a + m) / (a + 2 * m + 1)) * (lambda + 1 + m * (1 + y))
  let c = denominator(0)
  let d = 0
  let depth = 1
  for (; depth < 1e6; depth++) {
    d = 1 / (denominator(depth) + numerator(depth) * d)
    c = denominator(depth) + numerator(depth) / c
    if (!(Math.abs(c * d - 1) > 2.3e-16)) break
  }
  depth += 4 + Math.ceil(depth / 8)
  let tail = 0
  for (let m = depth; m > 0; m--) tail = numerator(m) / (denominator(m) + tail)
  return a / (denominator(0) + tail)
}

/** I_x(a, b) = x^a/(a beta(a,b)) (1 + a sum (1-b)_k x^k/(k! (a+k))) in double-double, for a small complement. */
function seriesDouble(a: number, b: number, x: DoubleDouble): DoubleDouble {
  let sum = divide(dd(1), dd(a))
  let term = dd(1)
  for (let k = 1; k < 2000; k++) {
    term = divide(multiply(multiply(term, x), subtract(dd(k), dd(b))), dd(k))
    const part = divide(term, add(dd(a), dd(k)))
    sum = add(sum, part)
    if (Math.abs(part.hi) < 1e-33 * Math.abs(sum.hi)) break
  }
  return multiply(expDouble(logPrefix(a, b, x)), scale(sum, a))
}

/** The x at which I_x(a, b) = p, for 0 <= p <= 1. */
export function betaIncompleteInverse(a: number, b: number, p: number): number {
  if (!(a > 0 && b > 0 && p >= 0 && p <= 1)) return NaN
  if (p === 0 || p === 1) return p
  const mean = a / (a + b)
  return p < betaIncomplete(a, b, mean) ? invert(a, b, p, mean) : 1 - invertComplement(a, b, p)
}

/** Above the mean the distance from 1 is solved for, with the complement as target. */
function invertComplement(a: number, b: number, p: number): number {
  return invert(b, a, 1 - p, b / (a + b))
}

/** Newton's method for log x on log I, kept within a bracket. */
function invert(a: number, b: number, p: number, start: number): number {
  let high = Math.log(start)
  let low = -Infinity
  let u = Math.min(high, Math.log(p) / a + Math.log(start))
  for (let i = 0; i < 200; i++) {
    const x = Math.exp(u)
    const value = betaIncomplete(a, b, x)
    if (value > p) high = u
    else low = u
    const X = dd(x)
    const slope = (a * exp(add(logPrefix(a, b, X), scale(log(twoSum(1, -x)), b - 1)))) / value
    let next = u - Math.log(value / p) / slope
    if (!(next > low && next <= high)) next = low === -Infinity ? 2 * u - 1 : (low + high) / 2
    const settled = Math.abs(next - u) < 1e-12 * Math.max(1, Math.abs(u))
    u = next
    if (settled) break
  }
  // the last step on x itself, which has the digits that log x lacks
  const x = Math.exp(u)
  const value = betaIncomplete(a, b, x)
  const exponent = add(logPrefix(a, b, dd(x)), scale(log(twoSum(1, -x)), b - 1))
  return value === 0 ? x : x - (x * (value - p)) / (a * exp(exponent))
}
