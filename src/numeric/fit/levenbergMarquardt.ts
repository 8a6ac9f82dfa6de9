import { type LeastSquaresSvd, leastSquaresSvd } from '../linear/svd.ts'
import { addScaled, dot, maxNorm, norm } from '../linear/vectors.ts'
import type { Status } from '../minimize/problem.ts'
import { Curvature, withZeros } from './curvature.ts'
import { losses } from './loss.ts'
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
  type Trial,
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
      const straight = tried(this.#problem, this.#moved(point.x, 1, found.step))
      const tiny = isTiny(this.#problem, point.x, straight.x)
      const gained = point.cost - straight.cost
      this.#curvature.judge(
        straight.x.map((v, j) => v - point.x[j]!),
        predicted,
        gained,
      )
      const trial = this.#bent(point, straight, svd, found)
      const ratio = (point.cost - trial.cost) / predicted
      if (!(ratio > 0.25))
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

  /** x + share D^-1 p */
  #moved(x: Float64Array, share: number, p: Float64Array): Float64Array {
    return x.map((v, j) => v + share * (p[j]! / this.#scale[j]!))
  }

  /** A Gauss-Newton step, where the cost is blind. */
  #refine(point: FitPoint, svd: LeastSquaresSvd, ended: Status): Advance {
    const { step } = trustStep(svd, Number.POSITIVE_INFINITY, 0)
    const length = norm(step)
    if (length === 0) return { point, status: ended }
    const trial = tried(this.#problem, this.#moved(point.x, 1, step))
    return this.#refinement.advance(this.#problem, point, trial, length, ended)
  }

  /** The trial point moved by the second-order correction of the step, where that lowers the cost further. */
  #bent(point: FitPoint, straight: Trial, svd: LeastSquaresSvd, found: TrustStep): Trial {
    if (found.lambda === 0 || this.#problem.loss !== losses.linear) return straight
    const bend = this.#acceleration(point, svd, found)
    if (bend === undefined || !(norm(bend) <= 0.3 * norm(found.step))) return straight
    const bent = tried(this.#problem, this.#moved(straight.x, 0.5, bend))
    return bent.cost < straight.cost ? bent : straight
  }

  /**
   * The second-order correction of a damped step v: the solution of the same damped system for the curvature
   * f_vv = 2 [(f(x + hv) - f(x)) / h - J v] / h of the residuals along v, which follows a bent valley.
   *
   * Source: M. Transtrum and J. Sethna, "Improvements to the Levenberg-Marquardt algorithm" (2012).
   */
  #acceleration(
    point: FitPoint,
    svd: LeastSquaresSvd,
    { step, lambda }: TrustStep,
  ): Float64Array | undefined {
    const h = 0.1
    const scale = this.#scale
    const ahead = this.#problem.residuals(this.#moved(point.x, h, step))
    if (ahead === undefined) return undefined
    const curvature = ahead.map((v, i) => {
      let jv = 0
      for (let j = 0; j < step.length; j++) jv += point.columns[j]![i]! * (step[j]! / scale[j]!)
      return (2 / h) * ((v - point.f[i]!) / h - jv)
    })
    // A'c in the scaled variables, through A'A + lambda = V (s^2 + lambda) V'
    const right = point.columns.map((column, j) => dot(column, curvature) / scale[j]!)
    const out = new Float64Array(step.length)
    for (let k = 0; k < svd.s.length; k++) {
      const vk = svd.v[k]!
      let along = 0
      for (let j = 0; j < right.length; j++) along += vk[j]! * right[j]!
      addScaled(out, -along / (svd.s[k]! ** 2 + lambda), vk, out)
    }
    return out
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
