import { FunctionValueError, showPoint } from '../errors.ts'
import { checkedBounds, checkedPoint, type LooseFunction } from '../evaluate.ts'
import { CountedFit } from '../fit/counted.ts'
import { levenbergMarquardt } from '../fit/levenbergMarquardt.ts'
import type { FitPoint } from '../fit/problem.ts'
import { leastSquaresSvd } from '../linear/svd.ts'
import { addScaled, maxNorm, norm, plain } from '../linear/vectors.ts'
import { counted } from '../wording.ts'
import { operation, type RootOptions, type RootResult, rootSentence } from './problem.ts'

const words = {
  operation,
  f: 'the function',
  point: 'x',
  value: (index: number) => `entry ${index} of f`,
  start: 'Choose an x0 where f is finite.',
  jacobian: 'Leave it out, or start elsewhere.',
}

/** What f returned, unless it is more or fewer numbers than it was given. Throws: FunctionValueError. */
function asMany(value: unknown, start: Float64Array, x: number[]): unknown {
  const n = x.length
  const came = typeof value === 'number' ? 1 : (value as ArrayLike<number> | null | undefined)?.length
  if (typeof came !== 'number' || typeof value === 'string' || came === n) return value
  const repair =
    came === 1 && n === 2
      ? `For a root of a function of one number between two points give { bracket: ${showPoint(start)} }.`
      : 'A system has as many equations as unknowns; leastSquares takes others.'
  throw new FunctionValueError(
    operation,
    x,
    value,
    `the function returned ${counted(came, 'number')} at x = ${showPoint(x)}, but must return ${n}. ${repair}`,
  )
}

/** A root of n functions of n numbers. */
export function vectorRoot(
  f: (x: number[]) => unknown,
  start: ArrayLike<number>,
  options: RootOptions & { readonly jacobian?: ((x: number[]) => ArrayLike<ArrayLike<number>>) | undefined },
): RootResult<number[]> {
  const x0 = checkedPoint(operation, 'x0', start)
  const n = x0.length
  const { callback, maxIterations = 1000 + 200 * n, tolerance = 0 } = options
  let [iterations, evaluations, derivativeEvaluations] = [0, 0, 0]
  const from = (begin: Float64Array, coarseness: number) => {
    const before = iterations
    const fit = new CountedFit({
      words,
      f: (x) => asMany(f(x as number[]), x0, x as number[]),
      args: [],
      jacobian: (options.jacobian as LooseFunction | undefined) ?? 'central',
      coarseness,
      start: begin,
      box: checkedBounds(operation, undefined, begin),
      length: n,
      loss: 'linear',
      lossScale: 1,
      stepTolerance: 2 ** -52,
      gradientTolerance: 0,
      maxIterations: maxIterations - before,
      maxEvaluations: Number.POSITIVE_INFINITY,
      signal: options.signal,
      tell: (iteration, x, _value, _gradientNorm, fx) =>
        callback?.({ iteration: before + iteration, x, value: plain(fx) }),
    })
    const { point, status: ended } = levenbergMarquardt(fit, fit.first)
    const value = fit.original(point.f)
    const done = ended === 'converged' || ended === 'precision' || ended === 'failed'
    const atRoot = maxNorm(value) <= Math.max(tolerance, 1e-300) || (done && isRoot(fit, point))
    iterations += fit.iterations
    evaluations += fit.evaluations
    derivativeEvaluations += fit.jacobianEvaluations
    const status = done ? (atRoot ? 'converged' : 'failed') : ended
    return { point, value, status, unit: fit.unit, first: maxNorm(fit.first) * fit.unit } as const
  }
  let found = from(x0, 1)
  const firstSize = found.first
  // f may be blind to short steps where its terms cancel
  for (const coarseness of options.jacobian === undefined ? [2 ** 7, 2 ** 13] : []) {
    const vanishing = maxNorm(found.value) < 2 ** -60 * firstSize
    if (found.status !== 'failed' || vanishing || iterations >= maxIterations) break
    found = from(found.point.x, coarseness)
  }
  const { point, value, status, unit } = found
  const residual = maxNorm(value)
  return {
    x: plain(point.x),
    value: plain(value),
    gradientNorm: maxNorm(point.gradient) * unit * unit,
    iterations,
    evaluations,
    derivativeEvaluations,
    converged: status === 'converged',
    status,
    message: rootSentence({
      status,
      size: residual,
      iterations,
      evaluations,
      limit: maxIterations,
    }),
    method: 'levenberg-marquardt',
  }
}

/** Whether what is left of f is rounding, or so little beside f at the start that x is known to many digits. */
function isRoot(fit: CountedFit, point: FitPoint): boolean {
  const { x, f } = point
  const [size, scale] = [maxNorm(f), Math.max(maxNorm(x), maxNorm(fit.start))]
  return (
    f.every((fi, i) => Math.abs(fi) <= 1e-12 * termSize(point, i)) ||
    (size <= 1e-12 * maxNorm(fit.first) && maxNorm(newtonStep(point)) <= 1e-6 * scale) ||
    firstChanges(fit, point).every((change, i) => Math.abs(f[i]!) <= 8 * change) ||
    isNothingBeside(fit, point, 1e-6 * scale)
  )
}

/** Whether f is nothing beside its values around x: at a multiple root differences may be 0, but not these. */
function isNothingBeside(fit: CountedFit, { x, f }: FitPoint, radius: number): boolean {
  // along a direction in which no simple equation stays as it is
  const around = fit.residuals(x.map((v, j) => v + radius * (1 + ((j * Math.SQRT2) % 1))))
  return around?.every((there, i) => Math.abs(f[i]!) <= 1e-20 * Math.abs(there)) === true
}

/** The size of the terms of f_i as far as they change with x. */
function termSize({ columns, x }: FitPoint, i: number): number {
  return columns.reduce((sum, column, j) => sum + Math.abs(column[i]! * x[j]!), 0)
}

/** The least step that solves the linear equations, as far as they determine it; endless where they hardly have a solution. */
function newtonStep({ columns, f }: FitPoint): Float64Array {
  const lengths = columns.map((column) => norm(column) || 1)
  const { s, v, ub } = leastSquaresSvd(
    columns.map((column, j) => column.map((c) => c / lengths[j]!)),
    f,
  )
  const solved = ub.map((u, k) => (s[k]! > 1e-14 * s[0]! ? u : 0))
  const step = new Float64Array(columns.length)
  // at a minimum of |f| the slopes vanish before f does
  if (norm(solved) < norm(f) / 2) return step.fill(Number.POSITIVE_INFINITY)
  solved.forEach((u, k) => {
    if (u !== 0) addScaled(step, -u / s[k]!, v[k]!, step)
  })
  return step.map((p, j) => p / lengths[j]!)
}

/** The first change of each f_i that shows as x moves, if only a little: the rounding of its terms. */
function firstChanges(fit: CountedFit, { x, f }: FitPoint): Float64Array {
  const changes = new Float64Array(f.length)
  for (let share = Number.EPSILON; share < 1 && changes.includes(0); share *= 8) {
    const there = fit.residuals(x.map((v, j) => v + (j % 2 === 0 ? share : -share) * (Math.abs(v) || share)))
    there?.forEach((v, i) => {
      changes[i] ||= Math.abs(v - f[i]!)
    })
  }
  return changes
}
