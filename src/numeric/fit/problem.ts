import type { Box } from '../evaluate.ts'
import { attainable, type LeastSquaresSvd } from '../linear/svd.ts'
import { maxNorm, norm } from '../linear/vectors.ts'
import type { Status } from '../minimize/problem.ts'
import { type Loss, rescale, totalLoss } from './loss.ts'

/** A least-squares problem as its methods see it. */
export interface FitProblem {
  readonly n: number
  readonly start: Float64Array
  readonly box: Box
  readonly loss: Loss
  readonly lossScale: number
  readonly stepTolerance: number
  readonly gradientTolerance: number
  /** The residuals, or undefined where one is not finite. */
  residuals(x: Float64Array): Float64Array | undefined
  /** The columns of the Jacobian of the residuals f at x. */
  columns(x: Float64Array, f: Float64Array): Float64Array[]
  report(x: Float64Array, value: number, gradientNorm: number): Status | undefined
}

/** Where a method stands, or ended. */
export interface FitPoint {
  readonly x: Float64Array
  readonly residuals: Float64Array
  /** Residuals and Jacobian columns, rescaled for the loss. */
  readonly f: Float64Array
  readonly columns: readonly Float64Array[]
  /** Half the total loss. */
  readonly cost: number
  /** Gradient of the cost. */
  readonly gradient: Float64Array
  /** What the rounding of x and of the residuals may do to the cost. */
  readonly noise: number
}

/** Where a method ended, and why. */
export interface FitOutcome {
  readonly point: FitPoint
  readonly status: Status
}

/** Where an iteration led to, and how the search ends if it does there. */
export interface Advance {
  readonly point: FitPoint
  readonly status?: Status
}

/** A point that a step leads to: Infinity is the cost where a residual is not finite. */
export interface Trial {
  readonly x: Float64Array
  readonly residuals: Float64Array | undefined
  readonly cost: number
}

/** Evaluates the cost alone. */
export function tried(problem: FitProblem, x: Float64Array): Trial {
  const residuals = problem.residuals(x)
  const cost = residuals === undefined ? Number.POSITIVE_INFINITY : costOf(problem, residuals)
  return { x, residuals, cost }
}

/** Evaluates the rest where the cost is lower. */
export function accepted(problem: FitProblem, { x, residuals }: Trial): FitPoint {
  return fitPoint(problem, x, residuals!)
}

/** Whether no coordinate moves by more than the tolerance. */
export function isTiny({ stepTolerance }: FitProblem, from: Float64Array, to: Float64Array): boolean {
  return to.every((t, j) => Math.abs(t - from[j]!) <= stepTolerance * Math.abs(from[j]!))
}

/** Evaluates everything at a point where the residuals are known. */
export function fitPoint(problem: FitProblem, x: Float64Array, residuals: Float64Array): FitPoint {
  const { loss, lossScale } = problem
  const columns = problem.columns(x, residuals)
  const cost = totalLoss(loss, lossScale, residuals) / 2
  const f = residuals.slice()
  rescale(loss, lossScale, f, columns)
  const gradient = Float64Array.from(columns, (column) => {
    let sum = 0
    for (let i = 0; i < f.length; i++) sum += column[i]! * f[i]!
    return sum
  })
  let noise = 2 * cost
  for (let i = 0; i < f.length; i++) {
    let size = 0
    for (let j = 0; j < columns.length; j++) size += Math.abs(columns[j]![i]! * x[j]!)
    noise += Math.abs(f[i]!) * size
  }
  return { x, residuals, f, columns, cost, gradient, noise: noise * 2 ** -52 + 2 ** -1000 }
}

/** What residuals are measured in: 1, or a power of two where their squares would overflow or vanish. */
export function unitOf(residuals: Float64Array): number {
  const size = maxNorm(residuals)
  return size === 0 || (size > 1e-100 && size < 1e100) ? 1 : 2 ** Math.floor(Math.log2(size))
}

/** Half the total loss of residuals. */
function costOf(problem: FitProblem, residuals: Float64Array): number {
  return totalLoss(problem.loss, problem.lossScale, residuals) / 2
}

/** The largest cosine between the residuals and a column of the Jacobian: 0 at a stationary point, free of all scales. */
export function cosine({ f, columns, gradient }: FitPoint): number {
  const size = norm(f)
  let largest = 0
  for (let j = 0; j < columns.length; j++) {
    const length = norm(columns[j]!)
    if (length > 0 && size > 0) largest = Math.max(largest, Math.abs(gradient[j]!) / length / size)
  }
  return largest
}

/**
 * How a search ends that finds no lower point: by rounding where the Jacobian promises none either, or stands all but at
 * right angles to the residuals; otherwise the residuals have a kink there, or the Jacobian is not theirs.
 */
export function withoutProgress(svd: LeastSquaresSvd, point: FitPoint): Status {
  // a model that is nothing but zeros, as where scales are out of all bounds, promises nothing of f
  const promisesNone = svd.s[0]! > 0 && attainable(svd) <= 1e-6 * point.cost + 100 * point.noise
  return promisesNone || cosine(point) <= 1e-6 ? 'precision' : 'failed'
}

/**
 * Where the promised decrease is lost in the rounding of the cost, the cost can no longer tell a good step from a bad
 * one; the steps themselves can: at a minimum they shrink from one to the next until rounding makes them wander.
 */
export class Refinement {
  #last = Number.POSITIVE_INFINITY
  #count = 0

  /** The next point, where a full step of this length still refines x; otherwise the search ends, as `ended` says. */
  advance(problem: FitProblem, point: FitPoint, trial: Trial, length: number, ended: Status): Advance {
    const tiny = isTiny(problem, point.x, trial.x)
    if (trial.cost - point.cost <= 16 * point.noise && this.#shrinks(length))
      return { point: accepted(problem, trial), ...(tiny && { status: 'converged' }) }
    return { point, status: ended === 'precision' && tiny ? 'converged' : ended }
  }

  #shrinks(length: number): boolean {
    const yes = length < 0.7 * this.#last && this.#count < 60
    this.#last = Math.min(length, this.#last)
    this.#count++
    return yes
  }
}
