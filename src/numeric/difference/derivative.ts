import { NumericArgumentError, showGiven } from '../errors.ts'
import { checkedBounds, checkedFunction, checkedPoint, scalarValue } from '../evaluate.ts'
import type { Complex } from './complex.ts'
import { complexDerivative, rejectRealOptions } from './complexStep.ts'
import { differentiateLine } from './line.ts'
import { chosenStep, type DifferenceOptions, settings } from './options.ts'
import { type DerivativeResult, finiteCentre, finiteOr } from './result.ts'

/** Options of `derivative`. */
export interface DerivativeOptions<A extends readonly unknown[] = []> extends DifferenceOptions<A> {
  /** Which derivative, 1 (by default) to 4. */
  readonly order?: 1 | 2 | 3 | 4 | undefined
}

/** Options that choose the complex-step method. */
export interface ComplexStepOptions {
  readonly method: 'complex-step'
  /** The imaginary step; the default 2^-333 leaves no truncation error. */
  readonly step?: number | undefined
  /** False spares the two further calls (for each coordinate; three with a step of one's own) that the error estimate needs. */
  readonly estimateError?: boolean | undefined
}

/**
 * The derivative of a function of one number, with an error estimate.
 *
 * Throws: NumericArgumentError, FunctionValueError, NonFiniteError (with the point). What f throws passes through.
 * Accuracy: the adaptive method has a median relative error of 6e-15 and at most 2e-11 in 99 % of the cases of
 * test/fixtures/symbolic/derivatives.json, with 14 calls of f (docs/numeric.md).
 *
 * @example
 * derivative(Math.exp, 1).value // 2.718281828459045
 * derivative((x) => Math.log(x), 2, { order: 2 }).value // -0.25
 */
export function derivative(
  f: (z: Complex) => Complex | number,
  x: number,
  options: ComplexStepOptions,
): DerivativeResult
export function derivative<A extends readonly unknown[]>(
  f: (x: number, ...args: A) => number,
  x: number,
  options?: DerivativeOptions<A>,
): DerivativeResult
export function derivative(
  f: (x: never, ...args: never[]) => unknown,
  x: number,
  options: DerivativeOptions | ComplexStepOptions = {},
): DerivativeResult {
  if (typeof x !== 'number') {
    throw new NumericArgumentError(
      'derivative',
      'x',
      'x must be one number; use gradient or jacobian for an array.',
    )
  }
  const call = checkedFunction('derivative', 'f', f)
  const point = checkedPoint('derivative', 'x', x)
  if (options?.method === 'complex-step') {
    rejectRealOptions('derivative', options)
    return complexDerivative('derivative', call, x, options)
  }
  const chosen = settings('derivative', options, ['order'])
  const order = (options as DerivativeOptions).order ?? 1
  if (![1, 2, 3, 4].includes(order)) {
    throw new NumericArgumentError(
      'derivative',
      'order',
      `order is ${showGiven(order)}; it must be 1, 2, 3 or 4.`,
    )
  }
  const box = checkedBounds('derivative', options.bounds, point)
  // there is nothing to step on beyond the largest number
  const lower = Math.max(box.lower[0]!, -Number.MAX_VALUE)
  const upper = Math.min(box.upper[0]!, Number.MAX_VALUE)
  // rounding must not carry the point over a bound
  const at = (t: number) => Math.min(Math.max(x + t, lower), upper)
  const value = (t: number) => scalarValue('derivative', call(at(t), ...chosen.args), at(t))
  const centre = Float64Array.of(value(0))
  finiteCentre('derivative', x, centre)
  const found = differentiateLine(
    {
      line: (t) => Float64Array.of(value(t)),
      centre,
      order,
      position: Math.abs(x),
      left: lower - x,
      right: upper - x,
      step: chosenStep('derivative', options, 0, point),
    },
    chosen,
  )
  finiteOr('derivative', found, at, value)
  return {
    value: found.value[0]!,
    error: found.error[0]!,
    evaluations: found.evaluations + 1,
    step: found.step,
    converged: found.converged,
    method: chosen.method,
  }
}
