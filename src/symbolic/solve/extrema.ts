import { derivative, type Variable } from '../calculus/derivative.ts'
import { diff } from '../calculus/diff.ts'
import type { Expr } from '../expr.ts'
import { simplify } from '../simplify/simplify.ts'
import { search } from '../work.ts'
import { variableOf } from './domain.ts'
import { continuousValue, type Signed, signs } from './monotonic.ts'
import { type Point, valueAtPoint, type Within } from './pieces.ts'
import { satisfies } from './verify.ts'

/** A point of the graph; `kind` says what is there. */
export interface GraphPoint<K extends string> {
  readonly x: Expr
  readonly y: Expr
  readonly kind: K
  /** The same is there at x plus any whole multiple of it. */
  readonly period: Expr | undefined
}

/** Pairs of neighbouring stretches around each point between them, around the corner of a period too. */
function around(
  e: Expr,
  g: Expr,
  x: Expr,
  within: Within | undefined,
): { point: Point; before: number; after: number; period: Expr | undefined }[] {
  const { list, period } = signs(e, g, x, within)
  const pairs = list.slice(1).flatMap((next: Signed, i) => {
    const before = list[i]!
    return before.stretch.to.at === next.stretch.from.at
      ? [{ point: next.stretch.from, before: before.sign, after: next.sign, period }]
      : []
  })
  const [first, last] = [list[0], list.at(-1)]
  if (period !== undefined && first !== undefined && last !== undefined && first.stretch.from.at === 0)
    pairs.unshift({ point: first.stretch.from, before: last.sign, after: first.sign, period })
  return pairs
}

/**
 * Points where the derivative is 0: minima, maxima, and saddles; infinitely many as families with a period. Where no method
 * solves for them they are found numerically, as decimal numbers. Where they are infinitely many and no family, ask for those
 * `within` a part of the line.
 */
export function stationaryPoints(
  e: Expr,
  variable: Variable,
  within?: Within,
): GraphPoint<'minimum' | 'maximum' | 'saddle'>[] {
  return search('stationaryPoints', () => {
    const x = variableOf(e, variable)
    const slope = simplify(derivative(e, x))
    const found: GraphPoint<'minimum' | 'maximum' | 'saddle'>[] = []
    for (const { point, before, after, period } of around(e, slope, x, within)) {
      const y = valueAtPoint(e, x, point)
      if (y === undefined || continuousValue(slope, x, point) === undefined) continue
      if (!satisfies(slope, x, point.value, false)) continue
      found.push({ x: point.value, y: simplify(y), kind: kindOf(before, after), period })
    }
    return found
  })
}

const kindOf = (before: number, after: number): 'minimum' | 'maximum' | 'saddle' =>
  before < 0 && after > 0 ? 'minimum' : before > 0 && after < 0 ? 'maximum' : 'saddle'

/** Local minima and maxima inside the domain, smooth or at kinks, on the whole line or `within` a part of it. */
export function extrema(e: Expr, variable: Variable, within?: Within): GraphPoint<'minimum' | 'maximum'>[] {
  return search('extrema', () => {
    const x = variableOf(e, variable)
    return around(e, derivative(e, x), x, within).flatMap(({ point, before, after, period }) => {
      const kind = kindOf(before, after)
      const y = kind === 'saddle' ? undefined : continuousValue(e, x, point)
      if (kind === 'saddle' || y === undefined) return []
      return [{ x: point.value, y: simplify(y), kind, period }]
    })
  })
}

/** Points where the function turns from convex to concave or back, on the whole line or `within` a part of it. */
export function inflections(e: Expr, variable: Variable, within?: Within): GraphPoint<'inflection'>[] {
  return search('inflections', () => {
    const x = variableOf(e, variable)
    return around(e, diff(e, x, 2), x, within).flatMap(({ point, before, after, period }) => {
      const y = before * after < 0 ? continuousValue(e, x, point) : undefined
      if (y === undefined) return []
      return [{ x: point.value, y: simplify(y), kind: 'inflection' as const, period }]
    })
  })
}
