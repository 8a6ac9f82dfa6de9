import { absoluteBig, divisorsOf } from './integers.ts'
import {
  coefficientsIn,
  contentIn,
  degreeIn,
  derivativeIn,
  divide,
  gcd,
  multiply,
  negate,
  type Poly,
  signOf,
  subtract,
  variable,
} from './poly.ts'
import { splitByRoots } from './root-products.ts'

/** p = unit * product of factor^times. */
export interface Factors {
  readonly unit: bigint
  readonly factors: readonly { readonly factor: Poly; readonly times: number }[]
}

/**
 * Factors over the integers: content by content in each variable, square-free parts by Yun's algorithm, and the factors
 * of polynomials in one variable by their rational roots and products of others.
 */
export function factor(p: Poly): Factors {
  let unit = 1n
  const found: { factor: Poly; times: number }[] = []
  const put = (q: Poly, times: number): void => {
    if (typeof q === 'bigint') {
      unit *= q ** BigInt(times)
      return
    }
    if (signOf(q) < 0) {
      q = negate(q)
      if (times % 2 === 1) unit = -unit
    }
    found.push({ factor: q, times })
  }
  const pending: { q: Poly; times: number }[] = [{ q: p, times: 1 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { q, times } = next
    if (typeof q === 'bigint') {
      put(q, times)
      continue
    }
    const content = contentIn(q, q.v)
    if (content !== 1n) pending.push({ q: content, times })
    for (const part of squareFree(divide(q, content)!, q.v)) {
      for (const piece of homogeneousPieces(part.factor, q.v) ?? rationalRoots(part.factor, q.v))
        put(piece, part.times * times)
    }
  }
  return { unit, factors: found }
}

/** Yun's square-free decomposition in the variable v of a polynomial with content 1. */
function squareFree(p: Poly, v: number): { factor: Poly; times: number }[] {
  if (degreeIn(p, v) === 1) return [{ factor: p, times: 1 }]
  const parts: { factor: Poly; times: number }[] = []
  const slope = derivativeIn(p, v)
  const common = gcd(p, slope)
  let b = divide(p, common)!
  let d = subtract(divide(slope, common)!, derivativeIn(b, v))
  for (let times = 1; degreeIn(b, v) > 0; times++) {
    const a = gcd(b, d)
    if (degreeIn(a, v) > 0) parts.push({ factor: a, times })
    b = divide(b, a)!
    const c = divide(d, a)!
    d = subtract(c, derivativeIn(b, v))
  }
  const rest = b === 1n ? [] : [{ factor: b, times: 1 }]
  return [...rest, ...parts]
}

/** The factors of a homogeneous polynomial in two variables, x^2 - y^2, by those of x^2 - 1. */
function homogeneousPieces(p: Poly, v: number): Poly[] | undefined {
  const c = coefficientsIn(p, v)
  const degree = c.length - 1
  let other: number | undefined
  // the coefficient of x^i is a number times y^(degree - i)
  const numbers: bigint[] = []
  for (const [i, k] of c.entries()) {
    if (typeof k === 'bigint') {
      if (k !== 0n && i !== degree) return undefined
      numbers.push(k)
      continue
    }
    const top = k.c.at(-1)!
    if (k.c.length - 1 !== degree - i || typeof top !== 'bigint' || k.c.slice(0, -1).some((a) => a !== 0n))
      return undefined
    if (other !== undefined && other !== k.v) return undefined
    other = k.v
    numbers.push(top)
  }
  if (other === undefined || degree < 2) return undefined
  const w = other
  return rationalRoots({ v, c: numbers }, v).map((piece) => {
    const parts = coefficientsIn(piece, v)
    return parts.reduce<Poly>((sum, k, i) => {
      const rest = parts.length - 1 - i
      const monomial = multiply(i === 0 ? 1n : variable(v, i), rest === 0 ? 1n : variable(w, rest))
      return subtract(sum, negate(multiply(k, monomial)))
    }, 0n)
  })
}

/** Splits off x - r for rational r (and x), from a square-free polynomial in one variable. */
function rationalRoots(p: Poly, v: number): Poly[] {
  const pieces: Poly[] = []
  let rest = p
  if (coefficientsIn(rest, v)[0] === 0n && degreeIn(rest, v) > 1) {
    pieces.push(variable(v))
    rest = divide(rest, variable(v))!
  }
  for (;;) {
    const c = coefficientsIn(rest, v)
    if (c.length < 3 || !c.every((x) => typeof x === 'bigint')) break
    const root = findRoot(rest, c as readonly bigint[], v)
    if (root === undefined) break
    pieces.push(root)
    rest = divide(rest, root)!
  }
  return [...pieces, ...splitByRoots(rest, v)]
}

const primes = [7, 11, 13, 17, 19, 23]

/** Whether a polynomial may have a rational root: it has none where it has none modulo a prime. */
function mayHaveRoot(c: readonly bigint[]): boolean {
  return primes.every((prime) => {
    const rests = c.map((k) => Number(k % BigInt(prime)))
    if (rests[rests.length - 1] === 0) return true
    for (let x = 0; x < prime; x++) {
      let value = 0
      for (let i = rests.length - 1; i >= 0; i--) value = (value * x + rests[i]!) % prime
      if (value === 0) return true
    }
    return false
  })
}

function findRoot(p: Poly, c: readonly bigint[], v: number): Poly | undefined {
  if (!mayHaveRoot(c)) return undefined
  const tops = divisorsOf(absoluteBig(c[0]!))
  const bottoms = divisorsOf(absoluteBig(c[c.length - 1]!))
  if (tops === undefined || bottoms === undefined || tops.length * bottoms.length > 400) return undefined
  for (const d of bottoms)
    for (const n of tops)
      for (const signed of [n, -n]) {
        const candidate = subtract(multiply(d, variable(v)), signed)
        if (divide(p, candidate) !== undefined) return candidate
      }
  return undefined
}
