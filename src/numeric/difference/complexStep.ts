import { checkOptions } from '../../options.ts'
import {
  FunctionValueError,
  NonFiniteError,
  NumericArgumentError,
  showPoint,
  showReturned,
} from '../errors.ts'
import { checkedFlag } from '../evaluate.ts'
import { Complex, roundedBy } from './complex.ts'
import type { DerivativeResult, MatrixResult } from './result.ts'

// so small that its square is nothing beside 1, so large that products with it do not underflow
const tinyStep = 2 ** -333
// a few roundings of the complex arithmetic inside f
const ofOperations = 8 * 2 ** -53

/**
 * Two ways to round each result to a number beside it, upwards or downwards without a pattern, which differ in every second
 * result: what cancels inside f, and what f makes of it, shows as the distance of the derivatives.
 *
 * Source: J. Vignes, "A stochastic arithmetic for reliable scientific computation" (1993).
 */
const roundings = [0, 1].map((flip) => () => {
  let [state, count] = [12345, 0]
  return (v: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const up = state >>> 31 !== (flip & count++)
    return v * (up ? 1 + 2 ** -52 : 1 - 2 ** -53)
  }
})

/** The options of the complex-step method. */
interface Options {
  readonly step?: number | undefined
  readonly estimateError?: boolean | undefined
}

/** f'(x) = Im f(x + ih) / h: no difference is taken, so no digit cancels but those that cancel inside f. */
export function complexDerivative(
  operation: string,
  f: (z: Complex) => unknown,
  x: number,
  options: Options,
): DerivativeResult {
  const { value, error, ...report } = complexJacobian(
    operation,
    (z) => f((z as Complex[])[0]!),
    Float64Array.of(x),
    options,
    x,
  )
  return { ...report, value: value[0]![0]!, error: error[0]![0]!, step: report.step[0]! }
}

/** All first derivatives of a function of several complex numbers, as rows. */
export function complexJacobian(
  operation: string,
  f: (z: Complex[]) => unknown,
  x: Float64Array,
  options: Options,
  at: number | readonly number[] = Array.from(x),
): MatrixResult {
  const step = Array.from(x, (xj) => chosenStep(operation, options.step, xj))
  const { estimateError = true } = options
  let evaluations = 0
  let m: number | undefined
  const value = (j: number, h: number): Complex[] => {
    evaluations++
    const returned = f(Array.from(x, (xi, i) => new Complex(xi, i === j ? h : 0)))
    const components: unknown[] = Array.isArray(returned) ? returned : [returned]
    m ??= components.length
    if (components.length !== m) {
      throw new FunctionValueError(
        operation,
        at,
        returned,
        `the function returned ${components.length} numbers at x = ${showPoint(at)}, but ${m} before; the length must not change.`,
      )
    }
    return components.map((c) => complexValue(operation, c, at))
  }
  const columns = step.map((h, j) => {
    const there = value(j, h)
    for (const { re } of there) finite(operation, re, at, 'the function')
    const slopes = there.map(({ im }) => im / h)
    // far too steep for a real function: it may have left the real numbers at x itself
    const steep = slopes.some((d) => Math.abs(d) > 2 ** 200)
    const here = steep ? value(j, 0) : undefined
    slopes.forEach((d, i) => {
      finite(operation, here?.[i]?.im ? Number.NaN : d, at, 'the derivative by a complex step')
    })
    return slopes
  })
  let converged = true
  const errors = columns.map((slopes, j) => {
    if (!estimateError) return slopes.map(() => Number.NaN)
    const h = step[j]!
    const other = roundings.map((round) => roundedBy(round(), () => value(j, h)).map(({ im }) => im / h))
    // a step of the user's may be so long that its square counts
    const half = h <= tinyStep ? slopes : value(j, h / 2).map(({ im }) => im / (h / 2))
    return slopes.map((d, i) => {
      const rounding = Math.max(...other.map((d2) => Math.abs(d2[i]! - d))) * 2 + Math.abs(d) * ofOperations
      const truncation = 2 * Math.abs(half[i]! - d)
      converged &&= truncation <= 32 * rounding
      return rounding + truncation
    })
  })
  const rows = Array.from({ length: m ?? 0 }, (_, i) => columns.map((column) => column[i]!))
  return {
    value: rows,
    error: rows.map((_, i) => errors.map((column) => column[i]!)),
    evaluations,
    step,
    converged,
    method: 'complex-step',
  }
}

/** The step at x: so small beside x, too, that its square is nothing. */
function chosenStep(operation: string, given: unknown, x: number): number {
  if (given === undefined)
    return x === 0 ? tinyStep : Math.max(Math.min(tinyStep, Math.abs(x) * 2 ** -60), Number.MIN_VALUE)
  if (typeof given === 'number' && given > 0 && given < Number.POSITIVE_INFINITY) return given
  throw new NumericArgumentError(
    operation,
    'step',
    `step is ${typeof given === 'number' ? given : showReturned(given)}; it must be one finite number above 0.`,
  )
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

function finite(operation: string, value: number, x: number | readonly number[], what: string): void {
  if (!Number.isFinite(value))
    throw new NonFiniteError(operation, x, value, what, 'Choose a point of the domain.')
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
  checkOptions(operation, options, ['method', 'step', 'estimateError'])
  if ('estimateError' in options && options.estimateError !== undefined)
    checkedFlag(operation, 'estimateError', options.estimateError)
}
