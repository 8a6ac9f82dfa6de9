import type { Box } from '../evaluate.ts'
import { type LeastSquaresSvd, leastSquaresSvd } from '../linear/svd.ts'
import { norm } from '../linear/vectors.ts'
import { projectedNorm } from '../minimize/search.ts'
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
import { type Quadratic, reflectedStep } from './reflectedStep.ts'
import { trustStep } from './trustStep.ts'

/**
 * Trust-region reflective least squares with bounds: variables are scaled by their distance to the bound that the
 * gradient points at, and a step that would leave the box is reflected at it.
 *
 * Source: M. A. Branch, T. F. Coleman and Y. Li, "A subspace, interior, and conjugate gradient method for large-scale
 * bound-constrained minimization problems", SIAM J. Sci. Comput. 21 (1999); SciPy's least_squares follows it too.
 */
export function trustRegionReflective(problem: FitProblem, first: Float64Array): FitOutcome {
  let point = innerStart(problem, first)
  const region = new ReflectiveRegion(problem)
  for (;;) {
    const size = projectedNorm(problem, point.x, point.gradient)
    const told = problem.report(point.x, 2 * point.cost, size)
    const scaling = distances(point, problem.box)
    const flat = scaling.interior && cosine(point) <= problem.gradientTolerance
    if (point.cost === 0 || size === 0 || flat) return { point, status: 'converged' }
    if (told !== undefined) return { point, status: told }
    const next = region.advance(point, scaling)
    if (next.status !== undefined) return { point: next.point, status: next.status }
    point = next.point
  }
}

/** The start, moved off the bounds that it lies on unless nothing can be gained. */
function innerStart(problem: FitProblem, first: Float64Array): FitPoint {
  if (first.every((f) => f === 0)) return fitPoint(problem, problem.start, first)
  const start = inner(problem.start, problem.box, 1e-10)
  const moved = start.some((v, i) => v !== problem.start[i])
  const residuals = moved ? problem.residuals(start) : first
  return residuals === undefined
    ? fitPoint(problem, problem.start, first)
    : fitPoint(problem, start, residuals)
}

/** Least squares over the hat variables x = d xhat, the curvature of the scaling as rows below the Jacobian. */
interface ScaledModel {
  readonly d: Float64Array
  /** What the scaling adds to the diagonal of A'A. */
  readonly diagonal: Float64Array
  readonly quadratic: Quadratic
  readonly svd: LeastSquaresSvd
  /** Share of the way to a bound that a step may go. */
  readonly theta: number
}

/** The trust region in the hat variables. */
class ReflectiveRegion {
  readonly #problem: FitProblem
  readonly #columnSize: Float64Array
  readonly #refinement = new Refinement()
  readonly #curvature: Curvature
  #radius = 0
  #lambda = 0

  constructor(problem: FitProblem) {
    this.#problem = problem
    this.#columnSize = new Float64Array(problem.n)
    this.#curvature = new Curvature(problem)
  }

  /** The first step that lowers the cost, from regions that shrink. */
  advance(point: FitPoint, scaling: Distances): Advance {
    const model = this.#model(point, scaling)
    const ended = withoutProgress(model.svd, point)
    const problem = this.#problem
    const inside = (x: Float64Array) => inner(x, problem.box, 0)
    for (let attempt = 0; ; attempt++) {
      const found = trustStep(model.svd, this.#radius, this.#lambda)
      this.#lambda = found.lambda
      const { step, decrease } = reflectedStep(
        model.quadratic,
        found.step,
        point.x,
        model.d,
        this.#radius,
        this.#problem.box,
        model.theta,
      )
      const length = norm(step)
      if (length === 0) return { point, status: ended }
      const to = point.x.map((xj, j) => xj + step[j]! * model.d[j]!)
      const straight = tried(problem, inside(to))
      if (decrease <= 4 * point.noise) {
        const whole = found.lambda === 0 ? length : Number.POSITIVE_INFINITY
        return this.#refinement.advance(this.#problem, point, straight, whole, ended)
      }
      const extra = bend(step, model.diagonal)
      this.#curvature.judge(
        straight.x.map((v, j) => v - point.x[j]!),
        decrease,
        point.cost - straight.cost - extra,
      )
      const { svd, d } = model
      const trial =
        point.cost - straight.cost - extra < fair * decrease
          ? bent(problem, straight, { point, svd, found: { ...found, step }, d: (j) => d[j]! }, inside)
          : straight
      const gained = point.cost - trial.cost - extra
      const tiny = isTiny(this.#problem, point.x, trial.x)
      const ratio = gained / decrease
      if (!(ratio >= fair)) this.#radius = 0.25 * length
      else if (ratio > 0.75 && length > 0.95 * this.#radius) this.#radius *= 2
      if (trial.cost < point.cost) {
        const next = accepted(this.#problem, trial)
        this.#curvature.learn(point, next)
        return { point: next, ...(tiny && ratio > 0.25 && { status: 'converged' }) }
      }
      if (tiny || attempt > 200) return { point, status: ended }
    }
  }

  #model({ x, gradient, columns, f }: FitPoint, { v, dv }: Distances): ScaledModel {
    const n = x.length
    const size = this.#columnSize
    for (let j = 0; j < n; j++) size[j] = Math.max(size[j]!, norm(columns[j]!)) || 1
    const d = v.map((vj, j) => (dv[j] === 0 ? 1 / size[j]! : Math.sqrt(vj) / Math.sqrt(size[j]!)))
    const diagonal = gradient.map((g, j) => (g * dv[j]!) / size[j]!)
    if (this.#radius === 0) this.#radius = norm(x.map((xj, j) => xj / d[j]!)) || 1
    const scaled = columns.map((column, j) => {
      const out = new Float64Array(column.length + n)
      for (let i = 0; i < column.length; i++) out[i] = column[i]! * d[j]!
      out[column.length + j] = Math.sqrt(Math.max(0, diagonal[j]!))
      return out
    })
    const stacked = this.#curvature.below(scaled, (j) => d[j]!)
    const right = withZeros(f, stacked[0]?.length ?? f.length)
    return {
      d,
      diagonal,
      quadratic: { columns: stacked, gradient: gradient.map((g, j) => g * d[j]!) },
      svd: leastSquaresSvd(stacked, right),
      theta: Math.max(0.995, 1 - norm(gradient.map((g, j) => g * v[j]!))),
    }
  }
}

/** What the curvature of the scaling takes from the decrease. */
function bend(step: Float64Array, diagonal: Float64Array): number {
  const sum = step.reduce((sum, s, j) => sum + s * s * diagonal[j]!, 0) / 2
  return Number.isFinite(sum) ? sum : 0
}

/** How far each variable may go, and how that changes with it. */
interface Distances {
  readonly v: Float64Array
  readonly dv: Float64Array
  /** Whether no bound limits the descent. */
  readonly interior: boolean
}

/** Distance to the bound that the descent direction points at, and its slope; 1 and 0 where there is none. */
function distances({ x, gradient }: FitPoint, { lower, upper }: Box): Distances {
  const v = new Float64Array(x.length).fill(1)
  const dv = new Float64Array(x.length)
  for (let j = 0; j < x.length; j++) {
    if (gradient[j]! < 0 && upper[j]! < Number.POSITIVE_INFINITY) {
      v[j] = upper[j]! - x[j]!
      dv[j] = -1
    } else if (gradient[j]! > 0 && lower[j]! > Number.NEGATIVE_INFINITY) {
      v[j] = x[j]! - lower[j]!
      dv[j] = 1
    }
  }
  return { v, dv, interior: dv.every((slope) => slope === 0) }
}

/** A point strictly inside the box: at least a share of the bound away, or the next number. */
function inner(x: Float64Array, { lower, upper }: Box, share: number): Float64Array {
  return x.map((xj, j) => {
    const [lo, hi] = [lower[j]!, upper[j]!]
    const gap = (bound: number) =>
      Math.max(share * Math.max(1, Math.abs(bound)), Math.abs(bound) * 2 ** -52, 2 ** -1000)
    let inside = xj
    if (inside <= lo + (share > 0 ? gap(lo) : 0)) inside = lo + gap(lo)
    if (inside >= hi - (share > 0 ? gap(hi) : 0)) inside = hi - gap(hi)
    return inside > lo && inside < hi ? inside : lo + (hi - lo) / 2
  })
}
