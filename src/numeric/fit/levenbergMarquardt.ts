import { type LeastSquaresSvd, leastSquaresSvd } from '../linear/svd.ts'
import { dot, maxNorm, norm } from '../linear/vectors.ts'
import type { Status } from '../minimize/problem.ts'
import { bent, fair } from './bend.ts'
import { Curvature, withZeros } from './curvature.ts'
import {
  type Advance,
  accepted,
  cosine,
  type FitOutcome,
  type FitPoint,
  type FitProblem,
  fitPoint,
  isTiny,
  Refinement,
  tried,
  withoutProgress,
} from './problem.ts'
import { type TrustStep, trustStep } from './trustStep.ts'

/**
 * Levenberg-Marquardt as a trust region that is an ellipsoid in the scale of the columns of the Jacobian. When the
 * decrease of the cost drowns in rounding, Gauss-Newton steps go on as long as they shrink, so that the parameters
 * get all the digits that the data allow.
 *
 * Source: J. Moré, "The Levenberg-Marquardt algorithm: implementation and theory" (1978), as in MINPACK's lmder.
 */
export function levenbergMarquardt(problem: FitProblem, first: Float64Array): FitOutcome {
  let point = fitPoint(problem, problem.start, first)
  const region = new Ellipsoid(problem)
  for (;;) {
    const told = problem.report(point.x, 2 * point.cost, maxNorm(point.gradient))
    if (point.cost === 0 || cosine(point) <= problem.gradientTolerance) return { point, status: 'converged' }
    if (told !== undefined) return { point, status: told }
    const next = region.advance(point)
    if (next.status !== undefined) return { point: next.point, status: next.status }
    point = next.point
  }
}

/** The trust region |D p| <= radius, with D the largest lengths that the columns of the Jacobian have had. */
class Ellipsoid {
  readonly #problem: FitProblem
  readonly #scale: Float64Array
  readonly #refinement = new Refinement()
  readonly #curvature: Curvature
  #radius = 0
  #lambda = 0

  constructor(problem: FitProblem) {
    this.#problem = problem
    this.#scale = new Float64Array(problem.n)
    this.#curvature = new Curvature(problem)
  }

  /** The first step that lowers the cost by a fair part of what it promises, from regions that shrink. */
  advance(point: FitPoint): Advance {
    const svd = this.#scaled(point)
    const ended = withoutProgress(svd, point)
    for (let attempt = 0; ; attempt++) {
      const found = trustStep(svd, this.#radius, this.#lambda)
      this.#lambda = found.lambda
      const predicted = promise(svd, found)
      if (predicted <= 4 * point.noise) return this.#refine(point, svd, ended)
      const length = norm(found.step)
      if (length === 0) return { point, status: ended }
      const straight = tried(this.#problem, this.#moved(point.x, found.step))
      const tiny = isTiny(this.#problem, point.x, straight.x)
      const gained = point.cost - straight.cost
      this.#curvature.judge(
        straight.x.map((v, j) => v - point.x[j]!),
        predicted,
        gained,
      )
      const trial =
        gained < fair * predicted
          ? bent(this.#problem, straight, { point, svd, found, d: (j) => 1 / this.#scale[j]! }, (x) => x)
          : straight
      const ratio = (point.cost - trial.cost) / predicted
      if (!(ratio > fair))
        this.#radius = Math.min(this.#radius, 10 * length) * shrinkage(svd, found, trial.cost - point.cost)
      else if (ratio >= 0.75 || found.lambda === 0) this.#radius = 2 * length
      if (ratio > 1e-4) {
        const next = accepted(this.#problem, trial)
        this.#curvature.learn(point, next)
        return { point: next }
      }
      if (tiny || attempt > 200) return { point, status: ended }
    }
  }

  #scaled({ x, f, columns }: FitPoint): LeastSquaresSvd {
    const scale = this.#scale
    for (let j = 0; j < scale.length; j++) scale[j] = Math.max(scale[j]!, norm(columns[j]!)) || 1
    if (this.#radius === 0) this.#radius = norm(x.map((v, j) => v * scale[j]!)) || 1
    const scaled = columns.map((column, j) => column.map((v) => v / scale[j]!))
    const stacked = this.#curvature.below(scaled, (j) => 1 / scale[j]!)
    return leastSquaresSvd(stacked, withZeros(f, stacked[0]?.length ?? f.length))
  }

  /** x + D^-1 p */
  #moved(x: Float64Array, p: Float64Array): Float64Array {
    return x.map((v, j) => v + p[j]! / this.#scale[j]!)
  }

  /** A Gauss-Newton step, where the cost is blind. */
  #refine(point: FitPoint, svd: LeastSquaresSvd, ended: Status): Advance {
    const { step } = trustStep(svd, Number.POSITIVE_INFINITY, 0)
    const length = norm(step)
    if (length === 0) return { point, status: ended }
    const trial = tried(this.#problem, this.#moved(point.x, step))
    return this.#refinement.advance(this.#problem, point, trial, length, ended)
  }
}

/** (|f|^2 - |f + A p|^2) / 2 = |A p|^2 / 2 + lambda |p|^2 */
function promise(svd: LeastSquaresSvd, { step, lambda }: TrustStep): number {
  const length = norm(step)
  return squared(svd, step) / 2 + lambda * length * length
}

/** |A p|^2 */
function squared({ s, v }: LeastSquaresSvd, p: Float64Array): number {
  let sum = 0
  for (let k = 0; k < s.length; k++) sum += (s[k]! * dot(v[k]!, p)) ** 2
  return sum
}

/** Where the parabola through both costs and the slope is least, as a share of the step, kept within 0.1 to 0.5. */
function shrinkage(svd: LeastSquaresSvd, { step, lambda }: TrustStep, rise: number): number {
  const slope = -squared(svd, step) - lambda * norm(step) ** 2
  const least = (-0.5 * slope) / (rise - slope)
  return Number.isFinite(least) ? Math.min(Math.max(least, 0.1), 0.5) : 0.1
}
