import { constant } from '../build/atoms.ts'
import { subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative, type Variable } from '../calculus/derivative.ts'
import { diff } from '../calculus/diff.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { simplify } from '../simplify/simplify.ts'
import { search } from '../work.ts'
import { boundaryEquations } from './boundaries.ts'
import { branchAt, hasBranches } from './branch.ts'
import { cut, variableOf } from './domain.ts'
import {
  type Line,
  lineOf,
  numeric,
  type Point,
  type Stretch,
  valueAtPoint,
  type Within,
  zerosOn,
} from './pieces.ts'
import { sideLimit } from './singularities.ts'
import { isNumeric, sameNumber } from './verify.ts'

/** A stretch of the domain on which a quantity has one sign; with a period, one of as many as there are whole numbers. */
export interface SignedInterval {
  readonly from: Expr
  readonly to: Expr
  readonly sign: -1 | 0 | 1
  readonly period: Expr | undefined
}

export interface Signed {
  readonly stretch: Stretch
  readonly sign: -1 | 0 | 1
}

/** The signs of a derivative g on the domain of f, between its zeros and the points where f or g may break. */
export function signs(
  f: Expr,
  g: Expr,
  x: Expr,
  within?: Within,
): { list: Signed[]; period: Expr | undefined } {
  const short = simplify(g)
  const whole = within === undefined ? lineOfSigns(f, short, x) : lineOf(f, x, within)
  const zeros = hasBranches(short, x)
    ? zerosOfBranches(f, short, x, whole)
    : dependsOn(short, x)
      ? [short]
      : []
  const { line, parts } = cut(f, x, [...boundaryEquations(short, x, 'refused', whole), ...zeros], whole)
  const at = numeric(short, x)
  const list = parts
    .filter((s) => s.real)
    .map((stretch) => {
      const values = stretch.samples.map(at).filter(Number.isFinite)
      const found = new Set(values.map((v) => Math.sign(v)))
      if (found.size > 1) found.delete(0)
      if (found.size !== 1)
        throw new NotFoundError('analysis', `the sign of ${short} changes where no zero was found`, g)
      return { stretch, sign: [...found][0] as -1 | 0 | 1 }
    })
  return { list, period: line.period }
}

/** Equations for the zeros of what has kinks, a branch at a time: a branch may be 0 all along, as that of max(x, 0). */
function zerosOfBranches(f: Expr, g: Expr, x: Expr, line: Line): Expr[] {
  return cut(f, x, boundaryEquations(g, x, 'refused', line), line).parts.flatMap(
    ({ real, from, to, samples }) => {
      const smooth = real ? branchAt(g, x, samples[1]!) : undefined
      if (smooth === undefined) return []
      return zerosOn(line, [simplify(smooth)])
        .filter((p) => p.at > from.at && p.at < to.at)
        .map((p) => subtract(x, p.value))
    },
  )
}

/** One period of f or, as for x + sin(x), of its derivative. */
function lineOfSigns(f: Expr, g: Expr, x: Expr): Line {
  const own = lineOf(f, x)
  if (own.period !== undefined || !dependsOn(g, x)) return own
  const repeats = boundaryEquations(f, x).length === 0
  return repeats ? lineOf(g, x) : own
}

/** Where the function rises (1), falls (-1) and is constant (0), on the whole line or `within` a part of it. */
export function monotonicIntervals(e: Expr, variable: Variable, within?: Within): SignedInterval[] {
  return search('monotonicIntervals', () => {
    const x = variableOf(e, variable)
    return joined(signs(e, derivative(e, x), x, within), (p) => continuousValue(e, x, p) !== undefined)
  })
}

/** Where the function is convex (1), concave (-1) and linear (0). */
export function convexIntervals(e: Expr, variable: Variable, within?: Within): SignedInterval[] {
  return search('convexIntervals', () => {
    const x = variableOf(e, variable)
    const slope = derivative(e, x)
    return joined(signs(e, diff(e, x, 2), x, within), (p) =>
      [e, slope].every((f) => continuousValue(f, x, p) !== undefined),
    )
  })
}

/** Neighbours of one sign are one interval where the point between them belongs to it, around the corner of a period too. */
function joined(
  { list, period }: { list: readonly Signed[]; period: Expr | undefined },
  through: (p: Point) => boolean,
): SignedInterval[] {
  const result: SignedInterval[] = []
  for (const { stretch, sign } of list) {
    const last = result.at(-1)
    const joins = last?.to === stretch.from.value && last.sign === sign && through(stretch.from)
    if (joins) result.pop()
    result.push({ from: joins ? last.from : stretch.from.value, to: stretch.to.value, sign, period })
  }
  const [first, last] = [result[0], result.at(-1)]
  const [start, end] = [list[0]?.stretch.from, list.at(-1)?.stretch.to]
  if (period === undefined || first === undefined || last === undefined || first.sign !== last.sign)
    return result
  if (start?.at !== 0 || end?.value !== period || !through(start)) return result
  if (result.length === 1)
    return [{ from: constant('-oo'), to: constant('oo'), sign: first.sign, period: undefined }]
  return [{ ...first, from: subtract(last.from, period) }, ...result.slice(1, -1)]
}

/** The value at a point, where the function is continuous there: the slope of abs(x) is not at 0. */
export function continuousValue(f: Expr, x: Expr, p: Point): Expr | undefined {
  const y = valueAtPoint(f, x, p)
  return y !== undefined && continuous(f, x, p, y) ? y : undefined
}

/** Whether the limits at a point are the value there; as far as values beside it tell where they are not found. */
function continuous(e: Expr, x: Expr, p: Point, y: Expr): boolean {
  const sides = ['-', '+'] as const
  const limits = isNumeric(p.value) ? [] : sides.map((side) => sideLimit(e, x, p.value, side))
  if (limits.length > 0 && limits.every((l) => l !== undefined)) return limits.every((l) => sameNumber(l, y))
  const f = numeric(e, x)
  const value = evaluate(y)
  const gap = (h: number): number => Math.abs(f(p.at + h * Math.max(1, Math.abs(p.at))) - value)
  // a jump is as high a hundred times closer to it
  return [1, -1].every((side) => gap(side * 1e-9) <= 0.9 * gap(side * 1e-7) + 1e-12 * Math.abs(value))
}
