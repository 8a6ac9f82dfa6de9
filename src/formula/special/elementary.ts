import { PI, twoProduct } from './double-double.ts'

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

/** sin(pi x)/(pi x), 1 at 0 (the normalised sinc; NaN at the infinities as in NumPy and PyTorch). */
export function sinc(x: number): number {
  return Math.abs(x) < 1e-9 ? 1 : sinPi(x) / (Math.PI * x)
}

/** 1/(1 + exp(-x)). */
export function logistic(x: number): number {
  if (x > 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
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
  return d > 0 ? x + Math.log1p(Math.exp(-d)) : y + Math.log1p(Math.exp(d))
}

/** x log y, and 0 where x is 0 (unless y is NaN). */
export const xlogy = (x: number, y: number): number => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log(y))

/** x log(1 + y), and 0 where x is 0 (unless y is NaN). */
export const xlog1py = (x: number, y: number): number => (x === 0 && !Number.isNaN(y) ? 0 : x * Math.log1p(y))
