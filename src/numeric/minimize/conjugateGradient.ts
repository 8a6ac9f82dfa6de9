import { dot } from '../linear/vectors.ts'
import { firstStep } from './bfgs.ts'
import { strongWolfe } from './lineSearch.ts'
import type { Outcome, Problem } from './problem.ts'
import { search } from './search.ts'

// a nearly exact line search: else directions on a quadratic are not conjugate, and it takes many times n of them
const curvature = 0.02
// gradients that follow each other are orthogonal on a quadratic; Powell begins again where they overlap by more than this
const overlap = 0.2

/**
 * Nonlinear conjugate gradients by Hestenes and Stiefel; downhill again where gradients are far from orthogonal, so that beta
 * is never negative.
 *
 * Source: J. Nocedal and S. Wright, Numerical Optimization, equations 5.46 and 5.52; M. J. D. Powell, "Restart procedures for
 * the conjugate gradient method", Math. Programming 12 (1977).
 */
export function conjugateGradient(problem: Problem): Outcome {
  const d = new Float64Array(problem.n)
  const y = new Float64Array(problem.n)
  let lastStep = 0
  let lastSlope = 0
  return search(problem, (x, value, gradient) => {
    for (let attempt = 0; attempt < 2; attempt++) {
      if (lastStep === 0 || !(dot(d, gradient) < 0)) {
        for (let i = 0; i < d.length; i++) d[i] = -gradient[i]!
        lastStep = 0
      }
      const slope = dot(gradient, d)
      const first =
        lastStep === 0 ? firstStep(x, gradient) : Math.min(10 * lastStep, (lastStep * lastSlope) / slope)
      const next = strongWolfe(problem, x, value, gradient, d, first, curvature)
      if (next === undefined) {
        if (lastStep === 0) return undefined
        lastStep = 0
        continue
      }
      lastStep = next.step
      lastSlope = slope
      for (let i = 0; i < d.length; i++) y[i] = next.gradient[i]! - gradient[i]!
      const beta = dot(y, next.gradient) / dot(y, d)
      const shared = Math.abs(dot(next.gradient, gradient)) / dot(next.gradient, next.gradient)
      const weight = shared < overlap && Number.isFinite(beta) ? beta : 0
      for (let i = 0; i < d.length; i++) d[i] = -next.gradient[i]! + weight * d[i]!
      return next
    }
    return undefined
  })
}
