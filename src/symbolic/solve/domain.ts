import { integer } from '../build/atoms.ts'
import { divide } from '../build/product.ts'
import { toExpr } from '../build/subs.ts'
import { scale, subtract, sum } from '../build/sum.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { search } from '../work.ts'
import { boundaryEquations, gammaFunctions, type Known } from './boundaries.ts'
import { coefficientsOf } from './coefficients.ts'
import {
  exactSolutions,
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
  /** Points in the intervals that do not belong to it, where they are infinitely many and do not repeat the whole. */
  readonly except?: readonly PointFamily[]
}

/** start, start + step, start + 2 step, ..., and where it is endless on both sides start - step, ... too. */
export interface PointFamily {
  readonly start: Expr
  readonly step: Expr
  readonly bothWays: boolean
}

export const variableOf = (e: Expr, x: Variable): Expr => resolve(e, x) ?? toExpr(x)

/** The line, cut where the function may end or have a kink, and the stretches where it is real. */
export function cut(
  e: Expr,
  x: Expr,
  more: readonly Expr[] = [],
  line: Line = lineOf(e, x),
  steps?: Known,
  apart: ReadonlySet<Expr> = new Set(),
): { line: Line; points: Point[]; parts: (Stretch & { real: boolean })[] } {
  const points = zerosOn(line, [
    ...boundaryEquations(e, x, steps, line).filter((q) => !apart.has(q)),
    ...more,
  ])
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
    const whole = lineOf(e, x)
    const { families, equations, known } = whole.period === undefined ? excluded(e, x) : nothingExcluded
    const { line, parts } = cut(e, x, [], whole, known ? 'poles are known' : 'steps are known', equations)
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
    return { intervals, period: line.period, ...(families.length > 0 ? { except: families } : {}) }
  })
}

const nothingExcluded = { families: [], equations: new Set<Expr>(), known: false }
const farMembers = [0, 1, 2, 7]

/**
 * The families of points on the whole line at which the function is not defined though it is on both sides of each, the equations
 * that they solve, and whether that is all that is known of poles.
 */
function excluded(
  e: Expr,
  x: Expr,
): { families: PointFamily[]; equations: ReadonlySet<Expr>; known: boolean } {
  const f = numeric(e, x)
  const families: PointFamily[] = []
  const equations = new Set<Expr>()
  /** Whether it is defined beside all members, and at none of them or at all; else undefined. */
  const isHole = ({ start, step, bothWays }: PointFamily): boolean | undefined => {
    const values = farMembers.flatMap((k) =>
      (bothWays ? [k, -k] : [k]).map((j) => {
        const value = sum(start, scale(step, Rational.of(j)))
        const at = evaluate(value)
        const beside = 1e-3 * Math.abs(evaluate(step))
        const open = [at - beside, at + beside].every((t) => Number.isFinite(f(t)))
        return open ? valueAtPoint(e, x, { value, at }) === undefined : undefined
      }),
    )
    return values.every((v) => v === values[0]) ? values[0] : undefined
  }
  let known = false
  const put = (family: PointFamily): void => {
    if (!families.some((g) => g.start === family.start && g.step === family.step)) families.push(family)
  }
  for (const call of gammaFunctions(e, x)) {
    const c = coefficientsOf(call.args.at(-1)!, x)
    if (c?.length !== 2) return nothingExcluded
    const first = subtract(integer(call.name === 'factorial' ? -1 : 0), c[0]!)
    const family = { start: divide(first, c[1]!), step: divide(integer(-1), c[1]!), bothWays: false }
    const hole = isHole(family)
    if (hole === undefined) return nothingExcluded
    known = true
    if (hole) put(family)
  }
  for (const equation of boundaryEquations(e, x, 'poles are known')) {
    const found = exactSolutions(equation, x)
    if (found === undefined || found.periods.every((T) => T === undefined)) continue
    const holes = found.solutions.map((start, i) => ({ start, step: found.periods[i]!, bothWays: true }))
    if (!holes.every((family) => (family.step as Expr | undefined) !== undefined && isHole(family) === true))
      continue
    equations.add(equation)
    for (const family of holes) put(family)
  }
  return { families: merged(families), equations, known: known || families.length > 0 }
}

/** Two families of which one lies halfway between the members of the other are one. */
function merged(families: readonly PointFamily[]): PointFamily[] {
  const list: PointFamily[] = []
  for (const family of families) {
    const half = scale(family.step, Rational.of(1, 2))
    const i = list.findIndex(
      (g) =>
        g.bothWays && family.bothWays && g.step === family.step && subtract(family.start, g.start) === half,
    )
    if (i < 0) list.push(family)
    else list[i] = { ...family, step: half }
  }
  return list
}
