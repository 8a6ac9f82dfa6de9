import { dot, norm } from '../linear/vectors.ts'
import { strongWolfe } from './lineSearch.ts'
import type { Outcome, Problem } from './problem.ts'
import { search } from './search.ts'

/**
 * Newton's method with the system H d = -g solved by conjugate gradients, to a precision that grows as the gradient
 * falls, and left where the curvature is negative; then a strong Wolfe line search.
 *
 * Source: J. Nocedal and S. Wright, Numerical Optimization, algorithm 7.1.
 */
export function newtonCg(problem: Problem): Outcome {
  const { n } = problem
  const d = new Float64Array(n)
  const r = new Float64Array(n)
  const p = new Float64Array(n)
  const hp = new Float64Array(n)
  return search(problem, (x, value, gradient) => {
    const size = norm(gradient)
    const enough = Math.min(0.5, Math.sqrt(size)) * size
    d.fill(0)
    for (let i = 0; i < n; i++) p[i] = -(r[i] = gradient[i]!)
    let rr = dot(r, r)
    let first = 1
    for (let k = 0; k < 10 * n + 20; k++) {
      if (Math.sqrt(rr) <= enough) break
      problem.hessianVector(x, gradient, p, hp)
      const curvature = dot(p, hp)
      if (!(curvature > 1e-14 * dot(p, p))) {
        if (k === 0) {
          for (let i = 0; i < n; i++) d[i] = -gradient[i]!
          first = curvature < 0 ? Math.min(1e3, size ** 2 / -curvature) : 1 / size
        }
        break
      }
      const t = rr / curvature
      for (let i = 0; i < n; i++) {
        d[i]! += t * p[i]!
        r[i]! += t * hp[i]!
      }
      const next = dot(r, r)
      const beta = next / rr
      rr = next
      for (let i = 0; i < n; i++) p[i] = -r[i]! + beta * p[i]!
    }
    const next = strongWolfe(problem, x, value, gradient, d, first, 0.9)
    if (next !== undefined) return next
    for (let i = 0; i < n; i++) d[i] = -gradient[i]!
    return strongWolfe(problem, x, value, gradient, d, 1 / size, 0.9)
  })
}
