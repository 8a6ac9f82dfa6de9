import type { LeastSquaresSvd } from '../linear/svd.ts'
import { addScaled, dot, norm } from '../linear/vectors.ts'
import { losses } from './loss.ts'
import { type FitPoint, type FitProblem, type Trial, tried } from './problem.ts'
import type { TrustStep } from './trustStep.ts'

/** A step that gains a smaller share of what it promises was too long, or ought to have been bent. */
export const fair = 0.25

/** A step from a point in the scaled variables xhat, x_j = d_j xhat_j: the solution of a damped system, with its SVD. */
interface DampedStep {
  readonly point: FitPoint
  readonly svd: LeastSquaresSvd
  readonly found: TrustStep
  d(j: number): number
}

/**
 * The trial point of a damped step moved by its second-order correction, where that lowers the cost further: it follows a
 * bent valley, and costs one or two calls, so that it is asked for where the straight step gains too little.
 *
 * Source: M. Transtrum and J. Sethna, "Improvements to the Levenberg-Marquardt algorithm" (2012).
 */
export function bent(
  problem: FitProblem,
  straight: Trial,
  damped: DampedStep,
  inside: (x: Float64Array) => Float64Array,
): Trial {
  const { step, lambda } = damped.found
  if (lambda === 0 || problem.loss !== losses.linear) return straight
  const bend = acceleration(problem, damped)
  if (bend === undefined || !(norm(bend) <= 0.3 * norm(step))) return straight
  const trial = tried(problem, inside(straight.x.map((v, j) => v + 0.5 * bend[j]! * damped.d(j))))
  return trial.cost < straight.cost ? trial : straight
}

/**
 * The solution of the same damped system for the curvature f_vv = 2 [(f(x + hv) - f(x)) / h - J v] / h of the residuals
 * along the step v.
 */
function acceleration(problem: FitProblem, { point, svd, found, d }: DampedStep): Float64Array | undefined {
  const { step, lambda } = found
  const h = 0.1
  const ahead = problem.residuals(point.x.map((v, j) => v + h * step[j]! * d(j)))
  if (ahead === undefined) return undefined
  const curvature = ahead.map((v, i) => {
    let jv = 0
    for (let j = 0; j < step.length; j++) jv += point.columns[j]![i]! * (step[j]! * d(j))
    return (2 / h) * ((v - point.f[i]!) / h - jv)
  })
  // A'c in the scaled variables, through A'A + lambda = V (s^2 + lambda) V'
  const right = point.columns.map((column, j) => dot(column, curvature) * d(j))
  const out = new Float64Array(step.length)
  for (let k = 0; k < svd.s.length; k++) {
    const vk = svd.v[k]!
    let along = 0
    for (let j = 0; j < right.length; j++) along += vk[j]! * right[j]!
    addScaled(out, -along / (svd.s[k]! ** 2 + lambda), vk, out)
  }
  return out
}
