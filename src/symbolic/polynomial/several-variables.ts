import { evaluate, expandIn, heightOf } from './evaluation.ts'
import type { Factors } from './factor.ts'
import { contentIn, gcd } from './gcd.ts'
import {
  add,
  coefficientsIn,
  degreeIn,
  derivativeIn,
  divide,
  multiply,
  OutOfSteps,
  type Poly,
  positive,
  takeSteps,
  termsOf,
  variable,
} from './poly.ts'
import { wholeFactors } from './whole-factors.ts'

type Term = ReturnType<typeof termsOf>[number]
type FactorsOf = (p: Poly) => Factors

/** With more factors at a value than these the polynomial stays whole. */
const mostImages = 16

/**
 * The irreducible factors of a polynomial that is primitive and square-free in its highest variable v: of a homogeneous one by setting a
 * variable to 1, of others by setting variables to large numbers.
 */
export function splitSeveral(p: Poly, v: number, factorsOf: FactorsOf): Poly[] {
  if (degreeIn(p, v) < 2) return [p]
  const terms = termsOf(p)
  const size = totalDegree(terms[0]!)
  const degrees = degreesOf(terms)
  const several = degrees.some((d, w) => w !== v && d > 0)
  if (several && terms.every((t) => totalDegree(t) === size)) return homogeneousPieces(p, terms, factorsOf)
  // few factors to put together where the degree is low
  const w = degrees.reduce((low, d, i) => (d > 0 && d < degrees[low]! ? i : low), v)
  if (w === v) return piecesByValues(p, v, degrees)
  const swapped = (q: Poly): Poly =>
    polyOf(termsOf(q).map((t) => ({ ...t, exponents: exchanged(t.exponents, v, w) })))
  return completed(
    p,
    factorsOf(swapped(p)).factors.map(({ factor }) => swapped(factor)),
  )
}

const totalDegree = (t: Term): number => t.exponents.reduce((sum, n) => sum + (n ?? 0), 0)

function degreesOf(terms: readonly Term[]): number[] {
  const degrees: number[] = []
  for (const { exponents } of terms)
    for (let v = 0; v < exponents.length; v++) degrees[v] = Math.max(degrees[v] ?? 0, exponents[v] ?? 0)
  return degrees
}

function exchanged(exponents: readonly number[], v: number, w: number): number[] {
  const other = [...exponents]
  other[v] = exponents[w] ?? 0
  other[w] = exponents[v] ?? 0
  return other
}

function polyOf(terms: readonly Term[]): Poly {
  return terms.reduce<Poly>(
    (sum, { coefficient, exponents }) =>
      add(
        sum,
        exponents.reduce<Poly>((product, n, v) => multiply(product, variable(v, n ?? 0)), coefficient),
      ),
    0n,
  )
}

/** The factors with the last one such that the product is p, whatever units were lost. */
function completed(p: Poly, pieces: readonly Poly[]): Poly[] {
  const but = pieces.slice(0, -1)
  const last = divide(p, but.reduce(multiply, 1n))
  return last === undefined ? [p] : [...but, last]
}

/** x^2 - y^2 by the factors of x^2 - 1. */
function homogeneousPieces(p: Poly, terms: readonly Term[], factorsOf: FactorsOf): Poly[] {
  const w = terms
    .flatMap((t) => t.exponents.flatMap((n, v) => (n > 0 ? [v] : [])))
    .reduce((a, b) => Math.min(a, b))
  const without = polyOf(
    terms.map(({ coefficient, exponents }) => ({
      coefficient,
      exponents: exponents.map((n, v) => (v === w ? 0 : n)),
    })),
  )
  const pieces = factorsOf(without).factors.map(({ factor }) => {
    const parts = termsOf(factor)
    const degree = Math.max(...parts.map(totalDegree))
    return polyOf(
      parts.map((t) => {
        const exponents = [...t.exponents]
        exponents[w] = degree - totalDegree(t)
        return { coefficient: t.coefficient, exponents }
      }),
    )
  })
  return completed(p, pieces)
}

/** Values at which an irreducible polynomial mostly stays irreducible. */
const smallValues = [3n, -7n, 11n, 5n, -13n, 17n, 2n, 19n]

/**
 * With one variable after the other as a number so large that the coefficients of a factor can be read off as its digits, each factor
 * becomes a product of some factors of what is left in v. Where it becomes a single one it is irreducible, however large the number; for
 * what is left then the number is one that is large enough for all factors.
 */
function piecesByValues(p: Poly, v: number, degrees: readonly number[]): Poly[] {
  const w = degrees.findIndex((d, i) => d > 0 && i !== v)
  if (w < 0) return wholeFactors(coefficientsIn(positive(p), v) as readonly bigint[]).map((c) => ({ v, c }))
  if (degreeIn(p, v) === 1 || isWholeAtSmallValues(p, v, degrees)) return [p]
  const small = 4n * heightOf(p) + 29n
  return piecesAt(small, p, v, w, degrees).flatMap(({ piece, isSingle }) =>
    isSingle
      ? [piece]
      : piecesAt(digitBase(piece, v, degrees), piece, v, w, degrees).map((part) => part.piece),
  )
}

function isWholeAtSmallValues(p: Poly, v: number, degrees: readonly number[]): boolean {
  for (let shift = 0; shift < 2; shift++) {
    const image = degrees.reduce<Poly>(
      (q, d, i) =>
        d > 0 && i !== v ? evaluate(q, i, smallValues[(i + 3 * shift) % smallValues.length]!) : q,
      p,
    )
    if (degreeIn(image, v) < degreeIn(p, v) || !isSquareFree(image, v)) continue
    if (piecesByValues(divide(image, contentIn(image, v))!, v, []).length === 1) return true
  }
  return false
}

/** Numbers with more bits are not computed with. */
const mostBits = 40_000

/** The factors of p that are seen at w = x, or near it, and whether they are single ones there. */
function piecesAt(
  near: bigint,
  p: Poly,
  v: number,
  w: number,
  degrees: readonly number[],
): { piece: Poly; isSingle: boolean }[] {
  let x = near
  let image = evaluate(p, w, x)
  if (heightOf(image).toString(16).length * 4 > mostBits) throw new OutOfSteps()
  for (; degreeIn(image, v) < degreeIn(p, v) || !isSquareFree(image, v); image = evaluate(p, w, x)) x += 2n
  const lower = degrees.map((d, i) => (i === w ? 0 : d))
  let images = piecesByValues(divide(image, contentIn(image, v))!, v, lower)
  if (images.length > mostImages) throw new OutOfSteps()
  const pieces: { piece: Poly; isSingle: boolean }[] = []
  let rest = p
  for (let size = 1; 2 * size <= images.length; ) {
    const found = subsets(images.length, size)
      .map((set) => ({
        set,
        piece: pieceOf(
          set.map((i) => images[i]!),
          rest,
          v,
          w,
          x,
        ),
      }))
      .find(({ piece }) => piece !== undefined)
    if (found === undefined) size++
    else {
      pieces.push({ piece: found.piece!, isSingle: size === 1 })
      rest = divide(rest, found.piece!)!
      images = images.filter((_, i) => !found.set.includes(i))
    }
  }
  return [...pieces, { piece: rest, isSingle: images.length === 1 }]
}

const isSquareFree = (p: Poly, v: number): boolean => degreeIn(gcd(p, derivativeIn(p, v)), v) === 0

/**
 * A number that is more than twice as large as each coefficient of a divisor of the lead times p; no power of anything small.
 *
 * Source: Hindry and Silverman, Diophantine Geometry, proposition B.7.3 (Gelfond's inequality).
 */
function digitBase(p: Poly, v: number, degrees: readonly number[]): bigint {
  const lead = coefficientsIn(p, v).at(-1)!
  const inLead = degreesOf(termsOf(lead))
  const sum = degrees.reduce((s, d, i) => s + d + (i === v ? 0 : (inLead[i] ?? 0)), 0)
  const bits = BigInt(Math.ceil(Math.LOG2E * sum)) + 1n
  return (((BigInt(termsOf(lead).length) * heightOf(p) * heightOf(lead)) << bits) * 5n) / 4n + 3n
}

function subsets(count: number, size: number): number[][] {
  if (size === 0) return [[]]
  takeSteps(1)
  return Array.from({ length: count }, (_, i) => i).flatMap((last) =>
    subsets(last, size - 1).map((set) => [...set, last]),
  )
}

/** The divisor of p whose value at w = x is the product of the images, up to a factor without v; undefined where there is none. */
function pieceOf(images: readonly Poly[], p: Poly, v: number, w: number, x: bigint): Poly | undefined {
  const product = images.reduce(multiply)
  const lead = evaluate(coefficientsIn(p, v).at(-1)!, w, x)
  const scale = divide(lead, coefficientsIn(product, v).at(-1)!)
  if (scale === undefined) return undefined
  const whole = expandIn(multiply(scale, product), w, x)
  const piece = divide(whole, contentIn(whole, v))!
  return divide(p, piece) === undefined ? undefined : piece
}
