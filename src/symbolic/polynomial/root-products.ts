import { complexRoots } from './complex-roots.ts'
import { absoluteBig, divisorsOf } from './integers.ts'
import { coefficientsIn, contentIn, degreeIn, divide, type Poly } from './poly.ts'

const mostDegree = 24
const mostProducts = 20_000

/**
 * The irreducible factors of a square-free primitive polynomial in one variable without rational roots: products of some of
 * its roots, conjugates together, whose coefficients in float64 are close to whole numbers, proved by exact division.
 */
export function splitByRoots(p: Poly, v: number): Poly[] {
  const pieces: Poly[] = []
  let rest = p
  for (let piece = smallestFactor(rest, v); piece !== undefined; piece = smallestFactor(rest, v)) {
    pieces.push(piece)
    rest = divide(rest, piece)!
  }
  return [...pieces, rest]
}

function smallestFactor(p: Poly, v: number): Poly | undefined {
  const c = coefficientsIn(p, v)
  const degree = c.length - 1
  if (degree < 4 || degree > mostDegree) return undefined
  const numbers = c.map((k) => (typeof k === 'bigint' ? Number(k) : Number.NaN))
  if (!numbers.every((k) => Number.isSafeInteger(k))) return undefined
  const leads = divisorsOf(absoluteBig(c[degree] as bigint))
  if (leads === undefined) return undefined
  // x - r for a real root, x^2 - 2 Re(r) x + |r|^2 for a pair
  const units: number[][] = []
  for (const [re, im] of complexRoots(numbers)) {
    if (Math.abs(im) < 1e-9 * Math.max(1, Math.abs(re))) units.push([-re, 1])
    else if (im > 0) units.push([re * re + im * im, -2 * re, 1])
  }
  if (units.reduce((sum, u) => sum + u.length - 1, 0) !== degree) return undefined
  let left = mostProducts
  const search = (from: number, product: readonly number[], wanted: number): Poly | undefined => {
    if (product.length - 1 === wanted) {
      for (const lead of leads) {
        const made = wholeMultiple(product, lead, v)
        if (made !== undefined && divide(p, made) !== undefined) return made
      }
      return undefined
    }
    for (let i = from; i < units.length; i++) {
      if (product.length + units[i]!.length - 2 > wanted || --left < 0) continue
      const found = search(i + 1, times(product, units[i]!), wanted)
      if (found !== undefined) return found
    }
    return undefined
  }
  for (let wanted = 2; 2 * wanted <= degree; wanted++) {
    const found = search(0, [1], wanted)
    if (found !== undefined) return found
  }
  return undefined
}

function times(a: readonly number[], b: readonly number[]): number[] {
  const c = new Array<number>(a.length + b.length - 1).fill(0)
  a.forEach((p, i) => {
    b.forEach((q, j) => {
      c[i + j]! += p * q
    })
  })
  return c
}

/** lead times a monic polynomial as one with whole coefficients, where they are close to whole; primitive. */
function wholeMultiple(product: readonly number[], lead: bigint, v: number): Poly | undefined {
  const scaled = product.map((k) => k * Number(lead))
  const size = Math.max(...scaled.map(Math.abs))
  if (!scaled.every((k) => Math.abs(k - Math.round(k)) < 1e-7 * Math.max(1, size) && size < 2 ** 50))
    return undefined
  const made: Poly = { v, c: scaled.map((k) => BigInt(Math.round(k))) }
  const content = contentIn(made, v)
  return content === 1n && degreeIn(made, v) > 0 ? made : undefined
}
