import { shown as asGiven } from '../../errors.ts'
import { integer, isConstant, isValue, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { endpoint } from '../build/endpoint.ts'
import { exp, power } from '../build/product.ts'
import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { negate, subtract, sum } from '../build/sum.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { openLogs } from '../limit/open-logs.ts'
import { compare, Rational } from '../number/rational.ts'
import { text } from '../print/text.ts'
import { search } from '../work.ts'
import { signOfConstant } from './decide.ts'
import { expandAtZero, expandUntil } from './expand.ts'
import { byGrowth, Growth, isLogarithmic } from './growth.ts'
import { largest } from './largest.ts'
import { type ExpandOptions, NotRealError } from './parts.ts'
import { present, type Scale, type SeriesExpansion, scaleOf } from './present.ts'
import { gather, NeedsMoreTerms, type Puiseux } from './puiseux.ts'
import { logarithmsLeftOut, reaches } from './remainder.ts'
import { elementary } from './rewrite.ts'
import { hasOwnTaylor } from './taylor.ts'

/**
 * The series of an expression about a point: Taylor, Laurent or Puiseux, or the asymptotic expansion at `oo` or `-oo`.
 * All terms below (x - point)^order are given (below x^-order at infinity, or below exp(-order*x) where the function
 * tends to what it tends to exponentially, or below log(x)^-order where it grows by logarithms as LambertW(x) does). What
 * is smaller than every power at the point, as exp(-1/x^2) at 0, is within the O. Where the function has a kink or a branch
 * point at the point, the expansion holds to the right of it (`side: '-'` for the left).
 *
 * Exponentials and waves of what grows there stand beside the powers: exp(x)/x - exp(x)/x^2 + O(exp(x)/x^3).
 *
 * Throws: NotFoundError where no expansion is known, as of 1/(1 + exp(1/x)) at 0.
 *
 * @example
 * String(series(parse('exp(x)'), 'x', 0, 4)) // 1 + x + x^2/2 + x^3/6 + O(x^4)
 */
export function series(
  e: Expr,
  variable: Variable,
  point: ExprLike = 0,
  order = 6,
  side?: '+' | '-',
): SeriesExpansion {
  return search('series', () => {
    requireSearchable('series', e)
    try {
      return expansion(e, variable, point, order, side ?? '+')
    } catch (error) {
      // real to the left of the point only: asin at 1
      if (error instanceof NotRealError && side === undefined)
        try {
          return series(e, variable, point, order, '-')
        } catch (other) {
          if (!(other instanceof NotRealError)) throw other
        }
      if (!(error instanceof NotFoundError)) throw error
      const reason = error.reason.replaceAll('` w`', distanceText(String(variable), endpoint(point), side))
      const Failure = error instanceof NotRealError ? NotRealError : NotFoundError
      throw new Failure('series', `${text(e)} about ${variable} = ${point}: ${reason}`, e)
    }
  })
}

/** What the expansion calls w, in the variable: how far it is from the point. */
function distanceText(x: string, at: Expr, side: '+' | '-' | undefined): string {
  if (isConstant(at, 'oo')) return `(1/${x})`
  if (isConstant(at, '-oo')) return `(-1/${x})`
  if (isValue(at, 0)) return side === '-' ? `(-${x})` : x
  return side === '-' ? `(${text(at)} - ${x})` : `(${x} - ${text(at)})`
}

function expansion(
  e: Expr,
  variable: Variable,
  point: ExprLike,
  order: number,
  side: '+' | '-',
): SeriesExpansion {
  if (!Number.isInteger(order) || Math.abs(order) > 60)
    throw new NotFoundError(
      'series',
      `the order is ${asGiven(order)}; it must be a whole number from -60 to 60`,
      e,
    )
  const x = resolve(e, variable) ?? toExpr(variable)
  const at = endpoint(point)
  const w = symbol(' w', { positive: true })
  const inverse = power(w, integer(-1))
  const atInfinity = isConstant(at, 'oo') || isConstant(at, '-oo')
  const down = isConstant(at, '-oo') || (!atInfinity && side === '-')
  const place = atInfinity ? (down ? negate(inverse) : inverse) : down ? subtract(at, w) : sum(at, w)
  const logW = symbol(' logw')
  const base = atInfinity ? (down ? negate(x) : x) : down ? subtract(at, x) : subtract(x, at)
  const moved = subs(e, new Map([[x, place]]))
  const limit = Rational.of(order)
  const expanded = (prepared: Expr, options: Partial<ExpandOptions>): Puiseux =>
    expandUntil(
      (cut) => {
        const made = expandAtZero(prepared, w, cut, { logW, sign: signOfConstant, ...options })
        if (made.order !== undefined && !reaches(made, limit, logW)) throw new NeedsMoreTerms()
        return made
      },
      order + 2,
      8 * Math.abs(order) + 64,
    )
  const shown = (s: Puiseux, scale: Scale, growth?: Expr): SeriesExpansion => {
    const more = s.order !== undefined || s.terms.some((t) => compare(t.exponent, limit) >= 0)
    const kept = gather(s.terms, more ? limit : undefined)
    return present(kept, x, at, scale, logW, logarithmsLeftOut(s, limit, logW), growth)
  }
  const growing = (prepared: Expr, scale: Scale): SeriesExpansion | undefined => {
    const growth = new Growth(w, logW)
    const s = expanded(prepared, { variable: w, growth: (name, argument) => growth.symbolOf(name, argument) })
    if (!growth.isPolynomial(s)) return undefined
    const { series, growths } = growth.restored(s, scale.name, scale.sign)
    return shown(series, scale, largest(growths, x, at, down))
  }
  if (!atInfinity) {
    const regular = (node: Expr): boolean =>
      node.args.length === 1 && hasOwnTaylor(node.name, subs(node.args[0]!, new Map([[w, integer(0)]])))
    const scale = scaleOf(base, false, down)
    try {
      return shown(expanded(elementary(moved, w, regular), { flat: true }), scale)
    } catch (error) {
      // beside exponentials and waves of what grows there, and powers with symbols
      const kept = error instanceof NotFoundError && !(error instanceof NotRealError)
      const found = kept
        ? besideGrowth(() => growing(openLogs(elementary(byGrowth(elementary(moved, w), w), w)), scale))
        : undefined
      if (found === undefined) throw error
      return found
    }
  }
  let reason = new NotFoundError('series', `no expansion of ${text(e)}`, e)
  const attempts = [
    () => growing(openLogs(elementary(byGrowth(elementary(moved, w), w), w)), scaleOf(base, true, down)),
    () => exponentialExpansion(e, x, down, w, logW, expanded, shown),
    // in powers of log(x): x = exp(1/w)
    () => {
      const far = exp(inverse)
      const placed = openLogs(elementary(subs(e, new Map([[x, down ? negate(far) : far]])), w))
      return growing(openLogs(elementary(byGrowth(placed, w), w)), scaleOf(call('log', base), true, false))
    },
  ]
  for (const [i, attempt] of attempts.entries())
    try {
      const found = attempt()
      if (found !== undefined) return found
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      if (i === 0) reason = error
    }
  throw reason
}

/** What is found, or undefined where that is not. */
function besideGrowth(find: () => SeriesExpansion | undefined): SeriesExpansion | undefined {
  try {
    return find()
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

/** In powers of exp(-x), or of exp(x) for x to minus infinity, with x as a coefficient: tanh(x) = 1 - 2 exp(-2 x) + ... */
function exponentialExpansion(
  e: Expr,
  x: Expr,
  down: boolean,
  w: Expr,
  logW: Expr,
  expanded: (e: Expr, options: Partial<ExpandOptions>) => Puiseux,
  shown: (s: Puiseux, scale: Scale) => SeriesExpansion,
): SeriesExpansion | undefined {
  const log = call('log', w)
  const s = expanded(elementary(subs(e, new Map([[x, down ? log : negate(log)]])), w), {})
  // powers and logarithms of x may stand as coefficients, and no other function of it
  if (!s.terms.every((t) => isLogarithmic(t.coefficient, logW))) return undefined
  const scale = { name: exp(down ? x : negate(x)), log: down ? x : negate(x), turns: false, sign: 1 } as const
  return shown(s, scale)
}
