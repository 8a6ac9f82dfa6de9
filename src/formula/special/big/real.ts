/*
 * Real numbers of any precision: m * 2^e with an integer m, rounded to so many bits after each operation. They carry the
 * functions of complex arguments, where float64 would lose digits to cancellation, and are slow (microseconds).
 */
export interface Big {
  readonly m: bigint
  readonly e: number
}

export const zero: Big = { m: 0n, e: 0 }
export const one: Big = { m: 1n, e: 0 }

/** The number of bits of |m|. */
export function bitLength(m: bigint): number {
  if (m < 0n) m = -m
  if (m < 9007199254740992n) return m === 0n ? 0 : Math.floor(Math.log2(Number(m))) + 1
  const digits = m.toString(16)
  return digits.length * 4 - Math.clz32(Number.parseInt(digits[0]!, 16)) + 28
}

/** m * 2^e cut to the precision. */
export function round(m: bigint, e: number, bits: number): Big {
  if (m === 0n) return zero
  const excess = bitLength(m) - bits
  if (excess <= 0) return { m, e }
  // to nearest, by adding half
  return { m: (m + (1n << BigInt(excess - 1))) >> BigInt(excess), e: e + excess }
}

const view = new DataView(new ArrayBuffer(8))

/** The exact value of a finite float64. */
export function fromNumber(x: number): Big {
  if (x === 0) return zero
  view.setFloat64(0, Math.abs(x))
  const raw = view.getBigUint64(0)
  const exponent = Number(raw >> 52n)
  const fraction = raw & 0xfffffffffffffn
  const m = exponent === 0 ? fraction : fraction | 0x10000000000000n
  return { m: x < 0 ? -m : m, e: Math.max(exponent, 1) - 1075 }
}

/** The nearest float64. */
export function toNumber({ m, e }: Big): number {
  if (m === 0n) return 0
  const excess = bitLength(m) - 64
  if (excess > 0) {
    // a last bit that tells whether anything was cut off
    const cut = m >> BigInt(excess)
    m = cut << BigInt(excess) === m ? cut : cut | 1n
    e += excess
  }
  const value = Number(m)
  // two steps, so that the first does not underflow
  const half = Math.trunc(e / 2)
  return value * 2 ** half * 2 ** (e - half)
}

/** floor(log2 |x|), -Infinity for 0. */
export const magnitude = (x: Big): number => (x.m === 0n ? -Infinity : bitLength(x.m) + x.e - 1)

/** Stands for a positive number whose exponent is beyond what is kept: beside others it is 0, and itself it has no digits. */
export const vanishing: Big = { m: 1n, e: -(2 ** 1000) }
/** Whether a number came out of one that is beyond reach. */
export const isBeyond = (x: Big): boolean => x.m !== 0n && Math.abs(magnitude(x)) > 2 ** 200

export const negate = (a: Big): Big => ({ m: -a.m, e: a.e })
export const scale2 = (a: Big, k: number): Big => (a.m === 0n ? a : { m: a.m, e: a.e + k })
export const isZero = (a: Big): boolean => a.m === 0n
export const signOf = (a: Big): number => (a.m > 0n ? 1 : a.m < 0n ? -1 : 0)

export function add(a: Big, b: Big, bits: number): Big {
  if (a.m === 0n) return b
  if (b.m === 0n) return a
  if (a.e < b.e) [a, b] = [b, a]
  const shift = a.e - b.e
  // b is too small to count
  if (shift > 2 * bits + 64 && magnitude(a) - magnitude(b) > bits + 8) return a
  return round((a.m << BigInt(shift)) + b.m, b.e, bits)
}

export const subtract = (a: Big, b: Big, bits: number): Big => add(a, negate(b), bits)
export const multiply = (a: Big, b: Big, bits: number): Big => round(a.m * b.m, a.e + b.e, bits)

export function divide(a: Big, b: Big, bits: number): Big {
  const shift = Math.max(0, bits + 2 + bitLength(b.m) - bitLength(a.m))
  return round((a.m << BigInt(shift)) / b.m, a.e - b.e - shift, bits)
}

/** The integer part of the square root of a bigint. */
function rootOf(n: bigint): bigint {
  if (n < 2n) return n
  let x = 1n << BigInt((bitLength(n) + 1) >> 1)
  for (;;) {
    const next = (x + n / x) >> 1n
    if (next >= x) return x
    x = next
  }
}

export function sqrt(a: Big, bits: number): Big {
  if (a.m <= 0n) return zero
  let shift = Math.max(0, 2 * bits + 2 - bitLength(a.m))
  if ((a.e - shift) % 2 !== 0) shift++
  return round(rootOf(a.m << BigInt(shift)), (a.e - shift) / 2, bits)
}

/** Longer integers would fill memory. */
const longestInteger = 2 ** 24

/**
 * The nearest integer, as a bigint.
 *
 * Throws: RangeError for more than 2^24 bits.
 */
export function toInteger(a: Big): bigint {
  if (a.e > longestInteger) throw new RangeError('an integer is too long')
  if (magnitude(a) < -1) return 0n
  if (a.e >= 0) return a.m << BigInt(a.e)
  const shift = BigInt(-a.e)
  return (a.m + (1n << (shift - 1n))) >> shift
}

/** x * 2^bits as an integer: fixed point. */
export const toFixed = (x: Big, bits: number): bigint =>
  x.e + bits >= 0 ? x.m << BigInt(x.e + bits) : x.m >> BigInt(-x.e - bits)
