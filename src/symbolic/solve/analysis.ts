import { constant, isValue, node } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { subtract, sum } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative, diff, resolve, type Variable } from '../calculus/diff.ts'
import { gradient } from '../calculus/gradient.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { limit, type Side } from '../limit/limit.ts'
import { expand } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
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

const variableOf = (e: Expr, x: Variable): Expr => resolve(e, x) ?? toExpr(x)

/** The line, cut where the function may end or have a kink, and the stretches where it is real. */
function cut(
  e: Expr,
  x: Expr,
  more: readonly Expr[] = [],
): { line: Line; points: Point[]; parts: (Stretch & { real: boolean })[] } {
  const line = lineOf(e, x)
  const points = zerosOn(line, [...boundaryEquations(e, x), ...more])
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
  const x = variableOf(e, variable)
  const { line, parts } = cut(e, x)
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
}

/** A point where the function is not defined though it is beside it, or where it jumps. */
export interface Singularity {
  readonly at: Expr
  readonly kind: 'pole' | 'logarithmic' | 'removable' | 'jump' | 'essential'
  readonly left: Expr | undefined
  readonly right: Expr | undefined
}

const sideLimit = (e: Expr, x: Expr, at: Expr, side: Side): Expr | undefined => {
  try {
    return limit(e, x, at, side)
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}
const infinite = (e: Expr | undefined): boolean =>
  e?.kind === 'constant' && (e.name === 'oo' || e.name === '-oo')

/** Points where the function has a pole, a gap or a jump, with its limits on both sides. */
export function singularities(e: Expr, variable: Variable): Singularity[] {
  const x = variableOf(e, variable)
  const { line, points, parts } = cut(e, x)
  return points.flatMap((p): Singularity[] => {
    // the end of a period is its start
    if (line.period !== undefined && p.at > line.high.at - 1e-9) return []
    const left = parts.some((s) => s.real && s.to.at === p.at) ? sideLimit(e, x, p.value, '-') : undefined
    const right = parts.some((s) => s.real && s.from.at === p.at) ? sideLimit(e, x, p.value, '+') : undefined
    if (left === undefined && right === undefined) return []
    const value = valueAtPoint(e, x, p)
    const both = left !== undefined && right !== undefined
    const undefinedSide = [left, right].some((l) => l?.kind === 'constant' && l.name === 'undefined')
    const at = p.value
    if (infinite(left) || infinite(right))
      return [{ at, kind: infiniteKind(e, x, at, left, right), left, right }]
    if (undefinedSide) return [{ at, kind: 'essential', left, right }]
    if (both && Math.abs(evaluate(left) - evaluate(right)) > 1e-9) return [{ at, kind: 'jump', left, right }]
    return value === undefined ? [{ at, kind: 'removable', left, right }] : []
  })
}

/** How a function grows there: as a power, as a logarithm, or faster than any power. */
function infiniteKind(
  e: Expr,
  x: Expr,
  at: Expr,
  left: Expr | undefined,
  right: Expr | undefined,
): Singularity['kind'] {
  for (const [side, value] of [
    ['+', right],
    ['-', left],
  ] as const) {
    if (!infinite(value)) continue
    const near = (f: Expr): Expr | undefined => sideLimit(f, x, at, side)
    const gap = subtract(x, at)
    // (x - a)^n f for no n, or log f/log|x - a| without end: faster than any power
    const growth = near(divide(call('log', call('abs', e)), call('log', call('abs', gap))))
    if (growth !== undefined && infinite(growth)) return 'essential'
    if (growth !== undefined && isValue(growth, 0)) return 'logarithmic'
  }
  return 'pole'
}

/** The real roots in the domain; of a periodic function those of one period, from 0. */
export function roots(e: Expr, variable: Variable): Expr[] {
  const x = variableOf(e, variable)
  const line = lineOf(e, x)
  return zerosOn(line, [e])
    .filter(
      (p) => valueAtPoint(e, x, p) !== undefined && (line.period === undefined || p.at < line.high.at - 1e-9),
    )
    .map((p) => p.value)
}

/** A stretch of the domain on which a quantity has one sign. */
export interface SignedInterval {
  readonly from: Expr
  readonly to: Expr
  readonly sign: -1 | 0 | 1
}

/** The signs of g on the domain of f, between the zeros of g and the points where f or g may break. */
function signs(f: Expr, g: Expr, x: Expr): { stretch: Stretch; sign: -1 | 0 | 1 }[] {
  const short = simplify(g)
  const g0 = dependsOn(short, x) ? [short] : []
  const { parts } = cut(f, x, [...boundaryEquations(short, x), ...g0])
  const at = numeric(short, x)
  return parts
    .filter((s) => s.real)
    .map((stretch) => {
      const values = stretch.samples.map(at).filter(Number.isFinite)
      const found = new Set(values.map((v) => Math.sign(v)))
      if (found.size > 1) found.delete(0)
      if (found.size !== 1)
        throw new NotFoundError('analysis', `the sign of ${short} changes where no zero was found`, g)
      return { stretch, sign: [...found][0] as -1 | 0 | 1 }
    })
}

/** Where the function rises (1), falls (-1) and is constant (0). */
export function monotonicIntervals(e: Expr, variable: Variable): SignedInterval[] {
  const x = variableOf(e, variable)
  return joined(e, x, signs(e, derivative(e, x), x))
}

/** Where the function is convex (1), concave (-1) and linear (0). */
export function convexIntervals(e: Expr, variable: Variable): SignedInterval[] {
  const x = variableOf(e, variable)
  return joined(e, x, signs(e, diff(e, x, 2), x))
}

/** Neighbours of one sign are one interval where the function is defined, and has a slope, between them. */
function joined(e: Expr, x: Expr, list: readonly { stretch: Stretch; sign: -1 | 0 | 1 }[]): SignedInterval[] {
  const result: SignedInterval[] = []
  for (const { stretch, sign } of list) {
    const last = result.at(-1)
    const through =
      last?.to === stretch.from.value &&
      last.sign === sign &&
      valueAtPoint(e, x, stretch.from) !== undefined &&
      valueAtPoint(derivative(e, x), x, stretch.from) !== undefined
    if (last !== undefined && through) result.pop()
    result.push({
      from: last !== undefined && through ? last.from : stretch.from.value,
      to: stretch.to.value,
      sign,
    })
  }
  return result
}

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

/** A line that the graph comes close to: x = at, or y = slope*x + intercept at an end of the line. */
export type Asymptote =
  | { readonly kind: 'vertical'; readonly at: Expr }
  | {
      readonly kind: 'horizontal' | 'oblique'
      readonly end: 'oo' | '-oo'
      readonly slope: Expr
      readonly intercept: Expr
    }

/** Vertical asymptotes at poles; horizontal and oblique ones at both ends. */
export function asymptotes(e: Expr, variable: Variable): Asymptote[] {
  const x = variableOf(e, variable)
  const found: Asymptote[] = singularities(e, x)
    .filter((s) => infinite(s.left) || infinite(s.right))
    .map((s) => ({ kind: 'vertical', at: s.at }))
  const { line, parts } = cut(e, x)
  if (line.period !== undefined) return found
  const plain = (v: Expr): boolean => v.kind !== 'constant' || !['oo', '-oo', 'undefined'].includes(v.name)
  for (const [end, part] of [
    ['-oo', parts[0]],
    ['oo', parts.at(-1)],
  ] as const) {
    if (part?.real !== true) continue
    const at = constant(end)
    const slope = limit(divide(e, x), x, at)
    if (!plain(slope)) continue
    const intercept = limit(subtract(e, multiplyAll([slope, x])), x, at)
    if (plain(intercept))
      found.push({ kind: evaluate(slope) === 0 ? 'horizontal' : 'oblique', end, slope, intercept })
  }
  return found
}

/** The values that the function takes, from its limits and values at the ends of its monotonic stretches. */
export function range(e: Expr, variable: Variable): Interval[] {
  const x = variableOf(e, variable)
  if (!dependsOn(e, x)) return [{ from: e, to: e, closedFrom: true, closedTo: true }]
  const pieces = signs(e, derivative(e, x), x).map(({ stretch: s }) => {
    const ends = [s.from, s.to].map((p, i) => {
      const value = isEndless(p) ? undefined : valueAtPoint(e, x, p)
      const near = limit(e, x, p.value, i === 0 ? '+' : '-')
      if (near.kind === 'constant' && near.name === 'undefined')
        throw new NotFoundError('range', `${e} has no limit at ${p.value}`, e)
      return {
        value: near,
        at: evaluate(near),
        closed: value !== undefined && Math.abs(evaluate(value) - evaluate(near)) < 1e-9,
      }
    })
    return ends[0]!.at <= ends[1]!.at ? { from: ends[0]!, to: ends[1]! } : { from: ends[1]!, to: ends[0]! }
  })
  const { points } = cut(e, x)
  for (const p of points) {
    const value = valueAtPoint(e, x, p)
    if (value === undefined) continue
    const end = { value: simplify(value), at: evaluate(value), closed: true }
    pieces.push({ from: end, to: end })
  }
  pieces.sort((a, b) => a.from.at - b.from.at || Number(b.from.closed) - Number(a.from.closed))
  const merged: typeof pieces = []
  for (const piece of pieces) {
    const last = merged.at(-1)
    const same =
      last !== undefined && Math.abs(last.to.at - piece.from.at) <= 1e-12 * Math.max(1, Math.abs(last.to.at))
    if (
      last !== undefined &&
      (piece.from.at < last.to.at || piece.from.at === last.to.at || same) &&
      (piece.from.at < last.to.at - 1e-12 || last.to.closed || piece.from.closed)
    ) {
      const from = last.from.at === piece.from.at && piece.from.closed ? piece.from : last.from
      const to =
        piece.to.at > last.to.at || (piece.to.at === last.to.at && piece.to.closed) ? piece.to : last.to
      merged[merged.length - 1] = { from, to }
    } else merged.push(piece)
  }
  return merged.map(({ from, to }) => ({
    from: from.value,
    to: to.value,
    closedFrom: from.closed,
    closedTo: to.closed,
  }))
}

/**
 * The tangent line at a point, as an expression in x.
 *
 * @example
 * tangentLine(parse('x^2'), 'x', 3) // 6*x - 9
 */
export function tangentLine(e: Expr, variable: Variable, at: ExprLike): Expr {
  const x = variableOf(e, variable)
  const place = new Map([[x, toExpr(at)]])
  const slope = simplify(subs(derivative(e, x), place))
  const value = simplify(subs(e, place))
  return sum(multiplyAll([slope, x]), subtract(value, multiplyAll([slope, toExpr(at)])))
}

/**
 * The normal line at a point, as an equation in x and y; vertical where the tangent is level.
 *
 * @example
 * normalLine(parse('x^2'), 'x', 1) // y == 3/2 - x/2
 */
export function normalLine(e: Expr, variable: Variable, at: ExprLike, dependent: Variable = 'y'): Expr {
  const x = variableOf(e, variable)
  const y = toExpr(dependent)
  const place = new Map([[x, toExpr(at)]])
  const slope = simplify(subs(derivative(e, x), place))
  const value = simplify(subs(e, place))
  if (isValue(slope, 0)) return equation(x, toExpr(at))
  const line = subtract(value, divide(subtract(x, toExpr(at)), slope))
  return equation(y, expand(line))
}

const equation = (left: Expr, right: Expr): Expr => node('relation', '==', [left, right])

/**
 * The tangent plane of z = f(x, y, ...) at a point, as an expression in the variables.
 *
 * @example
 * tangentPlane(parse('x^2 + y^2'), ['x', 'y'], [1, 2]) // 2*x + 4*y - 5
 */
export function tangentPlane(e: Expr, variables: readonly Variable[], at: readonly ExprLike[]): Expr {
  const symbols = variables.map((v) => variableOf(e, v))
  const place = new Map(symbols.map((s, i) => [s, toExpr(at[i] ?? 0)]))
  const slopes = gradient(e, symbols).map((g) => simplify(subs(g, place)))
  const shifts = slopes.map((g, i) => multiplyAll([g, subtract(symbols[i]!, place.get(symbols[i]!)!)]))
  return expand(sum(simplify(subs(e, place)), ...shifts))
}

/** Points where the derivative does not exist though the function does: kinks, jumps and vertical tangents. */
export function nonDifferentiablePoints(e: Expr, variable: Variable): Expr[] {
  const x = variableOf(e, variable)
  const slope = derivative(e, x)
  const { points } = cut(e, x)
  return points
    .filter((p) => {
      if (valueAtPoint(e, x, p) === undefined) return false
      const f = [sideLimit(e, x, p.value, '-'), sideLimit(e, x, p.value, '+')]
      const y = evaluate(subs(e, new Map([[x, p.value]])))
      if (f.some((l) => l === undefined || infinite(l) || Math.abs(evaluate(l) - y) > 1e-9)) return true
      const [a, b] = [sideLimit(slope, x, p.value, '-'), sideLimit(slope, x, p.value, '+')]
      if (a === undefined || b === undefined || infinite(a) || infinite(b)) return true
      const gap = Math.abs(evaluate(a) - evaluate(b))
      return !(gap <= 1e-9)
    })
    .map((p) => p.value)
}
