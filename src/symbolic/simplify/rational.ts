import type { Expr } from '../expr.ts'
import {
  expanded,
  factored,
  Generators,
  quotient,
  reduced,
  regionOf,
  toFraction,
} from '../polynomial/fraction.ts'
import { withSteps } from '../polynomial/poly.ts'

const defaultSteps = 200_000
/** Larger rational functions are left as they are. */
const maxRegion = 2_000

function transform(e: Expr, make: (generators: Generators) => Expr): Expr {
  if (regionOf(e).length > maxRegion) return e
  return withSteps(defaultSteps, () => make(new Generators(e))) ?? e
}

/**
 * Multiplies out products and whole powers of sums. Returns the expression unchanged where the result would be too
 * large, as for (a + b)^100000.
 *
 * @example
 * expand(parse('(x + 1)^2')) // x^2 + 2*x + 1
 */
export function expand(e: Expr): Expr {
  return transform(e, (g) => {
    const { top, bottom } = toFraction(e, g)
    return quotient(expanded(top, g), expanded(bottom, g))
  })
}

/** One fraction in lowest terms: (x^2 - 1)/(x - 1) is x + 1. The point where the factor that goes was 0 is gained. */
export function cancel(e: Expr): Expr {
  return transform(e, (g) => {
    const { top, bottom } = reduced(toFraction(e, g))
    return quotient(expanded(top, g), expanded(bottom, g))
  })
}

/** One fraction in lowest terms, numerator and denominator factored over the rationals. */
export function factorize(e: Expr): Expr {
  return transform(e, (g) => {
    const { top, bottom } = reduced(toFraction(e, g))
    return quotient(factored(top, g), factored(bottom, g))
  })
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
