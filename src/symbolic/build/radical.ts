import { integerRoot } from '../number/integer-root.ts'
import {
  absolute,
  add,
  equal,
  floor,
  integerPower,
  isInteger,
  multiply,
  negate,
  one,
  powerBits,
  Rational,
  signOf,
  subtract,
} from '../number/rational.ts'
import { spend } from '../work.ts'

/** A power of numbers in normal form: coefficient * i^quarter * product of base^exponent, bases integers > 1, exponents in (0, 1). */
export interface Radical {
  readonly coefficient: Rational
  /** Whether a factor (-1)^exponent remains, and its exponent in (-1, 1). */
  readonly unit: Rational | undefined
  readonly factors: readonly { readonly base: bigint; readonly exponent: Rational }[]
}

/** Larger exact powers than this many bits stay unevaluated. */
const maxPowerBits = 1 << 17
const trialDivisors = 1 << 12

/**
 * Rewrites base^exponent for rational numbers: (8/3)^(1/2) is 2/3 * 6^(1/2). Undefined where the result would be too
 * large; exponents and bases of any size come back unevaluated then.
 */
export function numberPower(base: Rational, exponent: Rational): Radical | undefined {
  if (isInteger(exponent)) {
    const e = Number(exponent.n)
    const trivial = absolute(base).n === 1 && absolute(base).d === 1
    if (trivial) {
      const odd = typeof exponent.n === 'bigint' ? exponent.n % 2n !== 0n : e % 2 !== 0
      return { coefficient: signOf(base) < 0 && odd ? base : one, unit: undefined, factors: [] }
    }
    if (powerBits(base, e) > maxPowerBits) return undefined
    return { coefficient: integerPower(base, e), unit: undefined, factors: [] }
  }
  let coefficient = one
  let unit: Rational | undefined
  if (signOf(base) < 0) {
    // (-b)^e = b^e (-1)^e, and (-1)^(n + f) = (-1)^n (-1)^f
    const whole = floor(exponent)
    const rest = subtract(exponent, whole)
    if (BigInt(whole.n) % 2n !== 0n) coefficient = negate(coefficient)
    unit = rest
    base = negate(base)
  }
  // (n/d)^e = (n d^(q-1))^e / d^... is done by prime factors: n^e * d^-e
  const decimal = base.decimal || exponent.decimal
  const powers = new Map<bigint, Rational>()
  const split = (n: bigint, sign: Rational): boolean => {
    for (const [prime, count] of partialFactors(n)) {
      const e = multiply(multiply(Rational.of(count), exponent), sign)
      const old = powers.get(prime)
      powers.set(prime, old === undefined ? e : add(old, e))
    }
    return true
  }
  split(BigInt(base.n), one)
  split(BigInt(base.d), negate(one))
  const grouped: { base: bigint; exponent: Rational }[] = []
  for (const [prime, e] of powers) {
    const whole = floor(e)
    const rest = subtract(e, whole)
    const size = Number(whole.n)
    const p = Rational.of(prime, 1)
    if (size !== 0) {
      if (powerBits(p, size) > maxPowerBits) return undefined
      coefficient = multiply(coefficient, integerPower(p, size))
    }
    if (rest.n === 0) continue
    const together = grouped.find((g) => equal(g.exponent, rest))
    if (together !== undefined) together.base *= prime
    else grouped.push({ base: prime, exponent: Rational.of(rest.n, rest.d, decimal) })
  }
  return { coefficient, unit, factors: grouped }
}

/** Prime factors as far as trial division finds them; what remains is split off whole, or as a perfect power. */
function partialFactors(n: bigint): [bigint, number][] {
  const factors: [bigint, number][] = []
  if (n <= 1n) return factors
  if (n <= BigInt(Number.MAX_SAFE_INTEGER)) return smallFactors(Number(n))
  if (n.toString(16).length > 256) return [[n, 1]]
  spend(trialDivisors)
  for (let p = 2; p < trialDivisors; p += p === 2 ? 1 : 2) {
    const prime = BigInt(p)
    if (prime * prime > n) break
    let count = 0
    while (n % prime === 0n) {
      n /= prime
      count++
    }
    if (count > 0) factors.push([prime, count])
  }
  if (n > 1n) factors.push(perfectPower(n))
  return factors
}

function smallFactors(n: number): [bigint, number][] {
  const factors: [bigint, number][] = []
  let p = 2
  for (; p < trialDivisors && p * p <= n; p += p === 2 ? 1 : 2) {
    let count = 0
    while (n % p === 0) {
      n /= p
      count++
    }
    if (count > 0) factors.push([BigInt(p), count])
  }
  spend(p >> 4)
  // what has no divisor up to its root is prime
  if (n > 1) factors.push(p * p > n ? [BigInt(n), 1] : perfectPower(BigInt(n)))
  return factors
}

function perfectPower(n: bigint): [bigint, number] {
  spend(100)
  for (const degree of [2, 3, 5, 7]) {
    const root = integerRoot(n, degree)
    if (root ** BigInt(degree) === n) {
      const [inner, times] = perfectPower(root)
      return [inner, times * degree]
    }
  }
  return [n, 1]
}
