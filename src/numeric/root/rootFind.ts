import { checkOptions } from '../../options.ts'
import { NonFiniteError, NumericArgumentError } from '../errors.ts'
import { checkedBounds, checkedFunction, checkedPoint, scalarValue, vectorValue } from '../evaluate.ts'
import { levenbergMarquardt } from '../fit/levenbergMarquardt.ts'
import { losses } from '../fit/loss.ts'
import { numericJacobian } from '../fit/numericJacobian.ts'
import { type FitProblem, unitOf } from '../fit/problem.ts'
import { maxNorm, plain } from '../linear/vectors.ts'
import type { Signal } from '../minimize/options.ts'
import type { Status } from '../minimize/problem.ts'
import { counted, sized } from '../wording.ts'
import { brent, type ScalarReport, type ScalarRoot } from './brent.ts'
import { newton } from './newton.ts'

/** Two points between which f changes sign. */
export interface Bracket {
  readonly bracket: readonly [number, number]
}

/** What a callback of `rootFind` sees after each iteration. */
export interface RootIteration {
  readonly iteration: number
  readonly x: number | number[]
  readonly value: number | number[]
}

/** Options that both kinds of `rootFind` share. */
export interface RootOptions {
  /** Wanted absolute precision of x; rounding of x is always allowed for. 0 by default. */
  readonly tolerance?: number | undefined
  readonly maxIterations?: number | undefined
  readonly callback?: ((iteration: RootIteration) => boolean | void) | undefined
  readonly signal?: Signal | undefined
}

/** Where a search for a root ended. */
export interface RootResult<V> {
  readonly x: V
  /** f(x). */
  readonly value: V
  /** Largest entry of the gradient of |f|^2 / 2; near 0 where f is not, no root can be reached from there. */
  readonly gradientNorm: number
  readonly iterations: number
  readonly evaluations: number
  readonly derivativeEvaluations: number
  readonly converged: boolean
  readonly status: Status
  readonly message: string
  readonly method: 'brent' | 'newton' | 'levenberg-marquardt'
}

/**
 * A root of a function of one number, by Brent's method between two points of opposite sign or by damped Newton
 * steps from one point; or of n functions of n numbers, by Levenberg-Marquardt.
 *
 * Throws: NumericArgumentError, FunctionValueError, NonFiniteError. What f throws passes through.
 *
 * @example
 * rootFind((x) => x * x - 2, { bracket: [0, 2] }).x // 1.4142135623730951
 * rootFind((x) => Math.cos(x) - x, 1).x // 0.7390851332151607
 * rootFind(([x, y]) => [x! + y! - 3, x! * y! - 2], [0, 5]).x // [1, 2]
 */
export function rootFind(
  f: (x: number) => number,
  start: number | Bracket,
  options?: RootOptions & { readonly derivative?: ((x: number) => number) | undefined },
): RootResult<number>
export function rootFind(
  f: (x: number[]) => ArrayLike<number>,
  start: ArrayLike<number>,
  options?: RootOptions & { readonly jacobian?: ((x: number[]) => ArrayLike<ArrayLike<number>>) | undefined },
): RootResult<number[]>
export function rootFind(
  f: (x: never) => unknown,
  start: number | Bracket | ArrayLike<number>,
  options: RootOptions & {
    readonly derivative?: ((x: number) => number) | undefined
    readonly jacobian?: ((x: number[]) => ArrayLike<ArrayLike<number>>) | undefined
  } = {},
): RootResult<number> | RootResult<number[]> {
  const scalar =
    typeof start === 'number' || (typeof start === 'object' && start !== null && 'bracket' in start)
  checkOptions(operation, options, [...sharedOptions, scalar ? 'derivative' : 'jacobian'])
  checkedFunction(operation, 'f', f)
  for (const name of ['callback', 'derivative', 'jacobian'] as const)
    if (options[name] !== undefined) checkedFunction(operation, name, options[name])
  const { tolerance = 0, maxIterations = 1 } = options
  if (!(typeof tolerance === 'number' && tolerance >= 0))
    throw new NumericArgumentError(
      operation,
      'tolerance',
      `tolerance is ${String(tolerance)}; it must be a number not below 0.`,
    )
  if (!(typeof maxIterations === 'number' && maxIterations > 0))
    throw new NumericArgumentError(
      operation,
      'maxIterations',
      `maxIterations is ${String(maxIterations)}; it must be a number above 0.`,
    )
  return scalar
    ? scalarRoot(f as (x: number) => unknown, start as number | Bracket, options)
    : vectorRoot(f as (x: number[]) => unknown, start as ArrayLike<number>, options)
}

const operation = 'rootFind'
const sharedOptions: readonly (keyof RootOptions)[] = ['tolerance', 'maxIterations', 'callback', 'signal']

function scalarRoot(
  f: (x: number) => unknown,
  start: number | Bracket,
  options: RootOptions & { readonly derivative?: ((x: number) => number) | undefined },
): RootResult<number> {
  let evaluations = 0
  let derivativeEvaluations = 0
  let count = -1
  const value = (x: number) => {
    evaluations++
    return scalarValue(operation, f(x), x)
  }
  const maxIterations = options.maxIterations ?? 1000
  const tolerance = options.tolerance ?? 0
  const report: ScalarReport = (x, fx) => {
    count++
    if (options.callback?.({ iteration: count, x, value: fx }) === true) return 'stopped'
    if (options.signal?.aborted === true) return 'aborted'
    return count >= maxIterations ? 'max-iterations' : undefined
  }
  const finite = (x: number) => {
    const fx = value(x)
    if (!Number.isFinite(fx))
      throw new NonFiniteError(operation, x, fx, 'f', 'Choose a start where f is finite.')
    return fx
  }
  const number = (x: number) => {
    const fx = value(x)
    if (Number.isNaN(fx))
      throw new NonFiniteError(operation, x, fx, 'f', 'Choose a bracket within which f is defined.')
    return fx
  }
  let lastX: number | undefined
  let moves: number[] = []
  const slope = (x: number, fx: number) => {
    derivativeEvaluations++
    if (options.derivative !== undefined)
      return scalarValue(operation, options.derivative(x), x, 'the derivative')
    const size = Math.max(Math.abs(x), 1e-3)
    // Steps that shrink slowly come near a multiple root, whose slope only shows at distances shorter than its own.
    moves = [Math.abs(x - (lastX ?? x)), ...moves].slice(0, 2)
    lastX = x
    const [last = 0, before = 0] = moves
    const slow = last > 0.2 * before && before > 0
    const h = slow ? Math.min(2 ** -17.5 * size, Math.max(last / 4, 2 ** -45 * size)) : 2 ** -17.5 * size
    const [up, down] = [value(x + h), value(x - h)]
    if (!Number.isFinite(up)) return (fx - down) / h
    return Number.isFinite(down) ? (up - down) / (x + h - (x - h)) : (up - fx) / h
  }
  let found: ScalarRoot
  let method: 'brent' | 'newton'
  if (typeof start === 'number') {
    method = 'newton'
    const x0 = checkedPoint(operation, 'x0', start)[0]!
    found = newton(value, slope, x0, finite(x0), tolerance, report)
  } else {
    method = 'brent'
    const ends = checkedPoint(operation, 'bracket', start.bracket)
    if (ends.length !== 2) {
      throw new NumericArgumentError(
        operation,
        'bracket',
        `the bracket has ${ends.length} ends; it must have two.`,
      )
    }
    const [a, b] = [ends[0]!, ends[1]!]
    const [fa, fb] = [finite(a), finite(b)]
    if (fa !== 0 && fb !== 0 && fa > 0 === fb > 0) {
      throw new NumericArgumentError(
        operation,
        'bracket',
        `f has the same sign at both ends of the bracket: f(${a}) = ${fa}, f(${b}) = ${fb}. Choose ends between which it changes sign, or start from one point.`,
      )
    }
    found =
      fa === 0
        ? { x: a, value: 0, iterations: 0, status: 'converged' }
        : brent(number, a, fa, b, fb, tolerance, report)
  }
  const gradientNorm = Math.abs(found.value * slopeNorm())
  return {
    x: found.x,
    value: found.value,
    gradientNorm,
    iterations: found.iterations,
    evaluations,
    derivativeEvaluations,
    converged: found.status === 'converged',
    status: found.status,
    message:
      found.status === 'failed' && method === 'brent'
        ? `No root: f changes its sign at x = ${found.x} by a jump or a pole; |f| is ${sized(Math.abs(found.value))} there.`
        : rootSentence(found.status, found.iterations, evaluations, Math.abs(found.value), maxIterations),
    method,
  }

  function slopeNorm(): number {
    if (found.value === 0) return 0
    const spent = [evaluations, derivativeEvaluations] as const
    const s = slope(found.x, found.value)
    ;[evaluations, derivativeEvaluations] = spent
    return s
  }
}

function vectorRoot(
  f: (x: number[]) => unknown,
  start: ArrayLike<number>,
  options: RootOptions & { readonly jacobian?: ((x: number[]) => ArrayLike<ArrayLike<number>>) | undefined },
): RootResult<number[]> {
  const x0 = checkedPoint(operation, 'x0', start)
  const n = x0.length
  const box = checkedBounds(operation, undefined, x0)
  let evaluations = 0
  let derivativeEvaluations = 0
  let count = -1
  const maxIterations = options.maxIterations ?? 1000 + 200 * n
  const value = (x: Float64Array) => {
    evaluations++
    return vectorValue(operation, f(plain(x)), x, n)
  }
  const finite = (x: Float64Array) => {
    const fx = value(x)
    return fx.every(Number.isFinite) ? measured(fx) : undefined
  }
  const differences = numericJacobian(finite, 'central', x0, box)
  const first = value(x0)
  const unit = unitOf(first)
  const measured = (v: Float64Array) => (unit === 1 ? v : v.map((vi) => vi / unit))
  const bad = first.find((v) => !Number.isFinite(v))
  if (bad !== undefined) {
    throw new NonFiniteError(operation, plain(x0), bad, 'f', 'Choose an x0 where f is finite.')
  }
  let last = measured(first)
  const problem: FitProblem = {
    n,
    start: x0,
    box,
    loss: losses.linear,
    lossScale: 1,
    stepTolerance: 2 ** -52,
    gradientTolerance: 0,
    residuals: finite,
    columns(x, fx) {
      derivativeEvaluations++
      last = fx
      const given = options.jacobian
      if (given === undefined) return differences(x, fx)
      const rows = given(plain(x)) as ArrayLike<ArrayLike<number>> | undefined
      const columns = Array.from(x, () => new Float64Array(n))
      for (let i = 0; i < n; i++) {
        const row = vectorValue(operation, rows?.[i], x, n, `row ${i} of the Jacobian`)
        const bad = row.find((v) => !Number.isFinite(v))
        if (bad !== undefined)
          throw new NonFiniteError(
            operation,
            plain(x),
            bad,
            'the Jacobian',
            'Leave it out, or start elsewhere.',
          )
        for (let j = 0; j < n; j++) columns[j]![i] = row[j]! / unit
      }
      return columns
    },
    report(x) {
      count++
      if (
        options.callback?.({ iteration: count, x: plain(x), value: plain(last.map((v) => v * unit)) }) ===
        true
      )
        return 'stopped'
      if (options.signal?.aborted === true) return 'aborted'
      return count >= maxIterations ? 'max-iterations' : undefined
    },
  }
  const { point, status } = levenbergMarquardt(problem, measured(first))
  const residual = maxNorm(point.f) * unit
  // a root: the residual is within what the rounding of x and of the terms of f can make of it
  let rounding = 0
  for (let i = 0; i < n; i++) {
    let size = 0
    for (let j = 0; j < n; j++) size += Math.abs(point.columns[j]![i]! * point.x[j]!)
    rounding = Math.max(rounding, size)
  }
  const atRoot =
    residual <= Math.max(options.tolerance ?? 0, 1e-12 * Math.max(rounding * unit, maxNorm(first)), 1e-300)
  const ended: Status =
    status === 'converged' || status === 'precision' ? (atRoot ? 'converged' : 'failed') : status
  return {
    x: plain(point.x),
    value: plain(point.f.map((v) => v * unit)),
    gradientNorm: maxNorm(point.gradient) * unit * unit,
    iterations: count,
    evaluations,
    derivativeEvaluations,
    converged: ended === 'converged',
    status: ended,
    message: rootSentence(ended, count, evaluations, residual, maxIterations),
    method: 'levenberg-marquardt',
  }
}

function rootSentence(
  status: Status,
  iterations: number,
  evaluations: number,
  size: number,
  limit: number,
): string {
  const after = `after ${counted(iterations, 'iteration')} and ${counted(evaluations, 'evaluation')}`
  const left = `|f| is ${sized(size)}`
  if (status === 'converged') return `Converged ${after}; ${left}.`
  if (status === 'stopped') return `Stopped by the callback ${after}; ${left}.`
  if (status === 'aborted') return `Stopped by the signal ${after}; ${left}.`
  if (status === 'max-iterations') return `Stopped at the limit of ${counted(limit, 'iteration')}; ${left}.`
  return `No root was found ${after}: |f| has a minimum there that is not 0 but ${sized(size)}. Try another start, or a bracket.`
}
