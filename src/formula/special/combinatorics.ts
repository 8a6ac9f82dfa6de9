import { realValue } from './big/index.ts'
import { add, type DoubleDouble, dd, exp, LN2, multiply, scale, subtract, twoSum } from './double-double.ts'
import { cosPi } from './elementary.ts'
import { digamma, gamma, gammaSign } from './gamma.ts'
import { logGamma, logGammaOf, signOfGamma } from './log-gamma.ts'
import { zeta } from './zeta.ts'

const isInteger = (n: number): boolean => Math.floor(n) === n

/** n!, correctly rounded for a non-negative integer; gamma(n + 1) for other real n. */
export function factorial(n: number): number {
  if (isInteger(n) && n >= 0 && n <= 170) return product(n, 1)
  const above = twoSum(n, 1)
  const value = gamma(above.hi)
  // what the rounding of n + 1 took
  return above.lo === 0 || !Number.isFinite(value) ? value : value * (1 + above.lo * digamma(above.hi))
}

/** n!! = n (n-2) (n-4) ... for an integer n >= -1, NaN elsewhere. */
export function doubleFactorial(n: number): number {
  if (!isInteger(n) || n < -1) return NaN
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
  if (Number.isNaN(n) || Number.isNaN(k)) return NaN
  if (isInteger(k)) {
    if (isInteger(n) && n >= 0) return k < 0 || k > n ? 0 : falling(n, Math.min(k, n - k))
    if (k < 0) return isInteger(n) && k <= n ? falling(-k - 1, n - k) * ((n - k) % 2 === 0 ? 1 : -1) : 0
    if (k <= 1000) return falling(n, k)
  }
  if (isInteger(n) && n < 0) return NaN
  const difference = twoSum(n, -k)
  if (difference.lo === 0 && isInteger(difference.hi) && difference.hi < 0) return 0
  const arguments_ = [dd(n), dd(k), difference].map((x) => add(x, dd(1)))
  if (isPole(arguments_[1]!)) return 0
  const sign = arguments_.reduce((product, x) => product * signOfGamma(x), 1)
  const [top, first, second] = arguments_.map(logGammaOf)
  return sign * exp(subtract(subtract(top!, first!), second!))
}

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
  if (!isInteger(n) || n < 0) return NaN
  if (n === 0) return 1
  if (n === 1) return -0.5
  return n % 2 === 1 ? 0 : -n * zeta(1 - n)
}

/** x (x+1) ... (x+n-1) = gamma(x+n)/gamma(x) for real x and n. */
export function risingFactorial(x: number, n: number): number {
  if (isInteger(n) && Math.abs(n) <= 200) return n < 0 ? 1 / run(x, -n, -1, -1) : run(x, n, 0, 1)
  const above = twoSum(x, n)
  if (isInteger(x) && x <= 0) return isPole(above) ? NaN : 0
  if (isPole(above)) return NaN
  if (Math.abs(x) > mostOfLogarithms) return realValue('risingfactorial', x, n)
  return signOfGamma(above) * gammaSign(x) * exp(subtract(logGammaOf(above), logGamma(x)))
}

/** x (x-1) ... (x-n+1) = gamma(x+1)/gamma(x-n+1) for real x and n. */
export function fallingFactorial(x: number, n: number): number {
  if (isInteger(n) && Math.abs(n) <= 200) return n < 0 ? 1 / run(x, -n, 1, 1) : run(x, n, 0, -1)
  const below = add(twoSum(x, -n), dd(1))
  if (isPole(below)) return isInteger(x) && x < 0 ? NaN : 0
  if (Math.abs(x) > mostOfLogarithms) return realValue('fallingfactorial', x, n)
  const above = twoSum(x, 1)
  return signOfGamma(above) * signOfGamma(below) * exp(subtract(logGammaOf(above), logGammaOf(below)))
}

/** Beyond this the difference of two logarithms of gamma has lost too many digits, even of double-double. */
const mostOfLogarithms = 1e10

const isPole = (x: DoubleDouble): boolean => x.lo === 0 && x.hi <= 0 && isInteger(x.hi)

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
  if (isInteger(x) && x % 2 === 0) return NaN
  const exponent = add(scale(LN2, x / 2), dd(((1 - cosPi(x)) / 4) * Math.log(2 / Math.PI)))
  return gammaSign(x / 2 + 1) * exp(add(logGammaOf(add(dd(x / 2), dd(1))), exponent))
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
  const value = digamma(x + 1) + 0.5772156649015329
  // beside the zeros, one between any two poles
  return Math.abs(value) < 0.5 ? realValue('harmonic', x) : value
}
