import { bigLcm } from '../number/gcd.ts'
import { Rational, toNumber } from '../number/rational.ts'
import { spend } from '../work.ts'
import type { Dense } from './dense.ts'

/** A polynomial with whole coefficients, from degree 0. */
type Whole = readonly bigint[]

/**
 * The real roots of a polynomial without multiple ones in float64, rising: they are told apart by exact arithmetic,
 * however close they are.
 *
 * Source: Collins and Akritas, Polynomial real root isolation using Descartes' rule of signs, 1976.
 */
export function realRoots(p: Dense): number[] {
  const common = p.reduce((m, k) => bigLcm(m, BigInt(k.d)), 1n)
  const all = p.map((k) => (BigInt(k.n) * common) / BigInt(k.d))
  const atZero = all[0] === 0n
  const c = atZero ? all.slice(1) : all
  const mirrored = c.map((k, i) => (i % 2 === 0 ? k : -k))
  const negative = positiveRoots(mirrored).map((r) => -r)
  return [...negative.reverse(), ...(atZero ? [0] : []), ...positiveRoots(c)]
}

/** So often an interval is halved; roots that are still together are then taken for one. */
const mostHalvings = 1200

function positiveRoots(c: Whole): number[] {
  const top = boundBits(c)
  const roots: number[] = []
  // p on the interval from low to low + 1, in units of 2^(top - depth), as a polynomial on 0..1
  const open = [{ q: scaled(c, top), low: 0n, depth: 0 }]
  while (open.length > 0) {
    const { q, low, depth } = open.pop()!
    const count = signChanges(shiftedByOne([...q].reverse()))
    if (count === 1 || (count > 1 && depth === mostHalvings)) roots.push(onlyRoot(q, low, top - depth))
    if (count <= 1 || depth === mostHalvings) continue
    const left = scaled(q, -1)
    const right = shiftedByOne(left)
    if (right[0] === 0n) {
      roots.push(timesPowerOf2(2n * low + 1n, top - depth - 1))
      right.shift()
    }
    open.push(
      { q: right, low: 2n * low + 1n, depth: depth + 1 },
      { q: left, low: 2n * low, depth: depth + 1 },
    )
  }
  return roots.sort((a, b) => a - b)
}

const bitsOf = (n: bigint): number => (n < 0n ? -n : n).toString(2).length

/** A k such that all roots are below 2^k, by Fujiwara's bound. */
function boundBits(c: Whole): number {
  const n = c.length - 1
  const lead = bitsOf(c[n]!)
  return Math.max(0, ...c.slice(0, n).map((k, i) => Math.ceil((bitsOf(k) - lead + 1) / (n - i)))) + 1
}

/** p(2^k t), multiplied by a power of 2 where k is negative. */
const scaled = (c: Whole, k: number): bigint[] =>
  c.map((a, i) => a << BigInt(k >= 0 ? k * i : -k * (c.length - 1 - i)))

/** p(t + 1) */
function shiftedByOne(c: Whole): bigint[] {
  const q = [...c]
  spend(q.length * q.length)
  for (let i = 0; i < q.length; i++) for (let j = q.length - 2; j >= i; j--) q[j]! += q[j + 1]!
  return q
}

function signChanges(c: Whole): number {
  let changes = 0
  let last = 0n
  for (const a of c) {
    if (a === 0n) continue
    if (last !== 0n && a < 0n !== last < 0n) changes++
    last = a
  }
  return changes
}

/** Bits of a root that are found: more than a float64 has. */
const enough = 60

/** low + t in units of 2^unit for the only root t of q between 0 and 1, by halves. */
function onlyRoot(q: Whole, low: bigint, unit: number): number {
  const rises = q.find((a) => a !== 0n)! < 0n
  let at = 0n
  let bits = 0
  while (bitsOf((low << BigInt(bits)) + at) < enough && bits < mostHalvings) {
    bits++
    const middle = 2n * at + 1n
    const y = valueAt(q, middle, bits)
    if (y === 0n) return timesPowerOf2((low << BigInt(bits)) + middle, unit - bits)
    at = y < 0n === rises ? middle : middle - 1n
  }
  return timesPowerOf2((low << BigInt(bits)) + at, unit - bits)
}

/** p(t/2^bits) times a positive number. */
function valueAt(c: Whole, t: bigint, bits: number): bigint {
  let y = 0n
  spend(c.length * c.length)
  for (let i = c.length - 1; i >= 0; i--) y = y * t + (c[i]! << BigInt(bits * (c.length - 1 - i)))
  return y
}

const timesPowerOf2 = (n: bigint, k: number): number =>
  toNumber(k >= 0 ? Rational.of(n << BigInt(k)) : Rational.of(n, 1n << BigInt(-k)))
