import { bigGcd, gcd } from '../number/gcd.ts'
import { times, type Whole } from './hensel.ts'
import { takeSteps } from './poly.ts'

/** With so many factors modulo a prime all subsets are looked through, with more only the small ones. */
const mostByOne = 18
const smallSubset = 3
/** With more, what is left stays whole. */
const mostInHalves = 40
/** More subsets than these, of two halves, are not looked at. */
const mostSubsets = 4096
/** Sums of powers are taken as long as a subset passes by chance with a probability of 2^-30. */
const leastBits = 30

/**
 * The irreducible factors of c, which is the leading coefficient times the product of `lifted` modulo m. A subset of these may be a
 * factor where the sum of its roots is small, that is where the lead times the sums of roots of its parts, divided by m, add up to nearly a
 * whole number; that is looked at first, with sums of powers of the roots.
 *
 * Source: Abbott, Shoup and Zimmermann, Factorization in Z[x]: the searching phase, 2000.
 */
export function combine(c: Whole, lifted: readonly Whole[], m: bigint): Whole[] {
  const found: Whole[] = []
  let search = new Search(c, lifted, m)
  const split = (subset: readonly number[]): boolean => {
    const factor = search.factorOf(subset)
    if (factor === undefined) return false
    found.push(factor)
    search = search.without(subset, factor)
    return true
  }
  for (let size = 1; 2 * size <= search.count; ) {
    if (search.count > mostByOne && size > smallSubset) break
    if (!search.subsets(size).some(split)) size++
  }
  if (search.count > mostByOne && search.count <= mostInHalves) {
    // a part of another subset comes before it
    const subsets = search.inHalves().sort((a, b) => a.length - b.length)
    const { parts } = search
    for (const subset of subsets) {
      const at = subset.map((i) => search.parts.indexOf(parts[i]!))
      if (at.every((i) => i >= 0) && at.length < search.count) split(at)
    }
  }
  return [...found, search.c]
}

class Search {
  readonly c: Whole
  readonly parts: readonly Whole[]
  private readonly m: bigint
  /** The lead times the second coefficients, as parts of m. */
  private readonly sums: readonly number[]
  /** How far from whole the sum of some may be. */
  private readonly slack: number

  constructor(c: Whole, parts: readonly Whole[], m: bigint) {
    this.c = c
    this.parts = parts
    this.m = m
    const lead = c.at(-1)!
    const n = c.length - 1
    const bits = (k: bigint): number => (k < 0n ? -k : k).toString(2).length
    // the lead times a root, by Fujiwara's bound
    const rootBits =
      bits(lead) +
      Math.max(0, ...c.slice(0, n).map((k, i) => (k === 0n ? 0 : 1 + (bits(k) - bits(lead) + 1) / (n - i))))
    const room = bits(m) - 2 * Math.log2(n) - 4
    const most = Math.max(1, Math.min(mostPowers(c), Math.floor((room - leastBits) / rootBits)))
    const scale = 2n ** 52n
    this.sums = parts.map((f) => Number((weighedSums(f, lead, most, m) * scale) / m) / 2 ** 52)
    this.slack = 2 ** Math.min(most * rootBits - room, 0) + parts.length * 2 ** -51
  }

  get count(): number {
    return this.parts.length
  }

  /** The subsets of one size whose sum is nearly whole. */
  subsets(size: number): number[][] {
    const candidates: number[][] = []
    const chosen: number[] = []
    const { sums, slack } = this
    const choose = (from: number, sum: number): void => {
      if (chosen.length === size) {
        if (Math.abs(sum - Math.round(sum)) <= slack) candidates.push([...chosen])
        return
      }
      for (let i = from; i <= sums.length - size + chosen.length; i++) {
        chosen.push(i)
        choose(i + 1, sum + sums[i]!)
        chosen.pop()
      }
    }
    let all = 1
    for (let k = 0; k < size; k++) all *= (sums.length - k) / (k + 1)
    takeSteps(all / 50)
    choose(0, 0)
    return candidates
  }

  /** All subsets whose sum is nearly whole, by meeting in the middle: those of one half in a table by their sum. */
  inHalves(): number[][] {
    const half = this.count >> 1
    const [left, right] = [sumsOf(this.sums.slice(0, half)), sumsOf(this.sums.slice(half))]
    takeSteps((left.length + right.length) / 20)
    const size = left.length
    const heads = new Int32Array(size).fill(-1)
    const next = new Int32Array(size)
    left.forEach((sum, set) => {
      const place = Math.floor(sum * size)
      next[set] = heads[place]!
      heads[place] = set
    })
    const found: number[][] = []
    const near = Math.ceil(this.slack * size)
    right.forEach((sum, rightSet) => {
      if (found.length > mostSubsets) return
      const wanted = sum === 0 ? 0 : 1 - sum
      const place = Math.floor(wanted * size)
      for (let k = place - near; k <= place + near; k++)
        for (let set = heads[(k + size) % size]!; set >= 0; set = next[set]!) {
          const distance = Math.abs(left[set]! - wanted)
          if (Math.min(distance, 1 - distance) > this.slack) continue
          if (found.push([...membersOf(set, 0), ...membersOf(rightSet, half)]) > mostSubsets) return
        }
    })
    return found.filter((set) => set.length > 0)
  }

  /** The factor that is the product of some of the parts, of the smaller degree of it and the rest. */
  factorOf(subset: readonly number[]): Whole | undefined {
    const degree = subset.reduce((sum, i) => sum + this.parts[i]!.length - 1, 0)
    const isSmaller = 2 * degree <= this.c.length - 1
    const chosen = this.parts.filter((_, i) => subset.includes(i) === isSmaller)
    const { m } = this
    const lead = this.c.at(-1)!
    const last = chosen.reduce((product, f) => (product * f[0]!) % m, lead)
    // of lead/lead(factor) times the factor; c(0) times the lead is a multiple
    const end = balanced(last, m)
    if (end === 0n || (this.c[0]! * lead) % end !== 0n) return undefined
    takeSteps(this.c.length ** 2 / 20)
    const product = chosen.reduce<Whole>((f, g) => times(f, g, m), [lead])
    const piece = primitive(product.map((k) => balanced(k, m)))
    const rest = quotient(this.c, piece)
    return rest === undefined ? undefined : isSmaller ? piece : rest
  }

  without(subset: readonly number[], factor: Whole): Search {
    return new Search(
      quotient(this.c, factor)!,
      this.parts.filter((_, i) => !subset.includes(i)),
      this.m,
    )
  }
}

/** The sum of e times the e-th powers of the roots times the lead, e = 1, 2, ..., modulo m: Newton's identities. */
function weighedSums(f: Whole, lead: bigint, most: number, m: bigint): bigint {
  const d = f.length - 1
  const sums: bigint[] = []
  let total = 0n
  let scale = 1n
  for (let e = 1; e <= most; e++) {
    let s = e <= d ? -BigInt(e) * f[d - e]! : 0n
    for (let i = 1; i < e && i <= d; i++) s -= f[d - i]! * sums[e - i]!
    sums[e] = s % m
    scale = (scale * lead) % m
    total = (total + BigInt(e) * sums[e]! * scale) % m
  }
  return total < 0n ? total + m : total
}

/** Where only powers of x^k occur, sums of lower powers of the roots are 0 for many a subset. */
function mostPowers(c: Whole): number {
  let k = 0
  c.forEach((a, i) => {
    if (a !== 0n) k = gcd(i, k)
  })
  return Math.max(k, 3)
}

/** The sums of all subsets, without their whole parts. */
function sumsOf(numbers: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** numbers.length)
  numbers.forEach((x, i) => {
    for (let set = 0; set < 2 ** i; set++) sums[2 ** i + set] = (sums[set]! + x) % 1
  })
  return sums
}

function membersOf(set: number, from: number): number[] {
  const members: number[] = []
  for (let i = 0; 2 ** i <= set; i++) if ((set >> i) & 1) members.push(from + i)
  return members
}

const balanced = (k: bigint, m: bigint): bigint => (2n * k > m ? k - m : k)

function primitive(c: Whole): Whole {
  const g = c.reduce((g, k) => bigGcd(g, k < 0n ? -k : k), 0n)
  return c.map((k) => k / g)
}

/** a/b where b divides a. */
function quotient(a: Whole, b: Whole): Whole | undefined {
  const rest = [...a]
  const q: bigint[] = []
  for (let i = a.length - b.length; i >= 0; i--) {
    const top = rest[i + b.length - 1]!
    if (top % b.at(-1)! !== 0n) return undefined
    const k = top / b.at(-1)!
    q[i] = k
    if (k !== 0n) for (let j = 0; j < b.length; j++) rest[i + j]! -= k * b[j]!
  }
  return rest.some((k) => k !== 0n) ? undefined : q
}
