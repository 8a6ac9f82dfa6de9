import { erfRest } from '../../formula/special/coefficients/error.ts'
import type { Local } from '../assembler/index.ts'
import {
  erf32,
  erfcLog32,
  erfcLog64,
  erfinvCentre64,
  erfinvFar64,
  erfinvMiddle64,
  erfinvNear64,
  erfinvTail64,
  erfTail32,
} from './coefficients.ts'
import { type Double, product, sum } from './double.ts'
import { expNormal, expWithCorrection } from './exponential.ts'
import type { Lanes, V } from './lanes.ts'
import { log, log1p } from './logarithm.ts'

/** What stands in erfc(y) = exp(exponent - y^2)/over for y = x/unit >= 0.8: a polynomial of (y - k)/(y + c), and s (x + c unit). */
function scaledTail(l: Lanes, x: Local<'v128'>, unit = 1): { exponent: V; over: V } {
  const [k, c] = [2.5 * unit, (l.isSingle ? 0.5 : 2) * unit]
  const { high: denominator, low } = sum(l, x, l.let(l.c(c)))
  const t = l.let(l.div(l.sub(x, k), denominator))
  const [first, ...others] = l.isSingle ? erfcLog32 : erfcLog64
  // s so that the exponent is near 0, where it is rounded least
  const s = l.isSingle && unit === 1 ? 2 : 1
  const exponent = l.longPolynomial(t, [first! + Math.log((s * unit) / (l.isSingle ? 2 : 1)), ...others])
  // what rounding takes from x + c: 1/(x + c) = (1 - t)/(k + c)
  const lost = l.mul(low, l.mul(l.sub(1, t), 1 / (k + c)))
  return { exponent: l.sub(exponent, lost), over: s === 1 ? denominator : l.mul(denominator, s) }
}

/** x^2 as h^2, which is exact as h has half the bits, and (x - h)(x + h). */
function square(l: Lanes, x: Local<'v128'>): { exact: V; rest: V } {
  const h = l.let(l.head(x))
  return { exact: l.mul(h, h), rest: l.mul(l.sub(x, h), l.add(x, h)) }
}

/** erfc(x/unit) for x >= 0.8 unit; the unit is 1 or sqrt 2. */
function complement(l: Lanes, x: Local<'v128'>, unit = 1): V {
  const { exponent, over } = scaledTail(l, x, unit)
  const { exact, rest } = square(l, x)
  const scale = unit === 1 ? 1 : 0.5
  const small = l.let(l.sub(exponent, unit === 1 ? rest : l.mul(rest, scale)))
  return l.div(expWithCorrection(l, l.mul(exact, -scale), small), over)
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

const farDouble = (l: Lanes, a: Local<'v128'>): V =>
  l.sub(1, complement(l, l.let(l.atLeast(l.atMost(a, 6), 0.8))))

/** erfc(x/unit): relative accuracy also where it is tiny. */
function erfcOf(l: Lanes, x: Local<'v128'>, unit: number): V {
  const a = l.let(l.abs(x))
  const bounded = l.atLeast(l.atMost(a, (l.isSingle ? 10.2 : 28) * unit), 0.8 * unit)
  const tail = l.let(complement(l, l.let(bounded), unit))
  const y = unit === 1 ? x : l.let(l.mul(x, 1 / unit))
  const z = l.let(l.mul(y, y))
  // 1 - y loses nothing where the rest is small
  const near = l.nfma(y, l.polynomial(z, l.isSingle ? erf32 : erfRest), l.sub(1, y))
  const far = l.select(l.lt(x, 0), l.sub(2, tail), tail)
  return l.select(l.lt(a, 0.81 * unit), near, l.select(l.eq(x, x), far, x))
}

/** Complementary error function. */
export const erfc = (l: Lanes, argument: V): V => erfcOf(l, l.let(argument), 1)

/** Distribution function of the normal distribution, erfc(-x/sqrt 2)/2. */
export const ndtr = (l: Lanes, argument: V): V => l.mul(erfcOf(l, l.let(l.neg(argument)), Math.SQRT2), 0.5)

/** exp(x^2) erfc(x), float64. Beyond 27 by 1 - 1/(2 x^2) + 3/(2 x^2)^2 - 15/(2 x^2)^3 + ... over sqrt(pi) x. */
export function erfcx(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const { exponent, over } = scaledTail(l, l.let(l.atLeast(l.atMost(a, 28), 0.8)))
  const middle = l.div(expNormal(l, exponent), over)
  const inverse = l.let(l.div(1, a))
  const series = l.polynomial(l.let(l.mul(inverse, inverse)), asymptotic)
  const tail = l.let(l.select(l.lt(a, 27), middle, l.mul(inverse, series)))
  const { exact, rest } = square(l, l.let(l.atMost(a, 27)))
  const growth = l.let(expWithCorrection(l, exact, l.let(rest)))
  const left = l.sub(l.add(growth, growth), tail)
  const z = l.let(l.mul(x, x))
  const near = l.mul(growth, l.nfma(x, l.polynomial(z, erfRest), l.sub(1, x)))
  return l.select(l.lt(a, 0.81), near, l.select(l.lt(x, 0), left, tail))
}

/** (-1)^k (2k - 1)!! / (2^k sqrt(pi)) */
const asymptotic = [1, -1, 3, -15, 105, -945, 10395].map((c, k) => c / 2 ** k / Math.sqrt(Math.PI))

/** log ndtr(x), float64: left of -1 as log(erfcx(-x/sqrt 2)/2) - x^2/2, right of 0 as log1p(-ndtr(-x)). */
export function logNdtr(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const below = l.let(ndtr(l, l.neg(a)))
  const middle = log(l, below)
  const scaled = erfcx(l, l.mul(a, Math.SQRT1_2))
  const far = l.sub(log(l, l.mul(scaled, 0.5)), l.mul(l.mul(x, x), 0.5))
  const left = l.select(l.lt(x, -1), l.let(far), l.let(middle))
  return l.select(l.lt(x, 0), left, l.let(log1p(l, l.neg(below))))
}

/** Inverse error function, float64: from its series near 0, else x P(w), w = -log(1 - x^2), in ranges of w. */
export function erfinv(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const w = sum(l, l.let(log1p(l, l.neg(l.abs(x)))), l.let(log1p(l, l.abs(x))))
  const far = l.copySign(erfinvFar(l, l.let(l.abs(x)), w), x)
  const inside = l.select(l.lt(l.abs(x), 0.5), erfinvNear(l, x), far)
  return l.select(l.eq(l.abs(x), 1), l.mul(x, Infinity), inside)
}

/** erfinv(x) for |x| <= 1/2. */
function erfinvNear(l: Lanes, x: Local<'v128'>): V {
  const z = l.let(l.mul(x, x))
  // sqrt(pi)/2 in two parts
  const series = l.mul(x, l.fma(z, l.longPolynomial(z, erfinvNear64), 1.2019487640090924e-17))
  return l.fma(x, 0.886226925452758, series)
}

/** erfinv(x) for x >= 1/2, also from log(1 - x^2) in two parts. */
function erfinvFar(
  l: Lanes,
  x: Local<'v128'>,
  { high, low }: Double,
  farther?: (root: Local<'v128'>) => V,
): V {
  const gap = l.let(l.sub(1, x))
  const w = l.let(l.neg(high))
  const root = l.let(l.sqrt(w))
  // what rounding took from the root
  const back = product(l, root, root)
  const lost = l.let(l.div(l.sub(l.sub(l.sub(w, back.high), back.low), low), l.add(root, root)))
  const from = (most: number, centre: number): V => l.add(l.sub(l.atMost(root, most), centre), lost)
  // x P = c + (P - c) - (1 - x) P, the largest part last; `rest` is what rounding took from the first coefficients
  const times = (t: V, [c, ...others]: readonly number[], rest: number): Local<'v128'> => {
    const at = l.let(t)
    const inner = l.let(l.fma(at, l.polynomial(at, others), rest))
    return l.let(l.add(l.sub(inner, l.mul(gap, l.add(inner, c!))), c!))
  }
  const centre = l.let(l.mul(x, l.polynomial(l.let(l.sub(l.atMost(w, 6), 3)), erfinvCentre64)))
  const middle = times(from(4.1, 3.25), erfinvMiddle64, -8.7e-17)
  const tail = times(from(6.11, 5.1), erfinvTail64, -4.33e-16)
  const most = farther ? l.select(l.lt(w, 37.2), tail, l.let(farther(root))) : tail
  return l.select(l.lt(w, 6), centre, l.select(l.lt(w, 16.75), middle, most))
}

/** Quantiles of the normal distribution, float64: sqrt(2) erfinv(2 p - 1), with w from 2 p itself where that is near 0. */
export function ndtri(l: Lanes, argument: V): V {
  const p = l.let(argument)
  const x = l.let(l.sub(l.add(p, p), 1))
  // 1 - x^2 = 4 p (1 - p)
  const q = l.let(l.select(l.lt(p, 0.5), p, l.sub(1, p)))
  const w = sum(l, l.let(log(l, l.mul(q, 4))), l.let(log1p(l, l.neg(q))))
  const far = (root: Local<'v128'>): V => {
    const t = l.let(l.div(l.sub(root, 11.25), l.add(root, 4)))
    return l.mul(root, l.longPolynomial(t, erfinvFar64))
  }
  const near = l.let(erfinvNear(l, x))
  const beyond = l.copySign(erfinvFar(l, l.let(l.abs(x)), w, far), x)
  const value = l.let(l.select(l.lt(l.abs(x), 0.5), near, beyond))
  const inside = l.mul(value, Math.SQRT2)
  const end = l.select(l.eq(q, 0), l.mul(x, Infinity), inside)
  return l.select(l.lt(q, 0), NaN, end)
}
