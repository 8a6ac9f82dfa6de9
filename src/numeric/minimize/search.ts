import { dot, maxNorm } from '../linear/vectors.ts'
import type { Outcome, Problem } from './problem.ts'

/** The point that an iteration moves to. */
export interface NextPoint {
  readonly x: Float64Array
  readonly value: number
  readonly gradient: Float64Array
}

/**
 * The loop that the methods with a gradient share: stop where the gradient is small, where `advance` finds no lower
 * point, where the value falls without end, or where the limits of the problem say so.
 */
export function search(
  problem: Problem,
  advance: (x: Float64Array, value: number, gradient: Float64Array) => NextPoint | undefined,
): Outcome {
  let x = problem.start
  let value = problem.value(x)
  let gradient: Float64Array = new Float64Array(problem.n)
  problem.gradient(x, value, gradient)
  let leastSize = Number.POSITIVE_INFINITY
  const firstSize = projectedNorm(problem, x, gradient)
  const first = Math.max(Math.abs(value), reach(problem, x, gradient))
  let stalled = 0
  for (;;) {
    const size = projectedNorm(problem, x, gradient)
    const told = problem.report(x, value, size)
    const small = smallness(problem, x, value, gradient)
    const goesOn = small === 'converged' && problem.relative && reach(problem, x, gradient) > 1e-6 * first
    if (small !== undefined && !goesOn) return { x, value, gradient, status: small }
    if (told !== undefined) return { x, value, gradient, status: told }
    // where neither the value nor the gradient falls any more, what moves is their rounding
    const next =
      further(problem, x, value, gradient) ?? (stalled < 8 ? advance(x, value, gradient) : undefined)
    if (next === undefined) {
      const fell = firstSize < Number.POSITIVE_INFINITY && size <= 1e-5 * firstSize
      const explained = fell || hiddenByRounding(problem, x, value, gradient)
      return { x, value, gradient, status: explained ? (small ?? 'precision') : 'failed' }
    }
    if (next.value === Number.NEGATIVE_INFINITY) return { ...next, status: 'unbounded' }
    stalled = value - next.value <= 4e-16 * Math.abs(value) && size > 0.9 * leastSize ? stalled + 1 : 0
    leastSize = Math.min(leastSize, size)
    x = next.x
    value = next.value
    gradient = next.gradient
  }
}

/** Whether each entry of the gradient is within the tolerance, or within what rounding does to it as a difference. */
function smallness(
  problem: Problem,
  x: Float64Array,
  value: number,
  gradient: Float64Array,
): 'converged' | 'precision' | undefined {
  let status: 'converged' | 'precision' = 'converged'
  for (let i = 0; i < x.length; i++) {
    if (projected(problem, x, gradient, i) <= problem.gradientTolerance) continue
    if (!(Math.abs(gradient[i]!) <= 2 * problem.gradientNoise(x, value, i))) return undefined
    status = 'precision'
  }
  return status
}

/**
 * How much f would fall, to first order, where a coordinate went to 0: beside f at the start it tells whether a gradient is
 * small because the minimum is near, or because the unit of f or of x makes it so.
 */
function reach(problem: Problem, x: Float64Array, gradient: Float64Array): number {
  let largest = 0
  for (let i = 0; i < x.length; i++)
    largest = Math.max(largest, Math.abs(x[i]!) * projected(problem, x, gradient, i))
  return largest
}

/**
 * Far out a line search needs many steps, and then numbers are too large for its products, so that it finds nothing though the
 * function goes on falling: a step far longer than the way to the point tells, or one as long. Near the start a search that
 * finds nothing is right.
 */
function further(
  problem: Problem,
  x: Float64Array,
  value: number,
  gradient: Float64Array,
): NextPoint | undefined {
  const way = maxNorm(x)
  if (problem.box.limits || !(way > 1e10 * (1 + maxNorm(problem.start)))) return undefined
  const longest = maxNorm(gradient)
  for (const step of [1024 * way, way]) {
    const there = x.map((at, i) => at - step * (gradient[i]! / longest))
    const lower = problem.value(there)
    if (!(lower < value)) continue
    const slope = new Float64Array(x.length)
    if (lower > Number.NEGATIVE_INFINITY) problem.gradient(there, lower, slope)
    if (Number.isFinite(maxNorm(slope))) return { x: there, value: lower, gradient: slope }
  }
  return undefined
}

/**
 * Whether rounding is the reason that no lower point is found. Where it is not, f falls along the gradient by as much as
 * the gradient says, on both sides alike, as soon as the fall stands out from rounding; at a kink, or with a gradient
 * that is not that of f, it does not.
 */
function hiddenByRounding(problem: Problem, x: Float64Array, value: number, gradient: Float64Array): boolean {
  const { box } = problem
  const size = projectedNorm(problem, x, gradient)
  if (!Number.isFinite(size)) return false
  const d = gradient.map((g, i) => ((g < 0 ? x[i]! < box.upper[i]! : x[i]! > box.lower[i]!) ? -g / size : 0))
  const slope = dot(gradient, d)
  const way = Math.max(maxNorm(x), maxNorm(problem.start)) || 1
  const visible = (-1000 * Number.EPSILON * Math.abs(value)) / slope
  if (visible > way / 4) return true
  const t = Math.max(visible, way * 2 ** -40)
  const at = (share: number) => x.map((xi, i) => xi + share * d[i]!)
  const [ahead, behind] = [at(t), at(-t)]
  const inside = (p: Float64Array) => p.every((v, i) => v >= box.lower[i]! && v <= box.upper[i]!)
  if (!inside(ahead) || !inside(behind)) return true
  const there = problem.value(ahead)
  const fall = (there - problem.value(behind)) / (2 * t)
  return !(there < value) && Math.abs(fall - slope) < 0.5 * Math.abs(slope)
}

/** The largest entry of the gradient; with bounds, of the part of it that can still be followed. */
export function projectedNorm(
  { box }: Pick<Problem, 'box'>,
  x: Float64Array,
  gradient: Float64Array,
): number {
  if (!box.limits) return maxNorm(gradient)
  let largest = 0
  // Math.max keeps NaN
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, projected({ box }, x, gradient, i))
  return largest
}

function projected(
  { box }: Pick<Problem, 'box'>,
  x: Float64Array,
  gradient: Float64Array,
  i: number,
): number {
  const g = gradient[i]!
  const room = g < 0 ? box.upper[i]! - x[i]! : x[i]! - box.lower[i]!
  return Math.min(Math.abs(g), room)
}
