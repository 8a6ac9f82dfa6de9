import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import type { Expr } from '../expr.ts'
import type { About } from './about.ts'

/** A curve as stretches of points; between two stretches it breaks off. */
export interface Curve {
  readonly name: 'f' | "f'"
  readonly stretches: readonly (readonly (readonly [x: number, y: number])[])[]
}

/** A point that a plot marks. */
export interface PlotMark {
  readonly kind: 'root' | 'minimum' | 'maximum' | 'inflection'
  readonly x: number
  readonly y: number
}

/** The graphs of a function and of its derivative over the part of the line where something happens. */
export interface FunctionPlot {
  readonly x: readonly [from: number, to: number]
  readonly y: readonly [from: number, to: number]
  readonly curves: readonly Curve[]
  readonly marks: readonly PlotMark[]
  /** Where vertical asymptotes stand. */
  readonly poles: readonly number[]
}

export interface PlotOptions {
  /** The ends of the x axis; by default around the roots, extrema, inflections and singularities. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Places where each curve is evaluated (600 if not given). */
  readonly samples?: number | undefined
}

/** The plot of what a page knows; undefined where the function has parameters beside its variable, or no real values. */
export function plotOf(page: About, options: PlotOptions = {}): FunctionPlot | undefined {
  const f = compiled(page.expression, page.variable)
  const slope = compiled(page.derivative.result, page.variable)
  if (f === undefined || slope === undefined) return undefined
  const T = page.period.found && page.period.value !== undefined ? numberOf(page.period.value) : Number.NaN
  const [from, to] = window(page, T, marksOf(page), breaksOf(page))
  const x: [number, number] = [options.from ?? from, options.to ?? to]
  if (!(x[0] < x[1])) return undefined
  const shown = (at: number): number[] => recurrences(at, T, x)
  const breaks = breaksOf(page).flatMap(shown)
  const samples = Math.max(2, Math.round(options.samples ?? 600))
  const curves: Curve[] = [
    { name: 'f', stretches: sample(f, x, samples, breaks) },
    { name: "f'", stretches: sample(slope, x, samples, breaks) },
  ]
  const marks = marksOf(page).flatMap((m) => shown(m.x).map((at) => ({ ...m, x: at })))
  const y = height(curves, marks)
  if (y === undefined) return undefined
  return { x, y, curves: curves.map((c) => cut(c, y)), marks, poles: polesOf(page).flatMap(shown) }
}

/** Where something at a place is seen between the ends of the axis, once or in each period T. */
function recurrences(at: number, T: number, [from, to]: readonly [number, number]): number[] {
  if (!(T > 0)) return at >= from && at <= to ? [at] : []
  const slack = 1e-9 * T
  const places: number[] = []
  for (let k = Math.ceil((from - at - slack) / T); at + k * T <= to + slack && places.length < 100; k++)
    places.push(at + k * T)
  return places
}

/** A curve without what lies far outside the picture. */
function cut({ name, stretches }: Curve, [low, high]: readonly [number, number]): Curve {
  const room = high - low
  const inside = (y: number): boolean => y > low - room && y < high + room
  const kept: (readonly [number, number])[][] = []
  for (const stretch of stretches) {
    let current: (readonly [number, number])[] = []
    stretch.forEach((p, i) => {
      // The first point beyond stays, so that the curve leaves the picture.
      const near = inside(p[1]) || inside(stretch[i - 1]?.[1] ?? p[1]) || inside(stretch[i + 1]?.[1] ?? p[1])
      if (near) current.push([p[0], Math.max(low - 2 * room, Math.min(high + 2 * room, p[1]))])
      else if (current.length > 0) {
        kept.push(current)
        current = []
      }
    })
    if (current.length > 1) kept.push(current)
  }
  return { name, stretches: kept }
}

function compiled(e: Expr, x: Expr): ((x: number) => number) | undefined {
  try {
    return lambdify(e, [x])
  } catch (error) {
    if (error instanceof EvaluationError) return undefined
    throw error
  }
}

function numberOf(e: Expr): number {
  try {
    return evaluate(e)
  } catch (error) {
    if (error instanceof EvaluationError) return Number.NaN
    throw error
  }
}

const finite = (list: readonly number[]): number[] => list.filter(Number.isFinite)

function marksOf({ roots, extrema, inflections }: About): PlotMark[] {
  const marks: PlotMark[] = []
  const add = (kind: PlotMark['kind'], x: Expr, y?: Expr): void => {
    marks.push({ kind, x: numberOf(x), y: y === undefined ? 0 : numberOf(y) })
  }
  if (roots.found) for (const root of roots.value) add('root', root)
  if (extrema.found) for (const p of extrema.value) add(p.kind, p.x, p.y)
  if (inflections.found) for (const p of inflections.value) add('inflection', p.x, p.y)
  return marks.filter((m) => Number.isFinite(m.x) && Number.isFinite(m.y))
}

const polesOf = ({ asymptotes }: About): number[] =>
  asymptotes.found
    ? finite(asymptotes.value.flatMap((a) => (a.kind === 'vertical' ? [numberOf(a.at)] : [])))
    : []

const breaksOf = (page: About): number[] =>
  finite([
    ...polesOf(page),
    ...(page.singularities.found ? page.singularities.value.map((s) => numberOf(s.at)) : []),
    ...endsOf(page),
  ])

const endsOf = ({ domain }: About): number[] =>
  domain.found ? finite(domain.value.intervals.flatMap((i) => [numberOf(i.from), numberOf(i.to)])) : []

/** Two periods, or a little more than where the marks and breaks are. */
function window(
  page: About,
  T: number,
  marks: readonly PlotMark[],
  breaks: readonly number[],
): [number, number] {
  if (T > 0) return [-T, T]
  const places = [...marks.map((m) => m.x), ...breaks]
  const low = Math.min(...places)
  const high = Math.max(...places)
  if (places.length === 0) return [-5, 5]
  const room = high > low ? 0.6 * (high - low) : Math.max(3, Math.abs(low))
  const ends = page.domain.found ? page.domain.value.intervals : []
  const first = ends.length > 0 ? numberOf(ends[0]!.from) : Number.NEGATIVE_INFINITY
  const last = ends.length > 0 ? numberOf(ends.at(-1)!.to) : Number.POSITIVE_INFINITY
  // A bounded domain is shown whole, with a little air.
  const air = Number.isFinite(last - first) ? 0.05 * (last - first) : 0.1 * room
  return [Math.max(low - room, first - air), Math.min(high + room, last + air)]
}

/** Stretches of finite values, broken at the places where the function may jump. */
function sample(
  f: (x: number) => number,
  [from, to]: readonly [number, number],
  samples: number,
  breaks: readonly number[],
): [number, number][][] {
  const stretches: [number, number][][] = []
  let current: [number, number][] = []
  const end = (): void => {
    if (current.length > 1) stretches.push(current)
    current = []
  }
  let before = from
  for (let i = 0; i <= samples; i++) {
    const x = from + ((to - from) * i) / samples
    if (breaks.some((at) => at > before && at < x)) end()
    const y = f(x)
    if (Number.isFinite(y)) current.push([x, y])
    else end()
    before = x
  }
  end()
  return stretches
}

/** The values without the highest and lowest of curves that go to infinity; all marks, and the axis where it is near. */
function height(curves: readonly Curve[], marks: readonly PlotMark[]): [number, number] | undefined {
  const values = curves.flatMap((c) => c.stretches.flat().map(([, y]) => y)).sort((a, b) => a - b)
  if (values.length === 0) return undefined
  const at = (q: number): number => values[Math.round(q * (values.length - 1))]!
  const middle = at(0.9) - at(0.1)
  const least = values[0]! < at(0.1) - 2 * middle ? at(0.1) - middle : values[0]!
  const most = values.at(-1)! > at(0.9) + 2 * middle ? at(0.9) + middle : values.at(-1)!
  let low = Math.min(least, ...marks.map((m) => m.y))
  let high = Math.max(most, ...marks.map((m) => m.y))
  if (low > 0 && low < high - low) low = 0
  if (high < 0 && -high < high - low) high = 0
  const room = high > low ? 0.06 * (high - low) : Math.max(1, Math.abs(low) / 2)
  return [low - room, high + room]
}
