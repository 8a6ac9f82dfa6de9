import {
  checkedBounds,
  checkedPoint,
  checkedVector,
  scalarValue,
  type VectorFunction,
  vectorValue,
} from '../evaluate.ts'
import { alongLine, vectorField } from './jacobian.ts'
import { mixedDerivative } from './mixedDerivative.ts'
import { chosenStep, type DifferenceOptions, type Settings, settings } from './options.ts'
import { finiteCentre, type GradientResult, type MatrixResult } from './result.ts'
import type { Extrapolation } from './richardson.ts'

/** Options of `hessian` and `hessianVectorProduct`. */
export interface HessianOptions<A extends readonly unknown[] = readonly unknown[]>
  extends DifferenceOptions<A> {
  /** The gradient of f where one is known: then its first differences are taken, which is cheaper and more accurate. */
  readonly gradient?: ((x: number[], ...args: A) => ArrayLike<number>) | undefined
}

/**
 * The matrix of second derivatives of a function of several numbers, with an error estimate of each entry.
 * Without a gradient, a diagonal entry is a second difference and a mixed one the difference of two of them.
 *
 * Shapes: [n] -> value [n][n], error [n][n]
 * Throws: as `derivative`.
 *
 * @example hessian(([x, y]) => x! ** 2 * y!, [1, 3]).value // [[6, 2], [2, 0]]
 */
export function hessian<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => number,
  x: ArrayLike<number>,
  options: HessianOptions<A> = {},
): MatrixResult {
  const operation = 'hessian'
  const point = checkedPoint(operation, 'x', x)
  const n = point.length
  const chosen = settings(operation, options, ['gradient'])
  const box = checkedBounds(operation, options.bounds, point)
  const steps = Array.from(point, (_, i) => chosenStep(operation, options, i, point))
  const value = point.length === 0 ? [] : Array.from(point, () => new Array<number>(n).fill(0))
  const error = value.map((row) => row.slice())
  const step = new Array<number>(n).fill(0)
  let evaluations = 0
  let converged = true
  const record = (i: number, j: number, found: Extrapolation, k = 0) => {
    value[i]![j] = value[j]![i] = found.value[k]!
    error[i]![j] = error[j]![i] = found.error[k]!
  }

  if (options.gradient !== undefined) {
    const field = gradientField(operation, options.gradient, chosen, n)
    const centre = field(point)
    finiteCentre(operation, Array.from(point), centre)
    const found = Array.from(point, (_, j) =>
      alongLine(operation, field, centre, point, unit(n, j), box, steps[j], chosen, 1),
    )
    for (let i = 0; i < n; i++) {
      step[i] = found[i]!.step
      evaluations += found[i]!.evaluations
      converged &&= found[i]!.converged
      for (let j = 0; j <= i; j++) {
        // both halves estimate the same number; their disagreement is part of the error
        const [a, b] = [found[j]!.value[i]!, found[i]!.value[j]!]
        value[i]![j] = value[j]![i] = (a + b) / 2
        error[i]![j] = error[j]![i] = Math.max(found[j]!.error[i]!, found[i]!.error[j]!, Math.abs(a - b) / 2)
      }
    }
    return { value, error, step, evaluations: evaluations + 1, converged, method: chosen.method }
  }

  const field = scalarField(operation, f, chosen)
  const centre = field(point)
  finiteCentre(operation, Array.from(point), centre)
  for (let i = 0; i < n; i++) {
    const found = alongLine(operation, field, centre, point, unit(n, i), box, steps[i], chosen, 2)
    record(i, i, found)
    step[i] = found.step
    evaluations += found.evaluations
    converged &&= found.converged
    for (let j = 0; j < i; j++) {
      const mixed = mixedDerivative(
        operation,
        field,
        centre[0]!,
        point,
        unit(n, i),
        unit(n, j),
        box,
        [steps[i], steps[j]],
        chosen,
      )
      record(i, j, mixed)
      evaluations += mixed.evaluations
      converged &&= mixed.converged
    }
  }
  return { value, error, step, evaluations: evaluations + 1, converged, method: chosen.method }
}

/**
 * The Hessian of f at x times a vector v, without forming the Hessian.
 * Given a gradient it takes one directional derivative of it; otherwise each entry is a mixed second derivative of f.
 *
 * Throws: as `derivative`.
 *
 * @example hessianVectorProduct(([x, y]) => x! ** 2 * y!, [1, 3], [1, 0]).value // [6, 2]
 */
export function hessianVectorProduct<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => number,
  x: ArrayLike<number>,
  v: ArrayLike<number>,
  options: HessianOptions<A> = {},
): GradientResult {
  const operation = 'hessianVectorProduct'
  const point = checkedPoint(operation, 'x', x)
  const n = point.length
  const along = checkedVector(operation, 'v', v, n)
  const chosen = settings(operation, options, ['gradient'])
  const box = checkedBounds(operation, options.bounds, point)
  const userStep = (i: number) => chosenStep(operation, options, i, point)
  if (options.gradient !== undefined) {
    const field = gradientField(operation, options.gradient, chosen, n)
    const centre = field(point)
    finiteCentre(operation, Array.from(point), centre)
    const found = alongLine(operation, field, centre, point, along, box, userStep(0), chosen, 1)
    return {
      value: Array.from(found.value),
      error: Array.from(found.error),
      step: Array.from(point, () => found.step),
      evaluations: found.evaluations + 1,
      converged: found.converged,
      method: chosen.method,
    }
  }
  const field = scalarField(operation, f, chosen)
  const centre = field(point)
  finiteCentre(operation, Array.from(point), centre)
  const found = Array.from(point, (_, i) =>
    mixedDerivative(
      operation,
      field,
      centre[0]!,
      point,
      unit(n, i),
      along,
      box,
      [userStep(i), userStep(i)],
      chosen,
    ),
  )
  return {
    value: found.map((entry) => entry.value[0]!),
    error: found.map((entry) => entry.error[0]!),
    step: found.map((entry) => entry.step),
    evaluations: found.reduce((sum, entry) => sum + entry.evaluations, 1),
    converged: found.every((entry) => entry.converged),
    method: chosen.method,
  }
}

function unit(n: number, i: number): Float64Array {
  const e = new Float64Array(n)
  e[i] = 1
  return e
}

function scalarField<A extends readonly unknown[]>(
  operation: string,
  f: (x: number[], ...args: A) => number,
  chosen: Settings,
): (point: Float64Array) => Float64Array {
  const call = f as unknown as (x: number[], ...args: unknown[]) => unknown
  return (point) => Float64Array.of(scalarValue(operation, call(Array.from(point), ...chosen.args), point))
}

function gradientField<A extends readonly unknown[]>(
  operation: string,
  gradient: (x: number[], ...args: A) => ArrayLike<number>,
  chosen: Settings,
  n: number,
): (point: Float64Array) => Float64Array {
  const field = vectorField(operation, gradient as unknown as VectorFunction, chosen)
  return (point) => vectorValue(operation, field(point), point, n, 'the gradient')
}
