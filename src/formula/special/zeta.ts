import { realValue } from './big/index.ts'
import { eulerMaclaurin } from './coefficients/bernoulli.ts'
import { zetaLeft, zetaMiddle, zetaRest, zetaRight, zetaTail } from './coefficients/zeta.ts'
import { dd, exp, HALF_LOG_2PI, log, scale, subtract, twoSum } from './double-double.ts'
import { sinPi } from './elementary.ts'
import { digamma, gamma } from './gamma.ts'
import { logGamma } from './log-gamma.ts'
import { onInterval, polynomial } from './series.ts'

/** Riemann's zeta function of a real argument, infinite at its pole s = 1. */
export function zeta(s: number): number {
  if (s === 1) return Infinity
  if (s < -1) return zetaOfNegative(s)
  if (s < 0) return polynomial(zetaLeft, 2 * s + 1) / (s - 1)
  if (s < 1) return polynomial(zetaMiddle, 2 * s - 1) / (s - 1)
  if (s < 3) return polynomial(zetaRight, s - 2) / (s - 1)
  return 1 + zetaMinusOne(s)
}

/** zeta(s) - 1 for s >= 3, accurate where it is tiny. */
function zetaMinusOne(s: number): number {
  if (s < 7) return 2 ** -s * polynomial(zetaRest, onInterval(s, 3, 7))
  if (s < 20) return 2 ** -s * polynomial(zetaTail, onInterval(s, 7, 20))
  return 2 ** -s + 3 ** -s + 4 ** -s + 5 ** -s + 6 ** -s + 7 ** -s
}

/** zeta(s) = 2 (2 pi)^-z sin(pi s/2) gamma(z) zeta(z) with z = 1 - s. */
function zetaOfNegative(s: number): number {
  if (s === -Infinity) return NaN
  const sine = sinPi(s / 2)
  if (sine === 0) return 0
  const z = twoSum(1, -s)
  const power = scale(HALF_LOG_2PI, 2 * z.hi)
  // what the rounding of 1 - s took: d log(gamma(z) (2 pi)^-z) = (psi(z) - log 2 pi) dz
  const correction = 1 + z.lo * (digamma(z.hi) - 2 * HALF_LOG_2PI.hi)
  const factor = 2 * sine * zeta(z.hi) * correction
  if (z.hi < 20) return factor * gamma(z.hi) * exp(dd(-power.hi, -power.lo))
  return factor * exp(subtract(logGamma(z.hi), power))
}

/** What stands for a value whose digits cancelled. */
type Rescue = (s: number, q: number, value: number) => number

const asItIs: Rescue = (_s, _q, value) => value
/** By multi-precision, which the tensor operations do not load. */
export const byDigits: Rescue = (s, q) => realValue('hurwitz', s, q)

/**
 * Hurwitz' zeta function: the sum of (q + k)^-s over k >= 0, continued to s < 1 (by multi-precision, for q > 0).
 *
 * It is infinite at s = 1 and, for s >= 1, where q is 0 or a negative integer; for other negative q the order s must be an integer above 1,
 * else NaN.
 */
export function hurwitzZeta(s: number, q: number): number {
  if (q === 0 && s <= 0) return s === 0 ? 0.5 : zeta(s)
  return hurwitz(s, q, byDigits)
}

function hurwitz(s: number, q: number, rescue: Rescue): number {
  if (Number.isNaN(s) || Number.isNaN(q)) return NaN
  if (s < 1) return q > 0 ? rescue(s, q, NaN) : NaN
  if (s === 1) return Infinity
  if (q <= 0) {
    if (Math.floor(q) === q) return Infinity
    if (Math.floor(s) !== s || q === -Infinity) return NaN
    if (q < -20) return farLeft(s, q, rescue)
  }
  if (q === Infinity) return 0
  if (q > 1e20) return q ** (1 - s) / (s - 1)
  // Euler-Maclaurin from a = q + n on
  const terms: number[] = []
  const start = Math.max(10, 6.3 + 0.7 * s)
  let a = q
  let power = a ** -s
  let sum = 0
  while (a < start) {
    terms.push(power)
    sum += Math.abs(power)
    a += 1
    power = a ** -s
    // large s: what follows is below a^(1-s)
    if (a > 1 && power * a < 1e-18 * sum) return unlessCancelled(s, q, sumFromLast(terms, 0), sum, rescue)
  }
  // tail: a^(1-s)/(s-1) + a^-s/2 + sum B_2k/(2k)! s(s+1)...(s+2k-2) a^(-s-2k+1)
  let tail = 0
  let factor = (power * s) / a
  for (let k = 0; k < eulerMaclaurin.length; k++) {
    const term = factor * eulerMaclaurin[k]!
    tail += term
    if (Math.abs(term) < 1e-18 * Math.abs(tail)) break
    factor *= ((s + 2 * k + 1) / a) * ((s + 2 * k + 2) / a)
  }
  tail += 0.5 * power
  tail += power * (a / (s - 1))
  return unlessCancelled(s, q, sumFromLast(terms, tail), sum + Math.abs(tail), rescue)
}

/** For negative q terms of odd s alternate, and digits cancel. */
const unlessCancelled = (s: number, q: number, value: number, size: number, rescue: Rescue): number =>
  q < 0 && Math.abs(value) < 0.3 * size ? rescue(s, q, value) : value

function sumFromLast(terms: readonly number[], start: number): number {
  let sum = start
  for (let k = terms.length - 1; k >= 0; k--) sum += terms[k]!
  return sum
}

/** For integer s the sum over all integers minus the sum to the left of q, with f the fraction of q. */
function farLeft(s: number, q: number, rescue: Rescue): number {
  const f = q - Math.floor(q)
  const sign = s % 2 === 0 ? 1 : -1
  const right = hurwitz(s, f, rescue)
  const left = hurwitz(s, 1 - f, rescue) - hurwitz(s, 1 - q, rescue)
  const value = right + sign * left
  return unlessCancelled(s, q, value, right, rescue)
}

/**
 * The n-th derivative of digamma, (-1)^(n+1) n! zeta(n+1, x) for n >= 1. Beside its zeros at negative x digits cancel;
 * `byDigits` brings them back.
 */
export function polygamma(n: number, x: number, rescue: Rescue = asItIs): number {
  if (n === 0) return digamma(x)
  if (!(n > 0) || Math.floor(n) !== n) return NaN
  const sign = n % 2 === 0 ? -1 : 1
  if (n <= 170) {
    const value = gamma(n + 1) * hurwitz(n + 1, x, rescue)
    if (Number.isFinite(value) && value !== 0) return sign * value
  }
  if (Number.isNaN(x)) return x
  if (x === Infinity) return sign * 0
  if (x <= 0) return sign * hurwitz(n + 1, x, rescue) * gamma(n + 1)
  return sign * largeOrder(n, x)
}

/** n! zeta(n+1, x) where the factors alone leave the range: e^(log n! - (n+1) log x) zeta(n+1, x) x^(n+1). */
function largeOrder(n: number, x: number): number {
  let sum = 1
  for (let k = 1; k < 1000; k++) {
    const term = (x / (x + k)) ** (n + 1)
    sum += term
    if (term < 1e-17 * sum) break
  }
  const exponent = logGamma(n + 1)
  const logX = scale(log(dd(x)), n + 1)
  return exp(subtract(exponent, logX)) * sum
}

/** The first derivative of digamma. */
export const trigamma = (x: number): number => (x > 1e20 ? 1 / x : hurwitz(2, x, asItIs))
