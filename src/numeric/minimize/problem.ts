import type { Box } from '../evaluate.ts'

/** How a search ended. */
export type Status =
  | 'converged'
  | 'precision'
  | 'max-iterations'
  | 'max-evaluations'
  | 'stopped'
  | 'aborted'
  | 'unbounded'
  | 'failed'

/** What a method of minimisation works with: a counted function, its derivatives, and when to stop. */
export interface Problem {
  readonly n: number
  readonly start: Float64Array
  readonly box: Box
  readonly gradientTolerance: number
  /** Whether the search goes on below the tolerance where f still falls by a visible share of its value at the start. */
  readonly relative: boolean
  /** Wanted relative change of x and of the value, for the methods that see no gradient. */
  readonly stepTolerance: number
  readonly valueTolerance: number
  /** Pairs that the limited-memory methods keep. */
  readonly memory: number
  /** The value; NaN comes as +Infinity, so that no method accepts it. */
  value(x: Float64Array): number
  /** Writes the gradient; `value` is f(x), which one-sided differences use. */
  gradient(x: Float64Array, value: number, out: Float64Array): void
  /** What rounding of f may do to entry i of the gradient, where it is a difference; 0 where the gradient is exact. */
  gradientNoise(x: Float64Array, value: number, i: number): number
  /** Writes the Hessian times v. */
  hessianVector(x: Float64Array, gradient: Float64Array, v: Float64Array, out: Float64Array): void
  /** The Hessian as rows. */
  hessian(x: Float64Array, gradient: Float64Array): Float64Array
  /** Called once an iteration; a status asks the method to stop. */
  report(x: Float64Array, value: number, gradientNorm: number): Status | undefined
}

/** What a method hands back. */
export interface Outcome {
  readonly x: Float64Array
  readonly value: number
  readonly gradient: Float64Array
  readonly status: Status
}
