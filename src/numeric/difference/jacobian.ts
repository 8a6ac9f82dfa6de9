import { checkedFunction, checkedPoint, checkedVector } from '../evaluate.ts'
import type { Complex } from './complex.ts'
import { complexJacobian, rejectRealOptions } from './complexStep.ts'
import type { ComplexStepOptions } from './derivative.ts'
import { Neighbourhood, type Reading } from './neighbourhood.ts'
import type { DifferenceOptions } from './options.ts'
import type { DerivativeResult, DifferenceReport, GradientResult, MatrixResult } from './result.ts'

/** The directional derivative of a vector-valued function. */
export interface DirectionalResult extends DifferenceReport {
  readonly value: number[]
  readonly error: number[]
  readonly step: number
}

/**
 * The gradient of a function of several numbers, with an error estimate of each entry.
 *
 * Throws: as `derivative`.
 *
 * @example gradient(([x, y]) => x! * y!, [2, 3]).value // [3, 2]
 */
export function gradient(
  f: (z: Complex[]) => Complex | number,
  x: ArrayLike<number>,
  options: ComplexStepOptions,
): GradientResult
export function gradient<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => number,
  x: ArrayLike<number>,
  options?: DifferenceOptions<A>,
): GradientResult
export function gradient(
  f: (x: never, ...args: never[]) => unknown,
  x: ArrayLike<number>,
  options: DifferenceOptions | ComplexStepOptions = {},
): GradientResult {
  const found = columns('gradient', f, x, options, { scalar: true })
  return { ...found, value: found.value[0] ?? [], error: found.error[0] ?? [] }
}

/**
 * The Jacobian of a function from n numbers to m numbers.
 *
 * Shapes: [n] -> value [m][n], error [m][n]
 * Throws: as `derivative`; FunctionValueError where the length of what f returns changes.
 *
 * @example jacobian(([x, y]) => [x! * y!, x! + y!], [2, 3]).value // [[3, 2], [1, 1]]
 */
export function jacobian(
  f: (z: Complex[]) => (Complex | number)[],
  x: ArrayLike<number>,
  options: ComplexStepOptions,
): MatrixResult
export function jacobian<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => ArrayLike<number> | number,
  x: ArrayLike<number>,
  options?: DifferenceOptions<A>,
): MatrixResult
export function jacobian(
  f: (x: never, ...args: never[]) => unknown,
  x: ArrayLike<number>,
  options: DifferenceOptions | ComplexStepOptions = {},
): MatrixResult {
  return columns('jacobian', f, x, options, {})
}

/** The Jacobian; errors tell the operation. */
export function columns(
  operation: string,
  f: unknown,
  x: ArrayLike<number>,
  options: DifferenceOptions | ComplexStepOptions,
  reading: Reading,
): MatrixResult {
  if (options?.method === 'complex-step') {
    rejectRealOptions(operation, options)
    return complexJacobian(
      operation,
      checkedFunction(operation, 'f', f),
      checkedPoint(operation, 'x', x),
      options,
    )
  }
  const place = new Neighbourhood(operation, f, x, options, reading)
  const found = Array.from(place.x, (_, j) => place.alongAxis(j))
  return {
    value: Array.from(place.centre, (_, i) => found.map((column) => column.value[i]!)),
    error: Array.from(place.centre, (_, i) => found.map((column) => column.error[i]!)),
    step: found.map((column) => column.step),
    evaluations: found.reduce((sum, column) => sum + column.evaluations, 1),
    converged: found.every((column) => column.converged),
    method: place.chosen.method,
  }
}

/**
 * The derivative of f at x along v: the gradient (or Jacobian) times v, at the cost of one derivative.
 *
 * @example directional(([x, y]) => x! * y!, [2, 3], [1, 1]).value // 5
 */
export function directional<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => number,
  x: ArrayLike<number>,
  v: ArrayLike<number>,
  options?: DifferenceOptions<A>,
): DerivativeResult
export function directional<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => ArrayLike<number>,
  x: ArrayLike<number>,
  v: ArrayLike<number>,
  options?: DifferenceOptions<A>,
): DirectionalResult
export function directional(
  f: (x: number[], ...args: never[]) => unknown,
  x: ArrayLike<number>,
  v: ArrayLike<number>,
  options: DifferenceOptions = {},
): DerivativeResult | DirectionalResult {
  const place = new Neighbourhood('directional', f, x, options, {})
  const found = place.along(checkedVector('directional', 'v', v, place.x.length))
  const report = {
    evaluations: found.evaluations + 1,
    step: found.step,
    converged: found.converged,
    method: place.chosen.method,
  }
  return place.returnedNumber
    ? { value: found.value[0]!, error: found.error[0]!, ...report }
    : { value: Array.from(found.value), error: Array.from(found.error), ...report }
}
