import { spend } from '../work.ts'
import { bigGcd, gcd } from './gcd.ts'

/**
 * Exact rational numbers: a pair of safe integers, or of bigints where those overflow. `decimal` remembers that a
 * number came from a decimal literal (0.1 is exactly 1/10), so that it is printed as one.
 */
export class Rational {
  /** Numerator and denominator in lowest terms, denominator positive; both numbers, or both bigints. */
  readonly n: number | bigint
  readonly d: number | bigint
  readonly decimal: boolean

  private constructor(n: number | bigint, d: number | bigint, decimal: boolean) {
    this.n = n
    this.d = d
    this.decimal = decimal
  }

  /** n/d for coprime safe integers with d > 0. */
  static small(n: number, d: number, decimal = false): Rational {
    if (d === 1) {
      const cached = n >= -64 && n <= 64 ? integers[n + 64] : undefined
      return cached ?? new Rational(n === 0 ? 0 : n, 1, false)
    }
    return new Rational(n, d, decimal && terminates(d))
  }

  /** n/d in lowest terms; d must not be 0. */
  static of(n: number | bigint, d: number | bigint = 1, decimal = false): Rational {
    if (
      typeof n === 'number' &&
      typeof d === 'number' &&
      Number.isSafeInteger(n) &&
      Number.isSafeInteger(d)
    ) {
      if (d < 0) {
        n = -n
        d = -d
      }
      const g = gcd(n < 0 ? -n : n, d)
      return Rational.small(n / g, d / g, decimal)
    }
    if (d === 1 && typeof n === 'bigint') return Rational.lowest(n, 1n, false)
    let a = BigInt(n)
    let b = BigInt(d)
    if (b < 0n) {
      a = -a
      b = -b
    }
    const words = Math.max(wordsOf(a), wordsOf(b))
    if (words > 0) spend(words >> 1)
    const g = bigGcd(a < 0n ? -a : a, b)
    return Rational.lowest(a / g, b / g, decimal)
  }

  private static lowest(n: bigint, d: bigint, decimal: boolean): Rational {
    if (n <= maxSafe && n >= -maxSafe && d <= maxSafe) return Rational.small(Number(n), Number(d), decimal)
    return new Rational(n, d, decimal && d !== 1n && bigTerminates(d))
  }

  /** `-1/6`, and `2` for a whole number. */
  toString(): string {
    return this.d === 1 || this.d === 1n ? String(this.n) : `${this.n}/${this.d}`
  }

  static readonly make = (n: number, d: number): Rational => new Rational(n, d, false)
}

/** Lengths in words of 64 bits that are told apart, each with its bound. */
const lengths = [16, 64, 256, 1024, 4096].map((words) => ({ words, bound: 2n ** BigInt(64 * words) }))

/** About how many words of 64 bits a bigint has, from below; 0 for those that cost next to nothing. */
function wordsOf(n: bigint): number {
  if (n < lengths[0]!.bound && n > -lengths[0]!.bound) return 0
  let words = 0
  for (const { words: least, bound } of lengths) if (n >= bound || n <= -bound) words = least
  return words
}

/** Whether 1/d is a terminating decimal. */
function terminates(d: number): boolean {
  while (d % 2 === 0) d /= 2
  while (d % 5 === 0) d /= 5
  return d === 1
}

function bigTerminates(d: bigint): boolean {
  let places = 0
  for (; d % 2n === 0n && places <= maxPlaces; places++) d /= 2n
  for (; d % 5n === 0n && places <= 2 * maxPlaces; places++) d /= 5n
  return d === 1n
}

/** The longest decimal fraction that is printed as one: that of the smallest float64. */
export const maxPlaces = 1100

const maxSafe = BigInt(Number.MAX_SAFE_INTEGER)
const integers: Rational[] = []
for (let n = -64; n <= 64; n++) integers.push(Rational.make(n === 0 ? 0 : n, 1))

export const zero = Rational.small(0, 1)
export const one = Rational.small(1, 1)
export const minusOne = Rational.small(-1, 1)
export const half = Rational.small(1, 2)

const limit = Number.MAX_SAFE_INTEGER

export function add(a: Rational, b: Rational): Rational {
  const decimal = a.decimal || b.decimal
  if (typeof a.n === 'number' && typeof b.n === 'number') {
    const ad = a.d as number
    const bd = b.d as number
    if (ad === 1 && bd === 1) {
      const s = a.n + b.n
      if (s <= limit && s >= -limit) return Rational.small(s, 1)
    } else {
      const x = a.n * bd
      const y = b.n * ad
      const d = ad * bd
      const s = x + y
      if (x <= limit && x >= -limit && y <= limit && y >= -limit && d <= limit && s <= limit && s >= -limit) {
        const g = gcd(s < 0 ? -s : s, d)
        return Rational.small(s / g, d / g, decimal)
      }
    }
  }
  return Rational.of(
    BigInt(a.n) * BigInt(b.d) + BigInt(b.n) * BigInt(a.d),
    BigInt(a.d) * BigInt(b.d),
    decimal,
  )
}

/** The sum of many, by halves, so that long denominators meet late. */
export function addAll(terms: readonly Rational[], from = 0, to = terms.length): Rational {
  if (to - from < 16) {
    let total = zero
    for (let i = from; i < to; i++) total = add(total, terms[i]!)
    return total
  }
  const middle = (from + to) >> 1
  return add(addAll(terms, from, middle), addAll(terms, middle, to))
}

export function multiply(a: Rational, b: Rational): Rational {
  const decimal = a.decimal || b.decimal
  if (typeof a.n === 'number' && typeof b.n === 'number') {
    const n = a.n * b.n
    const d = (a.d as number) * (b.d as number)
    if (n <= limit && n >= -limit && d <= limit) {
      if (d === 1) return Rational.small(n, 1)
      const g = gcd(n < 0 ? -n : n, d)
      return Rational.small(n / g, d / g, decimal)
    }
  }
  return Rational.of(BigInt(a.n) * BigInt(b.n), BigInt(a.d) * BigInt(b.d), decimal)
}

/** -a. */
export function negate(a: Rational): Rational {
  return typeof a.n === 'number'
    ? Rational.small(-a.n, a.d as number, a.decimal)
    : Rational.of(-a.n, a.d, a.decimal)
}

/** a - b. */
export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b))

/** 1/a for a other than 0. */
export function reciprocal(a: Rational): Rational {
  return Rational.of(a.d, a.n, a.decimal)
}

/** a/b. */
export const divide = (a: Rational, b: Rational): Rational => multiply(a, reciprocal(b))

export function signOf(a: Rational): -1 | 0 | 1 {
  return a.n > 0 ? 1 : a.n < 0 ? -1 : 0
}

export const isZero = (a: Rational): boolean => a.n === 0
export const isOne = (a: Rational): boolean => a.n === 1 && a.d === 1
export const isInteger = (a: Rational): boolean => a.d === 1 || a.d === 1n
export const absolute = (a: Rational): Rational => (a.n < 0 ? negate(a) : a)

/** Equal in value, however written: 0.5 and 1/2. */
export const equal = (a: Rational, b: Rational): boolean => a.n === b.n && a.d === b.d

export const compare = (a: Rational, b: Rational): number => signOf(subtract(a, b))

/** The largest integer that is not above a. */
export function floor(a: Rational): Rational {
  if (typeof a.n === 'number') return Rational.small(Math.floor(a.n / (a.d as number)), 1)
  const d = BigInt(a.d)
  const q = a.n / d
  return Rational.of(a.n % d < 0n ? q - 1n : q)
}

/** a^e for an integer e; the caller bounds its size (see `powerBits`). a must not be 0 where e < 0. */
export function integerPower(a: Rational, e: number): Rational {
  if (e < 0) return integerPower(reciprocal(a), -e)
  if (typeof a.n === 'number') {
    const n = a.n ** e
    const d = (a.d as number) ** e
    if (Math.abs(n) <= limit && d <= limit) return Rational.small(n, d, a.decimal)
  }
  const words = powerBits(a, e) / 64
  spend(3 * words + (words * words) / 256)
  return Rational.of(BigInt(a.n) ** BigInt(e), BigInt(a.d) ** BigInt(e), a.decimal)
}

const bitLength = (n: number | bigint): number =>
  typeof n === 'number' ? Math.log2(Math.abs(n) + 1) : n.toString(16).length * 4

/** Bits that a^e takes, roughly. */
export const powerBits = (a: Rational, e: number): number =>
  Math.max(bitLength(a.n), bitLength(a.d)) * Math.abs(e)

/** The largest rational number of which both are whole multiples. */
export function commonMeasure(a: Rational, b: Rational): Rational {
  const [n, m] = [absolute(a), absolute(b)]
  return Rational.of(bigGcd(BigInt(n.n) * BigInt(m.d), BigInt(m.n) * BigInt(n.d)), BigInt(n.d) * BigInt(m.d))
}

/** The nearest float64 (rounded once where numerator and denominator are safe integers). */
export function toNumber(a: Rational): number {
  if (typeof a.n === 'number') return a.n / (a.d as number)
  return ratio(a.n, BigInt(a.d))
}

/** n/d rounded to float64 for bigints of any size, within one ulp: 64 leading bits of the quotient. */
function ratio(n: bigint, d: bigint): number {
  if (n < 0n) return -ratio(-n, d)
  const shift = n.toString(2).length - d.toString(2).length - 64
  const q = shift > 0 ? n / (d << BigInt(shift)) : (n << BigInt(-shift)) / d
  const value = Number(q)
  // two steps, so that neither factor overflows before the product does
  const first = Math.trunc(shift / 2)
  return value * 2 ** first * 2 ** (shift - first)
}
