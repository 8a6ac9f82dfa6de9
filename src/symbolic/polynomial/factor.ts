import { contentIn, gcd } from './gcd.ts'
import {
  degreeIn,
  derivativeIn,
  divide,
  negate,
  type Poly,
  signOf,
  subtract,
  withHalfOfSteps,
} from './poly.ts'
import { splitSeveral } from './several-variables.ts'

/** p = unit * product of factor^times. */
export interface Factors {
  readonly unit: bigint
  readonly factors: readonly { readonly factor: Poly; readonly times: number }[]
}

/**
 * Factors over the integers: content by content in each variable, square-free parts by Yun's algorithm, and their irreducible factors.
 */
export function factor(p: Poly): Factors {
  let unit = 1n
  const found: { factor: Poly; times: number }[] = []
  const pending: { q: Poly; times: number }[] = [{ q: p, times: 1 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { times } = next
    let { q } = next
    if (signOf(q) < 0) {
      q = negate(q)
      if (times % 2 === 1) unit = -unit
    }
    if (typeof q === 'bigint') {
      unit *= q ** BigInt(times)
      continue
    }
    const content = contentIn(q, q.v)
    if (content !== 1n) pending.push({ q: content, times })
    for (const part of squareFree(divide(q, content)!, q.v)) {
      for (const piece of pieces(part.factor, q.v)) found.push({ factor: piece, times: part.times * times })
    }
  }
  return { unit, factors: found }
}

/** The factors of a primitive square-free polynomial in v; where they take too long it stays whole. */
const pieces = (p: Poly, v: number): Poly[] => withHalfOfSteps(() => splitSeveral(p, v, factor)) ?? [p]

/** Yun's square-free decomposition in the variable v of a polynomial with content 1. */
function squareFree(p: Poly, v: number): { factor: Poly; times: number }[] {
  if (degreeIn(p, v) === 1) return [{ factor: p, times: 1 }]
  const parts: { factor: Poly; times: number }[] = []
  const slope = derivativeIn(p, v)
  const common = gcd(p, slope)
  if (common === 1n) return [{ factor: p, times: 1 }]
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
