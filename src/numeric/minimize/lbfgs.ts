import { addScaled, dot, norm, subtract, updateDot } from '../linear/vectors.ts'
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
      subtract(next.x, x, si)
      subtract(next.gradient, gradient, yi)
      const sy = dot(si, yi)
      if (sy > 1e-12 * norm(si) * norm(yi)) {
        s.push(si)
        y.push(yi)
        rho.push(1 / sy)
      }
      return next
    }
    return undefined
  })

  /** The two-loop recursion; each update of d is joined with the inner product that comes after it. */
  function direction(gradient: Float64Array): void {
    for (let i = 0; i < n; i++) d[i] = -gradient[i]!
    const last = s.length - 1
    if (last < 0) return
    const scale = 1 / (rho[last]! * dot(y[last]!, y[last]!))
    let inner = dot(s[last]!, d)
    for (let k = last; k >= 0; k--) {
      alpha[k] = rho[k]! * inner
      inner =
        k > 0 ? updateDot(d, -alpha[k]!, y[k]!, s[k - 1]!) : updateDot(d, -alpha[k]!, y[k]!, y[0]!, scale)
    }
    for (let k = 0; k <= last; k++) {
      const t = alpha[k]! - rho[k]! * inner
      if (k < last) inner = updateDot(d, t, s[k]!, y[k + 1]!)
      else addScaled(d, t, s[k]!, d)
    }
  }
}
