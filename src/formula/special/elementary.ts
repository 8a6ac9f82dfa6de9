import {
  add as addDouble,
  type DoubleDouble,
  dd,
  expDouble,
  exp as expOf,
  multiply,
  PI,
  scale,
  twoProduct,
} from './double-double.ts'

/** 2^x. */
export const exp2 = (x: number): number => 2 ** x

/** 10^x. */
export const exp10 = (x: number): number => 10 ** x

/** The real cube root, of the sign of x. */
export const cbrt = (x: number): number => Math.cbrt(x)

/** sin(pi x), exactly 0 at integers; the argument is reduced before it is multiplied. */
export function sinPi(x: number): number {
  if (x === 0) return x
  let r = x % 2
  if (r > 1) r -= 2
  else if (r < -1) r += 2
  // |r| <= 1: fold to a quarter
  if (r > 0.5) r = 1 - r
  else if (r < -0.5) r = -1 - r
  return Math.abs(r) > 0.25 ? Math.sign(r) * cosOfPi(0.5 - Math.abs(r)) : sinOfPi(r)
}

/** cos(pi x), exactly 0 at half-integers. */
export function cosPi(x: number): number {
  let r = Math.abs(x) % 2
  if (r > 1) r = 2 - r
  if (r === 0.5) return 0
  if (r > 0.75) return -cosOfPi(1 - r)
  return r > 0.25 ? sinOfPi(0.5 - r) : cosOfPi(r)
}

/** tan(pi x); infinite at half-integers with the sign of the approach from below. */
export function tanPi(x: number): number {
  const c = cosPi(x)
  return c === 0 ? (Math.abs(x) % 2 < 1 === x > 0 ? Infinity : -Infinity) : sinPi(x) / c
}

/** sin(pi r) for |r| <= 1/4, with pi r to double the digits. */
function sinOfPi(r: number): number {
  const p = twoProduct(PI.hi, r)
  return Math.sin(p.hi) + (p.lo + PI.lo * r)
}

/** cos(pi r) for |r| <= 1/4. */
function cosOfPi(r: number): number {
  const p = twoProduct(PI.hi, r)
  return Math.cos(p.hi) - (p.lo + PI.lo * r) * Math.sin(p.hi)
}

/** sin(pi x)/(pi x), 1 at 0 and 0 (never -0) at other integers (the normalised sinc; NaN at the infinities as in NumPy and PyTorch). */
export function sinc(x: number): number {
  return Math.abs(x) < 1e-9 ? 1 : sinPi(x) / (Math.PI * x) + 0
}

/** 1/(1 + exp(-x)). */
export function logistic(x: number): number {
  if (x > 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** x logistic(u) for the product u = c x (1 + k x^2) in double-double: the error of an exponent grows with its size. */
export function timesLogistic(x: number, c: DoubleDouble, k: DoubleDouble = dd(0)): number {
  if (Math.abs(x) > 1e100) return x > 0 ? x : 0 * x
  const u = multiply(scale(c, x), addDouble(dd(1), multiply(k, twoProduct(x, x))))
  if (u.hi > 0) return x / (1 + Math.exp(-u.hi))
  const e = expOf(u)
  return (x * e) / (1 + e)
}

/** x - tanh(x) = (x cosh(x) - sinh(x))/cosh(x), the numerator as the sum of 2k/(2k+1)! x^(2k+1) for small x. */
export function tanhShrink(x: number): number {
  if (Math.abs(x) > 2) return x - Math.tanh(x)
  const square = x * x
  let term = x
  let sum = 0
  for (let k = 1; k < 30; k++) {
    term *= square / (2 * k * (2 * k + 1))
    sum += 2 * k * term
    if (Math.abs(term) < 1e-19 * Math.abs(sum)) break
  }
  return sum / Math.cosh(x)
}

/** log(p/(1 - p)), the inverse of the logistic function. */
export function logit(p: number): number {
  return p > 0.25 && p < 0.75 ? 2 * Math.atanh(2 * p - 1) : Math.log(p / (1 - p))
}

/** log(1 + exp(x)). */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}

/** log(logistic(x)) = -softplus(-x). */
export const logLogistic = (x: number): number => -softplus(-x)

/** log(1 - exp(-x)) for x > 0. */
export function log1mExp(x: number): number {
  return x < Math.LN2 ? Math.log(-Math.expm1(-x)) : Math.log1p(-Math.exp(-x))
}

/** log(exp(x) + exp(y)). */
export function logAddExp(x: number, y: number): number {
  if (x === y) return x + Math.LN2
  const d = x - y
  if (Math.abs(d) === Number.POSITIVE_INFINITY) return Math.max(x, y)
  const value = d > 0 ? x + Math.log1p(Math.exp(-d)) : y + Math.log1p(Math.exp(d))
  // beside 0: log(1 + (exp(x) - 1) + exp(y))
  return Math.abs(value) < 0.4 && Math.max(x, y) > -1.2
    ? Math.log1p(addDouble(expDouble(dd(x)), addDouble(expDouble(dd(y)), dd(-1))).hi)
    : value
}

/** x log y, and 0 where x is 0 (unless y is NaN). */
export const xlogy = (x: number, y: number): number => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y))

/** x log(1 + y), and 0 where x is 0 (unless y is NaN). */
export const xlog1py = (x: number, y: number): number => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log1p(y))
