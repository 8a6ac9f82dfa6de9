import { type Evaluate, type Evaluation, strongWolfe } from './line-search.ts'
import { add, dot, largest, magnitude, scaled } from './vectors.ts'

/** What one call of a limited-memory BFGS step is bounded by. */
export interface StepLimits {
  readonly lr: number
  readonly maxIter: number
  readonly maxEval: number
  readonly toleranceGrad: number
  readonly toleranceChange: number
  readonly historySize: number
  readonly lineSearch: 'strongWolfe' | undefined
}

/** One change of the point with the change of the gradient that it brought. */
interface Pair {
  readonly s: Float64Array
  readonly y: Float64Array
  readonly rho: number
}

/** The memory between calls. */
export interface QuasiNewtonState {
  readonly iterations: number
  readonly evaluations: number
  readonly pairs: readonly Pair[]
  /** The initial Hessian's inverse, a multiple of the identity. */
  readonly scale: number
  readonly last:
    | { readonly direction: Float64Array; readonly t: number; readonly gradient: Float64Array }
    | undefined
}

export const initialState: QuasiNewtonState = {
  iterations: 0,
  evaluations: 0,
  pairs: [],
  scale: 1,
  last: undefined,
}

/** -H*g by the two-loop recursion. Source: Nocedal, "Updating quasi-Newton matrices with limited storage" (1980). */
function direction(gradient: Float64Array, pairs: readonly Pair[], scale: number): Float64Array {
  let q = scaled(gradient, -1)
  const alphas = new Array<number>(pairs.length)
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, rho } = pairs[i]!
    alphas[i] = dot(s, q) * rho
    q = add(q, y, -alphas[i]!)
  }
  let d = scaled(q, scale)
  pairs.forEach(({ s, y, rho }, i) => {
    d = add(d, s, alphas[i]! - dot(y, d) * rho)
  })
  return d
}

/** Up to `maxIter` iterations from `x`; returns where it came to, the first evaluation, and the memory. */
export function quasiNewtonStep(
  evaluate: Evaluate,
  x: Float64Array,
  state: QuasiNewtonState,
  limits: StepLimits,
): { x: Float64Array; first: Evaluation; state: QuasiNewtonState } {
  const { lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, lineSearch } = limits
  const first = evaluate(x)
  let { iterations, pairs, scale, last } = state
  let evaluations = 1
  let here = first
  const finish = () => ({
    x,
    first,
    state: { iterations, evaluations: state.evaluations + evaluations, pairs, scale, last },
  })
  if (largest(here.gradient) <= toleranceGrad) return finish()
  for (let round = 1; round <= maxIter; round++) {
    iterations++
    const { gradient } = here
    if (last) {
      const y = add(gradient, last.gradient, -1)
      const s = scaled(last.direction, last.t)
      const ys = dot(y, s)
      if (ys > 1e-10) {
        pairs = [...pairs.slice(pairs.length >= historySize ? 1 : 0), { s, y, rho: 1 / ys }]
        scale = ys / dot(y, y)
      }
    }
    const d = last ? direction(gradient, pairs, scale) : scaled(gradient, -1)
    let t = last ? lr : Math.min(1, 1 / magnitude(gradient)) * lr
    last = { direction: d, t, gradient }
    if (dot(gradient, d) > -toleranceChange) break
    const before = here.loss
    if (lineSearch) {
      const searched = strongWolfe(evaluate, x, d, t, here, 1e-9, maxEval - evaluations)
      here = searched.found
      t = searched.t
      evaluations += searched.trials
      last = { ...last, t }
      x = add(x, d, t)
    } else {
      x = add(x, d, t)
      if (round < maxIter) {
        here = evaluate(x)
        evaluations++
      }
    }
    if (evaluations >= maxEval || largest(here.gradient) <= toleranceGrad) break
    if (largest(d) * t <= toleranceChange || Math.abs(here.loss - before) < toleranceChange) break
  }
  return finish()
}
