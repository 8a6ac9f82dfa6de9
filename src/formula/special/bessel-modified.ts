import { ascendingSeries, hankelTerms, powerOfTwo, recurUp } from './bessel-series.ts'
import { realValue } from './big/index.ts'
import { i0Tail, i1Tail } from './coefficients/besselModified.ts'
import { i0Series, i1Series } from './coefficients/series.ts'
import { add, dd, exp, log, plus, subtract } from './double-double.ts'
import { sinPi } from './elementary.ts'
import { gamma } from './gamma.ts'
import { onInterval, polynomial } from './series.ts'

/** The modified Bessel function of the first kind and order 0. */
export function besselI0(x: number): number {
  const a = Math.abs(x)
  return a < 7.75 ? polynomial(i0Series, 0.25 * a * a) : timesExp(tail(i0Tail, a), a)
}

/** exp(-|x|) I0(x). */
export function besselI0e(x: number): number {
  const a = Math.abs(x)
  return a < 7.75 ? polynomial(i0Series, 0.25 * a * a) * Math.exp(-a) : tail(i0Tail, a)
}

/** The modified Bessel function of the first kind and order 1. */
export function besselI1(x: number): number {
  const a = Math.abs(x)
  if (a < 7.75) return 0.5 * x * polynomial(i1Series, 0.25 * a * a)
  return Math.sign(x) * timesExp(tail(i1Tail, a), a)
}

/** exp(-|x|) I1(x). */
export function besselI1e(x: number): number {
  const a = Math.abs(x)
  if (a < 7.75) return 0.5 * x * polynomial(i1Series, 0.25 * a * a) * Math.exp(-a)
  return Math.sign(x) * tail(i1Tail, a)
}

/** exp(-x) I(x) for x >= 7.75. */
function tail(c: readonly number[], x: number): number {
  return polynomial(c, onInterval(1 / x, 0, 4 / 31)) / Math.sqrt(x)
}

function timesExp(y: number, x: number): number {
  if (x < 700) return y * Math.exp(x)
  const half = Math.exp(x / 2)
  return y === 0 ? Infinity : y * half * half
}

/**
 * The modified Bessel function of the first kind I_nu(x), of any real order; for x < 0 the order must be an integer, else NaN.
 */
export function besselI(nu: number, x: number): number {
  return modifiedI(nu, x, false)
}

/** exp(-|x|) I_nu(x). */
export function besselIe(nu: number, x: number): number {
  return modifiedI(nu, x, true)
}

function modifiedI(nu: number, x: number, scaled: boolean): number {
  if (Number.isNaN(nu) || Number.isNaN(x)) return NaN
  const integer = Math.floor(nu) === nu
  if (integer && nu < 0) return modifiedI(-nu, x, scaled)
  if (x < 0) return integer ? (nu % 2 === 0 ? 1 : -1) * modifiedI(nu, -x, scaled) : NaN
  if (nu < 0) {
    const k = scaled ? besselKe(-nu, x) * Math.exp(-2 * x) : besselK(-nu, x)
    const first = modifiedI(-nu, x, scaled)
    const value = first - (2 / Math.PI) * sinPi(nu) * k
    return Math.abs(value) < 0.7 * Math.abs(first) && !scaled && x < 700 ? realValue('besseli', nu, x) : value
  }
  if (x === 0) return nu === 0 ? 1 : 0
  if (x === Infinity) return scaled ? 0 : Infinity
  if (x > 30 && nu * nu < x) {
    // e^x/sqrt(2 pi x) (1 - a_1/x + a_2/x^2 - ...)
    const terms = hankelTerms(nu, x)
    let sum = 0
    for (let k = terms.length - 1; k >= 0; k--) sum += k % 2 === 0 ? terms[k]! : -terms[k]!
    const value = sum / Math.sqrt(2 * Math.PI * x)
    return scaled ? value : timesExp(value, x)
  }
  if (nu > 1e6) return NaN
  const { logarithm, sum } = ascendingSeries(nu, x, 1)
  // sum may be as large as 2^500: its half of the exponent goes into the logarithm
  const total = scaled ? subtract(logarithm, dd(x)) : logarithm
  return total.hi > -600 && total.hi < 300 ? exp(total) * sum : exp(add(total, log(dd(sum))))
}

/** The modified Bessel function of the second kind K_nu(x), of any real order, for x > 0 (infinite at 0, NaN below). */
export function besselK(nu: number, x: number): number {
  const scaled = besselKe(nu, x)
  if (x < 650) return scaled * Math.exp(-x)
  return scaled * Math.exp(-x / 2) * Math.exp(-x / 2)
}

/** exp(x) K_nu(x). */
export function besselKe(nu: number, x: number): number {
  if (Number.isNaN(nu) || Number.isNaN(x) || x < 0) return NaN
  if (x === 0) return Infinity
  if (x === Infinity) return 0
  const order = Math.abs(nu)
  if (order > 1e6) return NaN
  if (order === 0.5) return Math.sqrt(Math.PI / 2 / x)
  const n = Math.floor(order)
  const start = order - n
  const k1 = n === 0 ? 0 : integralK(start + 1, x)
  return recurUp(start, n, x, dd(integralK(start, x)), dd(k1), 1).hi
}

/**
 * e^x K_nu(x), the integral of e^(-x (cosh t - 1)) cosh(nu t) over t > 0, by the trapezoidal rule. For small x the
 * factor 2^(m nu) of its greatest terms is taken out; log 2 is a multiple of the step, so nothing is rounded by that.
 */
function integralK(nu: number, x: number): number {
  if (x < 1e-290) return leadingTerm(nu, x)
  if (x > 40) {
    // Hankel's expansion sqrt(pi/2x) (1 + a_1/x + a_2/x^2 + ...)
    return Math.sqrt(Math.PI / 2 / x) * hankelTerms(nu, x).reduceRight((sum, term) => sum + term, 0)
  }
  const h = x < 2 ? Math.LN2 / 4 : Math.min(0.2, 0.6 / Math.sqrt(x))
  const m = x < 2 ? Math.round(Math.log2(2 / x)) : 0
  const n = Math.ceil((2 * Math.asinh(Math.sqrt(22 / x)) + nu / 8 + 0.5) / h)
  let sum = dd(0.5 * 2 ** (-m * nu))
  for (let k = n; k > 0; k--) {
    const decay = -x * (x < 2 ? coshMinusOne(2 ** (k / 4)) : 2 * Math.sinh((k * h) / 2) ** 2)
    const [up, down] = [Math.exp(decay + nu * ((k - 4 * m) * h)), Math.exp(decay - nu * ((k + 4 * m) * h))]
    sum = plus(sum, 0.5 * (up + down))
  }
  return h * (sum.hi + sum.lo) * powerOfTwo(m, nu)
}

/** cosh t - 1 from e^t. */
const coshMinusOne = (e: number): number => 0.5 * (e - 1) * ((e - 1) / e)

/** K_nu(x) for x -> 0: gamma(nu)/2 (2/x)^nu, or -log(x/2) - euler at order 0; both count at orders between. */
function leadingTerm(nu: number, x: number): number {
  if (nu === 0) return Math.LN2 - Math.log(x) - 0.5772156649015329
  return nu < 0.04 ? realValue('besselk', nu, x) : 0.5 * gamma(nu) * (2 / x) ** nu
}
