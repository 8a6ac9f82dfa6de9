import { checkOptions } from '../../options.ts'
import { NumericArgumentError, showWord } from '../errors.ts'
import { checkedBounds, checkedPoint } from '../evaluate.ts'
import { plain } from '../linear/vectors.ts'
import { atLeastOne, CountedProblem } from './counted.ts'
import { type MinimizeMethod, methods, minimizeMethods, withBounds } from './methods.ts'
import { type MinimizeOptions, optionNames } from './options.ts'
import type { Status } from './problem.ts'
import { projectedNorm } from './search.ts'
import { sentence } from './sentence.ts'

/** Where a minimisation ended. */
export interface MinimizeResult {
  readonly x: number[]
  readonly value: number
  readonly gradient: number[]
  /** Largest entry of the gradient (with bounds, of the part that can still be followed). */
  readonly gradientNorm: number
  readonly iterations: number
  /** Calls of f, those for difference gradients included. */
  readonly evaluations: number
  /** Gradients asked for, whether computed by the user's function or by differences. */
  readonly gradientEvaluations: number
  /** Hessians or products with it that the user's functions computed. */
  readonly hessianEvaluations: number
  /** True for the statuses converged and precision. */
  readonly converged: boolean
  readonly status: Status
  /** The status as a sentence. */
  readonly message: string
  readonly method: MinimizeMethod
}

/**
 * Finds a local minimum of a function of several numbers.
 *
 * Throws: NumericArgumentError, FunctionValueError, NonFiniteError (f not finite at x0). What f throws passes through.
 * It returns within maxIterations (1,000 n + 1,000 by default) whatever f does.
 *
 * @example
 * const rosenbrock = ([x, y]: number[]) => 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2
 * minimize(rosenbrock, [-1.2, 1]).x // [1, 1] to 8 digits
 */
export function minimize<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => number,
  x0: ArrayLike<number>,
  options: MinimizeOptions<A> = {},
): MinimizeResult {
  const operation = 'minimize'
  checkOptions(operation, options, optionNames)
  const start = checkedPoint(operation, 'x0', x0)
  const n = start.length
  const box = checkedBounds(operation, options.bounds, start)
  const method = options.method ?? (box.limits ? 'l-bfgs-b' : n <= 200 ? 'bfgs' : 'l-bfgs')
  if (!Object.hasOwn(methods, method)) {
    throw new NumericArgumentError(
      operation,
      'method',
      `there is no method ${showWord(method)}; the methods are ${minimizeMethods.join(', ')}.`,
    )
  }
  if (box.limits && !withBounds.has(method)) {
    throw new NumericArgumentError(
      operation,
      'bounds',
      `the method ${method} takes no bounds; use l-bfgs-b or nelder-mead, or leave the method out.`,
    )
  }
  const limits = {
    maxIterations: atLeastOne('maxIterations', options.maxIterations ?? 1000 * n + 1000),
    maxEvaluations: atLeastOne('maxEvaluations', options.maxEvaluations ?? Number.POSITIVE_INFINITY),
  }
  const problem = new CountedProblem(f, start, box, options, limits)
  problem.begin()
  const found = methods[method](problem)
  const gradientNorm = projectedNorm(problem, found.x, found.gradient)
  const { iterations, evaluations, gradientEvaluations, hessianEvaluations } = problem
  return {
    x: plain(found.x),
    value: found.value,
    gradient: plain(found.gradient),
    gradientNorm,
    iterations,
    evaluations,
    gradientEvaluations,
    hessianEvaluations,
    converged: found.status === 'converged' || found.status === 'precision',
    status: found.status,
    message: sentence(found.status, { iterations, evaluations, gradientNorm, ...limits }),
    method,
  }
}
