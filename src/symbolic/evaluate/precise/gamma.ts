import type { Decimal } from 'decimal.js'
import { bernoulliNumbers } from '../../../formula/special/big/bernoulli.ts'
import { piOf } from './constants.ts'

type Constructor = typeof Decimal

/** Stirling's series holds to the precision from here on (its smallest term is near e^(-2 pi x)). */
const farEnough = (D: Constructor): number => Math.ceil(0.5 * D.precision) + 10

/** B_2k as a decimal. */
function bernoulli(D: Constructor, k: number): Decimal {
  const [n, d] = bernoulliNumbers(k)[k - 1]!
  return new D(n.toString()).div(d.toString())
}

/** log gamma(x) for x > 0: x is moved up until (x - 1/2) log x - x + log(2 pi)/2 + sum B_2k/(2k (2k-1) x^(2k-1)) converges. */
function stirling(D: Constructor, x: Decimal): Decimal {
  const target = farEnough(D)
  let shift = new D(1)
  while (x.lt(target)) {
    shift = shift.times(x)
    x = x.plus(1)
  }
  let sum = x.minus(0.5).times(x.ln()).minus(x).plus(piOf(D).times(2).ln().div(2))
  const step = x.times(x)
  let power = x
  for (let k = 1; ; k++) {
    const term = bernoulli(D, k).div(power.times(2 * k * (2 * k - 1)))
    sum = sum.plus(term)
    if (term.isZero() || term.e < sum.e - D.precision - 2) break
    power = power.times(step)
  }
  return sum.minus(shift.ln())
}

/** log |gamma(x)| */
export function lgamma(D: Constructor, x: Decimal): Decimal {
  if (!x.isFinite()) return x.isNaN() ? x : new D(Infinity)
  if (x.isInteger() && x.lte(0)) return new D(Infinity)
  if (x.gte(0.5)) return stirling(D, x)
  // gamma(x) gamma(1 - x) = pi/sin(pi x)
  return piOf(D)
    .div(sinPi(D, x).abs())
    .ln()
    .minus(stirling(D, new D(1).minus(x)))
}

/** sin(pi x), with x reduced first. */
function sinPi(D: Constructor, x: Decimal): Decimal {
  const rest = x.minus(x.floor())
  const sign = x.floor().mod(2).isZero() ? 1 : -1
  return piOf(D).times(rest).sin().times(sign)
}

export function gamma(D: Constructor, x: Decimal): Decimal {
  if (x.isInteger() && x.lte(0)) return new D(NaN)
  if (!x.isFinite()) return x.isNaN() || x.isNegative() ? new D(NaN) : x
  const size = lgamma(D, x).exp()
  return x.isNegative() && !x.floor().mod(2).isZero() ? size.neg() : size
}

/** The polygamma function of order n >= 0; digamma is order 0. */
export function polygamma(D: Constructor, n: number, x: Decimal): Decimal {
  if (!(Number.isInteger(n) && n >= 0) || !x.isFinite() || (x.isInteger() && x.lte(0))) return new D(NaN)
  // psi_n(x) = psi_n(x + 1) - (-1)^n n! / x^(n+1)
  const target = farEnough(D) + n
  let factorial = new D(1)
  for (let k = 2; k <= n; k++) factorial = factorial.times(k)
  let below = new D(0)
  while (x.lt(target)) {
    below = below.plus(x.pow(-n - 1))
    x = x.plus(1)
  }
  const sign = n % 2 === 0 ? 1 : -1
  // psi_n(x) ~ (-1)^(n+1) ((n-1)!/x^n + n!/(2 x^(n+1)) + sum B_2k (2k+n-1)!/((2k)! x^(2k+n)))
  let sum =
    n === 0
      ? x.ln().neg().plus(x.times(2).pow(-1))
      : factorial
          .div(n)
          .div(x.pow(n))
          .plus(factorial.div(x.pow(n + 1).times(2)))
  let ratio = n === 0 ? new D(1) : factorial.div(n) // (2k+n-1)!/(2k)! for k = 0
  let power = x.pow(n)
  for (let k = 1; ; k++) {
    const [a, b] = [2 * k - 1, 2 * k]
    ratio = n === 0 ? new D(1).div(b) : ratio.times((a + n - 1) * (b + n - 1)).div(a * b)
    power = power.times(x).times(x)
    const term = bernoulli(D, k).times(ratio).div(power)
    sum = sum.plus(term)
    if (term.isZero() || term.e < sum.e - D.precision - 2) break
  }
  return sum.times(-sign).minus(factorial.times(below).times(sign))
}
