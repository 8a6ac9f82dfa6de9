import { i32x4, type Local, v128 } from '../assembler/index.ts'
import { exp32, exp64, tanh32, tanh64 } from './coefficients.ts'
import type { Lanes, V } from './lanes.ts'

/** ln 2 in two parts; the first has so few bits that its product with any exponent is exact. */
export const ln2 = {
  f32: [0.693359375, -2.1219444005469057e-4],
  f64: [0.6931471803691238, 1.9082149292705877e-10],
} as const

/** x = n ln 2 + r with |r| <= ln(2)/2 (or `whole`, which is near x); n as a float, its integer in the low bits, and r. */
interface Reduced {
  readonly n: Local<'v128'>
  readonly bits: Local<'v128'>
  readonly r: Local<'v128'>
}

export function reduce(l: Lanes, x: Local<'v128'>, whole: V = x): Reduced {
  const [high, low] = ln2[l.precision]
  const bits = l.let(l.fma(whole, Math.LOG2E, l.magic))
  const n = l.let(l.sub(bits, l.magic))
  const r = l.let(l.nfma(n, low, l.nfma(n, high, x)))
  return { n, bits, r }
}

/** exp(r) - 1 = r + r^2 Q(r) */
export function expm1OfReduced(l: Lanes, r: Local<'v128'>, coefficients = l.isSingle ? exp32 : exp64): V {
  const square = l.let(l.mul(r, r))
  return l.fma(square, l.longPolynomial(r, coefficients, square), r)
}

/** The integer that a sum with `magic` holds, without the magic's own bits (the upper ones are shifted out later). */
const half = (l: Lanes, bits: Local<'v128'>): V =>
  l.isSingle ? i32x4.shrS(i32x4.shl(bits, 10), 11) : i32x4.shrS(bits, 1)

/** p 2^n in two steps, so that subnormal results are rounded once and large ones overflow to infinity. */
function scale(l: Lanes, p: V, bits: Local<'v128'>): V {
  const first = l.let(half(l, bits))
  return l.mul(l.mul(p, l.powerOfTwo(first)), l.powerOfTwo(l.subInt(bits, first)))
}

const limits = { f32: [-104, 89], f64: [-746, 710] } as const

/** 0 below `low`, without the operation that rounds to 0: processors take a hundred times as long for one. */
function vanishing(l: Lanes, argument: V, low: number, f: (x: Local<'v128'>) => V): V {
  const x = l.let(argument)
  const gone = l.let(l.lt(x, low))
  return v128.andnot(f(l.let(v128.andnot(x, gone))), gone)
}

/** exp(x); 0 at -inf, inf at +inf. */
export function exp(l: Lanes, argument: V): V {
  const [low, high] = limits[l.precision]
  const finite = l.atMost(argument, high)
  if (l.isSingle) return expSingle(l, l.let(l.atLeast(finite, vanished)))
  return vanishing(l, finite, low, (x) => {
    const { bits, r } = reduce(l, x)
    return scale(l, l.add(expm1OfReduced(l, r), 1), bits)
  })
}

/** 2^x = 2^n exp(r ln 2) with r = x - n, which is exact. */
export function exp2(l: Lanes, argument: V): V {
  const low = -l.bias - l.significand - 1
  return vanishing(l, l.atMost(argument, l.bias + 2), low, (x) => {
    const bits = l.let(l.add(x, l.magic))
    const r = l.let(l.mul(l.sub(x, l.sub(bits, l.magic)), Math.LN2))
    return scale(l, l.add(expm1OfReduced(l, r), 1), bits)
  })
}

interface Scaling {
  readonly halvings?: number
  /** A second exponent of moderate size, and a tiny one. */
  readonly more?: readonly [second: Local<'v128'>, tiny: Local<'v128'>]
  /** Between 2^-6 and 2^6. */
  readonly factor?: Local<'v128'>
}

/** exp(x) 2^-halvings factor for bounded float32 lanes: the exponent's bias and one halving more ride on the magic number. */
export function expSingle(l: Lanes, x: Local<'v128'>, { halvings = 0, more, factor }: Scaling = {}): V {
  const [high, low] = ln2.f32
  const magic = l.magic + l.bias - 1 - halvings
  const bits = l.let(l.fma(more ? l.add(x, more[0]) : x, Math.LOG2E, magic))
  const n = l.let(l.sub(bits, magic))
  const whole = l.nfma(n, high, x)
  // the smallest parts first
  const r = l.let(more ? l.add(whole, l.add(more[0], l.nfma(n, low, more[1]))) : l.nfma(n, low, whole))
  // 2^n in two steps: only the second rounds a subnormal result, and it is 0 for n = -151: nothing is to be rounded then
  const first = l.let(i32x4.maxS(bits, l.int(magicBits + least)))
  const second = l.addInt(l.subInt(bits, first), l.int(l.bias + 1))
  const power = l.shl(first, l.significand)
  const scaled = l.let(factor ? l.mul(factor, power) : power)
  return l.mul(l.fma(expm1OfReduced(l, r), scaled, scaled), l.shl(second, l.significand))
}

/** The bits of 1.5 * 2^23. */
const magicBits = 0x4b400000
/** The least exponent field of the first step's power of two: n = -151 is the first for which that of the second is 0, and its power too. */
const least = 103
/** Where n is that. */
const vanished = -104.6

/** exp(x + correction) for a correction that is no larger than 1, times a factor if there is one: that rounds but once. */
export function expWithCorrection(
  l: Lanes,
  argument: V,
  correction: Local<'v128'>,
  factor?: Local<'v128'>,
): V {
  const [low, high] = limits[l.precision]
  // a factor may bring back what overflows or vanishes without it
  const room = factor ? 1.8 : 1
  const x = l.let(l.atLeast(l.atMost(argument, high * room), low * room))
  const { bits, r } = reduce(l, x, l.add(x, correction))
  const corrected = l.let(l.add(r, correction))
  const rest = expm1OfReduced(l, corrected)
  return scale(l, factor ? l.fma(rest, factor, factor) : l.add(rest, 1), bits)
}

/** exp(x) for arguments whose result is a normal number: no subnormals, no overflow. */
export function expNormal(l: Lanes, argument: V): V {
  const { bits, r } = reduce(l, l.let(argument))
  return l.mul(l.add(expm1OfReduced(l, r), 1), l.powerOfTwo(bits))
}

/** exp(x) - 1, without cancellation near 0. */
export function expm1(l: Lanes, argument: V): V {
  const original = l.let(argument)
  const x = l.let(l.atLeast(l.atMost(original, limits[l.precision][1]), -40))
  const { bits, r } = reduce(l, x)
  const p = l.let(expm1OfReduced(l, r))
  // half of the result, so that 2^n stays finite up to the overflow of the result itself
  const power = l.let(l.powerOfTwo(l.subInt(bits, l.int(1))))
  const result = l.mul(l.fma(power, p, l.sub(power, 0.5)), 2)
  // near 0 the halves would lose subnormals and the sign of zero
  return l.select(l.lt(l.abs(original), 0.25), l.copySign(p, original), result)
}

/**
 * 1 / (1 + exp(-x)) as s / (s + s exp(-x)), s = 2^-24 or 2^-53: so scaled, exp(-x) = 2^n + 2^n p stays finite down to the
 * smallest result, which the division rounds once.
 */
export function sigmoid(l: Lanes, argument: V): V {
  const x = l.let(l.atLeast(l.atMost(argument, 60), limits[l.precision][0]))
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
function halfExp(l: Lanes, x: Local<'v128'>): V {
  if (l.isSingle) return expSingle(l, l.let(l.atMost(x, 89.5)), { halvings: 1 })
  const { bits, r } = reduce(l, l.let(l.atMost(x, 711)))
  return scale(l, l.add(expm1OfReduced(l, r), 1), l.let(l.subInt(bits, l.int(1))))
}

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
  const half = l.let(halfExp(l, l.let(l.abs(argument))))
  return l.add(half, l.div(0.25, half))
}
