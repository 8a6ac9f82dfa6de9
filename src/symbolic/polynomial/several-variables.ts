import { integerRoot } from '../number/integer-root.ts'
import type { Factors } from './factor.ts'
import {
  add,
  coefficientsIn,
  contentIn,
  divide,
  multiply,
  type Poly,
  subtract,
  termsOf,
  variable,
  withSteps,
} from './poly.ts'

type Term = ReturnType<typeof termsOf>[number]
type FactorsOf = (p: Poly) => Factors

/** Steps for a discriminant, and for a Kronecker substitution. */
const quadraticSteps = 3_000
const kroneckerSteps = 60_000
/** A substitution that leads to a higher degree, or to more factors, is not tried. */
const mostDegree = 24
const mostFactors = 10

/**
 * The factors of a polynomial in several variables that is primitive and square-free in the variable v, as far as they
 * are found: of a homogeneous one by setting a variable to 1, of a quadratic by its discriminant, and where `thorough`,
 * of others by Kronecker's substitution. Their product is p.
 */
export function splitSeveral(p: Poly, v: number, factorsOf: FactorsOf, thorough: boolean): Poly[] {
  const degree = coefficientsIn(p, v).length - 1
  if (degree < 2) return [p]
  const terms = termsOf(p)
  const size = totalDegree(terms[0]!)
  if (terms.every((t) => totalDegree(t) === size)) return homogeneousPieces(p, terms, factorsOf)
  if (degree === 2) return withSteps(quadraticSteps, () => quadraticPieces(p, v, factorsOf)) ?? [p]
  return (thorough ? withSteps(kroneckerSteps, () => kroneckerPieces(p, terms, factorsOf)) : undefined) ?? [p]
}

const totalDegree = (t: Term): number => t.exponents.reduce((sum, n) => sum + (n ?? 0), 0)

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

/** a x^2 + b x + c with a discriminant s^2 is divided by 2 a x + b - s. */
function quadraticPieces(p: Poly, v: number, factorsOf: FactorsOf): Poly[] {
  const [c, b, a] = coefficientsIn(p, v) as [Poly, Poly, Poly]
  const root = squareRoot(subtract(multiply(b, b), multiply(4n, multiply(a, c))), factorsOf)
  if (root === undefined) return [p]
  const factor = add(multiply(multiply(2n, a), variable(v)), subtract(b, root))
  const piece = divide(factor, contentIn(factor, v))!
  return completed(p, [piece, p])
}

function squareRoot(p: Poly, factorsOf: FactorsOf): Poly | undefined {
  const { unit, factors } = factorsOf(p)
  if (unit < 0n || factors.some((f) => f.times % 2 === 1)) return undefined
  const root = unit === 0n ? 0n : integerRoot(unit, 2)
  if (root * root !== unit) return undefined
  return factors.reduce<Poly>((product, { factor, times }) => {
    for (let i = 0; i < times; i += 2) product = multiply(product, factor)
    return product
  }, root)
}

/**
 * With y = x^(m + 1), where m is the degree in x, and so on, each polynomial is one in x alone, and a factor becomes a
 * product of factors of that.
 *
 * Source: Knuth, The Art of Computer Programming, volume 2, 4.6.2.
 */
function kroneckerPieces(p: Poly, terms: readonly Term[], factorsOf: FactorsOf): Poly[] {
  const degrees: number[] = []
  for (const { exponents } of terms)
    exponents.forEach((n, v) => {
      degrees[v] = Math.max(degrees[v] ?? 0, n ?? 0)
    })
  const places: number[] = []
  let place = 1
  for (let v = 0; v < degrees.length; v++) {
    places.push(place)
    place *= (degrees[v] ?? 0) + 1
  }
  if (place - 1 > mostDegree) return [p]
  const image = polyOf(
    terms.map(({ coefficient, exponents }) => ({
      coefficient,
      exponents: [exponents.reduce((sum, n, v) => sum + (n ?? 0) * places[v]!, 0)],
    })),
  )
  const original = (q: Poly): Poly =>
    polyOf(
      termsOf(q).map(({ coefficient, exponents }) => ({
        coefficient,
        exponents: places.map((step, v) => Math.floor((exponents[0] ?? 0) / step) % ((degrees[v] ?? 0) + 1)),
      })),
    )
  let images = factorsOf(image).factors.flatMap(({ factor, times }) => new Array<Poly>(times).fill(factor))
  if (images.length > mostFactors) return [p]
  const pieces: Poly[] = []
  let rest = p
  for (let size = 1; 2 * size <= images.length; ) {
    const found = subsetDividing(rest, images, size, original)
    if (found === undefined) size++
    else {
      pieces.push(found.piece)
      rest = divide(rest, found.piece)!
      images = found.left
    }
  }
  return [...pieces, rest]
}

/** A product of so many of the images that comes from a factor of p. */
function subsetDividing(
  p: Poly,
  images: readonly Poly[],
  size: number,
  original: (q: Poly) => Poly,
): { piece: Poly; left: Poly[] } | undefined {
  for (let bits = 1; bits < 2 ** images.length; bits++) {
    const isIn = (_: Poly, i: number): boolean => (bits & (1 << i)) !== 0
    const subset = images.filter(isIn)
    if (subset.length !== size) continue
    const piece = original(subset.reduce(multiply))
    if (piece !== 1n && divide(p, piece) !== undefined)
      return { piece, left: images.filter((q, i) => !isIn(q, i)) }
  }
  return undefined
}
