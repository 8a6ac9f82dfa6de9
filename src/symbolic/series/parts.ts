import { fraction, integer } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { exp } from '../build/product.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { add, minusOne, multiply, one, type Rational, signOf } from '../number/rational.ts'
import {
  addSeries,
  compose,
  leading,
  logOnePlus,
  monomial,
  NeedsMoreTerms,
  type Puiseux,
  relativeRest,
  shift,
} from './puiseux.ts'

/** A power or logarithm of a negative number: the function is not real there. */
export class NotRealError extends NotFoundError {
  override name = 'NotRealError'
}

/** How a function oscillates without limit: sin(1/w) as w tends to 0. */
export class OscillationError extends NotFoundError {
  override name = 'OscillationError'
  /** Between which values it oscillates in the end, where that is known. */
  bounds?: readonly [low: Expr, high: Expr]
}

export interface ExpandOptions {
  /** What log(w) is; a symbol of its own where nothing else is said. */
  readonly logW: Expr
  /** The sign of a coefficient that is not 0, or undefined where it is not known. */
  sign(coefficient: Expr): 1 | -1 | undefined
  /** Throws for a coefficient that must not be divided by or be under a logarithm. */
  checkBase?(coefficient: Expr): void
}

/** Splits off the constant term: u = c + v with v tending to 0; undefined where u grows without bound. */
export function splitConstant(u: Puiseux): { constant: Expr; rest: Puiseux } | undefined {
  const first = u.terms[0]
  if (first === undefined) {
    if (u.order !== undefined && signOf(u.order) <= 0) throw new NeedsMoreTerms()
    return { constant: integer(0), rest: u }
  }
  if (signOf(first.exponent) < 0) return undefined
  if (u.order !== undefined && signOf(u.order) <= 0) throw new NeedsMoreTerms()
  if (first.exponent.n !== 0) return { constant: integer(0), rest: u }
  return { constant: first.coefficient, rest: { terms: u.terms.slice(1), order: u.order } }
}

/** log(c w^v (1 + u)) = log c + v log w + log(1 + u) */
export function logarithm(s: Puiseux, cut: Rational, options: ExpandOptions, e: Expr): Puiseux {
  const first = leading(s)
  if (first === undefined) throw new NotFoundError('series', `${e} is the logarithm of 0`, e)
  options.checkBase?.(first.coefficient)
  if (options.sign(first.coefficient) === -1) throw new NotRealError('series', `${e} is not real there`, e)
  const start = sum(call('log', first.coefficient), scale(options.logW, first.exponent))
  return addSeries([monomial(start), logOnePlus(relativeRest(s, first), cut)])
}

/** exp(c + v) = exp(c) (1 + v + ...); a multiple of log w in c is a power of w. */
export function exponential(s: Puiseux, cut: Rational, options: ExpandOptions, e: Expr): Puiseux {
  const split = splitConstant(s)
  if (split === undefined) throw new NotFoundError('series', `${e} has an essential singularity there`, e)
  let factor = split.constant
  let up = integer(0).value
  // exp(c + r log w) = exp(c) w^r
  const L = options.logW
  if (L.kind === 'symbol' && dependsOn(factor, L)) {
    const r = multipleOf(factor, L)
    if (r !== undefined) {
      factor = subtract(factor, scale(L, r))
      up = r
    }
    if (dependsOn(factor, L))
      throw new NotFoundError('series', `${e} is no power of the variable times a series`, e)
  }
  let factorial = 1n
  let last = 0
  const taylor = compose(
    (k) => {
      for (; last < k; last++) factorial *= BigInt(last + 1)
      return fraction(1, factorial)
    },
    split.rest,
    add(cut, signOf(up) < 0 ? multiply(up, minusOne) : integer(0).value),
  )
  return shift(taylor, up, exp(factor))
}

/** The r of r*L as a term of a sum, or undefined. */
function multipleOf(e: Expr, L: Expr): Rational | undefined {
  if (e === L) return one
  if (e.kind === 'sum') return e.weights[e.args.indexOf(L)]
  return e.kind === 'product' && e.args.length === 1 && e.args[0] === L ? e.value : undefined
}
