import { checkedBounds, checkedPoint, type LooseFunction } from '../evaluate.ts'
import { CountedFit } from '../fit/counted.ts'
import { levenbergMarquardt } from '../fit/levenbergMarquardt.ts'
import type { FitPoint } from '../fit/problem.ts'
import { maxNorm, plain } from '../linear/vectors.ts'
import { operation, type RootOptions, type RootResult, rootSentence } from './problem.ts'

const words = {
  operation,
  f: 'the function',
  value: 'f',
  start: 'Choose an x0 where f is finite.',
  jacobian: 'Leave it out, or start elsewhere.',
}

/** A root of n functions of n numbers. */
export function vectorRoot(
  f: (x: number[]) => unknown,
  start: ArrayLike<number>,
  options: RootOptions & { readonly jacobian?: ((x: number[]) => ArrayLike<ArrayLike<number>>) | undefined },
): RootResult<number[]> {
  const x0 = checkedPoint(operation, 'x0', start)
  const n = x0.length
  const { callback, maxIterations = 1000 + 200 * n, tolerance = 0 } = options
  const fit = new CountedFit({
    words,
    f: f as LooseFunction,
    args: [],
    jacobian: (options.jacobian as LooseFunction | undefined) ?? 'central',
    start: x0,
    box: checkedBounds(operation, undefined, x0),
    length: n,
    loss: 'linear',
    lossScale: 1,
    stepTolerance: 2 ** -52,
    gradientTolerance: 0,
    maxIterations,
    maxEvaluations: Number.POSITIVE_INFINITY,
    signal: options.signal,
    tell: (iteration, x, _value, _gradientNorm, fx) => callback?.({ iteration, x, value: plain(fx) }),
  })
  const { point, status: ended } = levenbergMarquardt(fit, fit.first)
  const { iterations, evaluations, unit } = fit
  const value = fit.original(point.f)
  const residual = maxNorm(value)
  const rounding = 1e-12 * Math.max(termSize(point) * unit, maxNorm(fit.original(fit.first)))
  const atRoot = residual <= Math.max(tolerance, rounding, 1e-300)
  const done = ended === 'converged' || ended === 'precision'
  const status = done ? (atRoot ? 'converged' : 'failed') : ended
  return {
    x: plain(point.x),
    value: plain(value),
    gradientNorm: maxNorm(point.gradient) * unit * unit,
    iterations,
    evaluations,
    derivativeEvaluations: fit.jacobianEvaluations,
    converged: status === 'converged',
    status,
    message: rootSentence(status, iterations, evaluations, residual, maxIterations),
    method: 'levenberg-marquardt',
  }
}

/** The size of the terms of f, whose rounding is what a residual may consist of at a root. */
function termSize({ columns, x, f }: FitPoint): number {
  let largest = 0
  for (let i = 0; i < f.length; i++) {
    let size = 0
    for (let j = 0; j < x.length; j++) size += Math.abs(columns[j]![i]! * x[j]!)
    largest = Math.max(largest, size)
  }
  return largest
}
