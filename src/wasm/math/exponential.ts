import { type Local, v128 } from '../assembler/index.ts'
import { exp32, exp64, tanh32, tanh64 } from './coefficients.ts'
import type { Lanes, V } from './lanes.ts'

/** ln 2 in two parts; the first has so few bits that its product with any exponent is exact. */
export const ln2 = {
  f32: [0.693359375, -2.1219444005469057e-4],
  f64: [0.6931471803691238, 1.9082149292705877e-10],
} as const

/** x = n ln 2 + r with |r| <= ln(2)/2 (or `whole`, which is near x); n + offset in the low bits, and r. */
export function reduce(
  l: Lanes,
  x: Local<'v128'>,
  offset: number,
  whole: V = x,
): { readonly bits: Local<'v128'>; readonly r: Local<'v128'> } {
  const [high, low] = ln2[l.precision]
  const magic = l.magic + offset
  const bits = l.let(l.fma(whole, Math.LOG2E, magic))
  const n = l.let(l.sub(bits, magic))
  return { bits, r: l.let(l.nfma(n, low, l.nfma(n, high, x))) }
}

/** exp(r) - 1 = r + r^2 Q(r) */
export function expm1OfReduced(l: Lanes, r: Local<'v128'>, coefficients = l.isSingle ? exp32 : exp64): V {
  const square = l.let(l.mul(r, r))
  return l.fma(square, l.longPolynomial(r, coefficients, square), r)
}

/** By this n is moved so that 0 and 1 stand for exponents of results that vanish. */
const shiftOf = (l: Lanes): number => l.bias + l.significand + 2

/** Here exp has vanished, and there it is infinite. */
const least = (l: Lanes): number => (1 - shiftOf(l)) * Math.LN2
const most = (l: Lanes): number => (l.bias + 1.4) * Math.LN2

/**
 * 2^n (1 + p) factor in two steps: half of n + offset is the exponent's field in the first power of two, and the second has the rest. Only
 * the second rounds a subnormal result, and large ones overflow to infinity. The first is 0 for 0 and 1: nothing is rounded then, which
 * takes processors a hundred times as long where the result is 0.
 */
function scale(l: Lanes, p: V, bits: Local<'v128'>, offset = shiftOf(l), factor?: V): V {
  const first = l.let(v128.and(l.shl(bits, l.significand - 1), l.c(Infinity)))
  const second = l.addInt(l.subInt(l.shl(bits, l.significand), first), l.c(2 ** (l.bias - offset)))
  const scaled = factor ? l.let(l.mul(factor, first)) : first
  return l.mul(l.fma(p, scaled, scaled), second)
}

/** exp(x) 2^-halvings */
function halved(l: Lanes, x: Local<'v128'>, halvings: number): V {
  const { bits, r } = reduce(l, x, shiftOf(l) - halvings)
  return scale(l, expm1OfReduced(l, r), bits)
}

/** exp(x); 0 at -inf, inf at +inf. */
export const exp = (l: Lanes, argument: V): V =>
  halved(l, l.let(l.atLeast(l.atMost(argument, most(l)), least(l))), 0)

/** 2^x = 2^n exp(r ln 2) with r = x - n, which is exact. */
export function exp2(l: Lanes, argument: V): V {
  const x = l.let(l.atLeast(l.atMost(argument, l.bias + 2), 1 - shiftOf(l)))
  const magic = l.magic + shiftOf(l)
  const bits = l.let(l.add(x, magic))
  const r = l.let(l.mul(l.sub(x, l.sub(bits, magic)), Math.LN2))
  return scale(l, expm1OfReduced(l, r), bits)
}

/** exp(x + second + tiny) factor for bounded lanes: a second exponent of moderate size, and a tiny one; a factor between 2^-6 and 2^6. */
export function expOfSum(
  l: Lanes,
  x: Local<'v128'>,
  second: Local<'v128'>,
  tiny: Local<'v128'>,
  factor: V,
): V {
  const [high, low] = ln2[l.precision]
  const magic = l.magic + shiftOf(l)
  const bits = l.let(l.fma(l.add(x, second), Math.LOG2E, magic))
  const n = l.let(l.sub(bits, magic))
  // the smallest parts first
  const r = l.let(l.add(l.nfma(n, high, x), l.add(second, l.nfma(n, low, tiny))))
  return scale(l, expm1OfReduced(l, r), bits, shiftOf(l), factor)
}

/**
 * exp(x + correction) for a correction that is no larger than 1, for float64 lanes, times a factor if there is one: that rounds but
 * once.
 */
export function expWithCorrection(
  l: Lanes,
  argument: V,
  correction: Local<'v128'>,
  factor?: Local<'v128'>,
): V {
  // a factor may bring back what overflows or vanishes without it
  const room = factor ? 1.8 : 1
  const x = l.let(l.atLeast(l.atMost(argument, 710 * room), -746 * room))
  const offset = 2 * l.bias - 1
  const { bits, r } = reduce(l, x, offset, l.add(x, correction))
  return scale(l, expm1OfReduced(l, l.let(l.add(r, correction))), bits, offset, factor)
}

/** exp(x) for arguments whose result is a normal number: no subnormals, no overflow. */
export function expNormal(l: Lanes, argument: V, coefficients?: readonly number[]): V {
  const { bits, r } = reduce(l, l.let(argument), l.bias)
  const power = l.let(l.shl(bits, l.significand))
  return l.fma(expm1OfReduced(l, r, coefficients), power, power)
}

/** exp(x) - 1, without cancellation near 0. */
export function expm1(l: Lanes, argument: V): V {
  const original = l.let(argument)
  const x = l.let(l.atLeast(l.atMost(original, most(l)), -40))
  // half of the result, so that 2^n stays finite up to the overflow of the result itself
  const { bits, r } = reduce(l, x, l.bias - 1)
  const p = l.let(expm1OfReduced(l, r))
  const power = l.let(l.shl(bits, l.significand))
  const result = l.mul(l.fma(power, p, l.sub(power, 0.5)), 2)
  // near 0 the halves would lose subnormals and the sign of zero
  return l.select(l.lt(l.abs(original), 0.25), l.copySign(p, original), result)
}

/**
 * 1 / (1 + exp(-x)) as s / (s + s exp(-x)), s = 2^-24 or 2^-53: so scaled, exp(-x) = 2^n + 2^n p stays finite down to the
 * smallest result, which the division rounds once.
 */
export function sigmoid(l: Lanes, argument: V): V {
  const x = l.let(l.atLeast(l.atMost(argument, 60), least(l)))
  const [high, low] = ln2[l.precision]
  const halvings = l.significand + 1
  const magic = l.magic + l.bias - halvings
  const bits = l.let(l.fma(x, -Math.LOG2E, magic))
  const n = l.let(l.sub(bits, magic))
  const r = l.let(l.nfma(n, low, l.nfma(n, high, l.neg(x))))
  const power = l.let(l.shl(bits, l.significand))
  // the largest part of the denominator last, so that little is rounded twice
  const smaller = l.fma(power, expm1OfReduced(l, r), l.atMost(power, 2 ** -halvings))
  return l.div(2 ** -halvings, l.add(l.atLeast(power, 2 ** -halvings), smaller))
}

/**
 * tanh |x| by |x| = r - n ln(2)/2 with |r| <= ln(2)/4: with t = tanh r and e = 2^n it is a / (a + b), where
 * a = (1 - e) + (1 + e) t and b = 2 e (1 - t); that is t for n = 0, and errors of a cancel where the result is near 1. The error
 * of the reduction grows with -n, where tanh no longer feels it, so ln 2 in one part will do.
 */
export function tanh(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.atMost(l.abs(x), l.significand))
  // the bias of the exponent rides on the magic number: its low bits are n + bias
  const magic = l.magic + l.bias
  const bits = l.let(l.fma(l.sub(a, Math.LN2 / 8), -2 * Math.LOG2E, magic))
  const power = l.let(l.shl(bits, l.significand))
  const r = l.let(l.fma(l.sub(bits, magic), Math.LN2 / 2, a))
  const square = l.let(l.mul(r, r))
  const series = l.polynomial(square, l.isSingle ? tanh32 : tanh64)
  const t = l.let(l.fma(l.mul(r, square), series, r))
  const above = l.let(l.fma(l.add(power, 1), t, l.sub(1, power)))
  const quotient = l.div(above, l.fma(power, l.nfma(t, 2, 2), above))
  return l.copySign(quotient, x)
}

/** exp(x)/2 for 0 <= x, without overflow before its own. */
const halfExp = (l: Lanes, x: V): V => halved(l, l.let(l.atMost(x, most(l) + Math.LN2)), 1)

let term = 1
/** sinh x = x + x^3 (1/3! + x^2/5! + ...), up to 17! */
const sinhSeries = Array.from({ length: 8 }, (_, k) => {
  term /= (2 * k + 2) * (2 * k + 3)
  return term
})

/** sinh x = h - 1/(4h), h = exp|x|/2; its series near 0. */
export function sinh(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const z = l.let(l.mul(a, a))
  const near = l.fma(l.mul(a, z), l.polynomial(z, l.isSingle ? sinhSeries.slice(0, 5) : sinhSeries), a)
  const half = l.let(halfExp(l, a))
  return l.copySign(l.select(l.lt(a, 1), near, l.sub(half, l.div(0.25, half))), x)
}

/** cosh x = h + 1/(4h), h = exp|x|/2 */
export function cosh(l: Lanes, argument: V): V {
  const half = l.let(halfExp(l, l.abs(argument)))
  return l.add(half, l.div(0.25, half))
}
