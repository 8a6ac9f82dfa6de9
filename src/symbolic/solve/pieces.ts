import { checkOptions } from '../../options.ts'
import { constant, integer, isConstant } from '../build/atoms.ts'
import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { scale, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import type { Expr } from '../expr.ts'
import { freeSymbols } from '../traverse.ts'
import { nsolve } from './nsolve.ts'
import { period } from './period.ts'
import type { Solutions } from './solution.ts'
import { solutionSet } from './solve.ts'
import { decimalOf, isNumeric, sameNumber } from './verify.ts'

/** A real number with its float64 value. */
export interface Point {
  readonly value: Expr
  readonly at: number
}

/** The real line, or one period of it from 0, cut at points. */
export interface Line {
  readonly x: Expr
  readonly period: Expr | undefined
  readonly low: Point
  readonly high: Point
}

/** A part of the line that is looked at alone. */
export interface Within {
  readonly from: ExprLike
  readonly to: ExprLike
}

export function lineOf(e: Expr, x: Expr, within?: Within): Line {
  requireSearchable('analysis', e)
  const others = freeSymbols(e).filter((s) => s !== x)
  if (others.length > 0)
    throw new NotFoundError(
      'analysis',
      `${e} has other symbols (${others.join(', ')}); substitute numbers first`,
      e,
    )
  if (within !== undefined) {
    if (within === null) checkOptions('analysis', within, ['from', 'to'])
    const [low, high] = [within.from, within.to].map((end): Point => {
      const value = end === 'oo' || end === '-oo' ? constant(end) : toExpr(end)
      return { value, at: evaluate(value) }
    }) as [Point, Point]
    if (!(low.at < high.at))
      throw new NotFoundError('analysis', `no part of the line is from ${low.value} to ${high.value}`, e)
    return { x, period: undefined, low, high }
  }
  const T = period(e, x)
  if (T !== undefined)
    return { x, period: T, low: { value: integer(0), at: 0 }, high: { value: T, at: evaluate(T) } }
  return {
    x,
    period: undefined,
    low: { value: constant('-oo'), at: Number.NEGATIVE_INFINITY },
    high: { value: constant('oo'), at: Number.POSITIVE_INFINITY },
  }
}

/** The solutions of equations on a line, rising, as decimal numbers where no method gives them exactly; periodic families are written out over one period of the line. */
export function zerosOn(line: Line, equations: readonly Expr[]): Point[] {
  const points: Point[] = []
  const put = (value: Expr): void => {
    const at = evaluate(value)
    if (at >= line.low.at && at <= line.high.at && !points.some((p) => sameNumber(p.value, value)))
      points.push({ value, at })
  }
  for (const equation of equations) {
    if (!dependsOn(equation, line.x)) continue
    const exact = exactSolutions(equation, line.x)
    if (exact === undefined) {
      for (const root of nsolve(equation, line.x, { from: line.low.value, to: line.high.value })) put(root)
      continue
    }
    const { solutions, periods } = exact
    solutions.forEach((s, i) => {
      const T = periods[i]
      if (T === undefined) {
        put(s)
        return
      }
      if (line.period === undefined && !(Number.isFinite(line.low.at) && Number.isFinite(line.high.at)))
        throw new NotFoundError(
          'analysis',
          `${equation} = 0 has infinitely many solutions, such as ${line.x} = ${sum(s, T)}; solutionSet gives them as families`,
          equation,
        )
      const [start, step] = [evaluate(s), evaluate(T)]
      const first = Math.ceil((line.low.at - start) / step - 1e-9)
      const last = Math.floor((line.high.at - start) / step + 1e-9)
      if (last - first > 1000) throw new NotFoundError('analysis', 'too many points in one period', equation)
      for (let k = first; k <= last; k++) put(sum(s, scale(T, integer(k).value)))
    })
  }
  return points.sort((a, b) => a.at - b.at)
}

/** The solutions of an equation; undefined where no method gives them. */
export function exactSolutions(equation: Expr, x: Expr): Solutions | undefined {
  try {
    return solutionSet(equation, x)
  } catch (error) {
    if (error instanceof NotFoundError && /^(no method|infinitely many)/.test(error.reason)) return undefined
    throw error
  }
}

/** An open stretch between neighbouring points, with numbers inside it. */
export interface Stretch {
  readonly from: Point
  readonly to: Point
  readonly samples: readonly number[]
}

export function stretches(line: Line, points: readonly Point[]): Stretch[] {
  const marks = [line.low, ...points.filter((p) => p.at !== line.low.at && p.at !== line.high.at), line.high]
  return marks.slice(1).map((to, i) => {
    const from = marks[i]!
    const [a, b] = [from.at, to.at]
    const samples =
      a === Number.NEGATIVE_INFINITY && b === Number.POSITIVE_INFINITY
        ? [-7.3, -0.61, 0.37, 1.9, 11.7]
        : a === Number.NEGATIVE_INFINITY
          ? [0.0137, 0.7171, 3.137, 17.137].map((d) => b - d)
          : b === Number.POSITIVE_INFINITY
            ? [0.0137, 0.7171, 3.137, 17.137].map((d) => a + d)
            : [0.07, 0.31, 0.57, 0.93].map((t) => a + t * (b - a))
    return { from, to, samples }
  })
}

/** The function in float64. */
export const numeric = (e: Expr, x: Expr): ((t: number) => number) =>
  lambdify(e, [x]) as (t: number) => number

/** The value at a point where it is defined and real, or undefined. */
export function valueAtPoint(e: Expr, x: Expr, p: Point): Expr | undefined {
  // a whole number is exact
  if (isNumeric(p.value) && !Number.isSafeInteger(p.at)) {
    const y = numeric(e, x)(p.at)
    return Number.isFinite(y) ? decimalOf(String(y)) : undefined
  }
  const value = subs(e, new Map([[x, Number.isSafeInteger(p.at) ? integer(p.at) : p.value]]))
  if (value.kind === 'constant' && ['zoo', 'oo', '-oo', 'undefined'].includes(value.name)) return undefined
  return Number.isFinite(evaluate(value)) ? value : undefined
}

export const isEndless = (p: Point): boolean => isConstant(p.value, 'oo') || isConstant(p.value, '-oo')
