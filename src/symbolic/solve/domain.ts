import { toExpr } from '../build/subs.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import { search } from '../work.ts'
import {
  boundaryEquations,
  isEndless,
  type Line,
  lineOf,
  numeric,
  type Point,
  type Stretch,
  stretches,
  valueAtPoint,
  zerosOn,
} from './pieces.ts'

/** From..to, each end in it or not; infinite ends are `-oo` and `oo`. */
export interface Interval {
  readonly from: Expr
  readonly to: Expr
  readonly closedFrom: boolean
  readonly closedTo: boolean
}

/** A union of intervals; with a period it lists those of one period, from 0. */
export interface RealSet {
  readonly intervals: readonly Interval[]
  readonly period: Expr | undefined
}

export const variableOf = (e: Expr, x: Variable): Expr => resolve(e, x) ?? toExpr(x)

/** The line, cut where the function may end or have a kink, and the stretches where it is real. */
export function cut(
  e: Expr,
  x: Expr,
  more: readonly Expr[] = [],
  line: Line = lineOf(e, x),
  steps?: 'refused' | 'steps are known',
): { line: Line; points: Point[]; parts: (Stretch & { real: boolean })[] } {
  const points = zerosOn(line, [...boundaryEquations(e, x, steps), ...more])
  const f = numeric(e, x)
  const parts = stretches(line, points).map((s) => {
    const finite = s.samples.filter((t) => Number.isFinite(f(t))).length
    // very fast growth may overflow far out
    const real = isEndless(s.from) || isEndless(s.to) ? finite >= 2 : finite === s.samples.length
    if (!real && finite > 0) throw new NotFoundError('domain', `where ${e} ends was not found`, e)
    return { ...s, real }
  })
  return { line, points, parts }
}

/**
 * Where an expression is defined and real, as intervals.
 *
 * Throws: NotFoundError where the ends are not found.
 *
 * @example
 * domain(parse('log(1 - x^2)'), 'x').intervals // one, from -1 to 1, open
 */
export function domain(e: Expr, variable: Variable): RealSet {
  return search('domain', () => {
    const x = variableOf(e, variable)
    // a jump of floor ends no interval
    const { line, parts } = cut(e, x, [], lineOf(e, x), 'steps are known')
    const intervals: Interval[] = []
    const inside = (p: Point): boolean => !isEndless(p) && valueAtPoint(e, x, p) !== undefined
    for (const s of parts) {
      const last = intervals.at(-1)
      if (s.real) {
        const joins = last !== undefined && last.to === s.from.value && last.closedTo
        if (joins) intervals.pop()
        intervals.push({
          from: joins ? last.from : s.from.value,
          to: s.to.value,
          closedFrom: joins ? last.closedFrom : inside(s.from),
          closedTo: inside(s.to),
        })
        continue
      }
      // points alone between stretches where it is not real
      for (const p of [s.from, s.to])
        if (
          inside(p) &&
          !intervals.some((i) => i.to === p.value && i.closedTo) &&
          !parts.some((q) => q.real && q.from === p)
        )
          intervals.push({ from: p.value, to: p.value, closedFrom: true, closedTo: true })
    }
    return { intervals, period: line.period }
  })
}
