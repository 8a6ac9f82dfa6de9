import { call, either, i32x4, type Local, v128 } from '../assembler/index.ts'
import { asin64, atan64, cos32, cos64, sin32, sin64 } from './coefficients.ts'
import { product, quick } from './double.ts'
import { Lanes, narrow, type V, widen } from './lanes.ts'
import { reduceAngle } from './reduction.ts'

const quarterLow = 3.061616997868383e-17
const halfLow = 6.123233995736766e-17

/** The largest part of a sum, and the rest. */
type Parts = readonly [Local<'v128'>, Local<'v128'>]

/** sin(r + low) = r + (low (1 - r^2/2) + r^3 S(r^2)) */
function sinParts(l: Lanes, r: Local<'v128'>, z: Local<'v128'>, low: V | undefined): Parts {
  const cube = l.mul(l.mul(r, z), l.polynomial(z, l.isSingle ? sin32 : sin64))
  return [r, l.let(low ? l.add(l.mul(low, l.nfma(z, 0.5, 1)), cube) : cube)]
}

/** cos(r + low) = 1 - r^2/2 + (r^4 C(r^2) - r low), with the rounding error of the first difference brought back. */
function cosParts(l: Lanes, r: Local<'v128'>, z: Local<'v128'>, low: V | undefined): Parts {
  const half = l.let(l.mul(z, 0.5))
  const w = l.let(l.sub(1, half))
  const quartic = l.mul(l.mul(z, z), l.polynomial(z, l.isSingle ? cos32 : cos64))
  const tail = low ? l.sub(quartic, l.mul(r, low)) : quartic
  return [w, l.let(l.add(l.sub(l.sub(1, w), half), tail))]
}

/** Bit 0 of the quadrant as a mask over the lane. */
const isOdd = (l: Lanes, n: Local<'v128'>): Local<'v128'> => l.let(l.subInt(l.int(0), v128.and(n, l.int(1))))

/** Both polynomials, exchanged in odd quadrants; negative in quadrants 2 and 3. */
function fromQuadrant(l: Lanes, r: Local<'v128'>, low: V | undefined, n: Local<'v128'>): { sin: V; cos: V } {
  const z = l.let(l.mul(r, r))
  const s = l.let(l.add(...sinParts(l, r, z, low)))
  const c = l.let(l.add(...cosParts(l, r, z, low)))
  const width = l.isSingle ? 31 : 63
  const odd = isOdd(l, n)
  const signOf = (quadrant: V): V => l.shl(l.shrU(quadrant, 1), width)
  return {
    sin: v128.xor(l.select(odd, c, s), signOf(n)),
    cos: v128.xor(l.select(odd, s, c), signOf(l.addInt(n, l.int(1)))),
  }
}

/** Angle of float32 lanes reduced in float64, then sine and cosine in float32. */
function farSingle(l: Lanes, x: V, which: 'sin' | 'cos'): V {
  const e = l.e
  const double = new Lanes(e, 'f64')
  const parts = widen(e, x).map((part) => reduceAngle(e, part, (value) => double.c(value)))
  const r = l.let(narrow(parts[0]!.r, parts[1]!.r))
  const n = l.let(i32x4.shuffle([0, 2, 4, 6], parts[0]!.n, parts[1]!.n))
  return fromQuadrant(l, r, undefined, n)[which]
}

/** pi/2 in three parts of float32's digits. */
const first = Math.fround(Math.PI / 2)
const second = Math.fround(Math.PI / 2 - first)
const quarterTurn = [first, second, Math.PI / 2 - first - second + halfLow]

/**
 * Sine or cosine of float32 lanes up to 2^16: x - n pi/2 is exact after the first part, as both are multiples of 2^-24, and
 * rounded where it is as small as the result after the second.
 */
function single(l: Lanes, x: Local<'v128'>, which: 'sin' | 'cos'): V {
  const far = l.e.module.shared(`${which} f32`, ['v128'], 'v128', (f, y) =>
    f.yield(farSingle(new Lanes({ ...l.e, f }, 'f32'), y, which)),
  )
  if (!l.e.fma) return call(far, x)
  const sum = l.let(l.fma(x, 2 / Math.PI, l.magic))
  const n = l.let(l.sub(sum, l.magic))
  const r = l.let(quarterTurn.reduce<V>((rest, part) => l.nfma(n, part, rest), x))
  const near = l.let(fromQuadrant(l, r, undefined, sum)[which])
  const isNear = l.let(l.lt(l.abs(x), 2 ** 16))
  // the same for an element whatever stands beside it
  return either(v128.anyTrue(v128.not(isNear)), l.select(isNear, near, call(far, x)), near)
}

function angle(l: Lanes, argument: V, which: 'sin' | 'cos'): V {
  if (l.isSingle) return single(l, l.let(argument), which)
  const { r, low, n } = reduceAngle(l.e, l.let(argument), (value) => l.c(value))
  return fromQuadrant(l, r, low, n)[which]
}

/** sin x; -0 at -0, NaN at infinities. */
export function sin(l: Lanes, argument: V): V {
  const x = l.let(argument)
  return l.select(l.eq(x, 0), x, l.let(angle(l, x, 'sin')))
}

export function cos(l: Lanes, argument: V): V {
  return angle(l, argument, 'cos')
}

/** tan x = sin x / cos x, or -cos x / sin x, for float64 lanes: a quotient of sums of two floats. */
export function tan(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const { r, low, n } = reduceAngle(l.e, x, (value) => l.c(value))
  const z = l.let(l.mul(r, r))
  const s = quick(l, ...sinParts(l, r, z, low))
  const c = quick(l, ...cosParts(l, r, z, low))
  const odd = isOdd(l, n)
  const above = (part: 'high' | 'low'): Local<'v128'> => l.let(l.select(odd, c[part], s[part]))
  const below = (part: 'high' | 'low'): Local<'v128'> => l.let(l.select(odd, s[part], c[part]))
  const divisor = below('high')
  const quotient = l.let(l.div(above('high'), divisor))
  // what rounding took from the quotient
  const back = product(l, quotient, divisor)
  const rest = l.sub(l.sub(above('high'), back.high), back.low)
  const lost = l.add(rest, l.nfma(quotient, below('low'), above('low')))
  const value = l.add(quotient, l.div(lost, divisor))
  return l.select(l.eq(x, 0), x, v128.xor(value, v128.and(odd, l.signBit())))
}

/** sin(pi x) and cos(pi x) for |x| <= 1/2, for float64 lanes. */
export function sinCosPi(l: Lanes, x: Local<'v128'>): { sin: V; cos: V } {
  const quadrant = l.let(l.add(l.add(x, x), l.magic))
  const rest = l.let(l.nfma(l.sub(quadrant, l.magic), 0.5, x))
  const { high, low } = product(l, rest, l.let(l.c(Math.PI)))
  return fromQuadrant(l, high, l.let(l.fma(rest, 2 * halfLow, low)), quadrant)
}

/** atan of t >= 0, float64: t, (t - 1)/(t + 1) or -1/t, whichever is within tan(pi/8), plus 0, pi/4 or pi/2. */
function atanPositive(l: Lanes, t: Local<'v128'>): V {
  const high = l.let(l.gt(t, 1 + Math.SQRT2))
  const middle = l.let(v128.andnot(l.gt(t, Math.SQRT2 - 1), high))
  const numerator = l.select(high, -1, l.select(middle, l.sub(t, 1), t))
  const denominator = l.select(high, t, l.select(middle, l.add(t, 1), 1))
  const u = l.let(l.div(numerator, denominator))
  const base = l.select(high, Math.PI / 2, l.select(middle, Math.PI / 4, 0))
  const baseLow = l.select(high, halfLow, l.select(middle, quarterLow, 0))
  const z = l.let(l.mul(u, u))
  const tail = l.mul(l.mul(u, z), l.longPolynomial(z, atan64))
  return l.add(base, l.add(u, l.add(tail, baseLow)))
}

export function atan(l: Lanes, argument: V): V {
  const x = l.let(argument)
  return l.copySign(l.abs(atanPositive(l, l.let(l.abs(x)))), x)
}

/** The angle of (x, y), with IEEE 754's answers at zeros and infinities. */
export function atan2(l: Lanes, yArgument: V, xArgument: V): V {
  const y = l.let(yArgument)
  const x = l.let(xArgument)
  const a = l.let(l.abs(y))
  const b = l.let(l.abs(x))
  const steep = l.let(l.gt(a, b))
  const quotient = l.div(l.select(steep, b, a), l.select(steep, a, b))
  const equal = l.let(l.eq(a, b))
  const t = l.let(l.select(equal, l.select(l.eq(a, 0), 0, 1), quotient))
  const acute = l.let(atanPositive(l, t))
  // the sign bit of x: minus zero lies on the left as well
  const left = l.let(l.subInt(l.int(0), l.shrU(x, 63)))
  // pi/2 - t, pi/2 + t, pi - t or t
  const base = l.select(steep, Math.PI / 2, l.select(left, Math.PI, 0))
  const baseLow = l.select(steep, halfLow, l.select(left, 2 * halfLow, 0))
  const term = l.select(v128.xor(steep, left), l.neg(acute), acute)
  const whole = l.add(base, l.add(term, baseLow))
  return l.copySign(l.abs(whole), y)
}

/** s with s^2 = z: for |x| <= 1/2 that is |x| itself, beyond sqrt((1 - |x|)/2), with what rounding took; asin s = s + tail. */
function arc(l: Lanes, a: Local<'v128'>) {
  const far = l.let(l.gt(a, 0.5))
  const z = l.let(l.select(far, l.mul(l.sub(1, a), 0.5), l.mul(a, a)))
  const s = l.let(l.select(far, l.sqrt(z), a))
  const head = l.let(l.head(s))
  // s = head + rest, to twice the digits where it is a root
  const root = l.div(l.sub(z, l.mul(head, head)), l.add(s, head))
  const rest = l.let(l.select(far, l.select(l.eq(z, 0), 0, root), l.sub(s, head)))
  const tail = l.let(l.fma(l.mul(s, z), l.longPolynomial(z, asin64), rest))
  return { far, head, tail }
}

/** asin x, float64: s + s^3 P(s^2), or pi/2 - 2 asin(sqrt((1 - x)/2)). */
export function asin(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const a = l.let(l.abs(x))
  const { far, head, tail } = arc(l, a)
  // (pi/4 - 2 head) - (2 tail - the digits of pi/2 beyond the first) + pi/4
  const beyond = l.add(l.sub(l.sub(Math.PI / 4, l.mul(head, 2)), l.sub(l.mul(tail, 2), halfLow)), Math.PI / 4)
  return l.copySign(l.select(far, beyond, l.add(head, tail)), x)
}

/** acos x, float64: pi/2 - asin x, or 2 asin(sqrt((1 - x)/2)), or pi less that. */
export function acos(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const { far, head, tail } = arc(l, l.let(l.abs(x)))
  const left = l.let(l.lt(x, 0))
  const arcsine = l.let(l.add(head, tail))
  const signed = (y: V): V => l.select(left, l.neg(y), y)
  const middle = l.sub(Math.PI / 2, l.sub(signed(head), l.sub(halfLow, signed(tail))))
  const mirrored = l.sub(Math.PI, l.mul(l.sub(arcsine, halfLow), 2))
  return l.select(far, l.select(left, mirrored, l.mul(arcsine, 2)), middle)
}
