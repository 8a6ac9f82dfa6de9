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
    // neither the value nor the gradient falls any more: what moves is their rounding
    if (stalled >= 8) return { x, value, gradient, status: 'precision' }
    const next = advance(x, value, gradient)
    if (next === undefined) return { x, value, gradient, status: 'precision' }
    if (next.value === Number.NEGATIVE_INFINITY) return { ...next, status: 'unbounded' }
    stalled = value - next.value <= 4e-16 * Math.abs(value) && size > 0.9 * leastSize ? stalled + 1 : 0
    leastSize = Math.min(leastSize, size)
    x = next.x
    value = next.value
    gradient = next.gradient
  }
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
