import { addScaled, dot, maxNorm } from '../linear/vectors.ts'
import { firstStep } from './bfgs.ts'
import { strongWolfe } from './lineSearch.ts'
import type { Outcome, Problem } from './problem.ts'
import { type NextPoint, search } from './search.ts'

/** Steepest descent, x <- x - t grad f(x), with a strong Wolfe line search that starts from the last decrease. */
export function gradientDescent(problem: Problem): Outcome {
  const d = new Float64Array(problem.n)
  let lastSlope = 0
  let lastStep = 0
  return search(problem, (x, value, gradient) => {
    for (let i = 0; i < d.length; i++) d[i] = -gradient[i]!
    const slope = dot(gradient, d)
    // the step that would give the first-order change of the last iteration
    const first = lastStep === 0 ? firstStep(x, gradient) : (lastStep * lastSlope) / slope
    const next = strongWolfe(problem, x, value, gradient, d, first, 0.9)
    if (next !== undefined) {
      lastStep = next.step
      lastSlope = slope
    }
    return next
  })
}

/**
 * Nesterov's accelerated gradient with backtracking for the unknown Lipschitz constant, restarted where the momentum
 * points uphill.
 *
 * Source: Y. Nesterov (1983); B. O'Donoghue and E. Candès, "Adaptive restart for accelerated gradient schemes" (2015).
 */
export function nesterov(problem: Problem): Outcome {
  const { n } = problem
  let momentum = new Float64Array(n)
  let theta = 1
  let step = 0
  const ahead = new Float64Array(n)
  const slopeAhead = new Float64Array(n)
  return search(problem, (x, value, gradient): NextPoint | undefined => {
    if (step === 0) step = firstStep(x, gradient)
    for (let attempt = 0; attempt < 2; attempt++) {
      const next = move(x, value)
      if (next !== undefined) return next
      // start again without momentum
      momentum.fill(0)
      theta = 1
    }
    return undefined
  })

  function move(x: Float64Array, value: number): NextPoint | undefined {
    addScaled(x, 1, momentum, ahead)
    const at = problem.value(ahead)
    if (!(at < Number.POSITIVE_INFINITY)) return undefined
    problem.gradient(ahead, at, slopeAhead)
    const square = dot(slopeAhead, slopeAhead)
    step *= 1.25
    for (let k = 0; k < 60; k++) {
      const to = addScaled(ahead, -step, slopeAhead, new Float64Array(n))
      const low = problem.value(to)
      if (low <= at - 0.5 * step * square && low < value) {
        const g = new Float64Array(n)
        problem.gradient(to, low, g)
        if (!Number.isFinite(maxNorm(g))) return undefined
        const next = (1 + Math.sqrt(1 + 4 * theta * theta)) / 2
        const weight = (theta - 1) / next
        let uphill = 0
        const moved = new Float64Array(n)
        for (let i = 0; i < n; i++) {
          const change = to[i]! - x[i]!
          uphill += slopeAhead[i]! * change
          moved[i] = weight * change
        }
        theta = uphill > 0 ? 1 : next
        momentum = uphill > 0 ? new Float64Array(n) : moved
        return { x: to, value: low, gradient: g }
      }
      if (low <= at - 0.5 * step * square) return undefined // lower than ahead, but not lower than x
      step /= 2
    }
    return undefined
  }
}
