import { integer, isConstant, rational, splitCoefficient, symbol } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll, power } from '../build/product.ts'
import { subs } from '../build/subs.ts'
import { linear, negate } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { hasValue } from '../calculus/pieces.ts'
import type { Expr } from '../expr.ts'
import { negate as negateNumber, type Rational, signOf } from '../number/rational.ts'
import { shownAs } from '../print/shown.ts'
import { text } from '../print/text.ts'
import type { Puiseux } from './puiseux.ts'

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
   * The exponent of the first term left out, beside powers of logarithms there and what grows or falls exponentially in
   * all of them; undefined where the expansion ends by itself.
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

/** What an expansion is in powers of. */
export interface Scale {
  readonly name: Expr
  readonly log: Expr
  /** Whether odd powers change their sign when written by the variable that grows. */
  readonly turns: boolean
  /** -1 where it is one over what is written. */
  readonly sign: 1 | -1
}

export const scaleOf = (base: Expr, atInfinity: boolean, down: boolean): Scale => ({
  name: base,
  log: call('log', base),
  turns: down,
  sign: atInfinity ? -1 : 1,
})

/** The expansion as people get it; `logarithms` and `growth` stand before the first power left out. */
export function present(
  s: Puiseux,
  x: Expr,
  at: Expr,
  scale: Scale,
  logW: Expr,
  logarithms: Expr,
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
  const [, beside] = splitCoefficient(subs(logarithms, new Map([[logW, log]])))
  const before = multiplyAll([beside, growth])
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
        parts.push(`O(${text(multiplyAll([before, next]))})`)
      }
      return parts.length === 0
        ? '0'
        : parts
            .join(' + ')
            .replaceAll('+ -', '- ')
            .replaceAll('(offsetFromPoint)', `(${text(base)})`)
            .replaceAll('offsetFromPoint', `(${text(base)})`)
    },
    ...shownAs(() => made.toString()),
  }
  return made
}
