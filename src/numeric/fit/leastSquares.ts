import { NumericArgumentError } from '../errors.ts'
import { type Box, checkedFunction, type LooseFunction } from '../evaluate.ts'
import { norm, plain } from '../linear/vectors.ts'
import type { Status } from '../minimize/problem.ts'
import { projectedNorm } from '../minimize/search.ts'
import { sentence } from '../minimize/sentence.ts'
import { CountedFit, type FitWords } from './counted.ts'
import { levenbergMarquardt } from './levenbergMarquardt.ts'
import type { LossName } from './loss.ts'
import { type FitSettings, fitSettings, type LeastSquaresOptions } from './options.ts'
import type { FitOutcome, FitPoint } from './problem.ts'
import { type FitStatistics, fitStatistics } from './statistics.ts'
import { summarise } from './summary.ts'
import { trustRegionReflective } from './trustRegionReflective.ts'

/** Where a fit ended, and what it says of the parameters. */
export interface LeastSquaresResult extends FitStatistics {
  readonly x: number[]
  /** The sum of the squared residuals (of their losses, where a loss was chosen). */
  readonly value: number
  readonly residuals: number[]
  /** The Jacobian of the residuals at x, as rows. */
  readonly jacobian: number[][]
  /** Gradient of half the value. */
  readonly gradient: number[]
  readonly gradientNorm: number
  readonly iterations: number
  /** Calls of the residuals, those for differences included. */
  readonly evaluations: number
  /** Jacobians asked for. */
  readonly jacobianEvaluations: number
  readonly converged: boolean
  readonly status: Status
  readonly message: string
  readonly method: 'lm' | 'trf'
  readonly loss: LossName
  readonly parameterNames: readonly string[]
  /** The bound that a parameter has come to rest on, and 'both' where they are equal and hold it. */
  readonly activeBounds: readonly ('lower' | 'upper' | 'both' | undefined)[]
  /** The result as a table of estimates, standard errors, t values and confidence limits. */
  summary(level?: number): string
}

/** The rounding of residuals, some times over, beside the relative steps of differences. */
const differencePrecision = { central: 2 ** -32, forward: 2 ** -24 }

const methods = { lm: levenbergMarquardt, trf: trustRegionReflective }

const words: FitWords = {
  operation: 'leastSquares',
  f: 'the residual function',
  point: 'x',
  value: (index) => `residual ${index}`,
  start: 'Choose an x0 where the residuals are finite.',
  jacobian: 'Give bounds that keep x in the domain.',
}

/**
 * Fits parameters by least squares: minimises the sum of squares (or of robust losses) of residuals.
 *
 * Throws: NumericArgumentError, FunctionValueError, NonFiniteError. What the residuals throw passes through.
 * Accuracy: all NIST StRD problems tried reproduce their certified parameters to 9 digits and more (docs/numeric.md).
 *
 * @example
 * const [t, y] = [[0, 1, 2, 3], [5.1, 2.9, 1.9, 1.1]]
 * const fit = leastSquares(([a, k]) => t.map((ti, i) => a! * Math.exp(-k! * ti) - y[i]!), [1, 1])
 * console.log(fit.summary())
 */
export function leastSquares<A extends readonly unknown[]>(
  residuals: (x: number[], ...args: A) => ArrayLike<number>,
  x0: ArrayLike<number>,
  options: LeastSquaresOptions<A> = {},
): LeastSquaresResult {
  const f = checkedFunction(words.operation, 'residuals', residuals)
  return fitted(f, fitSettings(words.operation, x0, options), words)
}

/** The fit of residuals, named as `words` say; of unit variance, where `absoluteSigma` says so. */
export function fitted(
  f: LooseFunction,
  chosen: FitSettings,
  words: FitWords,
  absoluteSigma = false,
): LeastSquaresResult {
  const { callback } = chosen
  const fit = new CountedFit({
    ...chosen,
    words,
    f,
    tell: (iteration, x, value, gradientNorm) => callback?.({ iteration, x, value, gradientNorm }),
  })
  if (fit.first.length === 0)
    throw new NumericArgumentError(words.operation, 'residuals', `${words.f} returned no residuals.`)
  return described(fit, methods[chosen.method](fit, fit.first), chosen, absoluteSigma)
}

/** The outcome in the user's unit, with what it says of the parameters. */
function described(
  fit: CountedFit,
  { point, status }: FitOutcome,
  { method, loss, jacobian, parameterNames, maxIterations, maxEvaluations }: FitSettings,
  absoluteSigma: boolean,
): LeastSquaresResult {
  const { unit, iterations, evaluations, jacobianEvaluations } = fit
  const gradient = point.gradient.map((g) => g * unit * unit)
  const gradientNorm = projectedNorm(fit, point.x, gradient)
  const active = activeBounds(fit.box, point)
  const precision = typeof jacobian === 'function' ? 0 : differencePrecision[jacobian]
  const statistics = fitStatistics(
    point.columns,
    point.f.length,
    2 * point.cost,
    (j) => active[j] === 'both',
    precision,
    absoluteSigma ? 1 / unit : undefined,
  )
  const result: LeastSquaresResult = {
    x: plain(point.x),
    value: 2 * point.cost * unit * unit,
    residuals: plain(fit.original(point.residuals)),
    jacobian: Array.from(point.f, (_, i) => point.columns.map((column) => column[i]! * unit)),
    gradient: plain(gradient),
    gradientNorm,
    iterations,
    evaluations,
    jacobianEvaluations,
    ...statistics,
    residualStandardDeviation: statistics.residualStandardDeviation * unit,
    activeBounds: active,
    converged: status === 'converged' || status === 'precision',
    status,
    message: sentence(status, { iterations, evaluations, gradientNorm, maxIterations, maxEvaluations }),
    method,
    loss,
    parameterNames,
    summary: (level) => summarise(result, level),
    ...inspected(() => result.summary()),
  }
  return result
}

/** What Node's console shows, in place of the fields. */
const inspected = (text: () => string): object => ({ [Symbol.for('nodejs.util.inspect.custom')]: text })

/** A parameter rests on a bound where it is as near as rounding lets it, and the sum of squares would fall beyond. */
function activeBounds(
  { lower, upper }: Box,
  { x, gradient, columns, f }: Pick<FitPoint, 'x' | 'gradient' | 'columns' | 'f'>,
): LeastSquaresResult['activeBounds'] {
  const near = (a: number, b: number): boolean =>
    Number.isFinite(b) && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b))
  return Array.from(x, (xj, j) => {
    if (lower[j] === upper[j]) return 'both'
    const pull = gradient[j]! / (norm(columns[j]!) * norm(f))
    if (near(xj, lower[j]!) && pull > 1e-6) return 'lower'
    return near(xj, upper[j]!) && pull < -1e-6 ? 'upper' : undefined
  })
}
