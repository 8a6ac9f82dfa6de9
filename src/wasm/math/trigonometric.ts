import { i32x4, type Local, v128 } from '../assembler/index.ts'
import { asin32, asin64, atan32, atan64, cos32, cos64, sin32, sin64 } from './coefficients.ts'
import { type Double, product, quick, remainder } from './double.ts'
import { called, Lanes, narrow, unlikely, type V, widen } from './lanes.ts'
import { reduceAngle } from './reduction.ts'

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
  const h = l.let(l.mul(z, 0.5))
  const w = l.let(l.sub(1, h))
  const quartic = l.mul(l.mul(z, z), l.polynomial(z, l.isSingle ? cos32 : cos64))
  const tail = low ? l.sub(quartic, l.mul(r, low)) : quartic
  return [w, l.let(l.add(l.sub(l.sub(1, w), h), tail))]
}

/** Bit 0 of the quadrant as a mask over the lane. */
const isOdd = (l: Lanes, n: Local<'v128'>): Local<'v128'> => l.let(l.subInt(l.int(0), v128.and(n, l.int(1))))

/** What is computed of r + low in the quadrant n. */
type Finish = (l: Lanes, r: Local<'v128'>, low: V | undefined, n: Local<'v128'>) => V

/** Both polynomials, exchanged in odd quadrants; negative in quadrants 2 and 3. */
function fromQuadrant(...[l, r, low, n]: Parameters<Finish>): { sin: V; cos: V } {
  const z = l.let(l.mul(r, r))
  const s = l.let(l.add(...sinParts(l, r, z, low)))
  const c = l.let(l.add(...cosParts(l, r, z, low)))
  const odd = isOdd(l, n)
  const signOf = (quadrant: V): V => l.shl(l.shrU(quadrant, 1), l.width - 1)
  return {
    sin: v128.xor(l.select(odd, c, s), signOf(n)),
    cos: v128.xor(l.select(odd, s, c), signOf(l.addInt(n, l.int(1)))),
  }
}

/** sin/cos, or -cos/sin: a quotient of sums of two floats. */
const quotient: Finish = (l, r, low, n) => {
  const z = l.let(l.mul(r, r))
  const s = quick(l, ...sinParts(l, r, z, low))
  const c = quick(l, ...cosParts(l, r, z, low))
  const odd = isOdd(l, n)
  const above = (part: 'high' | 'low'): Local<'v128'> => l.let(l.select(odd, c[part], s[part]))
  const below = (part: 'high' | 'low'): Local<'v128'> => l.let(l.select(odd, s[part], c[part]))
  const divisor = below('high')
  const q = l.let(l.div(above('high'), divisor))
  // what rounding took from the quotient
  const lost = l.add(remainder(l, above('high'), q, divisor), l.nfma(q, below('low'), above('low')))
  return v128.xor(l.add(q, l.div(lost, divisor)), v128.and(odd, l.signBit()))
}

const finishes = {
  sin: (...given) => fromQuadrant(...given).sin,
  cos: (...given) => fromQuadrant(...given).cos,
  tan: quotient,
} satisfies Record<string, Finish>

type Circular = keyof typeof finishes

/** Angle of float32 lanes reduced in float64, then what is wanted of it in float32. */
function farSingle(l: Lanes, x: V, which: Circular): V {
  const parts = widen(l.e, x).map((part) => reduceAngle(new Lanes(l.e, 'f64'), part))
  const r = l.let(narrow(parts[0]!.r, parts[1]!.r))
  const n = l.let(i32x4.shuffle([0, 2, 4, 6], parts[0]!.n, parts[1]!.n))
  return finishes[which](l, r, undefined, n)
}

/** pi/2 in three parts of float32's digits. */
const first = Math.fround(Math.PI / 2)
const second = Math.fround(Math.PI / 2 - first)
const third = Math.PI / 2 - first - second + halfLow
const quarterTurn = [first, second, third]

/**
 * A function of float32 lanes up to 2^16 by their remainder: x - n pi/2 is exact after the first part, as both are multiples of 2^-24, and
 * rounded where it is as small as the result after the second.
 */
function single(l: Lanes, x: Local<'v128'>, which: Circular): V {
  const far = called(l, `${which} f32`, 'v128', (m, y) => farSingle(m, y!, which), [x])
  if (!l.e.fma) return far
  const sum = l.let(l.fma(x, 2 / Math.PI, l.magic))
  const n = l.let(l.sub(sum, l.magic))
  const r = l.let(quarterTurn.reduce<V>((rest, part) => l.nfma(n, part, rest), x))
  const near = finishes[which](l, r, undefined, sum)
  return unlikely(l, l.let(v128.not(l.lt(l.abs(x), 2 ** 16))), far, near)
}

function angle(l: Lanes, argument: V, which: Circular): V {
  if (l.isSingle) return single(l, l.let(argument), which)
  const { r, low, n } = reduceAngle(l, l.let(argument))
  return finishes[which](l, r, low, n)
}

/** sin x or tan x, whose zeros keep their sign. */
const odd =
  (which: Circular) =>
  (l: Lanes, argument: V): V => {
    const x = l.let(argument)
    return l.select(l.eq(x, 0), x, l.let(angle(l, x, which)))
  }

export const sin = odd('sin')
export const tan = odd('tan')
export const cos = (l: Lanes, x: V): V => angle(l, x, 'cos')

/** sin(pi x) and cos(pi x) for |x| <= 1/2, for float64 lanes, each as a sum of two. */
export function sinCosPi(l: Lanes, x: Local<'v128'>): { sin: Double; cos: Double } {
  const quadrant = l.let(l.add(l.add(x, x), l.magic))
  const rest = l.let(l.nfma(l.sub(quadrant, l.magic), 0.5, x))
  const { high, low } = product(l, rest, l.let(l.c(Math.PI)))
  const z = l.let(l.mul(high, high))
  const lower = l.let(l.fma(rest, 2 * halfLow, low))
  const s = quick(l, ...sinParts(l, high, z, lower))
  const c = quick(l, ...cosParts(l, high, z, lower))
  // in quadrants 1 and -1 the sine is the cosine of the rest, with the sign of x, and the cosine its sine, with the other sign
  const odd = isOdd(l, quadrant)
  const sign = l.let(v128.and(x, l.signBit()))
  const choose = (here: Double, there: Double, turn: V): Double => {
    const part = (p: 'high' | 'low') => l.let(l.select(odd, v128.xor(there[p], turn), here[p]))
    return { high: part('high'), low: part('low') }
  }
  return { sin: choose(s, c, sign), cos: choose(c, s, l.let(v128.xor(sign, l.signBit()))) }
}

/** pi/2 in two parts: the first has so few bits that differences from it are exact. */
const half = [201 / 128, 0.0004838267948966193] as const

/**
 * The angle of a point, from its distances to the axes: atan of u = n/d or (n - d)/(n + d), whichever is within tan(pi/8) of 0
 * (n is the smaller distance, d the larger), and a multiple of pi/4.
 */
function angleOf(l: Lanes, a: Local<'v128'>, b: Local<'v128'>, left?: Local<'v128'>): V {
  const steep = l.let(l.gt(a, b))
  const n = l.let(l.atMost(a, b))
  const d = l.let(l.atLeast(b, a))
  const middle = l.let(v128.andnot(l.ge(n, l.mul(d, Math.SQRT2 - 1)), l.eq(n, 0)))
  const ratio = l.div(l.sub(n, v128.and(d, middle)), l.add(d, v128.and(n, middle)))
  const reversed = left ? v128.xor(steep, left) : steep
  const turned = v128.xor(
    left ? l.select(l.eq(n, d), 0, l.let(ratio)) : ratio,
    v128.and(reversed, l.signBit()),
  )
  const u = l.let(turned)
  // quarters of a turn: from 0, from pi/2 back or from pi back
  const near = l.abs(l.sub(v128.and(steep, l.c(1)), v128.and(middle, l.c(0.5))))
  const quarters = l.let(left ? l.abs(l.sub(v128.and(left, l.c(2)), near)) : near)
  const z = l.let(l.mul(u, u))
  const tail = l.mul(l.mul(u, z), l.longPolynomial(z, l.isSingle ? atan32 : atan64))
  return l.add(l.mul(quarters, half[0]), l.add(u, l.fma(quarters, half[1], tail)))
}

export function atan(l: Lanes, argument: V): V {
  const x = l.let(argument)
  return l.copySign(l.abs(angleOf(l, l.let(l.abs(x)), l.let(l.c(1)))), x)
}

/** The angle of (x, y), with IEEE 754's answers at zeros and infinities. */
export function atan2(l: Lanes, yArgument: V, xArgument: V): V {
  const y = l.let(yArgument)
  const x = l.let(xArgument)
  const [a, b] = [l.let(l.abs(y)), l.let(l.abs(x))]
  // sums of large numbers must stay finite, and products of subnormal ones keep some bits
  const scale = l.let(l.select(l.gt(l.atLeast(a, b), 2 ** 64), 2 ** -16, 2 ** 16))
  // the sign bit of x: minus zero lies on the left as well
  const left = l.let(l.subInt(l.int(0), l.shrU(x, l.width - 1)))
  return l.copySign(l.abs(angleOf(l, l.let(l.mul(a, scale)), l.let(l.mul(b, scale)), left)), y)
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
  const tail = l.let(l.fma(l.mul(s, z), l.longPolynomial(z, l.isSingle ? asin32 : asin64), rest))
  return { far, head, tail }
}

/** pi/2 - head - tail */
const complement = (l: Lanes, head: V, tail: V): V => l.sub(l.sub(half[0], head), l.sub(tail, half[1]))

/** asin x: s + s^3 P(s^2), or pi/2 - 2 asin(sqrt((1 - x)/2)). */
export function asin(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const { far, head, tail } = arc(l, l.let(l.abs(x)))
  const beyond = complement(l, l.mul(head, 2), l.mul(tail, 2))
  return l.copySign(l.select(far, beyond, l.add(head, tail)), x)
}

/** acos x: pi/2 - asin x, or 2 asin(sqrt((1 - x)/2)), or pi less that. */
export function acos(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const { far, head, tail } = arc(l, l.let(l.abs(x)))
  const left = l.let(l.lt(x, 0))
  const sign = v128.andnot(v128.and(x, l.signBit()), far)
  const distance = complement(l, v128.xor(head, sign), v128.xor(tail, sign))
  const value = l.let(l.select(v128.andnot(far, left), l.add(head, tail), l.let(distance)))
  return l.select(far, l.add(value, value), value)
}
