import { checkOptions } from '../../options.ts'
import { NumericArgumentError, showGiven, showWord } from '../errors.ts'
import {
  type Bounds,
  type Box,
  checkedArgs,
  checkedBounds,
  checkedFunction,
  checkedPoint,
  type LooseFunction,
} from '../evaluate.ts'
import type { GradientMethod } from '../minimize/numericGradient.ts'
import type { Iteration, Signal } from '../minimize/options.ts'
import { type LossName, losses } from './loss.ts'

/** Options of `leastSquares`. */
export interface LeastSquaresOptions<A extends readonly unknown[] = []> {
  /** Levenberg-Marquardt (by default), or trust-region reflective (by default where there are bounds). */
  readonly method?: 'lm' | 'trf' | undefined
  /** The Jacobian of the residuals as rows, or how to replace it by differences (`central` by default). */
  readonly jacobian?: ((x: number[], ...args: A) => ArrayLike<ArrayLike<number>>) | GradientMethod | undefined
  readonly bounds?: Bounds | undefined
  readonly loss?: LossName | undefined
  /** Size of a residual where a robust loss begins to differ from the square; 1 by default. */
  readonly lossScale?: number | undefined
  readonly args?: A | undefined
  /** Converged where a full step changes no parameter by a larger fraction; 1e-13 by default. */
  readonly stepTolerance?: number | undefined
  /** Converged where the cosine of the angle between the residuals and each column of the Jacobian is smaller. */
  readonly gradientTolerance?: number | undefined
  readonly maxIterations?: number | undefined
  readonly maxEvaluations?: number | undefined
  /** Names for the summary: b1, b2, ... by default. */
  readonly parameterNames?: readonly string[] | undefined
  readonly callback?: ((iteration: Iteration) => boolean | void) | undefined
  readonly signal?: Signal | undefined
}

/** Their names. */
export const optionNames: readonly (keyof LeastSquaresOptions)[] = [
  'method',
  'jacobian',
  'bounds',
  'loss',
  'lossScale',
  'args',
  'stepTolerance',
  'gradientTolerance',
  'maxIterations',
  'maxEvaluations',
  'parameterNames',
  'callback',
  'signal',
]

/** The options with every default filled in. */
export interface FitSettings {
  readonly start: Float64Array
  readonly box: Box
  readonly method: 'lm' | 'trf'
  readonly jacobian: LooseFunction | GradientMethod
  readonly loss: LossName
  readonly lossScale: number
  readonly args: readonly unknown[]
  readonly stepTolerance: number
  readonly gradientTolerance: number
  readonly maxIterations: number
  readonly maxEvaluations: number
  readonly parameterNames: readonly string[]
  readonly callback: LooseFunction | undefined
  readonly signal: Signal | undefined
}

/** The options as they come: the types of the further arguments are the user's affair. */
type LooseOptions = Omit<LeastSquaresOptions<never>, 'args'> & {
  readonly args?: readonly unknown[] | undefined
}

/** Fills in the defaults, and rejects a start or an option that cannot be meant. */
export function fitSettings(
  operation: string,
  x0: ArrayLike<number>,
  options: LooseOptions,
  startName = 'x0',
): FitSettings {
  checkOptions(operation, options, optionNames)
  const wrong = (argument: string, message: string) => new NumericArgumentError(operation, argument, message)
  const amount = (name: string, value: unknown, least: 'above' | 'not below'): number => {
    if (typeof value === 'number' && (least === 'above' ? value > 0 : value >= 0)) return value
    throw wrong(name, `${name} is ${showGiven(value)}; it must be a number ${least} 0.`)
  }
  const start = checkedPoint(operation, startName, x0)
  const n = start.length
  const box = checkedBounds(operation, options.bounds, start, true, startName === 'x0' ? 'x' : startName)
  const { callback, jacobian = 'central', loss = 'linear', method = box.limits ? 'trf' : 'lm' } = options
  const { parameterNames = Array.from(start, (_, j) => `b${j + 1}`) } = options
  if (method !== 'lm' && method !== 'trf')
    throw wrong('method', `there is no method ${showWord(method)}; use lm or trf.`)
  if (method === 'lm' && box.limits)
    throw wrong('bounds', 'the method lm takes no bounds; use trf, or leave the method out.')
  if (typeof jacobian !== 'function' && jacobian !== 'forward' && jacobian !== 'central')
    throw wrong('jacobian', 'jacobian must be a function, "forward" or "central".')
  if (typeof loss !== 'string' || !Object.hasOwn(losses, loss))
    throw wrong('loss', `there is no loss ${showWord(loss)}; use ${Object.keys(losses).join(', ')}.`)
  if (parameterNames?.length !== n)
    throw wrong('parameterNames', `there are ${parameterNames?.length} parameterNames for ${n} parameters.`)
  const lossScale = amount('lossScale', options.lossScale ?? 1, 'above')
  if (lossScale === Number.POSITIVE_INFINITY)
    throw wrong('lossScale', 'lossScale is Infinity; use the loss linear.')
  return {
    start,
    box,
    method,
    jacobian: jacobian as LooseFunction | GradientMethod,
    loss,
    lossScale,
    args: checkedArgs(operation, options.args),
    stepTolerance: amount('stepTolerance', options.stepTolerance ?? 1e-13, 'not below'),
    gradientTolerance: amount('gradientTolerance', options.gradientTolerance ?? 1e-15, 'not below'),
    maxIterations: amount('maxIterations', options.maxIterations ?? 200 * (n + 1) + 1000, 'above'),
    maxEvaluations: amount('maxEvaluations', options.maxEvaluations ?? Number.POSITIVE_INFINITY, 'above'),
    parameterNames,
    callback: callback === undefined ? undefined : checkedFunction(operation, 'callback', callback),
    signal: options.signal,
  }
}
