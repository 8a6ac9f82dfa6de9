import { NonFiniteError } from '../errors.ts'
import { checkedBounds, checkedPoint, vectorValue } from '../evaluate.ts'
import { levenbergMarquardt } from '../fit/levenbergMarquardt.ts'
import { losses } from '../fit/loss.ts'
import { numericJacobian } from '../fit/numericJacobian.ts'
import { type FitProblem, unitOf } from '../fit/problem.ts'
import { maxNorm, plain } from '../linear/vectors.ts'
import type { Status } from '../minimize/problem.ts'
import { operation, type RootOptions, type RootResult, rootSentence } from './problem.ts'

/** A root of n functions of n numbers. */
export function vectorRoot(
  f: (x: number[]) => unknown,
  start: ArrayLike<number>,
  options: RootOptions & { readonly jacobian?: ((x: number[]) => ArrayLike<ArrayLike<number>>) | undefined },
): RootResult<number[]> {
  const x0 = checkedPoint(operation, 'x0', start)
  const n = x0.length
  const box = checkedBounds(operation, undefined, x0)
  let evaluations = 0
  let derivativeEvaluations = 0
  let count = -1
  const maxIterations = options.maxIterations ?? 1000 + 200 * n
  const value = (x: Float64Array) => {
    evaluations++
    return vectorValue(operation, f(plain(x)), x, n)
  }
  const finite = (x: Float64Array) => {
    const fx = value(x)
    return fx.every(Number.isFinite) ? measured(fx) : undefined
  }
  const differences = numericJacobian(finite, 'central', x0, box)
  const first = value(x0)
  const unit = unitOf(first)
  const measured = (v: Float64Array) => (unit === 1 ? v : v.map((vi) => vi / unit))
  const bad = first.find((v) => !Number.isFinite(v))
  if (bad !== undefined) {
    throw new NonFiniteError(operation, plain(x0), bad, 'f', 'Choose an x0 where f is finite.')
  }
  let last = measured(first)
  const problem: FitProblem = {
    n,
    start: x0,
    box,
    loss: losses.linear,
    lossScale: 1,
    stepTolerance: 2 ** -52,
    gradientTolerance: 0,
    residuals: finite,
    columns(x, fx) {
      derivativeEvaluations++
      last = fx
      const given = options.jacobian
      if (given === undefined) return differences(x, fx)
      const rows = given(plain(x)) as ArrayLike<ArrayLike<number>> | undefined
      const columns = Array.from(x, () => new Float64Array(n))
      for (let i = 0; i < n; i++) {
        const row = vectorValue(operation, rows?.[i], x, n, `row ${i} of the Jacobian`)
        const bad = row.find((v) => !Number.isFinite(v))
        if (bad !== undefined)
          throw new NonFiniteError(
            operation,
            plain(x),
            bad,
            'the Jacobian',
            'Leave it out, or start elsewhere.',
          )
        for (let j = 0; j < n; j++) columns[j]![i] = row[j]! / unit
      }
      return columns
    },
    report(x) {
      count++
      if (
        options.callback?.({ iteration: count, x: plain(x), value: plain(last.map((v) => v * unit)) }) ===
        true
      )
        return 'stopped'
      if (options.signal?.aborted === true) return 'aborted'
      return count >= maxIterations ? 'max-iterations' : undefined
    },
  }
  const { point, status } = levenbergMarquardt(problem, measured(first))
  const residual = maxNorm(point.f) * unit
  // a root: the residual is within what the rounding of x and of the terms of f can make of it
  let rounding = 0
  for (let i = 0; i < n; i++) {
    let size = 0
    for (let j = 0; j < n; j++) size += Math.abs(point.columns[j]![i]! * point.x[j]!)
    rounding = Math.max(rounding, size)
  }
  const atRoot =
    residual <= Math.max(options.tolerance ?? 0, 1e-12 * Math.max(rounding * unit, maxNorm(first)), 1e-300)
  const ended: Status =
    status === 'converged' || status === 'precision' ? (atRoot ? 'converged' : 'failed') : status
  return {
    x: plain(point.x),
    value: plain(point.f.map((v) => v * unit)),
    gradientNorm: maxNorm(point.gradient) * unit * unit,
    iterations: count,
    evaluations,
    derivativeEvaluations,
    converged: ended === 'converged',
    status: ended,
    message: rootSentence(ended, count, evaluations, residual, maxIterations),
    method: 'levenberg-marquardt',
  }
}
