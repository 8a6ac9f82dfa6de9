import { realValue } from './big/index.ts'
import * as c from './coefficients/expint.ts'
import { dd, log, twoSum } from './double-double.ts'
import { digamma, gamma, reciprocalGamma } from './gamma.ts'
import { gammaUpper } from './incomplete-gamma.ts'
import { onInterval, polynomial } from './series.ts'

const EULER = 0.5772156649015329

/** log(x/root) for a root given as an unevaluated sum, accurate near it. */
function logOverRoot(x: number, root: readonly number[]): number {
  const fromRoot = x - root[0]! - root[1]!
  if (Math.abs(fromRoot) < 0.5 * x) return Math.log1p(fromRoot / root[0]!)
  // the quotient of a number near the smallest would lose its digits
  return x > 1e-290 ? Math.log(x / root[0]!) : Math.log(x) - Math.log(root[0]!)
}

/** The exponential integral Ei(x), the principal value of the integral of e^t/t up to x. */
export function expIntegralEi(x: number): number {
  if (x < 0) return -expIntegralE1(-x)
  if (x === 0) return -Infinity
  if (x < 6) {
    const fromRoot = x - c.eiRoot[0]! - c.eiRoot[1]!
    const rest = x < 2 ? c.eiNear0 : x < 4 ? c.eiNear1 : c.eiNear2
    return logOverRoot(x, c.eiRoot) + fromRoot * polynomial(rest, x - (x < 2 ? 1 : x < 4 ? 3 : 5))
  }
  const value = scaledEi(x) / x
  if (x < 700) return value * Math.exp(x)
  if (x > 720) return x > 0 ? Infinity : NaN
  const half = Math.exp(x / 2)
  return value * half * half
}

/** x e^-x Ei(x) for x >= 6. */
function scaledEi(x: number): number {
  const s = 1 / x
  if (x < 10) return polynomial(c.eiTail0, onInterval(s, 1 / 10, 1 / 6))
  if (x < 18) return polynomial(c.eiTail1, onInterval(s, 1 / 18, 1 / 10))
  if (x < 40) return polynomial(c.eiTail2, onInterval(s, 1 / 40, 1 / 18))
  return polynomial(c.eiTail3, onInterval(s, 0, 1 / 40))
}

/** The exponential integral E1(x), the integral of e^-t/t from x on; NaN for x < 0, where it is complex. */
export function expIntegralE1(x: number): number {
  if (x < 0) return NaN
  if (x === 0) return Infinity
  if (x < 0.5) {
    // -euler - log x - sum (-x)^k/(k k!)
    let sum = 0
    let power = 1
    for (let k = 1; k < 16; k++) {
      power *= -x / k
      sum += power / k
    }
    return -Math.log(x) - (EULER + sum)
  }
  return x < 700 ? (scaledE1(x) / x) * Math.exp(-x) : (scaledE1(x) / x) * Math.exp(-x / 2) * Math.exp(-x / 2)
}

/** x e^x E1(x) for x >= 1/2. */
function scaledE1(x: number): number {
  const s = 1 / x
  if (x < 1) return polynomial(c.e1Tail0, onInterval(s, 1, 2))
  if (x < 3) return polynomial(c.e1Tail1, onInterval(s, 1 / 3, 1))
  if (x < 10) return polynomial(c.e1Tail2, onInterval(s, 1 / 10, 1 / 3))
  return polynomial(c.e1Tail3, onInterval(s, 0, 1 / 10))
}

/** The logarithmic integral li(x) = Ei(log x) for x >= 0; -infinite at 1. */
export function logIntegral(x: number): number {
  if (!(x >= 0)) return NaN
  if (x === 0) return -0
  if (x === Infinity) return x
  const l = log(dd(x))
  if (l.hi === 0) return -Infinity
  // the derivative of Ei is e^l/l = x/log x: what the logarithm's rounding took
  return expIntegralEi(l.hi) + (x / l.hi) * l.lo
}

/** The sine integral Si(x), the integral of sin(t)/t from 0 to x. */
export function sinIntegral(x: number): number {
  const a = Math.abs(x)
  if (a < 4) return x * polynomial(c.siOverX, (a * a) / 8 - 1)
  if (a === Infinity) return Math.sign(x) * (Math.PI / 2)
  const { f, g } = auxiliary(a)
  return Math.sign(x) * (Math.PI / 2 - (f * Math.cos(a) + g * Math.sin(a)))
}

/** The cosine integral Ci(x) = euler + log x + the integral of (cos(t) - 1)/t from 0 to x; NaN for x < 0. */
export function cosIntegral(x: number): number {
  if (x < 0 || Number.isNaN(x)) return NaN
  if (x === 0) return -Infinity
  if (x === Infinity) return 0
  if (x < 2) {
    const fromRoot = x - c.ciRoot0[0]! - c.ciRoot0[1]!
    return logOverRoot(x, c.ciRoot0) + fromRoot * polynomial(c.ciNear, x - 1)
  }
  if (x < 4.5) return (x - c.ciRoot1[0]! - c.ciRoot1[1]!) * polynomial(c.ciMiddle, onInterval(x, 2, 4.5))
  const { f, g } = auxiliary(x)
  const value = f * Math.sin(x) - g * Math.cos(x)
  // beside its zeros; the amplitude is near 1/x
  return Math.abs(value) < 0.3 / x && Number.isFinite(x) ? realValue('Ci', x) : value
}

/** The auxiliary functions with Si = pi/2 - f cos - g sin and Ci = f sin - g cos, for x >= 4. */
function auxiliary(x: number): { f: number; g: number } {
  const s = 1 / (x * x)
  const f =
    x < 8
      ? polynomial(c.auxiliaryF0, onInterval(s, 1 / 64, 1 / 16))
      : x < 20
        ? polynomial(c.auxiliaryF1, onInterval(s, 1 / 400, 1 / 64))
        : polynomial(c.auxiliaryF2, onInterval(s, 0, 1 / 400))
  const g =
    x < 8
      ? polynomial(c.auxiliaryG0, onInterval(s, 1 / 64, 1 / 16))
      : x < 20
        ? polynomial(c.auxiliaryG1, onInterval(s, 1 / 400, 1 / 64))
        : polynomial(c.auxiliaryG2, onInterval(s, 0, 1 / 400))
  return { f: f / x, g: g * s }
}

/** The hyperbolic sine integral Shi(x), the integral of sinh(t)/t from 0 to x. */
export function sinhIntegral(x: number): number {
  const a = Math.abs(x)
  if (a < 4) return x * polynomial(c.shiOverX, (a * a) / 8 - 1)
  if (Number.isNaN(x)) return x
  return Math.sign(x) * (0.5 * expIntegralEi(a) + 0.5 * expIntegralE1(a))
}

/** The hyperbolic cosine integral Chi(x) = euler + log x + the integral of (cosh(t) - 1)/t; NaN for x < 0. */
export function coshIntegral(x: number): number {
  if (x < 0 || Number.isNaN(x)) return NaN
  if (x === 0) return -Infinity
  if (x > 4) return 0.5 * expIntegralEi(x) - 0.5 * expIntegralE1(x)
  const fromRoot = x - c.chiRoot[0]! - c.chiRoot[1]!
  return logOverRoot(x, c.chiRoot) + fromRoot * polynomial(c.chiNear, x / 2 - 1)
}

/** The generalised exponential integral E_n(x) = x^(n-1) gamma(1-n, x) of real order, for x > 0 (and x = 0 where n > 1). */
export function expIntegralEn(n: number, x: number): number {
  if (Number.isNaN(n) || !(x >= 0)) return NaN
  if (x === 0) return n > 1 ? 1 / (n - 1) : Infinity
  if (n === 0) return Math.exp(-x) / x
  if (n === 1) return expIntegralE1(x)
  if (x < 1) return expIntegralOfSmall(n, x)
  if (n < 1) return x ** (n - 1) * gammaUpper(1 - n, x)
  // e^-x/(x + n/(1 + 1/(x + (n+1)/(1 + 2/(x + ...))))), DLMF 8.19.17, in its even part
  const terms = 60 + Math.ceil(200 / x)
  let tail = 0
  for (let k = terms; k >= 1; k--) tail = (k * (n + k - 1)) / (x + n + 2 * k - tail)
  return Math.exp(-x) / (x + n - tail)
}

/**
 * For x < 1: gamma(1 - n) x^(n-1) - sum (-x)^m/((m + 1 - n) m!), where for a whole number n the first part and the term
 * m = n - 1 together are (-x)^(n-1)/(n-1)! (digamma(n) - log x), DLMF 8.19.8 and 8.19.10.
 */
function expIntegralOfSmall(n: number, x: number): number {
  const whole = Number.isInteger(n) && n > 0
  if (!whole && (Math.abs(n - Math.max(1, Math.round(n))) < 0.05 || n < -100))
    return realValue('expint', n, x)
  let rest = 0
  let power = 1
  for (let m = 1; m < 40; m++) {
    power *= -x / m
    if (m !== n - 1) rest += power / (m + 1 - n)
    if (Math.abs(power) < 1e-18) break
  }
  const first = 1 / (n - 1)
  const e = twoSum(n, -1)
  const front = whole
    ? (digamma(n) - Math.log(x)) * (-x) ** (n - 1) * reciprocalGamma(n)
    : gamma(-e.hi) * x ** e.hi * (1 + e.lo * (Math.log(x) - digamma(-e.hi)))
  const value = first - rest + front
  // nothing cancels but where the parts are of one size
  const size = Math.max(Math.abs(first), Math.abs(front), Math.abs(rest))
  return size < 2 * Math.abs(value) ? value : realValue('expint', n, x)
}
