import { absoluteBig, divisorsOf } from './integers.ts'
import {
  areStepsLeft,
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
import { splitSeveral } from './several-variables.ts'

/** p = unit * product of factor^times. */
export interface Factors {
  readonly unit: bigint
  readonly factors: readonly { readonly factor: Poly; readonly times: number }[]
}

/**
 * Factors over the integers: content by content in each variable, square-free parts by Yun's algorithm, the factors of
 * polynomials in one variable by their rational roots and products of others, and those in several by way of these.
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
      for (const piece of pieces(part.factor, q.v)) put(piece, part.times * times)
    }
  }
  return { unit, factors: found }
}

/** The factors of a primitive square-free polynomial in v. */
const pieces = (p: Poly, v: number): Poly[] =>
  coefficientsIn(p, v).every((c) => typeof c === 'bigint')
    ? rationalRoots(p, v)
    : splitSeveral(p, v, factor, areStepsLeft(thoroughFrom))

/** With fewer steps than these, a factor in several variables is looked for where it is found at once. */
const thoroughFrom = 50_000

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
