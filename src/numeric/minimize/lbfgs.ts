import { dot, norm } from '../linear/vectors.ts'
import { firstStep } from './bfgs.ts'
import { strongWolfe } from './lineSearch.ts'
import type { Outcome, Problem } from './problem.ts'
import { search } from './search.ts'

/**
 * BFGS in limited memory: the direction comes from the last pairs (s, y) by the two-loop recursion, in O(n).
 *
 * Source: J. Nocedal and S. Wright, Numerical Optimization, algorithms 7.4 and 7.5.
 */
export function lbfgs(problem: Problem): Outcome {
  const { n, memory } = problem
  const s: Float64Array[] = []
  const y: Float64Array[] = []
  const rho: number[] = []
  const alpha = new Float64Array(memory)
  const d = new Float64Array(n)
  return search(problem, (x, value, gradient) => {
    for (let attempt = 0; attempt < 2; attempt++) {
      direction(gradient)
      const fresh = s.length === 0
      const next = strongWolfe(problem, x, value, gradient, d, fresh ? firstStep(x, gradient) : 1, 0.9)
      if (next === undefined) {
        if (fresh) return undefined
        s.length = y.length = rho.length = 0
        continue
      }
      // the oldest pair's arrays are used again
      const full = s.length === memory
      const [si, yi] = full ? [s.shift()!, y.shift()!] : [new Float64Array(n), new Float64Array(n)]
      if (full) rho.shift()
      let sy = 0
      for (let i = 0; i < n; i++) {
        const [a, b] = [next.x[i]! - x[i]!, next.gradient[i]! - gradient[i]!]
        si[i] = a
        yi[i] = b
        sy += a * b
      }
      if (sy > 1e-12 * norm(si) * norm(yi)) {
        s.push(si)
        y.push(yi)
        rho.push(1 / sy)
      }
      return next
    }
    return undefined
  })

  function direction(gradient: Float64Array): void {
    for (let i = 0; i < n; i++) d[i] = -gradient[i]!
    for (let k = s.length - 1; k >= 0; k--) {
      const a = rho[k]! * dot(s[k]!, d)
      alpha[k] = a
      const yk = y[k]!
      for (let i = 0; i < n; i++) d[i]! -= a * yk[i]!
    }
    const last = s.length - 1
    if (last >= 0) {
      const scale = 1 / (rho[last]! * dot(y[last]!, y[last]!))
      for (let i = 0; i < n; i++) d[i]! *= scale
    }
    for (let k = 0; k < s.length; k++) {
      const b = alpha[k]! - rho[k]! * dot(y[k]!, d)
      const sk = s[k]!
      for (let i = 0; i < n; i++) d[i]! += b * sk[i]!
    }
  }
}
