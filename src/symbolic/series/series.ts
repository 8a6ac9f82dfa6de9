import { constant, integer, isConstant, isValue, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { exp, multiplyAll, power } from '../build/product.ts'
import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { linear, negate, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { hasValue } from '../calculus/pieces.ts'
import type { Expr } from '../expr.ts'
import { openLogs } from '../limit/open-logs.ts'
import { compare, negate as negateNumber, Rational, signOf } from '../number/rational.ts'
import { text } from '../print/text.ts'
import { search } from '../work.ts'
import { signOfConstant } from './decide.ts'
import { expandAtZero, expandUntil } from './expand.ts'
import { byGrowth, Growth, isLogarithmic } from './growth.ts'
import { largest } from './largest.ts'
import { type ExpandOptions, NotRealError } from './parts.ts'
import { gather, NeedsMoreTerms, type Puiseux } from './puiseux.ts'
import { elementary } from './rewrite.ts'
import { hasOwnTaylor } from './taylor.ts'

/** One term: coefficient * base^exponent. */
export interface SeriesTerm {
  readonly coefficient: Expr
  readonly exponent: Rational
}

/** A truncated expansion. Coefficients may hold log(x - point), where the function has a logarithm there. */
export interface SeriesExpansion {
  readonly variable: Expr
  readonly point: Expr
  /** What it is in powers of: x - point, or x at infinity, or exp(-x) for what is exponentially small there. */
  readonly base: Expr
  readonly terms: readonly SeriesTerm[]
  /**
   * The exponent of the first term left out, beside what grows or falls exponentially in all of them; undefined where
   * the expansion ends by itself.
   */
  readonly order: Rational | undefined
  /** `taylor`, `laurent` (negative powers), `puiseux` (fractional powers or logarithms), `asymptotic` (at infinity). */
  readonly kind: 'taylor' | 'laurent' | 'puiseux' | 'asymptotic'
  /** The coefficient of the power with that exponent. */
  coefficient(exponent: number): Expr
  /** The sum of the terms, without the O. */
  toExpr(): Expr
  toString(): string
}

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

const endpoint = (e: ExprLike): Expr => (e === 'oo' || e === '-oo' ? constant(e) : toExpr(e))

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
    throw new NotFoundError('series', `the order is ${order}; it must be a whole number from -60 to 60`, e)
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
  const expanded = (prepared: Expr, options: Partial<ExpandOptions>): Puiseux => {
    const s = expandUntil(
      (cut) => {
        const made = expandAtZero(prepared, w, cut, { logW, sign: signOfConstant, ...options })
        if (made.order !== undefined && compare(made.order, limit) < 0) throw new NeedsMoreTerms()
        return made
      },
      order + 2,
      8 * Math.abs(order) + 64,
    )
    const last = s.order !== undefined || s.terms.some((t) => compare(t.exponent, limit) >= 0)
    return gather(s.terms, last ? limit : undefined)
  }
  const growing = (prepared: Expr, scale: Scale): SeriesExpansion | undefined => {
    const growth = new Growth(w, logW)
    const s = expanded(prepared, { variable: w, growth: (name, argument) => growth.symbolOf(name, argument) })
    if (!growth.isPolynomial(s)) return undefined
    const { series, growths } = growth.restored(s, scale.name, scale.sign)
    return present(series, x, at, scale, logW, largest(growths, x, at, down))
  }
  if (!atInfinity) {
    const regular = (node: Expr): boolean =>
      node.args.length === 1 && hasOwnTaylor(node.name, subs(node.args[0]!, new Map([[w, integer(0)]])))
    const scale = scaleOf(base, false, down)
    try {
      return present(expanded(elementary(moved, w, regular), { flat: true }), x, at, scale, logW)
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
    () => exponentialExpansion(e, x, at, down, w, logW, expanded),
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
  at: Expr,
  down: boolean,
  w: Expr,
  logW: Expr,
  expanded: (e: Expr, options: Partial<ExpandOptions>) => Puiseux,
): SeriesExpansion | undefined {
  const log = call('log', w)
  const s = expanded(elementary(subs(e, new Map([[x, down ? log : negate(log)]])), w), {})
  // powers and logarithms of x may stand as coefficients, and no other function of it
  if (!s.terms.every((t) => isLogarithmic(t.coefficient, logW))) return undefined
  const scale = { name: exp(down ? x : negate(x)), log: down ? x : negate(x), turns: false, sign: 1 } as const
  return present(s, x, at, scale, logW)
}

/** What an expansion is in powers of. */
interface Scale {
  readonly name: Expr
  readonly log: Expr
  /** Whether odd powers change their sign when written by the variable that grows. */
  readonly turns: boolean
  /** -1 where it is one over what is written. */
  readonly sign: 1 | -1
}

const scaleOf = (base: Expr, atInfinity: boolean, down: boolean): Scale => ({
  name: base,
  log: call('log', base),
  turns: down,
  sign: atInfinity ? -1 : 1,
})

function present(
  s: Puiseux,
  x: Expr,
  at: Expr,
  scale: Scale,
  logW: Expr,
  growth: Expr = integer(1),
): SeriesExpansion {
  const without = s.terms.find((t) => !hasValue(t.coefficient))
  if (without !== undefined)
    throw new NotFoundError(
      'series',
      `the coefficient ${text(without.coefficient)} is no number`,
      without.coefficient,
    )
  const fractional = s.terms.some((t) => t.exponent.d !== 1)
  const logarithmic = s.terms.some((t) => dependsOn(t.coefficient, logW))
  const odd = fractional || logarithmic
  // whole powers of x - at rather than of at - x
  const turned = scale.turns && !odd
  const base = turned ? negate(scale.name) : scale.name
  const { sign } = scale
  const atInfinity = isConstant(at, 'oo') || isConstant(at, '-oo')
  const log = sign < 0 ? negate(scale.log) : scale.log
  const terms = s.terms.map(({ coefficient, exponent }) => {
    const flip = turned && Number(BigInt(exponent.n) & 1n) === 1
    const c = logarithmic ? subs(coefficient, new Map([[logW, log]])) : coefficient
    return { coefficient: flip ? negate(c) : c, exponent: sign < 0 ? negateNumber(exponent) : exponent }
  })
  const order = s.order === undefined ? undefined : sign < 0 ? negateNumber(s.order) : s.order
  const kind = atInfinity
    ? 'asymptotic'
    : odd
      ? 'puiseux'
      : terms.some((t) => signOf(t.exponent) < 0)
        ? 'laurent'
        : 'taylor'
  const powerOf = (exponent: Rational): Expr => power(base, rational(exponent))
  const made: SeriesExpansion = {
    variable: x,
    point: at,
    base,
    terms,
    order,
    kind,
    coefficient: (n) =>
      terms.find((t) => t.exponent.d === 1 && t.exponent.n === n)?.coefficient ?? integer(0),
    toExpr: () =>
      linear(
        terms.map((t) => multiplyAll([t.coefficient, powerOf(t.exponent)])),
        undefined,
      ),
    toString: () => {
      // a name that stands for the base, so that (x - 4)/4 is not opened
      const name = base.kind === 'sum' || base.kind === 'product' ? symbol('offsetFromPoint') : base
      const parts = terms.map((t) => text(multiplyAll([t.coefficient, power(name, rational(t.exponent))])))
      if (order !== undefined) {
        const next = power(name, rational(order))
        parts.push(`O(${text(multiplyAll([growth, next]))})`)
      }
      return parts.length === 0
        ? '0'
        : parts
            .join(' + ')
            .replaceAll('+ -', '- ')
            .replaceAll('(offsetFromPoint)', `(${text(base)})`)
            .replaceAll('offsetFromPoint', `(${text(base)})`)
    },
  }
  return made
}
