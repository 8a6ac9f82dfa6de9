import { checkOptions } from '../../options.ts'
import { NumericArgumentError, showGiven, showWord } from '../errors.ts'
import { type Bounds, checkedArgs, checkedFlag } from '../evaluate.ts'

/**
 * How to form differences. `adaptive` extrapolates halved steps (Richardson) until it cannot improve; `forward`,
 * `central` and `backward` are the formulas of the textbook; the k-point formulas are the most accurate ones on k
 * equally spaced nodes: 2-point is forward, odd ones are centred, even ones from 4 are centred and leave the point
 * itself out. All but `adaptive` use one fixed step.
 */
export type DifferenceMethod =
  | 'adaptive'
  | 'forward'
  | 'central'
  | 'backward'
  | `${2 | 3 | 4 | 5 | 6 | 7 | 8}-point`

/** What every differentiating function of this module takes. */
export interface DifferenceOptions<A extends readonly unknown[] = []> {
  readonly method?: DifferenceMethod | undefined
  /** Absolute step, one or one for each coordinate; for `adaptive` the largest step. */
  readonly step?: number | ArrayLike<number> | undefined
  /** Step as a fraction of |x| (of 1 where x is 0). */
  readonly relativeStep?: number | ArrayLike<number> | undefined
  /** The function is never called outside; at an edge the formula becomes one-sided. */
  readonly bounds?: Bounds | undefined
  /** More arguments, passed to the function after x. */
  readonly args?: A | undefined
  /** The precision in which the function computes: steps and error estimates follow. */
  readonly dtype?: 'float64' | 'float32' | undefined
  /** Relative error of a value of the function where it is known to be other than a rounding of `dtype`. */
  readonly noise?: number | undefined
  /** Wanted relative error: where `adaptive` stops, and what `converged` means for a fixed step (1e-6 by default). */
  readonly rtol?: number | undefined
  /** Wanted absolute error. */
  readonly atol?: number | undefined
  /** The most halvings of the step that `adaptive` tries. */
  readonly maxLevels?: number | undefined
  /** False spares a fixed-step method the second step that its error estimate needs. */
  readonly estimateError?: boolean | undefined
}

/** The options with every default filled in. */
export interface Settings {
  readonly operation: string
  readonly method: DifferenceMethod
  readonly noise: number
  readonly rtol: number
  readonly atol: number
  readonly maxLevels: number
  readonly estimateError: boolean
  readonly args: readonly unknown[]
}

const methods = new Set<string>(['adaptive', 'forward', 'central', 'backward'])
for (let k = 2; k <= 8; k++) methods.add(`${k}-point`)

/** The names of the options of every differentiating function. */
export const differenceOptions: readonly (keyof DifferenceOptions)[] = [
  'method',
  'step',
  'relativeStep',
  'bounds',
  'args',
  'dtype',
  'noise',
  'rtol',
  'atol',
  'maxLevels',
  'estimateError',
]

/** Fills in the defaults, and rejects an option that cannot be meant; `own` names those that only this operation has. */
export function settings(
  operation: string,
  options: DifferenceOptions<readonly unknown[]>,
  own: readonly string[] = [],
): Settings {
  checkOptions(operation, options, [...differenceOptions, ...own])
  const method = options.method ?? 'adaptive'
  if (!methods.has(method)) {
    throw new NumericArgumentError(
      operation,
      'method',
      `there is no method ${showWord(method)}; the methods are ${[...methods].join(', ')}, and complex-step for functions of Complex.`,
    )
  }
  const dtype = options.dtype ?? 'float64'
  if (dtype !== 'float64' && dtype !== 'float32') {
    throw new NumericArgumentError(
      operation,
      'dtype',
      `there is no dtype ${showWord(dtype)}; it must be float64 or float32 (or give the noise of f).`,
    )
  }
  const noise = options.noise ?? (options.dtype === 'float32' ? 2 ** -24 : 2 ** -53)
  const maxLevels = options.maxLevels ?? 20
  const rtol =
    options.rtol ?? (method === 'adaptive' ? Math.max(1e-13, 64 * noise) : Math.max(1e-6, 64 * noise))
  for (const [name, value] of Object.entries({ noise, maxLevels, rtol, atol: options.atol ?? 0 })) {
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new NumericArgumentError(
        operation,
        name,
        `${name} is ${showGiven(value)}; it must be a number not below 0.`,
      )
    }
  }
  return {
    operation,
    method,
    noise,
    rtol,
    atol: options.atol ?? 0,
    maxLevels: Math.max(3, maxLevels),
    estimateError: checkedFlag(operation, 'estimateError', options.estimateError ?? true),
    args: checkedArgs(operation, options.args),
  }
}

/** The step that the user asked for at coordinate i, or undefined. */
export function chosenStep(
  operation: string,
  options: DifferenceOptions<readonly unknown[]>,
  i: number,
  x: Float64Array,
): number | undefined {
  const given = pick(operation, 'step', options.step, i, x.length)
  if (given !== undefined) return given
  const relative = pick(operation, 'relativeStep', options.relativeStep, i, x.length)
  if (relative !== undefined) return relative * (x[i] === 0 ? 1 : Math.abs(x[i]!))
  return undefined
}

function pick(
  operation: string,
  name: string,
  given: number | ArrayLike<number> | undefined,
  i: number,
  n: number,
): number | undefined {
  if (given === undefined) return undefined
  if (typeof given !== 'number' && given?.length !== n) {
    throw new NumericArgumentError(
      operation,
      name,
      `${name} ${given?.length === undefined ? `is ${showGiven(given)}` : `has length ${given.length}`}, but x has length ${n}; give one number, or one for each coordinate.`,
    )
  }
  const h: unknown = typeof given === 'number' ? given : given[i]
  if (typeof h !== 'number' || !(h > 0) || h === Number.POSITIVE_INFINITY) {
    throw new NumericArgumentError(
      operation,
      name,
      `${name} is ${showGiven(h)}; it must be a finite number above 0.`,
    )
  }
  return h
}

/** The error of bounds that meet in a coordinate which a derivative is taken by. */
export const noRoom = (operation: string): NumericArgumentError =>
  new NumericArgumentError(
    operation,
    'bounds',
    'the bounds leave no room to move x in one coordinate; a derivative needs a neighbourhood on one side at least.',
  )
