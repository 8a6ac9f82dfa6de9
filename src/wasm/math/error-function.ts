import { type Local, v128 } from '../assembler/index.ts'
import {
  erf32,
  erf64,
  erfcx32,
  erfcx64,
  erfinvCentre64,
  erfinvMiddle64,
  erfinvTail64,
  erfTail32,
} from './coefficients.ts'
import { expNormal, expWithCorrection } from './exponential.ts'
import type { Lanes, V } from './lanes.ts'
import { log1p } from './logarithm.ts'

/** erfc(x) / exp(-x^2) for x >= 0.95, in float32 for x >= 0.45. */
function scaledComplement(l: Lanes, x: Local<'v128'>): V {
  const denominator = l.let(l.add(x, 4))
  const t = l.let(l.div(l.sub(x, 4), denominator))
  return l.div(l.mul(l.longPolynomial(t, l.isSingle ? erfcx32 : erfcx64), 4), denominator)
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

function farDouble(l: Lanes, a: Local<'v128'>): V {
  const x = l.let(l.atMost(a, 6))
  return l.sub(1, l.mul(expNormal(l, l.neg(l.mul(x, x))), scaledComplement(l, x)))
}

/** Complementary error function: relative accuracy also where it is tiny. */
export function erfc(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.atMost(l.abs(x), l.isSingle ? 10.2 : 28))
  // x^2 = h^2 + (x - h)(x + h), h with half the bits, so that h^2 is exact
  const h = l.let(v128.and(a, l.int(l.isSingle ? -(1n << 12n) : -(1n << 27n))))
  const rest = l.mul(l.sub(a, h), l.add(a, h))
  const power = expWithCorrection(l, l.neg(l.mul(h, h)), l.neg(rest))
  const tail = l.let(l.mul(power, scaledComplement(l, l.let(l.atLeast(a, l.isSingle ? 0.45 : 0.95)))))
  const z = l.let(l.mul(x, x))
  const near = l.sub(1, l.fma(x, l.polynomial(z, l.isSingle ? erf32 : erf64), x))
  const far = l.select(l.lt(x, 0), l.sub(2, tail), tail)
  // 1 - erf keeps its digits as long as it is not small
  return l.select(l.lt(l.abs(x), l.isSingle ? 0.5 : 1), near, l.select(l.eq(x, x), far, x))
}

/** Inverse error function, float64: x P(w), w = -log(1 - x^2), in three ranges of w. */
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
  const inside = l.mul(x, factor)
  const edge = l.eq(l.abs(x), 1)
  return l.select(edge, l.mul(x, Number.POSITIVE_INFINITY), inside)
}
