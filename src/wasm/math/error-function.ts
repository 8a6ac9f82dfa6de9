import {
  erfcTail,
  erfinvFar,
  erfinvMiddle,
  erfinvNear,
  erfRest,
} from '../../formula/special/coefficients/error.ts'
import { erfcxSeries } from '../../formula/special/coefficients/series.ts'
import { type Local, v128 } from '../assembler/index.ts'
import { erf32, erfcShare32, erfinvMiddle32, erfinvTail32, erfTail32 } from './coefficients.ts'
import { type Double, product, remainder, sum } from './double.ts'
import { expNormal, expOfSum, expWithCorrection } from './exponential.ts'
import type { Lanes, V } from './lanes.ts'
import { log, log1pOf } from './logarithm.ts'

/**
 * What stands in erfc(y) = factor exp(rest - half - y^2) for y = x/unit >= 0.8: a polynomial of t = (y - 5/2)/(y + 2), and
 * 1/(y + 2) as rounded. Its error counts in itself and in t = 1 - 4.5/(y + 2), where the exponent's slope is about -0.55.
 */
function scaledTail(l: Lanes, x: Local<'v128'>, unit = 1) {
  const y = unit === 1 ? { high: x, low: undefined } : product(l, x, l.let(l.c(Math.SQRT1_2)))
  const over = sum(l, y.high, l.let(l.c(2)))
  const low = y.low ? l.add(over.low, l.nfma(x, 4.833646656726457e-17, y.low)) : over.low
  const factor = l.let(l.div(1, over.high))
  const lost = l.nfma(factor, low, remainder(l, 1, factor, over.high))
  // without a fused multiply-add 4.5 factor would be rounded as well
  const t = l.let(l.e.fma ? l.nfma(factor, 4.5, 1) : l.sub(l.nfma(factor, 4, 1), l.mul(factor, 0.5)))
  // half of -t apart from the rest, which is small: little is rounded
  const [first, slope, ...others] = erfcTail
  const rest = l.longPolynomial(t, [first!, slope! + 0.5, ...others])
  return { half: l.mul(t, 0.5), rest: l.fma(lost, l.fma(factor, 0.55 * 4.5, 1), rest), factor }
}

/** x^2 as h^2, which is exact as h has half the bits, and (x - h)(x + h). */
function square(l: Lanes, x: Local<'v128'>): { exact: V; rest: V } {
  const h = l.let(l.head(x))
  return { exact: l.mul(h, h), rest: l.mul(l.sub(x, h), l.add(x, h)) }
}

/** erfc(x/unit) for x >= 0.8 unit, float64; the unit is 1 or sqrt 2. Without exp(-x^2) it is erfcx. */
function complement(l: Lanes, x: Local<'v128'>, unit = 1, scaled = false): V {
  const { half, rest, factor } = scaledTail(l, x, unit)
  if (scaled) return expWithCorrection(l, l.neg(half), l.let(rest), factor)
  const power = square(l, x)
  const scale = unit === 1 ? 1 : 0.5
  // the largest part last: it is rounded once
  const small = l.let(l.sub(l.sub(rest, l.mul(power.rest, scale)), half))
  return expWithCorrection(l, l.mul(power.exact, -scale), small, factor)
}

/** scale erfc(y) for y = x/unit >= 0, float32: v exp(P(v) - y^2), v = scale/(y + c). */
function complementSingle(l: Lanes, x: Local<'v128'>, unit: number, scale: number): V {
  const c = 1.5625 * unit
  const numerator = Math.fround(unit * scale)
  const divisor = sum(l, x, l.let(l.c(c)))
  const v = l.let(l.div(numerator, divisor.high))
  const [first, ...others] = erfcShare32.map((p, k) => p / scale ** k)
  // the numerator's own rounding counts as well
  const coefficients = [first! + Math.log((unit * scale) / numerator), ...others]
  const share = l.let(l.longPolynomial(l.let(l.sub(v, 0.28 * scale)), coefficients))
  // what rounding took from v, times the logarithmic derivative by v
  const lost = l.nfma(v, divisor.low, remainder(l, numerator, v, divisor.high))
  const weight = l.fma(v, 1.2 / numerator / scale, 1 / numerator)
  const { high, low } = product(l, x, x)
  const square = 1 / unit ** 2
  const tiny = l.let(l.fma(lost, weight, l.mul(low, -square)))
  return expOfSum(l, l.let(l.mul(high, -square)), share, tiny, v)
}

/** Error function: x + x P(x^2) below 1, 1 - erfc beyond, where erfc is small enough not to matter much. */
export function erf(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const z = l.let(l.mul(x, x))
  const near = l.let(l.fma(x, l.polynomial(z, l.isSingle ? erf32 : erfRest), x))
  const far = l.isSingle ? farSingle(l, a) : farDouble(l, a)
  return l.select(l.lt(a, 1), near, l.copySign(far, x))
}

function farSingle(l: Lanes, a: Local<'v128'>): V {
  const t = l.let(l.sub(l.atMost(a, 3.95), 2.45))
  return l.sub(1, expNormal(l, l.neg(l.polynomial(t, erfTail32))))
}

/** What rounding does to erfc in scaledTail's formula does not show in 1 - erfc. */
function farDouble(l: Lanes, a: Local<'v128'>): V {
  const x = l.let(l.atLeast(l.atMost(a, 6), 0.8))
  const t = l.let(l.div(l.sub(x, 2.5), l.add(x, 2)))
  const tail = expNormal(l, l.nfma(x, x, l.longPolynomial(t, erfcTail)))
  // 1/(x + 2) = (1 - t)/4.5
  return l.nfma(tail, l.nfma(t, 1 / 4.5, 1 / 4.5), 1)
}

/**
 * erfc(x/unit) for |x| < unit, float64: 1 - x loses nothing where the rest of erf(x/unit) - x is small. With what the last
 * difference loses, from x = 1/2.
 */
function nearComplement(l: Lanes, x: Local<'v128'>, unit: number): { value: Local<'v128'>; lost: V } {
  const square = l.mul(x, x)
  const z = l.let(unit === 1 ? square : l.mul(square, 0.5))
  const scaled = erfRest.slice(1).map((c) => c * Math.SQRT1_2)
  // sqrt(2/pi) - 3/4, so that little is rounded in the product
  const share = l.let(l.polynomial(z, unit === 1 ? erfRest : [0.04788456080286536, ...scaled]))
  const quarter = (y: V): V => (unit === 1 ? y : l.fma(x, 0.25, y))
  const whole = l.let(l.sub(1, x))
  const value = l.let(l.nfma(x, share, quarter(whole)))
  return { value, lost: l.nfma(x, share, quarter(l.sub(whole, value))) }
}

/** scale erfc(x/unit): relative accuracy also where it is tiny. */
function erfcOf(l: Lanes, x: Local<'v128'>, unit: number, scale: number): V {
  const a = l.let(l.abs(x))
  if (l.isSingle) {
    const tail = l.let(complementSingle(l, l.let(l.atMost(a, 10.2 * unit)), unit, scale))
    const far = l.select(l.lt(x, 0), l.sub(2 * scale, tail), tail)
    // 2/sqrt(pi) (y - y^3/3 + y^5/10 - y^7/42)
    const slope = ((2 / Math.sqrt(Math.PI)) * scale) / unit
    const series = [1, -1 / 3, 1 / 10, -1 / 42].map((c, k) => (c * slope) / unit ** (2 * k))
    const near = l.nfma(x, l.polynomial(l.let(l.mul(x, x)), series), scale)
    return l.select(l.lt(a, 0.19 * unit), near, far)
  }
  const tail = l.let(complement(l, l.let(l.atLeast(l.atMost(a, 28 * unit), 0.8 * unit)), unit))
  const far = l.select(l.lt(x, 0), l.sub(2, tail), tail)
  const near = nearComplement(l, x, unit).value
  const value = l.select(l.lt(a, 0.81 * unit), near, l.select(l.eq(x, x), far, x))
  return scale === 1 ? value : l.mul(value, scale)
}

/** Complementary error function. */
export const erfc = (l: Lanes, argument: V): V => erfcOf(l, l.let(argument), 1, 1)

/** Distribution function of the normal distribution, erfc(-x/sqrt 2)/2. */
export const ndtr = (l: Lanes, argument: V): V => erfcOf(l, l.let(l.neg(argument)), Math.SQRT2, 0.5)

/** exp(x^2) erfc(x), float64. Beyond 27 by 1 - 1/(2 x^2) + 3/(2 x^2)^2 - 15/(2 x^2)^3 + ... over sqrt(pi) x. */
export function erfcx(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const middle = complement(l, l.let(l.atLeast(l.atMost(a, 28), 0.8)), 1, true)
  const inverse = l.let(l.div(1, a))
  const series = l.polynomial(l.let(l.mul(inverse, inverse)), erfcxSeries)
  const tail = l.let(l.select(l.lt(a, 27), middle, l.mul(inverse, series)))
  const near = l.let(l.lt(a, 0.81))
  const { exact, rest } = square(l, l.let(l.atMost(a, 27)))
  const { value, lost } = nearComplement(l, x, 1)
  const factor = l.let(l.select(near, value, 2))
  // what the factor lost counts in the exponent
  const more = v128.and(l.div(lost, factor), v128.and(near, l.ge(x, 0.5)))
  const growth = l.let(expWithCorrection(l, exact, l.let(l.add(rest, more)), factor))
  return l.select(near, growth, l.select(l.lt(x, 0), l.sub(growth, tail), tail))
}

/** log ndtr(x), float64: far left as the logarithm of the tail's formula, right of 0 as log1p(-ndtr(-x)). */
export function logNdtr(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const isNear = l.let(l.lt(a, 1.14))
  const near = nearComplement(l, a, Math.SQRT2)
  const tail = l.let(complement(l, l.let(l.atLeast(l.atMost(a, 40), 1.14)), Math.SQRT2))
  const below = l.let(l.mul(l.select(isNear, near.value, tail), 0.5))
  const lost = l.mul(v128.and(near.lost, v128.and(isNear, l.ge(a, 0.5))), -0.5)
  const { half, rest, factor } = scaledTail(l, l.let(l.atLeast(l.atMost(a, 1e100), 1.14)), Math.SQRT2)
  const scaled = l.add(l.sub(rest, half), log(l, l.mul(factor, 0.5)))
  const far = l.let(l.sub(scaled, l.mul(l.mul(x, 0.5), x)))
  const left = l.select(l.lt(x, -1.14), far, l.let(log(l, below)))
  const right = l.let(log1pOf(l, l.neg(below), lost))
  return l.select(l.lt(x, 0), left, l.select(l.eq(x, x), right, x))
}

/**
 * sqrt(scale) erfinv(x), float64, for the scale 1 or 2: from its series near 0, else r + r P with r^2 = w = -log(1 - x^2);
 * `gap` and `rest` are two factors of 1 - x^2.
 */
function inverse(l: Lanes, x: Local<'v128'>, gap: Local<'v128'>, rest: Double, scale: 1 | 2): V {
  const p = product(l, gap, rest.high)
  const w = l.let(l.neg(log(l, p.high)))
  const root = l.let(l.sqrt(l.mul(w, scale)))
  // what rounding took from 1 - x^2 and from the root
  const lost = l.div(l.fma(gap, rest.low, p.low), p.high)
  const error = remainder(l, l.mul(l.sub(w, lost), scale), root, root)
  const r = l.let(l.mul(root, scale === 1 ? 1 : Math.SQRT1_2))
  const far = l.let(l.div(l.sub(r, 6), l.add(r, 1)))
  const middle = l.longPolynomial(l.let(l.sub(l.atMost(w, 9), 5)), erfinvMiddle)
  const share = l.select(l.lt(w, 9), middle, l.longPolynomial(far, erfinvFar))
  const tail = l.add(l.fma(root, share, l.div(error, l.add(root, root))), root)
  // sqrt(scale pi)/2 in two parts
  const [high, low] = scale === 1 ? [0.886226925452758, -3.83e-17] : [1.2533141373155003, -9.16e-17]
  const a = l.let(l.abs(x))
  const z = l.let(l.mul(x, x))
  const series = l.fma(l.mul(z, Math.sqrt(scale)), l.longPolynomial(z, erfinvNear), low!)
  const near = l.fma(a, high!, l.mul(a, series))
  const end = l.select(l.eq(gap, 0), Infinity, tail)
  return l.copySign(l.select(l.lt(a, 0.5), near, end), x)
}

/** Inverse error function, float64. */
export function erfinv(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  return inverse(l, x, l.let(l.sub(1, a)), sum(l, l.let(l.c(1)), a), 1)
}

/** erfinv(x) = x + x P(w), w = -log(1 - x^2), for float32 lanes. */
export function erfinvSingle(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const w = l.let(l.neg(log(l, l.mul(l.sub(1, a), l.add(1, a)))))
  const middle = l.longPolynomial(l.let(l.atMost(w, 5)), erfinvMiddle32)
  const tail = l.longPolynomial(l.let(l.sub(l.sqrt(w), 3)), erfinvTail32)
  const finite = l.let(l.select(l.lt(w, 5), middle, tail))
  return l.copySign(l.fma(a, l.select(l.eq(a, 1), Infinity, finite), a), x)
}

/** Quantiles of the normal distribution, float64: sqrt(2) erfinv(2 p - 1), where 1 - (2 p - 1)^2 is 4 p (1 - p). */
export function ndtri(l: Lanes, argument: V): V {
  const p = l.let(argument)
  const q = l.let(l.select(l.lt(p, 0.5), p, l.sub(1, p)))
  const rest = sum(l, l.let(l.c(1)), l.let(l.neg(q)))
  return inverse(l, l.let(l.sub(l.add(p, p), 1)), l.let(l.mul(q, 4)), rest, 2)
}
