import { checkOptions } from '../../options.ts'
import {
  FunctionValueError,
  NonFiniteError,
  NumericArgumentError,
  showPoint,
  showReturned,
} from '../errors.ts'
import { Complex } from './complex.ts'
import type { DerivativeResult, MatrixResult } from './result.ts'

// so small that its square is nothing beside 1, so large that products with it do not underflow
const tinyStep = 2 ** -333
// a few roundings of the complex arithmetic inside f
const roundings = 8 * 2 ** -53

/** f'(x) = Im f(x + ih) / h: no difference is taken, so no digit cancels. */
export function complexDerivative(
  operation: string,
  f: (z: Complex) => unknown,
  x: number,
  options: { readonly step?: number | undefined },
): DerivativeResult {
  const h = options.step ?? tinyStep
  const value = complexValue(operation, f(new Complex(x, h)), x).im / h
  finite(operation, value, x)
  return {
    value,
    error: Math.abs(value) * roundings,
    evaluations: 1,
    step: h,
    converged: true,
    method: 'complex-step',
  }
}

/** All first derivatives of a function of several complex numbers, as rows. */
export function complexJacobian(
  operation: string,
  f: (z: Complex[]) => unknown,
  x: Float64Array,
  options: { readonly step?: number | ArrayLike<number> | undefined },
): MatrixResult {
  const h = typeof options.step === 'number' ? options.step : tinyStep
  const columns: number[][] = []
  for (let j = 0; j < x.length; j++) {
    const z = Array.from(x, (xi, i) => new Complex(xi, i === j ? h : 0))
    const returned = f(z)
    const components: unknown[] = Array.isArray(returned) ? returned : [returned]
    const column = components.map((c) => complexValue(operation, c, Array.from(x)).im / h)
    for (const d of column) finite(operation, d, Array.from(x))
    if (j > 0 && column.length !== columns[0]!.length) {
      throw new FunctionValueError(
        operation,
        Array.from(x),
        returned,
        `the function returned ${column.length} numbers at x = ${showPoint(x)}, but ${columns[0]!.length} before; the length must not change.`,
      )
    }
    columns.push(column)
  }
  const value = (columns[0] ?? []).map((_, i) => columns.map((column) => column[i]!))
  return {
    value,
    error: value.map((row) => row.map((d) => Math.abs(d) * roundings)),
    evaluations: x.length,
    step: Array.from(x, () => h),
    converged: true,
    method: 'complex-step',
  }
}

function complexValue(operation: string, value: unknown, x: number | readonly number[]): Complex {
  if (value instanceof Complex) return value
  if (typeof value === 'number') return new Complex(value)
  throw new FunctionValueError(
    operation,
    x,
    value,
    `the function returned ${showReturned(value)} at x = ${showPoint(x)}; the complex-step method needs a Complex (z.exp(), z.mul(w), ...).`,
  )
}

function finite(operation: string, value: number, x: number | readonly number[]): void {
  if (!Number.isFinite(value)) {
    throw new NonFiniteError(
      operation,
      x,
      value,
      'the derivative by a complex step',
      'Choose a point of the domain.',
    )
  }
}

/** The complex-step method moves off the real axis: bounds and real differences do not apply to it. */
export function rejectRealOptions(operation: string, options: object): void {
  for (const name of ['bounds', 'relativeStep']) {
    if ((options as Record<string, unknown>)[name] !== undefined) {
      throw new NumericArgumentError(
        operation,
        name,
        `${name} has no meaning for the complex-step method; leave it out.`,
      )
    }
  }
  checkOptions(operation, options, ['method', 'step'])
}
