import { dot, maxNorm, norm } from '../linear/vectors.ts'
import { strongWolfe } from './lineSearch.ts'
import type { Outcome, Problem } from './problem.ts'
import { search } from './search.ts'

/**
 * BFGS with the inverse of the Hessian approximated densely.
 *
 * Source: J. Nocedal and S. Wright, Numerical Optimization, algorithm 6.1 and equation 6.20 (first scaling).
 */
export function bfgs(problem: Problem): Outcome {
  const { n } = problem
  const h = new Float64Array(n * n)
  const hy = new Float64Array(n)
  const s = new Float64Array(n)
  const y = new Float64Array(n)
  const d = new Float64Array(n)
  let fresh = true
  const reset = () => {
    h.fill(0)
    for (let i = 0; i < n; i++) h[i * n + i] = 1
    fresh = true
  }
  reset()
  return search(problem, (x, value, gradient) => {
    for (let attempt = 0; attempt < 2; attempt++) {
      for (let i = 0; i < n; i++) {
        let sum = 0
        for (let j = 0; j < n; j++) sum -= h[i * n + j]! * gradient[j]!
        d[i] = sum
      }
      const next = strongWolfe(problem, x, value, gradient, d, fresh ? firstStep(x, gradient) : 1, 0.9)
      if (next === undefined) {
        if (fresh) return undefined
        reset()
        continue
      }
      for (let i = 0; i < n; i++) {
        s[i] = next.x[i]! - x[i]!
        y[i] = next.gradient[i]! - gradient[i]!
      }
      const sy = dot(s, y)
      if (sy > 1e-12 * norm(s) * norm(y)) update(sy)
      return next
    }
    return undefined
  })

  // H <- (I - s y'/s'y) H (I - y s'/s'y) + s s'/s'y
  function update(sy: number): void {
    if (fresh) {
      const scale = sy / dot(y, y)
      for (let i = 0; i < n; i++) h[i * n + i] = scale
      fresh = false
    }
    let yhy = 0
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let j = 0; j < n; j++) sum += h[i * n + j]! * y[j]!
      hy[i] = sum
      yhy += sum * y[i]!
    }
    const a = (1 + yhy / sy) / sy
    for (let i = 0; i < n; i++) {
      const [si, hyi] = [s[i]!, hy[i]! / sy]
      for (let j = 0; j < n; j++) h[i * n + j]! += a * si * s[j]! - hyi * s[j]! - (si * hy[j]!) / sy
    }
  }
}

/** A first step of modest length where nothing is known of the curvature. */
export function firstStep(x: Float64Array, gradient: Float64Array): number {
  const [size, way] = [maxNorm(gradient) || 1, Math.max(1, maxNorm(x))]
  // a gradient as small as this is in units of its own
  return size < 1e-8 ? (0.1 * way) / size : Math.min(1, way / size)
}
