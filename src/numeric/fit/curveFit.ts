import { checkOptions } from '../../options.ts'
import { FunctionValueError, NumericArgumentError, showPoint, showReturned } from '../errors.ts'
import {
  type Bounds,
  checkedFlag,
  checkedFunction,
  checkedPoint,
  type LooseFunction,
  vectorValue,
} from '../evaluate.ts'
import type { GradientMethod } from '../minimize/numericGradient.ts'
import type { FitWords } from './counted.ts'
import { fitted, type LeastSquaresResult } from './leastSquares.ts'
import { fitSettings, type LeastSquaresOptions, optionNames } from './options.ts'
import { type Sigma, whitening } from './sigma.ts'

/** A fitted curve: what `leastSquares` says, with residuals (f(x) - y) / sigma. */
export interface CurveFitResult extends LeastSquaresResult {
  /** The parameters, in the order in which f takes them. */
  readonly parameters: number[]
}

/** Options of `curveFit`, those of `leastSquares` among them. */
export interface CurveFitOptions<X> extends Omit<LeastSquaresOptions, 'jacobian' | 'args'> {
  /** Where the search starts; by default 1 for each parameter, or a number within its bounds. */
  readonly p0?: ArrayLike<number> | undefined
  /** Standard deviations of y: one for all, one for each, or their covariance matrix. */
  readonly sigma?: Sigma | undefined
  /** Whether sigma is what it says; by default (false) only its ratios count, and its size is estimated from the residuals. */
  readonly absoluteSigma?: boolean | undefined
  /** The derivatives of f by its parameters, in their order, or how to replace them by differences (`central` by default). */
  readonly jacobian?: ((x: X, ...parameters: number[]) => ArrayLike<number>) | GradientMethod | undefined
}

const ownNames = ['p0', 'sigma', 'absoluteSigma'] as const

const words: FitWords = {
  operation: 'curveFit',
  f: 'f',
  point: 'parameters',
  value: (index) => `f(xdata[${index}], ...)`,
  start: 'Choose a p0 where the curve is finite.',
  jacobian: 'Give bounds that keep the parameters in the domain.',
}

const wrong = (argument: string, message: string) =>
  new NumericArgumentError(words.operation, argument, message)

/**
 * Fits the parameters of a curve y = f(x, a, b, ...) to observations, as SciPy's curve_fit: f takes one x, which may be
 * anything (an array where there are several predictors), and then the parameters.
 *
 * Throws: NumericArgumentError, FunctionValueError, NonFiniteError. What f throws passes through.
 * Accuracy: as `leastSquares`.
 *
 * @example
 * const fit = curveFit((t: number, a: number, k: number) => a * Math.exp(-k * t), [0, 1, 2, 3], [5.1, 2.9, 1.9, 1.1])
 * fit.parameters // [5.0603..., 0.5140...]
 * fit.standardErrors // [0.1090..., 0.0235...]
 */
export function curveFit<X>(
  f: (x: X, ...parameters: number[]) => number,
  xdata: ArrayLike<X>,
  ydata: ArrayLike<number>,
  options: CurveFitOptions<X> = {},
): CurveFitResult {
  const call = checkedFunction(words.operation, 'f', f)
  const y = observations(xdata, ydata)
  const { jacobian } = options ?? {}
  const curve = (p: unknown) =>
    Float64Array.from(y, (_, i) => valueAt(called(call, xdata[i], p as number[]), i, p as number[]))
  const slopes =
    typeof jacobian === 'function'
      ? (p: unknown) => Array.from(y, (_, i) => jacobian(xdata[i]!, ...(p as number[])))
      : jacobian
  return fittedCurve(curve, y, f.length - 1, { ...options, jacobian: slopes })
}

/** The options of a curve of which all values (and their derivatives, as rows) come together. */
export type WholeCurveOptions = Omit<CurveFitOptions<unknown>, 'jacobian'> & {
  readonly jacobian?: LooseFunction | GradientMethod | undefined
}

/** Fits a curve of which all values come together; f has so many parameters, as far as its length tells. */
export function fittedCurve(
  curve: LooseFunction,
  y: Float64Array,
  parameters: number,
  options: WholeCurveOptions,
): CurveFitResult {
  checkOptions(words.operation, options, [...optionNames.filter((name) => name !== 'args'), ...ownNames])
  const { p0, sigma, absoluteSigma = false, ...rest } = options
  checkedFlag(words.operation, 'absoluteSigma', absoluteSigma)
  const white = whitening(sigma, y.length)
  const { jacobian } = options
  // whitened columns, as rows
  const slopes = (p: unknown) => {
    const given = jacobian as LooseFunction
    const rows = Array.from(given(p) as ArrayLike<unknown>, (row, i) =>
      vectorValue(words.operation, row, p as number[], (p as number[]).length, `the jacobian at xdata[${i}]`),
    )
    const columns = Array.from(p as number[], (_, j) => white(Float64Array.from(rows, (row) => row[j]!)))
    return rows.map((_, i) => columns.map((column) => column[i]!))
  }
  const chosen = fitSettings(
    words.operation,
    p0 ?? defaultStart(parameters, options.bounds),
    { ...rest, jacobian: typeof jacobian === 'function' ? (slopes as never) : jacobian },
    'p0',
  )
  const least = Math.max(1, parameters)
  if (chosen.start.length < least)
    throw wrong(
      'p0',
      `p0 has length ${chosen.start.length}, but f takes ${least} parameters; give one for each.`,
    )
  const residuals = (p: unknown) => {
    const values = vectorValue(words.operation, curve(p), p as number[], y.length, words.f)
    return white(values.map((v, i) => v - y[i]!))
  }
  const found = fitted(residuals, chosen, words, absoluteSigma)
  return { ...found, parameters: found.x }
}

/** The observed values, one for each x. */
export function observations(xdata: ArrayLike<unknown>, ydata: ArrayLike<number>): Float64Array {
  const y = checkedPoint(words.operation, 'ydata', ydata)
  if (y.length === 0) throw wrong('ydata', 'there are no observations; give one y for each x.')
  if (xdata?.length === y.length) return y
  const [first] = Array.from(xdata ?? [])
  const turned = (first as ArrayLike<unknown> | undefined)?.length === y.length
  throw wrong(
    'xdata',
    `there are ${xdata?.length} xdata for ${y.length} ydata. ${
      turned
        ? 'Where x has several entries, xdata is a list of points: xdata[i] = [first, second, ...].'
        : 'Give one x for each y.'
    }`,
  )
}

/** f at one x. Throws: NumericArgumentError where it would have its parameters as a list. */
function called(f: LooseFunction, x: unknown, p: readonly number[]): unknown {
  const refuse = (): never => {
    throw wrong(
      'f',
      'f reads its parameters from a list, but they come one by one: write it as (x, a, b) => ..., or (x, ...p) => ... with a p0.',
    )
  }
  try {
    const y = f(x, ...p)
    // a number has no entries
    if (Number.isNaN(y) && p.length > 1 && Number.isFinite(f(x, p))) refuse()
    return y
  } catch (error) {
    if (error instanceof TypeError && takesList(f, x, p)) refuse()
    throw error
  }
}

function takesList(f: LooseFunction, x: unknown, p: readonly number[]): boolean {
  try {
    return typeof f(x, p) === 'number'
  } catch {
    return false
  }
}

function valueAt(value: unknown, i: number, p: readonly number[]): number {
  if (typeof value === 'number') return value
  throw new FunctionValueError(
    words.operation,
    p,
    value,
    `f returned ${showReturned(value)} for xdata[${i}] with parameters ${showPoint(p)}; it takes one x at a time, and must return one number.`,
  )
}

/** 1 for each parameter, or the middle of its bounds, or 1 within the only one. */
function defaultStart(n: number, bounds: Bounds | undefined): number[] {
  if (n < 1)
    throw wrong(
      'p0',
      'the number of parameters cannot be told from f; give p0, or write f as (x, a, b) => ... with its parameters by name.',
    )
  const limit = (given: number | ArrayLike<number> | undefined, j: number, otherwise: number) =>
    (typeof given === 'number' ? given : given?.[j]) ?? otherwise
  return Array.from({ length: n }, (_, j) => {
    const low = limit(bounds?.lower, j, Number.NEGATIVE_INFINITY)
    const high = limit(bounds?.upper, j, Number.POSITIVE_INFINITY)
    if (Number.isFinite(low) && Number.isFinite(high)) return low / 2 + high / 2
    if (Number.isFinite(low)) return low + 1
    return Number.isFinite(high) ? high - 1 : 1
  })
}
