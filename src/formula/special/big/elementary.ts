import {
  add,
  type Big,
  divide,
  fromNumber,
  isBeyond,
  isZero,
  magnitude,
  multiply,
  negate,
  one,
  round,
  scale2,
  signOf,
  subtract,
  toFixed,
  toInteger,
  toNumber,
  vanishing,
  zero,
} from './real.ts'

const constants = new Map<string, { readonly value: Big; readonly bits: number }>()

/** A constant, cut from the longest that was computed so far. */
function constantOf(name: string, bits: number, compute: (bits: number) => Big): Big {
  let known = constants.get(name)
  if (known === undefined || known.bits < bits) {
    const more = Math.ceil(bits * 1.1) + 64
    known = { value: compute(more), bits: more }
    constants.set(name, known)
  }
  return round(known.value.m, known.value.e, bits)
}

/** arctan(1/n) or artanh(1/n) in fixed point. */
function reciprocalSeries(n: bigint, bits: bigint, alternating: boolean): bigint {
  const square = n * n
  let power = (1n << bits) / n
  let sum = power
  for (let k = 3n, sign = -1n; power !== 0n; k += 2n, sign = -sign) {
    power /= square
    sum += (alternating ? sign : 1n) * (power / k)
  }
  return sum
}

/** Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
export const pi = (bits: number): Big =>
  constantOf('pi', bits, (bits) => {
    const fixed = BigInt(bits + 16)
    const value = 16n * reciprocalSeries(5n, fixed, true) - 4n * reciprocalSeries(239n, fixed, true)
    return round(value, -bits - 16, bits)
  })

/** log 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749). */
export const log2 = (bits: number): Big =>
  constantOf('log2', bits, (bits) => {
    const fixed = BigInt(bits + 16)
    const part = (n: bigint): bigint => reciprocalSeries(n, fixed, false)
    return round(18n * part(26n) - 2n * part(4801n) + 8n * part(8749n), -bits - 16, bits)
  })

/** Euler's constant, by Brent and McMillan's algorithm. */
export const eulerGamma = (bits: number): Big =>
  constantOf('gamma', bits, (bits) => {
    const fixed = bits + 32
    const n = BigInt(Math.ceil(fixed * 0.174) + 2)
    let a = -toFixed(log(fromNumber(Number(n)), fixed), fixed)
    let b = 1n << BigInt(fixed)
    let u = a
    let v = b
    for (let k = 1n; b !== 0n || a !== 0n; k++) {
      b = (b * n * n) / (k * k)
      a = ((a * n * n) / k + b) / k
      u += a
      v += b
    }
    return divide({ m: u, e: 0 }, { m: v, e: 0 }, bits)
  })

/** exp(x) vanishes or is out of reach from |x| = 2^50 on. */
export const maxExponent = 50
/** Larger angles would need more digits of pi than are worth their time. */
export const maxAngle = 50_000

export function exp(x: Big, bits: number): Big {
  if (isZero(x)) return one
  const large = Math.max(0, magnitude(x) + 1)
  if (large > maxExponent) {
    if (signOf(x) < 0) return vanishing
    throw new RangeError('exp: the result has an exponent beyond 2^50')
  }
  const work = bits + large + 24
  const k = toInteger(divide(x, log2(work), work))
  const rest = subtract(x, multiply({ m: k, e: 0 }, log2(work), work), work)
  // exp(r) = exp(r/2^j)^(2^j)
  const j = Math.ceil(Math.sqrt(work) / 2)
  const fixed = work + 2 * j
  const r = toFixed(rest, fixed) >> BigInt(j)
  const unit = 1n << BigInt(fixed)
  let term = unit
  let sum = unit
  for (let n = 1n; term !== 0n; n++) {
    term = ((term * r) >> BigInt(fixed)) / n
    sum += term
    if (term === -1n) break
  }
  for (let i = 0; i < j; i++) sum = (sum * sum) >> BigInt(fixed)
  return round(sum, Number(k) - fixed, bits)
}

/** The natural logarithm of x > 0, by Newton's iteration from float64. */
export function log(x: Big, bits: number): Big {
  if (isBeyond(x)) throw new RangeError('log: the argument has an exponent beyond 2^50')
  const size = magnitude(x)
  const near = scale2(x, -size)
  const work = bits + 16 + Math.max(0, Math.ceil(Math.log2(Math.abs(size) + 1)))
  if (near.m === 1n || isZero(subtract(near, one, 1e9)))
    return size === 0 ? zero : multiply({ m: BigInt(size), e: 0 }, log2(work), bits)
  let y = fromNumber(Math.log(toNumber(near)))
  // near 1 the logarithm is small, and so is what is absolute in it
  const distance = magnitude(subtract(x, one, work + 8))
  const extra = distance < 0 ? -distance : 0
  for (let good = 48; ; ) {
    good *= 3
    const target = Math.min(good, work + extra) + 16
    const e = exp(y, target)
    // y + 2 (x - e^y)/(x + e^y) has cubic convergence
    const step = divide(scale2(subtract(near, e, target), 1), add(near, e, target), target)
    y = add(y, step, target)
    if (good >= work + extra) break
  }
  if (size === 0) return round(y.m, y.e, bits)
  const sum = add(multiply({ m: BigInt(size), e: 0 }, log2(work + extra), work + extra), y, work + extra)
  return round(sum.m, sum.e, bits)
}

/** cos x and sin x. */
export function cosSin(x: Big, bits: number): readonly [cos: Big, sin: Big] {
  if (isZero(x)) return [one, zero]
  const large = Math.max(0, magnitude(x) + 1)
  if (large > maxAngle) throw new RangeError('sin: the argument is too large')
  // the sine of what is close to a multiple of pi/2 needs the digits that cancel
  let work = bits + large + 24
  for (;;) {
    const quarter = scale2(pi(work), -1)
    const k = toInteger(divide(x, quarter, work))
    const rest = subtract(x, multiply({ m: k, e: 0 }, quarter, work), work)
    const small = magnitude(rest)
    if (k !== 0n && small < -(work - large - bits) + 8 && work < 8 * bits + large + 3000) {
      work += bits + 64
      continue
    }
    const [c, s] = reduced(rest, bits + 8)
    const turn = Number(((k % 4n) + 4n) % 4n)
    const turned = [
      [c, s],
      [negate(s), c],
      [negate(c), negate(s)],
      [s, negate(c)],
    ][turn]!
    return [round(turned[0]!.m, turned[0]!.e, bits), round(turned[1]!.m, turned[1]!.e, bits)]
  }
}

/** For |r| <= pi/4 or so, relative to the size of r. */
function reduced(r: Big, bits: number): readonly [Big, Big] {
  const small = Math.max(0, -magnitude(r))
  if (small > bits + 16) return [one, r]
  const fixed = bits + 16 + small
  const x = toFixed(r, fixed)
  const square = (x * x) >> BigInt(fixed)
  let cosTerm = 1n << BigInt(fixed)
  let sinTerm = x
  let c = cosTerm
  let s = sinTerm
  for (let k = 1n; cosTerm !== 0n || sinTerm !== 0n; k++) {
    cosTerm = -((cosTerm * square) >> BigInt(fixed)) / ((2n * k - 1n) * (2n * k))
    sinTerm = -((sinTerm * square) >> BigInt(fixed)) / (2n * k * (2n * k + 1n))
    c += cosTerm
    s += sinTerm
  }
  return [round(c, -fixed, bits), round(s, -fixed, bits)]
}

/** The angle of (x, y) in (-pi, pi]. */
export function atan2(y: Big, x: Big, bits: number): Big {
  if (isZero(y)) return signOf(x) < 0 ? pi(bits) : zero
  const shift = -Math.max(magnitude(x), magnitude(y))
  let angle = fromNumber(Math.atan2(toNumber(scale2(y, shift)), toNumber(scale2(x, shift))))
  // an angle that underflows beside x is y/x
  if (isZero(angle)) return divide(y, x, bits)
  const work = bits + 16
  for (let good = 48; good < work * 2; good *= 3) {
    const target = Math.min(3 * good, work + 16) + 16 + Math.max(0, -magnitude(angle))
    const [c, s] = cosSin(angle, target)
    const up = subtract(multiply(y, c, target), multiply(x, s, target), target)
    const along = add(multiply(x, c, target), multiply(y, s, target), target)
    const t = divide(up, along, target)
    // atan t = t - t^3/3
    const cube = multiply(multiply(t, t, target), t, target)
    angle = add(angle, subtract(t, divide(cube, { m: 3n, e: 0 }, target), target), target)
    if (good >= work) break
  }
  return round(angle.m, angle.e, bits)
}
