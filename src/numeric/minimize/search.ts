import { maxNorm } from '../linear/vectors.ts'
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
  let stalled = 0
  for (;;) {
    const size = projectedNorm(problem, x, gradient)
    const told = problem.report(x, value, size)
    if (size <= problem.gradientTolerance) return { x, value, gradient, status: 'converged' }
    if (told !== undefined) return { x, value, gradient, status: told }
    // where neither the value nor the gradient falls any more, what moves is their rounding
    const next = (stalled < 8 && advance(x, value, gradient)) || further(problem, x, value, gradient)
    if (next === undefined) return { x, value, gradient, status: 'precision' }
    if (next.value === Number.NEGATIVE_INFINITY) return { ...next, status: 'unbounded' }
    stalled = value - next.value <= 4e-16 * Math.abs(value) && size > 0.9 * leastSize ? stalled + 1 : 0
    leastSize = Math.min(leastSize, size)
    x = next.x
    value = next.value
    gradient = next.gradient
  }
}

/**
 * Far out numbers are too large for the products of a line search, which then finds nothing though the function goes on
 * falling: a step as long as the way to the point tells. Near the start a search that finds nothing is right.
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
  const there = x.map((at, i) => at - way * (gradient[i]! / longest))
  const lower = problem.value(there)
  if (!(lower < value)) return undefined
  const slope = new Float64Array(x.length)
  if (lower > Number.NEGATIVE_INFINITY) problem.gradient(there, lower, slope)
  return { x: there, value: lower, gradient: slope }
}

/** The largest entry of the gradient; with bounds, of the part of it that can still be followed. */
export function projectedNorm(
  { box }: Pick<Problem, 'box'>,
  x: Float64Array,
  gradient: Float64Array,
): number {
  if (!box.limits) return maxNorm(gradient)
  let largest = 0
  for (let i = 0; i < x.length; i++) {
    const g = gradient[i]!
    const room = g < 0 ? box.upper[i]! - x[i]! : x[i]! - box.lower[i]!
    largest = Math.max(largest, Math.min(Math.abs(g), room))
  }
  return largest
}
