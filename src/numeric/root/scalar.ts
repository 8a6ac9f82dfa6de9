import { NonFiniteError, NumericArgumentError } from '../errors.ts'
import { checkedPoint, scalarValue } from '../evaluate.ts'
import { sized } from '../wording.ts'
import { brent, type ScalarReport, type ScalarRoot } from './brent.ts'
import { newton } from './newton.ts'
import { type Bracket, operation, type RootOptions, type RootResult, rootSentence } from './problem.ts'

/** A root of a function of one number. */
export function scalarRoot(
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
