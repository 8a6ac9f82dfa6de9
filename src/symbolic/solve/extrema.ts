import { derivative, type Variable } from '../calculus/derivative.ts'
import { diff } from '../calculus/diff.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { simplify } from '../simplify/simplify.ts'
import { variableOf } from './domain.ts'
import { signs } from './monotonic.ts'
import { lineOf, numeric, type Point, type Stretch, valueAtPoint } from './pieces.ts'

/** A point of the graph; `kind` says what is there. */
export interface GraphPoint<K extends string> {
  readonly x: Expr
  readonly y: Expr
  readonly kind: K
}

/** Pairs of neighbouring stretches around each point between them, around the corner of a period too. */
function around(
  list: readonly { stretch: Stretch; sign: -1 | 0 | 1 }[],
  periodic: boolean,
): { point: Point; before: number; after: number }[] {
  const pairs = list.slice(1).flatMap((next, i) => {
    const before = list[i]!
    return before.stretch.to.at === next.stretch.from.at
      ? [{ point: next.stretch.from, before: before.sign, after: next.sign }]
      : []
  })
  const [first, last] = [list[0], list.at(-1)]
  if (periodic && first !== undefined && last !== undefined && first.stretch.from.at === 0)
    pairs.unshift({ point: first.stretch.from, before: last.sign, after: first.sign })
  return pairs
}

/** Points where the derivative is 0: minima, maxima, and saddles. */
export function stationaryPoints(
  e: Expr,
  variable: Variable,
): GraphPoint<'minimum' | 'maximum' | 'saddle'>[] {
  const x = variableOf(e, variable)
  const slope = derivative(e, x)
  const found: GraphPoint<'minimum' | 'maximum' | 'saddle'>[] = []
  for (const { point, before, after } of around(signs(e, slope, x), lineOf(e, x).period !== undefined)) {
    const y = valueAtPoint(e, x, point)
    const s = valueAtPoint(simplify(slope), x, point)
    if (y === undefined || s === undefined || Math.abs(evaluate(s)) > 1e-7) continue
    found.push({ x: point.value, y: simplify(y), kind: kindOf(before, after) })
  }
  return found
}

const kindOf = (before: number, after: number): 'minimum' | 'maximum' | 'saddle' =>
  before < 0 && after > 0 ? 'minimum' : before > 0 && after < 0 ? 'maximum' : 'saddle'

/** Local minima and maxima inside the domain, smooth or at kinks. */
export function extrema(e: Expr, variable: Variable): GraphPoint<'minimum' | 'maximum'>[] {
  const x = variableOf(e, variable)
  return around(signs(e, derivative(e, x), x), lineOf(e, x).period !== undefined).flatMap(
    ({ point, before, after }) => {
      const kind = kindOf(before, after)
      const y = valueAtPoint(e, x, point)
      if (y === undefined || kind === 'saddle' || !continuous(e, x, point, y)) return []
      return [{ x: point.value, y: simplify(y), kind }]
    },
  )
}

function continuous(e: Expr, x: Expr, p: Point, y: Expr): boolean {
  const f = numeric(e, x)
  const h = 1e-7 * Math.max(1, Math.abs(p.at))
  const value = evaluate(y)
  return [p.at - h, p.at + h].every((t) => Math.abs(f(t) - value) <= 1e-2 * Math.max(1, Math.abs(value)))
}

/** Points where the function turns from convex to concave or back. */
export function inflections(e: Expr, variable: Variable): GraphPoint<'inflection'>[] {
  const x = variableOf(e, variable)
  return around(signs(e, diff(e, x, 2), x), lineOf(e, x).period !== undefined).flatMap(
    ({ point, before, after }) => {
      const y = valueAtPoint(e, x, point)
      if (y === undefined || before * after >= 0 || !continuous(e, x, point, y)) return []
      return [{ x: point.value, y: simplify(y), kind: 'inflection' as const }]
    },
  )
}
