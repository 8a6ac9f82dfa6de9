import { dot, norm } from '../linear/vectors.ts'
import { firstStep } from './bfgs.ts'
import { strongWolfe } from './lineSearch.ts'
import type { Outcome, Problem } from './problem.ts'
import { search } from './search.ts'

/**
 * Nonlinear conjugate gradients with the direction of CG_DESCENT.
 *
 * Source: W. Hager and H. Zhang, SIAM J. Optim. 16 (2005), equations 1.3 to 1.6.
 */
export function conjugateGradient(problem: Problem): Outcome {
  const { n } = problem
  const d = new Float64Array(n)
  const y = new Float64Array(n)
  let lastStep = 0
  let lastSlope = 0
  return search(problem, (x, value, gradient) => {
    for (let attempt = 0; attempt < 2; attempt++) {
      if (lastStep === 0 || !(dot(d, gradient) < 0)) {
        for (let i = 0; i < n; i++) d[i] = -gradient[i]!
        lastStep = 0
      }
      const slope = dot(gradient, d)
      const first =
        lastStep === 0 ? firstStep(x, gradient) : Math.min(10 * lastStep, (lastStep * lastSlope) / slope)
      const next = strongWolfe(problem, x, value, gradient, d, first, 0.1)
      if (next === undefined) {
        if (lastStep === 0) return undefined
        lastStep = 0
        continue
      }
      lastStep = next.step
      lastSlope = slope
      for (let i = 0; i < n; i++) y[i] = next.gradient[i]! - gradient[i]!
      const dy = dot(d, y)
      const yy = dot(y, y)
      const dn = norm(d)
      // beta = (y - 2 d |y|^2 / d'y)' g / d'y, bounded below
      const beta = (dot(y, next.gradient) - (2 * yy * dot(d, next.gradient)) / dy) / dy
      const floor = -1 / (dn * Math.min(0.01, norm(gradient)))
      const weight = Number.isFinite(beta) ? Math.max(beta, floor) : 0
      for (let i = 0; i < n; i++) d[i] = -next.gradient[i]! + weight * d[i]!
      return next
    }
    return undefined
  })
}
