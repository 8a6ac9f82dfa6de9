import { maxNorm } from '../linear/vectors.ts'
import type { Outcome, Problem, Status } from './problem.ts'

/**
 * The simplex search of Nelder and Mead, with the coefficients of Gao and Han, which stay good as the dimension
 * grows. A simplex that has converged is restarted from its best point, until a restart gains nothing.
 * It needs no gradient; points outside bounds are moved onto them.
 *
 * Source: J. Nelder and R. Mead (1965); F. Gao and L. Han, "Implementing the Nelder-Mead simplex algorithm with
 * adaptive parameters", Comput. Optim. Appl. 51 (2012).
 */
export function nelderMead(problem: Problem): Outcome {
  const { n, box } = problem
  const expand = 1 + 2 / n
  const contract = n === 1 ? 0.5 : 0.75 - 1 / (2 * n)
  const shrink = n === 1 ? 0.5 : 1 - 1 / n
  const clip = (x: Float64Array): Float64Array => {
    for (let i = 0; i < n; i++) x[i] = Math.min(Math.max(x[i]!, box.lower[i]!), box.upper[i]!)
    return x
  }
  let best = problem.start
  let bestValue = problem.value(best)
  let status: Status | undefined
  let edge = 0.05
  for (let restart = 0; status === undefined; restart++) {
    const before = bestValue
    status = run()
    const gain = before - bestValue
    if (
      status === 'converged' &&
      restart < 20 &&
      (restart === 0 || gain > problem.valueTolerance * Math.abs(bestValue))
    ) {
      if (gain === 0 && restart > 0) break
      status = undefined
      edge = restart % 2 === 0 ? 0.01 : 0.05
    }
  }
  const gradient = new Float64Array(n)
  problem.gradient(best, bestValue, gradient)
  return { x: best, value: bestValue, gradient, status: status ?? 'converged' }

  function run(): Status {
    const simplex: Float64Array[] = [best.slice()]
    const values = [bestValue]
    for (let i = 0; i < n; i++) {
      const x = best.slice()
      const h = x[i] === 0 ? edge / 20 : edge * x[i]!
      x[i] = x[i]! + h
      if (clip(x)[i] === best[i]) x[i] = best[i]! - h
      clip(x)
      simplex.push(x)
      values.push(problem.value(x))
    }
    const centroid = new Float64Array(n)
    for (;;) {
      sort(simplex, values)
      best = simplex[0]!
      bestValue = values[0]!
      if (bestValue === Number.NEGATIVE_INFINITY) return 'unbounded'
      let width = 0
      for (let k = 1; k <= n; k++) {
        for (let i = 0; i < n; i++) width = Math.max(width, Math.abs(simplex[k]![i]! - best[i]!))
      }
      const told = problem.report(best, bestValue, Number.NaN)
      if (told !== undefined) return told
      const spread = values[n]! - bestValue
      if (
        (width <= problem.stepTolerance * Math.max(1e-3, maxNorm(best)) &&
          spread <= problem.valueTolerance * Math.abs(bestValue) + 1e-30) ||
        width <= 1e-15 * maxNorm(best)
      ) {
        return 'converged'
      }
      centroid.fill(0)
      for (let k = 0; k < n; k++) for (let i = 0; i < n; i++) centroid[i]! += simplex[k]![i]! / n
      const along = (t: number) => {
        const x = new Float64Array(n)
        for (let i = 0; i < n; i++) x[i] = centroid[i]! + t * (simplex[n]![i]! - centroid[i]!)
        return clip(x)
      }
      const replace = (x: Float64Array, value: number) => {
        simplex[n] = x
        values[n] = value
      }
      const reflected = along(-1)
      const r = problem.value(reflected)
      if (r < bestValue) {
        const expanded = along(-expand)
        const e = problem.value(expanded)
        if (e < r) replace(expanded, e)
        else replace(reflected, r)
        continue
      }
      if (r < values[n - 1]!) {
        replace(reflected, r)
        continue
      }
      const outside = r < values[n]!
      const contracted = along(outside ? -contract : contract)
      const c = problem.value(contracted)
      if (outside ? c <= r : c < values[n]!) {
        replace(contracted, c)
        continue
      }
      for (let k = 1; k <= n; k++) {
        const x = simplex[k]!
        for (let i = 0; i < n; i++) x[i] = best[i]! + shrink * (x[i]! - best[i]!)
        values[k] = problem.value(x)
      }
    }
  }
}

/** Insertion sort by value: the simplex is nearly sorted each time. */
function sort(simplex: Float64Array[], values: number[]): void {
  for (let k = 1; k < values.length; k++) {
    const [x, value] = [simplex[k]!, values[k]!]
    let j = k - 1
    for (; j >= 0 && values[j]! > value; j--) {
      simplex[j + 1] = simplex[j]!
      values[j + 1] = values[j]!
    }
    simplex[j + 1] = x
    values[j + 1] = value
  }
}
