import { realValue } from './big/index.ts'
import {
  add,
  type DoubleDouble,
  dd,
  divide,
  exp,
  log,
  multiply,
  negate,
  scale,
  subtract,
  twoSum,
} from './double-double.ts'
import { digamma, gamma, reciprocalGamma } from './gamma.ts'
import { logGammaOf, signOfGamma } from './log-gamma.ts'

/** A sum with the size of its greatest term, which tells how many digits cancelled. */
interface Sum {
  readonly value: DoubleDouble
  readonly greatest: number
}

/** The power series sum prod (a_i)_k / prod (b_i)_k x^k/k! in double-double. */
function powerSeries(upper: readonly DoubleDouble[], lower: readonly DoubleDouble[], x: DoubleDouble): Sum {
  let term = dd(1)
  let value = dd(1)
  let greatest = 1
  for (let k = 0; k < 4e5; k++) {
    let numerator = x
    for (const a of upper) numerator = multiply(numerator, add(a, dd(k)))
    let denominator = dd(k + 1)
    for (const b of lower) denominator = multiply(denominator, add(b, dd(k)))
    if (numerator.hi === 0) break
    term = divide(multiply(term, numerator), denominator)
    value = add(value, term)
    const size = Math.abs(term.hi)
    greatest = Math.max(greatest, size)
    if (!Number.isFinite(size)) return { value: term, greatest: Infinity }
    const shrinking = Math.abs(numerator.hi) < Math.abs(denominator.hi)
    if (shrinking && size < 1e-22 * Math.abs(value.hi)) break
    if (k === 399_999) return { value: dd(NaN), greatest: Infinity }
  }
  return { value, greatest }
}

/** A polynomial's degree where an upper parameter is a non-positive integer. */
const terminatesBefore = (a: number, c: number): boolean => a <= 0 && Math.floor(a) === a && a > c

const isPole = (c: number): boolean => c <= 0 && Math.floor(c) === c

/** A fast value, and where it has none the one that refines its precision. */
const orPrecise = (name: string, value: number, args: readonly number[]): number =>
  Number.isNaN(value) && args.every(Number.isFinite) ? realValue(name, ...args) : value

/** Kummer's confluent hypergeometric function 1F1(a; b; x) = M(a, b, x). */
export const hypergeometric1F1 = (a: number, b: number, x: number): number =>
  orPrecise('hyp1f1', fast1F1(a, b, x), [a, b, x])

function fast1F1(a: number, b: number, x: number): number {
  if (Number.isNaN(a) || Number.isNaN(b) || Number.isNaN(x)) return NaN
  if (isPole(b) && !terminatesBefore(a, b)) return NaN
  if (x === 0 || a === 0) return 1
  if (a === b) return Math.exp(x)
  if (x < -40) {
    const far = leftAsymptotic(a, b, x)
    if (far !== undefined) return far
  }
  const direct = powerSeries([dd(a)], [dd(b)], dd(x))
  if (x > 0 || direct.greatest < 1e14 * Math.abs(direct.value.hi)) return direct.value.hi
  // Kummer: e^x 1F1(b - a; b; -x)
  const turned = powerSeries([twoSum(b, -a)], [dd(b)], dd(-x))
  if (turned.greatest > 1e16 * Math.abs(turned.value.hi)) return NaN
  return turned.value.hi * Math.exp(x)
}

/** gamma(b)/gamma(b-a) (-x)^-a sum (a)_k (a-b+1)_k/k! (-x)^-k, where its terms become small enough (DLMF 13.7.2). */
function leftAsymptotic(a: number, b: number, x: number): number | undefined {
  let term = 1
  let sum = 1
  for (let k = 0; k < 200; k++) {
    const next = (term * (a + k) * (a - b + 1 + k)) / ((k + 1) * -x)
    if (Math.abs(next) > Math.abs(term) && k > 2) return undefined
    term = next
    sum += term
    if (Math.abs(term) < 1e-17 * Math.abs(sum)) {
      const rest = twoSum(b, -a)
      const front = reciprocalGamma(rest.hi) * (rest.lo === 0 ? 1 : 1 - rest.lo * digamma(rest.hi))
      // what is left of it at a pole is exponentially small
      return front === 0 ? undefined : gamma(b) * front * (-x) ** -a * sum
    }
  }
  return undefined
}

/** Gauss' hypergeometric function 2F1(a, b; c; x) for x <= 1 (NaN beyond, where it is complex). */
export const hypergeometric2F1 = (a: number, b: number, c: number, x: number): number =>
  orPrecise('hyp2f1', fast2F1(a, b, c, x), [a, b, c, x])

function fast2F1(a: number, b: number, c: number, x: number): number {
  if ([a, b, c, x].some(Number.isNaN)) return NaN
  if (isPole(c) && !terminatesBefore(a, c) && !terminatesBefore(b, c)) return NaN
  if (x === 0 || a === 0 || b === 0) return 1
  const polynomial = (a < 0 && Math.floor(a) === a) || (b < 0 && Math.floor(b) === b)
  if (polynomial) {
    const { value, greatest } = powerSeries([dd(a), dd(b)], [dd(c)], dd(x))
    return greatest > 1e14 * Math.abs(value.hi) ? NaN : value.hi
  }
  if (x > 1) return NaN
  if (x === 1) {
    if (!(c - a - b > 0)) return Infinity * Math.sign(gamma(a) * gamma(b) * gamma(c))
    return gamma(c) * gamma(c - a - b) * reciprocalGamma(c - a) * reciprocalGamma(c - b)
  }
  if (x >= -0.5) return unitInterval(dd(a), dd(b), c, dd(x), twoSum(1, -x))
  // Pfaff: (1-x)^-a 2F1(a, c-b; c; x/(x-1))
  const complement = twoSum(1, -x)
  const turned = divide(dd(-x), complement)
  const rest = unitInterval(dd(a), twoSum(c, -b), c, turned, divide(dd(1), complement))
  return exp(scale(log(complement), -a)) * rest
}

/** For -1/2 <= x < 1, with y = 1 - x known to more digits than x gives; NaN where too many digits cancel. */
function unitInterval(a: DoubleDouble, b: DoubleDouble, c: number, x: DoubleDouble, y: DoubleDouble): number {
  const excess = subtract(dd(c), add(a, b))
  // near integers the two parts of the transformation cancel
  const distance = Math.abs(excess.hi - Math.round(excess.hi))
  if (x.hi < 0.9 || distance < 1e-6 || (distance < 0.05 && x.hi < 0.995)) {
    const { value, greatest } = powerSeries([a, b], [dd(c)], x)
    return greatest > 1e14 * Math.abs(value.hi) ? NaN : value.hi
  }
  // DLMF 15.8.4: gamma(c) gamma(e)/(gamma(c-a) gamma(c-b)) F(a, b; 1-e; y) + ...
  const near = powerSeries([a, b], [subtract(dd(1), excess)], y).value.hi
  const ca = subtract(dd(c), a)
  const cb = subtract(dd(c), b)
  const far = powerSeries([ca, cb], [add(dd(1), excess)], y).value.hi
  const first = gammaRatio([dd(c), excess], [ca, cb]) * near
  const second = gammaRatio([dd(c), negate(excess)], [a, b], multiply(excess, log(y))) * far
  const value = first + second
  return Math.abs(value) < 0.5 * Math.max(Math.abs(first), Math.abs(second)) ? NaN : value
}

/** The product of gamma over the first list over that of the second, times e^more. */
function gammaRatio(top: readonly DoubleDouble[], bottom: readonly DoubleDouble[], more = dd(0)): number {
  if (bottom.some((x) => x.lo === 0 && isPole(x.hi))) return 0
  let logarithm = more
  let sign = 1
  for (const x of top) {
    logarithm = add(logarithm, logGammaOf(x))
    sign *= signOfGamma(x)
  }
  for (const x of bottom) {
    logarithm = subtract(logarithm, logGammaOf(x))
    sign *= signOfGamma(x)
  }
  return sign * exp(logarithm)
}

/** The confluent limit function 0F1(; b; x). */
export const hypergeometric0F1 = (b: number, x: number): number => orPrecise('hyp0f1', fast0F1(b, x), [b, x])

function fast0F1(b: number, x: number): number {
  if (Number.isNaN(b) || Number.isNaN(x) || isPole(b)) return NaN
  const { value, greatest } = powerSeries([], [dd(b)], scale(dd(x), 1))
  return greatest > 1e14 * Math.abs(value.hi) ? NaN : value.hi
}
