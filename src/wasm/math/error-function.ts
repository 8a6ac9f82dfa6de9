import { type Local, v128 } from '../assembler/index.ts'
import {
  erf32,
  erf64,
  erfcLog32,
  erfcLog64,
  erfinvCentre64,
  erfinvMiddle64,
  erfinvNear64,
  erfinvTail64,
  erfTail32,
} from './coefficients.ts'
import { expNormal, expWithCorrection } from './exponential.ts'
import type { Lanes, V } from './lanes.ts'
import { log1p } from './logarithm.ts'

/**
 * erfc(x) = exp(P(t) - x^2)/(s (x + c)), t = (x - k)/(x + c), for x >= 0.8. What rounding takes from x^2 and from x + c goes into
 * the exponent, beside P.
 */
function complement(l: Lanes, x: Local<'v128'>): V {
  const [k, c] = [2.5, l.isSingle ? 0.5 : 2]
  const denominator = l.let(l.add(x, c))
  const t = l.let(l.div(l.sub(x, k), denominator))
  // 1/(x + c) = (1 - t)/(k + c)
  const lost = l.mul(l.sub(x, l.sub(denominator, c)), l.mul(l.sub(1, t), 1 / (k + c)))
  // x^2 = h^2 + (x - h)(x + h), h with half the bits, so that h^2 is exact
  const h = l.let(v128.and(x, l.int(l.isSingle ? -(1n << 12n) : -(1n << 27n))))
  const rest = l.add(l.mul(l.sub(x, h), l.add(x, h)), lost)
  const small = l.let(l.sub(l.longPolynomial(t, l.isSingle ? erfcLog32 : erfcLog64), rest))
  return l.div(
    expWithCorrection(l, l.neg(l.mul(h, h)), small),
    l.isSingle ? l.mul(denominator, 2) : denominator,
  )
}

/** Error function: x + x P(x^2) below 1, 1 - erfc beyond, where erfc is small enough not to matter much. */
export function erf(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const z = l.let(l.mul(x, x))
  const near = l.let(l.fma(x, l.polynomial(z, l.isSingle ? erf32 : erf64), x))
  const far = l.isSingle ? farSingle(l, a) : farDouble(l, a)
  return l.select(l.lt(a, 1), near, v128.or(far, v128.and(x, l.signBit())))
}

function farSingle(l: Lanes, a: Local<'v128'>): V {
  const t = l.let(l.sub(l.atMost(a, 3.95), 2.45))
  return l.sub(1, expNormal(l, l.neg(l.polynomial(t, erfTail32))))
}

const farDouble = (l: Lanes, a: Local<'v128'>): V =>
  l.sub(1, complement(l, l.let(l.atLeast(l.atMost(a, 6), 0.8))))

/** Complementary error function: relative accuracy also where it is tiny. */
export function erfc(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const most = l.isSingle ? 10.2 : 28
  const tail = l.let(complement(l, l.let(l.atLeast(l.atMost(l.abs(x), most), 0.8))))
  const z = l.let(l.mul(x, x))
  // 1 - x loses nothing where the rest is small
  const near = l.nfma(x, l.polynomial(z, l.isSingle ? erf32 : erf64), l.sub(1, x))
  const far = l.select(l.lt(x, 0), l.sub(2, tail), tail)
  return l.select(l.lt(l.abs(x), 0.81), near, l.select(l.eq(x, x), far, x))
}

/** Inverse error function, float64: from its series near 0, else x P(w), w = -log(1 - x^2), in three ranges of w. */
export function erfinv(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const w = l.let(l.neg(log1p(l, l.neg(l.mul(x, x)))))
  const nearOne = l.let(l.neg(l.add(log1p(l, l.neg(l.abs(x))), log1p(l, l.abs(x)))))
  const exact = l.let(l.select(l.gt(w, 1), nearOne, w))
  const root = l.let(l.sqrt(exact))
  const centre = l.let(l.polynomial(l.let(l.sub(l.atMost(exact, 6), 3)), erfinvCentre64))
  const middle = l.let(l.polynomial(l.let(l.sub(l.atMost(root, 4.1), 3.25)), erfinvMiddle64))
  const tail = l.let(l.polynomial(l.let(l.sub(root, 5.1)), erfinvTail64))
  const factor = l.select(l.lt(exact, 6), centre, l.select(l.lt(exact, 16.75), middle, tail))
  const z = l.let(l.mul(x, x))
  // sqrt(pi)/2 in two parts
  const series = l.mul(x, l.fma(z, l.longPolynomial(z, erfinvNear64), 1.2019487640090924e-17))
  const near = l.fma(x, 0.886226925452758, series)
  const inside = l.select(l.lt(z, 0.25), near, l.mul(x, factor))
  const edge = l.eq(l.abs(x), 1)
  return l.select(edge, l.mul(x, Number.POSITIVE_INFINITY), inside)
}
