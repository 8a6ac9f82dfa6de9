import { addScaled, dot, norm } from '../linear/vectors.ts'
import { firstStep } from './bfgs.ts'
import { cauchyPoint, Pairs, subspaceMinimum } from './boxModel.ts'
import { lbfgs } from './lbfgs.ts'
import { strongWolfe } from './lineSearch.ts'
import type { Outcome, Problem } from './problem.ts'
import { search } from './search.ts'

/**
 * L-BFGS with bounds: the generalised Cauchy point of a limited-memory model tells which bounds hold, the model is
 * minimised over the other variables, and a strong Wolfe search goes towards that point.
 *
 * Source: R. Byrd, P. Lu, J. Nocedal and C. Zhu, "A limited memory algorithm for bound constrained optimization",
 * SIAM J. Sci. Comput. 16 (1995).
 */
export function lbfgsb(problem: Problem): Outcome {
  const { n, memory, box } = problem
  if (!box.limits) return lbfgs(problem)
  const pairs = new Pairs(memory)
  let model = pairs.model()
  const d = new Float64Array(n)
  return search(problem, (x, value, gradient) => {
    for (let attempt = 0; attempt < 2; attempt++) {
      const fresh = pairs.count === 0
      const cauchy = cauchyPoint(model, x, gradient, box)
      const target = subspaceMinimum(model, x, gradient, box, cauchy)
      addScaled(target, -1, x, d)
      const longest = longestStep(x, d, box.lower, box.upper)
      const first = fresh ? Math.min(longest, firstStep(x, d)) : 1
      const next = strongWolfe(problem, x, value, gradient, d, first, 0.9, Math.max(1, longest))
      if (next === undefined) {
        if (fresh) return undefined
        pairs.clear()
        model = pairs.model()
        continue
      }
      const si = addScaled(next.x, -1, x, new Float64Array(n))
      const yi = addScaled(next.gradient, -1, gradient, new Float64Array(n))
      if (dot(si, yi) > 1e-12 * norm(si) * norm(yi)) {
        pairs.add(si, yi)
        model = pairs.model()
      }
      return next
    }
    return undefined
  })
}

function longestStep(x: Float64Array, d: Float64Array, lower: Float64Array, upper: Float64Array): number {
  let longest = 1e10
  for (let i = 0; i < x.length; i++) {
    if (d[i]! > 0) longest = Math.min(longest, (upper[i]! - x[i]!) / d[i]!)
    if (d[i]! < 0) longest = Math.min(longest, (lower[i]! - x[i]!) / d[i]!)
  }
  return longest
}
