import { type LeastSquaresSvd, leastSquaresSvd } from '../linear/svd.ts'
import { addScaled, dot, maxNorm, norm } from '../linear/vectors.ts'
import type { Status } from '../minimize/problem.ts'
import { losses } from './loss.ts'
import {
  cosine,
  costOf,
  type FitPoint,
  type FitProblem,
  fitPoint,
  Refinement,
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
export function levenbergMarquardt(
  problem: FitProblem,
  first: Float64Array,
): { readonly point: FitPoint; readonly status: Status } {
  const { n } = problem
  let point = fitPoint(problem, problem.start, first)
  const scale = new Float64Array(n)
  let radius = 0
  let lambda = 0
  const refinement = new Refinement()
  for (;;) {
    const told = problem.report(point.x, 2 * point.cost, maxNorm(point.gradient))
    if (point.cost === 0 || cosine(point) <= problem.gradientTolerance) return { point, status: 'converged' }
    if (told !== undefined) return { point, status: told }
    for (let j = 0; j < n; j++) {
      const length = norm(point.columns[j]!)
      scale[j] = Math.max(scale[j]!, length) || 1
    }
    if (radius === 0) radius = norm(point.x.map((v, j) => v * scale[j]!)) || 1
    const svd = leastSquaresSvd(
      point.columns.map((column, j) => column.map((v) => v / scale[j]!)),
      point.f,
    )
    const full = trustStep(svd, Number.POSITIVE_INFINITY, 0)
    const ended = withoutProgress(svd, point)
    let next: FitPoint | undefined
    for (let attempt = 0; next === undefined; attempt++) {
      let found = trustStep(svd, radius, lambda)
      lambda = found.lambda
      let predicted = promise(svd, found)
      const blind = predicted <= 4 * point.noise
      if (blind && lambda > 0) {
        found = full
        predicted = promise(svd, full)
      }
      const unscale = (v: number, j: number) => v / scale[j]!
      const step = found.step.map(unscale)
      const length = norm(found.step)
      const tiny = step.every((v, j) => Math.abs(v) <= problem.stepTolerance * Math.abs(point.x[j]!))
      if (length === 0) return { point, status: ended }
      let to = addScaled(point.x, 1, step, new Float64Array(n))
      let residuals = problem.residuals(to)
      let cost = residuals === undefined ? Number.POSITIVE_INFINITY : costOf(problem, residuals)
      if (lambda > 0 && !blind) {
        const bend = acceleration(problem, point, svd, step, scale, found.lambda)
        if (bend !== undefined && norm(bend) <= 0.3 * length) {
          const bent = addScaled(to, 0.5, bend.map(unscale), new Float64Array(n))
          const there = problem.residuals(bent)
          const costThere = there === undefined ? Number.POSITIVE_INFINITY : costOf(problem, there)
          if (costThere < cost) {
            to = bent
            residuals = there
            cost = costThere
          }
        }
      }
      const actual = point.cost - cost
      if (blind) {
        const still = residuals !== undefined && -actual <= 16 * point.noise && refinement.shrinks(length)
        if (!still) return { point, status: ended === 'precision' && tiny ? 'converged' : ended }
        next = fitPoint(problem, to, residuals!)
        if (tiny) return { point: next, status: 'converged' }
        break
      }
      const ratio = actual / predicted
      if (!(ratio > 0.25)) radius = Math.min(radius, 10 * length) * shrinkage(svd, found, cost - point.cost)
      else if (ratio >= 0.75 || lambda === 0) radius = 2 * length
      if (ratio > 1e-4) next = fitPoint(problem, to, residuals!)
      else if (tiny || attempt > 200) return { point, status: ended }
    }
    point = next
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

/**
 * The second-order correction of a damped step v: the solution of the same damped system for the curvature
 * f_vv = 2 [(f(x + hv) - f(x)) / h - J v] / h of the residuals along v, which follows a bent valley.
 *
 * Source: M. Transtrum and J. Sethna, "Improvements to the Levenberg-Marquardt algorithm" (2012).
 */
function acceleration(
  problem: FitProblem,
  point: FitPoint,
  svd: LeastSquaresSvd,
  step: Float64Array,
  scale: Float64Array,
  lambda: number,
): Float64Array | undefined {
  if (problem.loss !== losses.linear) return undefined
  const h = 0.1
  const ahead = problem.residuals(addScaled(point.x, h, step, new Float64Array(step.length)))
  if (ahead === undefined) return undefined
  const curvature = ahead.map((v, i) => {
    let jv = 0
    for (let j = 0; j < step.length; j++) jv += point.columns[j]![i]! * step[j]!
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
