import { integer, isConstant, isValue, rational, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll, power } from '../build/product.ts'
import { mapExpr } from '../build/rebuild.ts'
import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { linear, negate, subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { compare, negate as negateNumber, Rational, signOf } from '../number/rational.ts'
import { text } from '../print/text.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import { search } from '../work.ts'
import { signOfConstant } from './decide.ts'
import { expandAtZero, expandUntil } from './expand.ts'
import { NotRealError } from './parts.ts'
import { gather, NeedsMoreTerms, type Puiseux } from './puiseux.ts'
import { elementary } from './rewrite.ts'
import { integralTail } from './tails.ts'

/** One term: coefficient * (x - point)^exponent, or coefficient * x^exponent at infinity. */
export interface SeriesTerm {
  readonly coefficient: Expr
  readonly exponent: Rational
}

/** A truncated expansion. Coefficients may hold log(x - point), where the function has a logarithm there. */
export interface SeriesExpansion {
  readonly variable: Expr
  readonly point: Expr
  readonly terms: readonly SeriesTerm[]
  /** The exponent of the first term left out; undefined where the expansion ends by itself. */
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
 * All terms below (x - point)^order are given (below x^-order at infinity). Where the function has a kink or a branch
 * point at the point, the expansion holds to the right of it (`side: '-'` for the left).
 *
 * Throws: NotFoundError at an essential singularity, or where no expansion is known.
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
      if (error instanceof NotRealError && side === undefined) return series(e, variable, point, order, '-')
      if (!(error instanceof NotFoundError)) throw error
      const reason = error.reason.replaceAll('` w`', distanceText(String(variable), toExpr(point), side))
      throw new NotFoundError('series', `${text(e)} about ${variable} = ${point}: ${reason}`, e)
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
  if (!Number.isInteger(order) || order > 60)
    throw new NotFoundError('series', `the order is ${order}; it must be a whole number of at most 60`, e)
  const x = resolve(e, variable) ?? toExpr(variable)
  const at = toExpr(point)
  const w = symbol(' w', { positive: true })
  const inverse = power(w, integer(-1))
  const atInfinity = isConstant(at, 'oo') || isConstant(at, '-oo')
  const down = isConstant(at, '-oo') || (!atInfinity && side === '-')
  const place = atInfinity ? (down ? negate(inverse) : inverse) : down ? subtract(at, w) : sum(at, w)
  const logW = symbol(' logw')
  const waves = new Map<Expr, Expr>()
  const moved = elementary(subs(e, new Map([[x, place]])), w)
  const prepared = atInfinity ? withoutGrowth(moved, w, waves) : moved
  const expanded = expandUntil(
    (cut) => {
      const s = expandAtZero(prepared, w, cut, { logW, sign: signOfConstant })
      if (s.order !== undefined && compare(s.order, Rational.of(order)) < 0) throw new NeedsMoreTerms()
      return s
    },
    order + 2,
    8 * order + 64,
  )
  const limit = Rational.of(order)
  const last = expanded.order !== undefined || expanded.terms.some((t) => compare(t.exponent, limit) >= 0)
  return present(
    restored(gather(expanded.terms, last ? limit : undefined), waves, w, place, x),
    x,
    at,
    atInfinity,
    down,
    logW,
  )
}

/** Integral functions of what grows by their tails; waves and exponentials of what grows by symbols. */
function withoutGrowth(e: Expr, w: Expr, waves: Map<Expr, Expr>): Expr {
  const opened = mapExpr(e, (node) => {
    if (node.kind !== 'call' || node.weights.length > 0 || node.args.length !== 1) return node
    const u = node.args[0]!
    // a multiple of 1/w
    const c = multiplyAll([u, w])
    if (dependsOn(c, w) || signOfConstant(c) === undefined) return node
    const up = signOfConstant(c) === 1
    return integralTail(node.name, up ? u : negate(u), up) ?? node
  })
  if (opened === e) return e
  return mapExpr(opened, (node) => {
    if (node.kind !== 'call' || !['sin', 'cos', 'exp'].includes(node.name) || !dependsOn(node, w)) return node
    const growing = coefficientsOf(subs(node.args[0]!, new Map([[w, power(w, integer(-1))]])), w)
    if (growing === undefined || growing.length < 2) return node
    const s = symbol(` wave${waves.size}`)
    waves.set(s, node)
    return s
  })
}

/** The waves put back, in terms of x. */
function restored(s: Puiseux, waves: ReadonlyMap<Expr, Expr>, w: Expr, place: Expr, x: Expr): Puiseux {
  if (waves.size === 0) return s
  // place is 1/w or -1/w
  const back = power(place.kind === 'product' ? negate(x) : x, integer(-1))
  const values = new Map([...waves].map(([k, v]) => [k, subs(v, new Map([[w, back]]))] as const))
  return { ...s, terms: s.terms.map((t) => ({ ...t, coefficient: subs(t.coefficient, values) })) }
}

function present(
  s: Puiseux,
  x: Expr,
  at: Expr,
  atInfinity: boolean,
  down: boolean,
  logW: Expr,
): SeriesExpansion {
  // w is x - at, at - x, 1/x or -1/x
  const fractional = s.terms.some((t) => t.exponent.d !== 1)
  const logarithmic = s.terms.some((t) => dependsOn(t.coefficient, logW))
  const odd = fractional || logarithmic
  const shifted = atInfinity ? x : subtract(x, at)
  const base = down && odd ? negate(shifted) : shifted
  const sign = atInfinity ? -1 : 1
  const logBase = call('log', base)
  const terms = s.terms.map(({ coefficient, exponent }) => {
    const flip = down && !odd && Number(BigInt(exponent.n) & 1n) === 1
    const c = logarithmic
      ? subs(coefficient, new Map([[logW, atInfinity ? negate(logBase) : logBase]]))
      : coefficient
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
      const name = base.kind === 'symbol' ? base : symbol('offsetFromPoint')
      const parts = terms.map((t) => text(multiplyAll([t.coefficient, power(name, rational(t.exponent))])))
      if (order !== undefined) parts.push(`O(${text(power(name, rational(order)))})`)
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
