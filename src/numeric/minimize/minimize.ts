import { checkOptions } from '../../options.ts'
import { NonFiniteError, NumericArgumentError } from '../errors.ts'
import { checkedBounds, checkedPoint, scalarValue, vectorValue } from '../evaluate.ts'
import { norm, plain } from '../linear/vectors.ts'
import { type MinimizeMethod, methods, minimizeMethods, withBounds } from './methods.ts'
import { numericGradient } from './numericGradient.ts'
import { type MinimizeOptions, optionNames } from './options.ts'
import type { Problem, Status } from './problem.ts'
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
      `there is no method ${JSON.stringify(method)}; the methods are ${minimizeMethods.join(', ')}.`,
    )
  }
  if (box.limits && !withBounds.has(method)) {
    throw new NumericArgumentError(
      operation,
      'bounds',
      `the method ${method} takes no bounds; use l-bfgs-b or nelder-mead, or leave the method out.`,
    )
  }
  const maxIterations = count(operation, 'maxIterations', options.maxIterations ?? 1000 * n + 1000)
  const maxEvaluations = count(
    operation,
    'maxEvaluations',
    options.maxEvaluations ?? Number.POSITIVE_INFINITY,
  )
  const args = (options.args ?? []) as unknown as A
  const { signal, callback } = options

  let evaluations = 0
  let gradientEvaluations = 0
  let hessianEvaluations = 0
  let iterations = -1
  const { valueAndGradient } = options
  let held: { readonly x: Float64Array; readonly gradient: Float64Array } | undefined
  const raw = (x: Float64Array): number => {
    evaluations++
    if (valueAndGradient === undefined) return scalarValue(operation, f(plain(x), ...args), x)
    const pair: unknown = valueAndGradient(plain(x), ...args)
    const [value, gradient] = Array.isArray(pair) ? pair : [pair, undefined]
    held = {
      x: x.slice(),
      gradient: vectorValue(operation, gradient, x, n, 'the gradient of valueAndGradient'),
    }
    return scalarValue(operation, value, x, 'valueAndGradient')
  }
  const value = (x: Float64Array): number => {
    const v = raw(x)
    return Number.isNaN(v) ? Number.POSITIVE_INFINITY : v
  }
  const given = options.gradient
  let gradient: Problem['gradient']
  if (valueAndGradient !== undefined) {
    gradient = (x, _value, out) => {
      gradientEvaluations++
      if (held === undefined || held.x.some((v, i) => v !== x[i])) raw(x)
      out.set(held!.gradient)
    }
  } else if (typeof given === 'function') {
    gradient = (x, _value, out) => {
      gradientEvaluations++
      const g: unknown = given(plain(x), ...args)
      if (Array.isArray(g) && g.length === n) {
        for (let i = 0; i < n; i++) {
          const gi: unknown = g[i]
          if (typeof gi !== 'number') break
          out[i] = gi
          if (i === n - 1) return
        }
      }
      out.set(vectorValue(operation, g, x, n, 'the gradient'))
    }
  } else {
    if (given !== undefined && given !== 'forward' && given !== 'central') {
      throw new NumericArgumentError(
        operation,
        'gradient',
        'gradient must be a function, "forward" or "central".',
      )
    }
    const differences = numericGradient(value, given ?? 'central', start, box)
    gradient = (x, v, out) => {
      gradientEvaluations++
      differences(x, v, out)
    }
  }

  const shifted = new Float64Array(n)
  const problem: Problem = {
    n,
    start,
    box,
    gradientTolerance: options.gradientTolerance ?? 1e-8,
    stepTolerance: options.stepTolerance ?? 1e-8,
    valueTolerance: options.valueTolerance ?? 1e-12,
    memory: Math.max(1, options.memory ?? 10),
    value,
    gradient,
    hessianVector(x, g, v, out) {
      if (options.hessianVectorProduct !== undefined) {
        hessianEvaluations++
        out.set(
          vectorValue(
            operation,
            options.hessianVectorProduct(plain(x), plain(v), ...args),
            x,
            n,
            'the product',
          ),
        )
        return
      }
      if (options.hessian !== undefined) {
        const h = problem.hessian(x, g)
        for (let i = 0; i < n; i++) {
          let sum = 0
          for (let j = 0; j < n; j++) sum += h[i * n + j]! * v[j]!
          out[i] = sum
        }
        return
      }
      // a difference of gradients along v: forward where they are exact, central where they are differences
      const length = norm(v) || 1
      const exact = typeof given === 'function' || valueAndGradient !== undefined
      const h = ((exact ? 2 ** -26 : 2 ** -13) * Math.max(1, norm(x))) / length
      for (let i = 0; i < n; i++) shifted[i] = x[i]! + h * v[i]!
      problem.gradient(shifted, value(shifted), out)
      for (let i = 0; i < n; i++) out[i] = (out[i]! - g[i]!) / h
    },
    hessian(x, g) {
      const h = new Float64Array(n * n)
      if (options.hessian !== undefined) {
        hessianEvaluations++
        const rows = options.hessian(plain(x), ...args)
        for (let i = 0; i < n; i++)
          h.set(vectorValue(operation, rows[i], x, n, `row ${i} of the hessian`), i * n)
        return h
      }
      const e = new Float64Array(n)
      const column = new Float64Array(n)
      for (let j = 0; j < n; j++) {
        e[j] = 1
        problem.hessianVector(x, g, e, column)
        e[j] = 0
        for (let i = 0; i < n; i++) {
          h[i * n + j]! += column[i]! / 2
          h[j * n + i]! += column[i]! / 2
        }
      }
      return h
    },
    report(x, v, gradientNorm) {
      iterations++
      if (callback?.({ iteration: iterations, x: plain(x), value: v, gradientNorm }) === true)
        return 'stopped'
      if (signal?.aborted === true) return 'aborted'
      if (iterations >= maxIterations) return 'max-iterations'
      if (evaluations >= maxEvaluations) return 'max-evaluations'
      return undefined
    },
  }

  const first = raw(start)
  if (!Number.isFinite(first)) {
    throw new NonFiniteError(operation, plain(start), first, 'f', 'Choose an x0 where f is finite.')
  }
  evaluations--
  const found = methods[method](problem)
  const gradientNorm = projectedNorm(problem, found.x, found.gradient)
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
    message: sentence(found.status, { iterations, evaluations, gradientNorm, maxIterations, maxEvaluations }),
    method,
  }
}

function count(operation: string, name: string, value: unknown): number {
  if (typeof value !== 'number' || !(value > 0)) {
    throw new NumericArgumentError(
      operation,
      name,
      `${name} is ${String(value)}; it must be a number above 0.`,
    )
  }
  return value
}
