import { NonFiniteError } from '../errors.ts'
import type { DifferenceMethod } from './options.ts'
import type { Extrapolation } from './richardson.ts'

/** How a derivative was found. */
export interface DifferenceReport {
  /** Calls of the function. */
  readonly evaluations: number
  /** True where the error estimate meets the tolerance, or the round-off of the function itself allows no better. */
  readonly converged: boolean
  readonly method: DifferenceMethod | 'complex-step'
}

/** A derivative of a function of one number. */
export interface DerivativeResult extends DifferenceReport {
  readonly value: number
  /** Estimate of the absolute error, truncation and round-off together; NaN where `estimateError` is false. */
  readonly error: number
  /** The (smallest) step behind the value. */
  readonly step: number
}

/** A vector of derivatives, each with its error estimate. */
export interface GradientResult extends DifferenceReport {
  readonly value: number[]
  readonly error: number[]
  /** The step of each coordinate. */
  readonly step: number[]
}

/** A matrix of derivatives as rows, each with its error estimate. */
export interface MatrixResult extends DifferenceReport {
  readonly value: number[][]
  readonly error: number[][]
  readonly step: number[]
}

const smallerStep =
  'Give bounds that keep x in the domain, or a smaller step; method "adaptive" finds one by itself where there is one.'

/** Passes a finite result on; where the line was nowhere finite, says at which point. */
export function finiteOr(
  operation: string,
  found: Extrapolation,
  pointAt: (t: number) => number | readonly number[],
  valueAt: (t: number) => number,
): Extrapolation {
  if (!found.value.some(Number.isNaN)) return found
  const t = found.badAt
  throw new NonFiniteError(operation, pointAt(t), valueAt(t), 'the function', smallerStep)
}

/** The function must be finite at x itself. */
export function finiteCentre(operation: string, x: number | readonly number[], centre: Float64Array): void {
  const bad = centre.find((value) => !Number.isFinite(value))
  if (bad !== undefined) {
    throw new NonFiniteError(
      operation,
      x,
      bad,
      'the function',
      'It has no derivative there; choose a point of its domain.',
    )
  }
}
