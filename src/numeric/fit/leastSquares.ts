import { checkOptions } from '../../options.ts'
import { NonFiniteError, NumericArgumentError } from '../errors.ts'
import {
  type Bounds,
  type Box,
  checkedBounds,
  checkedFunction,
  checkedPoint,
  vectorValue,
} from '../evaluate.ts'
import { norm, plain } from '../linear/vectors.ts'
import type { GradientMethod } from '../minimize/numericGradient.ts'
import type { Iteration, Signal } from '../minimize/options.ts'
import type { Status } from '../minimize/problem.ts'
import { projectedNorm } from '../minimize/search.ts'
import { sentence } from '../minimize/sentence.ts'
import { levenbergMarquardt } from './levenbergMarquardt.ts'
import { type LossName, losses } from './loss.ts'
import { numericJacobian } from './numericJacobian.ts'
import { type FitPoint, type FitProblem, unitOf } from './problem.ts'
import { type FitStatistics, fitStatistics } from './statistics.ts'
import { summarise } from './summary.ts'
import { trustRegionReflective } from './trustRegionReflective.ts'

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

const optionNames: readonly (keyof LeastSquaresOptions)[] = [
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
  const operation = 'leastSquares'
  checkOptions(operation, options, optionNames)
  const start = checkedPoint(operation, 'x0', x0)
  const n = start.length
  const box = checkedBounds(operation, options.bounds, start)
  const method = options.method ?? (box.limits ? 'trf' : 'lm')
  const loss = options.loss ?? 'linear'
  const names = options.parameterNames ?? Array.from(start, (_, j) => `b${j + 1}`)
  const wrong = (argument: string, message: string) => new NumericArgumentError(operation, argument, message)
  if (method !== 'lm' && method !== 'trf')
    throw wrong('method', `there is no method "${method}"; use lm or trf.`)
  if (method === 'lm' && box.limits)
    throw wrong('bounds', 'the method lm takes no bounds; use trf, or leave the method out.')
  if (!Object.hasOwn(losses, loss))
    throw wrong('loss', `there is no loss "${loss}"; use ${Object.keys(losses).join(', ')}.`)
  if (names?.length !== n)
    throw wrong('parameterNames', `there are ${names.length} parameterNames for ${n} parameters.`)
  const amount = (name: string, value: unknown, least: 'above' | 'not below'): number => {
    if (typeof value === 'number' && (least === 'above' ? value > 0 : value >= 0)) return value
    throw wrong(name, `${name} is ${String(value)}; it must be a number ${least} 0.`)
  }
  const lossScale = amount('lossScale', options.lossScale ?? 1, 'above')
  if (lossScale === Number.POSITIVE_INFINITY)
    throw wrong('lossScale', 'lossScale is Infinity; use the loss linear.')
  const maxIterations = amount('maxIterations', options.maxIterations ?? 200 * (n + 1) + 1000, 'above')
  const maxEvaluations = amount('maxEvaluations', options.maxEvaluations ?? Number.POSITIVE_INFINITY, 'above')
  const call = checkedFunction(operation, 'residuals', residuals)
  const callback =
    options.callback === undefined ? undefined : checkedFunction(operation, 'callback', options.callback)
  const args = (options.args ?? []) as unknown as A

  let evaluations = 0
  let jacobianEvaluations = 0
  let iterations = -1
  let length: number | undefined
  const raw = (x: Float64Array) => {
    evaluations++
    const f = vectorValue(operation, call(plain(x), ...args), x, length, 'the residual function')
    length = f.length
    return f
  }
  // squares of residuals as large or small as this would overflow or vanish: a power of two is their unit then
  let unit = 1
  const measured = (v: Float64Array) => (unit === 1 ? v : v.map((vi) => vi / unit))
  const finite = (x: Float64Array) => {
    const f = raw(x)
    return f.every(Number.isFinite) ? measured(f) : undefined
  }
  const given = options.jacobian
  if (given !== undefined && typeof given !== 'function' && given !== 'forward' && given !== 'central') {
    throw wrong('jacobian', 'jacobian must be a function, "forward" or "central".')
  }
  const differences = numericJacobian(finite, typeof given === 'string' ? given : 'central', start, box)
  const first = raw(start)
  const bad = first.find((v) => !Number.isFinite(v))
  if (bad !== undefined) {
    throw new NonFiniteError(
      operation,
      plain(start),
      bad,
      'a residual',
      'Choose an x0 where the residuals are finite.',
    )
  }
  if (first.length === 0) throw wrong('residuals', 'the residual function returned no residuals.')
  unit = unitOf(first)
  const problem: FitProblem = {
    n,
    start,
    box,
    loss: losses[loss],
    lossScale: lossScale / unit,
    stepTolerance: amount('stepTolerance', options.stepTolerance ?? 1e-13, 'not below'),
    gradientTolerance: amount('gradientTolerance', options.gradientTolerance ?? 1e-15, 'not below'),
    residuals: finite,
    columns(x, f) {
      jacobianEvaluations++
      const columns =
        typeof given === 'function'
          ? checkedColumns(given(plain(x), ...args), x, f.length).map(measured)
          : differences(x, f)
      for (const column of columns) {
        const bad = column.find((v) => !Number.isFinite(v))
        if (bad !== undefined) {
          throw new NonFiniteError(
            operation,
            plain(x),
            bad,
            'the Jacobian',
            'Give bounds that keep x in the domain.',
          )
        }
      }
      return columns
    },
    report(x, value, gradientNorm) {
      iterations++
      if (
        callback?.({
          iteration: iterations,
          x: plain(x),
          value: value * unit * unit,
          gradientNorm: gradientNorm * unit * unit,
        }) === true
      )
        return 'stopped'
      if (options.signal?.aborted === true) return 'aborted'
      if (iterations >= maxIterations) return 'max-iterations'
      if (evaluations >= maxEvaluations) return 'max-evaluations'
      return undefined
    },
  }
  const { point, status } = (method === 'lm' ? levenbergMarquardt : trustRegionReflective)(
    problem,
    measured(first),
  )
  const square = unit * unit
  const value = 2 * point.cost * square
  const gradient = point.gradient.map((g) => g * square)
  const gradientNorm = projectedNorm(problem, point.x, gradient)
  const plainResiduals = raw(point.x)
  evaluations--
  const active = activeBounds(box, point)
  const statistics = fitStatistics(point.columns, point.f.length, 2 * point.cost, (j) => active[j] === 'both')
  const result: LeastSquaresResult = {
    x: plain(point.x),
    value,
    residuals: plain(plainResiduals),
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
    parameterNames: names,
    summary: (level) => summarise(result, level),
  }
  return result
}

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

function checkedColumns(rows: unknown, x: Float64Array, m: number): Float64Array[] {
  const operation = 'leastSquares'
  if (!Array.isArray(rows) || rows.length !== m) {
    const came = Array.isArray(rows) ? `${rows.length} rows` : 'something that is no array of rows'
    throw new NumericArgumentError(
      operation,
      'jacobian',
      `the Jacobian returned ${came}; it must return ${m} rows.`,
    )
  }
  const columns = Array.from(x, () => new Float64Array(m))
  for (let i = 0; i < m; i++) {
    const row = vectorValue(operation, rows[i], x, x.length, `row ${i} of the Jacobian`)
    for (let j = 0; j < x.length; j++) columns[j]![i] = row[j]!
  }
  return columns
}
