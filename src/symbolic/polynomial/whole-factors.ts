import { bigGcd } from '../number/gcd.ts'
import { integerRoot } from '../number/integer-root.ts'
import { cyclotomicFactors } from './cyclotomic.ts'
import { byDegree, Frobenius, irreducible, type OfDegree } from './factors-modulo-prime.ts'
import { lift, type Whole } from './hensel.ts'
import * as R from './modulo-prime.ts'
import { takeSteps } from './poly.ts'
import { combine } from './recombine.ts'

/**
 * The irreducible factors over the integers of a primitive square-free polynomial of degree 1 or more with a positive leading
 * coefficient: those modulo a prime, lifted to a power of it, and put together.
 *
 * Source: Zassenhaus, On Hensel factorization, 1969; Cohen, A Course in Computational Algebraic Number Theory, 3.5.
 */
export const wholeFactors = (c: Whole): Whole[] => anyOrder(c).sort(bySize)

/** Those of low degree and with small ends come first. */
function bySize(a: Whole, b: Whole): number {
  if (a.length !== b.length) return a.length - b.length
  const size = (k: bigint): bigint => (k < 0n ? -2n * k - 1n : 2n * k)
  const i = a.findIndex((k, i) => k !== b[i])
  return i < 0 || size(a[i]!) < size(b[i]!) ? -1 : 1
}

function anyOrder(c: Whole): Whole[] {
  if (c.length > 2 && c[0] === 0n) return [[0n, 1n], ...anyOrder(c.slice(1))]
  if (c.length < 3) return [c]
  if (c.length === 3) return quadraticFactors(c)
  const cyclotomic = cyclotomicFactors(c)
  if (cyclotomic !== undefined) return cyclotomic
  const best = bestPrime(c)
  if (best === undefined) return [c]
  const { p, parts } = best
  const bound = 2n * c.at(-1)! * factorBound(c)
  const exponent = Math.ceil(bitsOf(bound) / Math.log2(p)) + 1
  takeSteps((c.length ** 2 * Math.log2(exponent + 1) * (1 + bitsOf(bound) / 64)) >> 3)
  const modulus = BigInt(p) ** BigInt(exponent)
  return combine(c, lift(c, irreducible(parts, p), p, exponent), modulus)
}

const bitsOf = (n: bigint): number => n.toString(16).length * 4

/** By a discriminant that is a square. */
function quadraticFactors([c, b, a]: Whole): Whole[] {
  const discriminant = b! * b! - 4n * a! * c!
  const root = discriminant > 0n ? integerRoot(discriminant, 2) : 0n
  if (discriminant <= 0n || root * root !== discriminant) return [[c!, b!, a!]]
  return [b! - root, b! + root].map((k) => {
    const g = bigGcd(2n * a!, k < 0n ? -k : k)
    return [k / g, (2n * a!) / g]
  })
}

/** So many primes are compared. */
const mostPrimes = 5

/** A prime with few factors modulo it; undefined where the degrees of the factors modulo primes say that there is one only. */
function bestPrime(c: Whole): { p: number; parts: OfDegree[] } | undefined {
  const n = c.length - 1
  let possible = -1n
  let best: { p: number; parts: OfDegree[]; count: number } | undefined
  let tried = 0
  for (let p = 3; tried < mostPrimes; p = primeAfter(p)) {
    if (c[n]! % BigInt(p) === 0n) continue
    const f = R.monic(R.residuesOf(c, p), p)
    takeSteps(1 + (n * n) / 100)
    if (R.gcd(f, R.slopeOf(f, p), p).length !== 1) continue
    takeSteps((n * n * (n + p)) / 100)
    tried++
    const parts = byDegree(f, new Frobenius(f, p), p)
    let degrees = 1n
    let count = 0
    for (const { product, degree } of parts)
      for (let k = degree; k < product.length; k += degree) {
        degrees |= degrees << BigInt(degree)
        count++
      }
    possible &= degrees
    if (possible === 1n + (1n << BigInt(n))) return undefined
    if (best === undefined || count < best.count) best = { p, parts, count }
  }
  return best
}

function primeAfter(p: number): number {
  for (let q = p + 2; ; q += 2) {
    let d = 3
    while (d * d <= q && q % d !== 0) d += 2
    if (d * d > q) return q
  }
}

/**
 * No coefficient of a factor of at most half the degree is larger.
 *
 * Source: Knuth, The Art of Computer Programming 2, 4.6.2, exercise 20; Cohen, theorem 3.5.1.
 */
function factorBound(c: Whole): bigint {
  const m = BigInt((c.length - 1) >> 1)
  const norm =
    integerRoot(
      c.reduce((sum, k) => sum + k * k, 0n),
      2,
    ) + 1n
  // the middle binomial coefficient of m - 1, or more
  let binomial = 1n
  for (let k = 1n; 2n * k < m; k++) binomial = (binomial * (m - k)) / k
  return binomial * (norm + c.at(-1)!)
}
