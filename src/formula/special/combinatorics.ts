import { add, type DoubleDouble, dd, exp, multiply, scale, subtract, twoSum } from './double-double.ts'
import { cosPi } from './elementary.ts'
import { digamma, gamma, gammaSign } from './gamma.ts'
import { logGamma, logGammaOf } from './log-gamma.ts'
import { zeta } from './zeta.ts'

const isInteger = (n: number): boolean => Math.floor(n) === n

/** n!, correctly rounded for a non-negative integer; gamma(n + 1) for other real n. */
export function factorial(n: number): number {
  return isInteger(n) && n >= 0 && n <= 170 ? product(n, 1) : gamma(n + 1)
}

/** n!! = n (n-2) (n-4) ... for an integer n >= -1, NaN elsewhere. */
export function doubleFactorial(n: number): number {
  if (!isInteger(n) || n < -1) return Number.NaN
  return n > 301 ? Infinity : product(n, 2)
}

function product(n: number, step: number): number {
  // begun small: an exact product needs room above the factors
  let value = dd(2 ** -100)
  for (let k = n; k > 1; k -= step) value = scale(value, k)
  return value.hi * 2 ** 100
}

/** The binomial coefficient gamma(n+1)/(gamma(k+1) gamma(n-k+1)) of real arguments. */
export function binomial(n: number, k: number): number {
  if (Number.isNaN(n) || Number.isNaN(k)) return Number.NaN
  if (isInteger(k)) {
    if (isInteger(n) && n >= 0) return k < 0 || k > n ? 0 : falling(n, Math.min(k, n - k))
    if (k < 0) return isInteger(n) && k <= n ? falling(-k - 1, n - k) * ((n - k) % 2 === 0 ? 1 : -1) : 0
    if (k <= 1000) return falling(n, k)
  }
  if (isInteger(n) && n < 0) return Number.NaN
  const difference = twoSum(n, -k)
  if (isInteger(difference.hi) && difference.hi < 0) return 0
  const sign = gammaSign(n + 1) * gammaSign(k + 1) * gammaSign(difference.hi + 1)
  return sign * exp(subtract(subtract(logFactorial(dd(n)), logFactorial(dd(k))), logFactorial(difference)))
}

const logFactorial = (n: DoubleDouble): DoubleDouble => logGammaOf(add(n, dd(1)))

/** n (n-1) ... (n-k+1)/k! as a product of ratios, or by logarithms where k is large. */
function falling(n: number, k: number): number {
  if (k > 1000) return exp(subtract(subtract(logGamma(n + 1), logGamma(k + 1)), logGamma(n - k + 1)))
  let value = dd(1)
  for (let j = 1; j <= k; j++) {
    const factor = twoSum(n, 1 - j)
    const next = scale(value, factor.hi)
    const exact = dd(next.hi, next.lo + value.hi * factor.lo)
    const quotient = exact.hi / j
    const rest = subtract(exact, scale(dd(quotient), j))
    value = dd(quotient, rest.hi / j)
    if (!Number.isFinite(quotient)) return quotient
  }
  return value.hi + value.lo
}

/** The Bernoulli number B_n of an integer n >= 0 (B_1 = -1/2). */
export function bernoulli(n: number): number {
  if (!isInteger(n) || n < 0) return Number.NaN
  if (n === 0) return 1
  if (n === 1) return -0.5
  return n % 2 === 1 ? 0 : -n * zeta(1 - n)
}

/** x (x+1) ... (x+n-1) = gamma(x+n)/gamma(x) for real x and n. */
export function risingFactorial(x: number, n: number): number {
  if (isInteger(n) && Math.abs(n) <= 200) return n < 0 ? 1 / run(x, -n, -1, -1) : run(x, n, 0, 1)
  if (isInteger(x) && x <= 0) return isInteger(x + n) && x + n <= 0 ? Number.NaN : 0
  const sign = gammaSign(x + n) * gammaSign(x)
  return sign * exp(subtract(logGammaOf(twoSum(x, n)), logGamma(x)))
}

/** x (x-1) ... (x-n+1) = gamma(x+1)/gamma(x-n+1) for real x and n. */
export function fallingFactorial(x: number, n: number): number {
  if (isInteger(n) && Math.abs(n) <= 200) return n < 0 ? 1 / run(x, -n, 1, 1) : run(x, n, 0, -1)
  const below = add(twoSum(x, -n), dd(1))
  if (isInteger(below.hi) && below.hi <= 0) return isInteger(x) && x < 0 ? Number.NaN : 0
  const sign = gammaSign(x + 1) * gammaSign(below.hi)
  return sign * exp(subtract(logGammaOf(add(dd(x), dd(1))), logGammaOf(below)))
}

/** The product of x + start + k step for k < count. */
function run(x: number, count: number, start: number, step: number): number {
  let value = dd(1)
  for (let k = 0; k < count; k++) {
    value = multiply(value, twoSum(x, start + k * step))
    if (value.hi === 0 || !Number.isFinite(value.hi)) return value.hi
  }
  return value.hi
}

/** x!! = 2^(x/2) gamma(x/2 + 1) (2/pi)^((1 - cos(pi x))/4), the double factorial of real x. */
export function doubleFactorialOf(x: number): number {
  if (isInteger(x) && x >= -1) return doubleFactorial(x)
  if (isInteger(x) && x % 2 === 0) return Number.NaN
  const exponent = x * (Math.LN2 / 2) + ((1 - cosPi(x)) / 4) * Math.log(2 / Math.PI)
  return gammaSign(x / 2 + 1) * exp(add(logGammaOf(add(dd(x / 2), dd(1))), dd(exponent)))
}

/** The harmonic number 1 + 1/2 + ... + 1/x = digamma(x + 1) + Euler's constant. */
export function harmonic(x: number): number {
  if (isInteger(x) && x >= 0 && x <= 100) {
    let total = 0
    for (let k = x; k >= 1; k--) total += 1 / k
    return total
  }
  // near 0: zeta(2) x - zeta(3) x^2 + ...
  if (Math.abs(x) < 0.05) {
    let total = 0
    for (let k = 14; k >= 1; k--) total = zeta(k + 1) - x * total
    return x * total
  }
  return digamma(x + 1) + 0.5772156649015329
}
