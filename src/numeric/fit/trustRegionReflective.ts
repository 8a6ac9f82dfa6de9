import { leastSquaresSvd } from '../linear/svd.ts'
import { addScaled, norm } from '../linear/vectors.ts'
import type { Status } from '../minimize/problem.ts'
import { projectedNorm } from '../minimize/search.ts'
import {
  cosine,
  costOf,
  type FitPoint,
  type FitProblem,
  fitPoint,
  Refinement,
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
export function trustRegionReflective(
  problem: FitProblem,
  residualsAtStart: Float64Array,
): { readonly point: FitPoint; readonly status: Status } {
  const { n, box } = problem
  const start = inner(problem.start, box.lower, box.upper, 1e-10)
  const moved = start.some((v, i) => v !== problem.start[i])
  const first = moved ? problem.residuals(start) : residualsAtStart
  let point = fitPoint(problem, first === undefined ? problem.start : start, first ?? residualsAtStart)
  const columnSize = new Float64Array(n)
  let radius = 0
  let lambda = 0
  const refinement = new Refinement()
  for (;;) {
    const { x, gradient } = point
    const size = projectedNorm(problem, x, gradient)
    const told = problem.report(x, 2 * point.cost, size)
    const { v, dv } = distances(x, gradient, box.lower, box.upper)
    const interior = dv.every((slope) => slope === 0)
    if (point.cost === 0 || size === 0 || (interior && cosine(point) <= problem.gradientTolerance)) {
      return { point, status: 'converged' }
    }
    if (told !== undefined) return { point, status: told }
    for (let j = 0; j < n; j++) columnSize[j] = Math.max(columnSize[j]!, norm(point.columns[j]!)) || 1
    const d = v.map((vj, j) => (dv[j] === 0 ? 1 / columnSize[j]! : Math.sqrt(vj / columnSize[j]!)))
    const diagonal = gradient.map((g, j) => (g * dv[j]!) / columnSize[j]!)
    if (radius === 0) radius = norm(x.map((xj, j) => xj / d[j]!)) || 1
    // least squares over the hat variables x = d xhat, the curvature of the scaling as extra rows
    const columns = point.columns.map((column, j) => {
      const out = new Float64Array(column.length + n)
      for (let i = 0; i < column.length; i++) out[i] = column[i]! * d[j]!
      out[column.length + j] = Math.sqrt(Math.max(0, diagonal[j]!))
      return out
    })
    const f = new Float64Array(point.f.length + n)
    f.set(point.f)
    const svd = leastSquaresSvd(columns, f)
    const quadratic: Quadratic = { columns, gradient: gradient.map((g, j) => g * d[j]!) }
    const theta = Math.max(0.995, 1 - norm(gradient.map((g, j) => g * v[j]!)))
    const ended = withoutProgress(svd, point)
    let next: FitPoint | undefined
    for (let attempt = 0; next === undefined; attempt++) {
      const found = trustStep(svd, radius, lambda)
      lambda = found.lambda
      const chosen = reflectedStep(quadratic, found.step, x, d, radius, box, theta)
      const length = norm(chosen.step)
      const to = inner(
        addScaled(
          x,
          1,
          chosen.step.map((s, j) => s * d[j]!),
          new Float64Array(n),
        ),
        box.lower,
        box.upper,
        0,
      )
      const tiny = to.every((t, j) => Math.abs(t - x[j]!) <= problem.stepTolerance * Math.abs(x[j]!))
      if (length === 0) return { point, status: ended }
      const residuals = problem.residuals(to)
      const cost = residuals === undefined ? Number.POSITIVE_INFINITY : costOf(problem, residuals)
      const actual = point.cost - cost
      if (chosen.decrease <= 4 * point.noise) {
        const still =
          lambda === 0 && residuals !== undefined && -actual <= 16 * point.noise && refinement.shrinks(length)
        if (!still) return { point, status: ended === 'precision' && tiny ? 'converged' : ended }
        next = fitPoint(problem, to, residuals!)
        if (tiny) return { point: next, status: 'converged' }
        break
      }
      const bend = chosen.step.reduce((sum, s, j) => sum + s * s * diagonal[j]!, 0) / 2
      const ratio = (actual - (Number.isFinite(bend) ? bend : 0)) / chosen.decrease
      if (!(ratio >= 0.25)) radius = 0.25 * length
      else if (ratio > 0.75 && length > 0.95 * radius) radius *= 2
      if (actual > 0) {
        next = fitPoint(problem, to, residuals!)
        if (tiny && ratio > 0.25) return { point: next, status: 'converged' }
      } else if (tiny || attempt > 200) return { point, status: ended }
    }
    point = next
  }
}

/** Distance to the bound that the descent direction points at, and its slope; 1 and 0 where there is none. */
function distances(x: Float64Array, gradient: Float64Array, lower: Float64Array, upper: Float64Array) {
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
  return { v, dv }
}

/** A point strictly inside the box: at least a share of the bound away, or the next number. */
function inner(x: Float64Array, lower: Float64Array, upper: Float64Array, share: number): Float64Array {
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
