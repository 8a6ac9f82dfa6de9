import { LimitError } from '../../formula/errors.ts'
import { integer, rational } from '../build/atoms.ts'
import { multiplyAll, power } from '../build/product.ts'
import { linear } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import {
  expanded,
  factored,
  Generators,
  maxExponent,
  quotient,
  reduced,
  regionOf,
  toFraction,
} from '../polynomial/fraction.ts'
import { type Poly, withSteps } from '../polynomial/poly.ts'
import { extentOf } from './terms.ts'

const defaultSteps = 500_000
/** Where all factors or terms are asked for. */
const thoroughSteps = 5_000_000
/** For forms that are tried and mostly thrown away. */
const formSteps = 8_000
/** Larger rational functions are left as they are. */
const maxRegion = 2_000

function transform(e: Expr, make: (generators: Generators) => Expr, steps = defaultSteps): Expr {
  requireExpr(e)
  if (regionOf(e).length > maxRegion) return e
  return withSteps(steps, () => make(new Generators(e))) ?? e
}

/** More terms than these are not written out. */
const mostTerms = 10_000

/**
 * Multiplies out products and whole powers of sums.
 *
 * Throws: LimitError where the result would have more than 10,000 terms, as for (a + b)^100000.
 *
 * @example
 * expand(parse('(x + 1)^2')) // x^2 + 2*x + 1
 */
export function multiplyOut(e: Expr): Expr {
  requireExpr(e)
  const { terms, degree, isClosed } = extentOf(e)
  if (!isClosed) return expand(e)
  const refuse = (limit: string, most: number, actual: number): LimitError =>
    new LimitError('expand', limit, most, actual, 'Leave it a product or a power, or expand a part of it.')
  if (terms > mostTerms) throw refuse('terms of the result', mostTerms, terms)
  if (degree > maxExponent) throw refuse('degree of the result', maxExponent, degree)
  const made = withSteps(thoroughSteps, () => opened(e)(new Generators(e)))
  if (made === undefined) throw refuse('coefficient operations', thoroughSteps, thoroughSteps + 1)
  return made
}

/** `multiplyOut`, or the expression itself where the result would be too large. */
export const expand = (e: Expr): Expr => transform(e, opened(e))

const opened =
  (e: Expr) =>
  (g: Generators): Expr => {
    const { top, bottom } = toFraction(e, g)
    return quotient(expanded(top, g), expanded(bottom, g))
  }

/** An expression multiplied out where that is little work, for a form that is tried and mostly thrown away. */
export const expandLittle = (e: Expr): Expr => transform(e, opened(e), formSteps)

/** One fraction in lowest terms: (x^2 - 1)/(x - 1) is x + 1. The point where the factor that goes was 0 is gained. */
export function cancel(e: Expr): Expr {
  return transform(e, (g) => {
    const { top, bottom } = reduced(toFraction(e, g))
    return quotient(expanded(top, g), expanded(bottom, g))
  })
}

/** One fraction in lowest terms, numerator and denominator factored over the rationals. */
export function factorize(e: Expr): Expr {
  const make = (g: Generators): Expr => {
    const { top, bottom } = reduced(toFraction(e, g))
    return quotient(factored(top, g), factored(bottom, g))
  }
  return transform(e, make, thoroughSteps)
}

/** One fraction: numerator multiplied out, denominator factored. */
export function together(e: Expr): Expr {
  return transform(e, (g) => {
    const { top, bottom } = reduced(toFraction(e, g))
    return quotient(expanded(top, g), factored(bottom, g))
  })
}

/** One fraction in which a sum that also stands under a root is kept whole: x^2/(1 - x^2)^(3/2) + 1/sqrt(1 - x^2) = (1 - x^2)^(-3/2). */
export function radicalFraction(e: Expr): Expr {
  return transform(e, () => {
    const g = new Generators(e, true)
    if (g.closed.size === 0) return e
    const { top, bottom } = reduced(toFraction(e, g))
    return quotient(expand(expanded(top, g)), factored(bottom, g))
  })
}

const known = [new WeakMap<Expr, readonly Expr[]>(), new WeakMap<Expr, readonly Expr[]>()] as const

/**
 * The forms of a rational function that may be shorter than it: factored, one fraction with its parts multiplied out or
 * factored, and multiplied out term by term. They share the work of finding the fraction. With `inverted` it is one in
 * exp(-x) where it would be one in exp(x).
 */
export function rationalForms(e: Expr, inverted = false): readonly Expr[] {
  const memo = known[inverted ? 1 : 0]
  let forms = memo.get(e)
  if (forms === undefined) memo.set(e, (forms = makeForms(e, inverted)))
  return forms
}

const termCount = (p: Poly): number =>
  typeof p === 'bigint' ? Number(p !== 0n) : p.c.reduce<number>((sum, c) => sum + termCount(c), 0)

function makeForms(e: Expr, inverted: boolean): Expr[] {
  const region = regionOf(e)
  if (region.length > maxRegion || !region.some((part) => part.kind === 'sum')) return []
  const g = new Generators(e, false, inverted)
  const open = withSteps(formSteps, () => toFraction(e, g))
  if (open === undefined) return []
  const lowest = withSteps(formSteps, () => reduced(open))
  if (lowest === undefined) return []
  const forms: Expr[] = []
  const put = (top: Expr | undefined, bottom: Expr | undefined): void => {
    if (top !== undefined && bottom !== undefined) forms.push(quotient(top, bottom))
  }
  const within = (make: () => Expr): Expr | undefined => withSteps(formSteps, make)
  const { top, bottom } = lowest
  const [topFactors, below] = [within(() => factored(top, g)), within(() => factored(bottom, g))]
  const [terms, bottomTerms] = [within(() => expanded(top, g)), within(() => expanded(bottom, g))]
  put(topFactors, below)
  if (terms !== topFactors) put(terms, below)
  if (bottomTerms !== below) put(terms, bottomTerms)
  // (x^9 - 1)/(x - 1) cancelled is longer
  if (open.bottom !== bottom && termCount(top) > termCount(open.top))
    put(
      within(() => expanded(open.top, g)),
      within(() => factored(open.bottom, g)),
    )
  // term by term over the common denominator
  if (terms?.kind === 'sum' && below !== undefined && below.kind !== 'number' && terms.args.length < 24) {
    const inverse = power(below, integer(-1))
    forms.push(
      linear(
        [
          ...terms.args.map((t, i) => multiplyAll([rational(terms.weights[i]!), t, inverse])),
          multiplyAll([rational(terms.value), inverse]),
        ],
        undefined,
      ),
    )
  }
  return forms
}

/** An expression and its rational forms. */
export const withRational = (e: Expr): Expr[] => [e, ...rationalForms(e)]
