import { NumericArgumentError } from '../errors.ts'
import { checkedPoint } from '../evaluate.ts'
import { brent } from './brent.ts'
import { CountedFunction, type ScalarOptions } from './counted.ts'
import { newton } from './newton.ts'
import { type Bracket, operation, type RootResult, rootSentence } from './problem.ts'
import type { ScalarRoot } from './verdict.ts'

/** A root of a function of one number. */
export function scalarRoot(
  call: (x: number) => unknown,
  start: number | Bracket,
  options: ScalarOptions,
): RootResult<number> {
  const f = new CountedFunction(call, options)
  const found =
    typeof start === 'number'
      ? newton(f, f.finite(checkedPoint(operation, 'x0', start)[0]!))
      : between(f, start.bracket)
  const { x, value, slope, status, reason } = found
  const iterations = Math.max(0, f.iterations)
  const { evaluations, derivativeEvaluations } = f
  const size = Math.abs(value)
  return {
    x,
    value,
    gradientNorm: value === 0 ? 0 : Math.abs(value * slope),
    iterations,
    evaluations,
    derivativeEvaluations,
    converged: status === 'converged',
    status,
    message: rootSentence({ status, reason, x, size, iterations, evaluations, limit: f.maxIterations }),
    method: typeof start === 'number' ? 'newton' : 'brent',
  }
}

function between(f: CountedFunction, bracket: readonly [number, number]): ScalarRoot {
  const ends = checkedPoint(operation, 'bracket', bracket)
  if (ends.length !== 2) throw wrong(`the bracket has ${ends.length} ends; it must have two.`)
  const [a, b] = [f.finite(ends[0]!), f.finite(ends[1]!)]
  if (a.value === 0) return { ...a, slope: 0, status: 'converged' }
  if (b.value !== 0 && a.value > 0 === b.value > 0)
    throw wrong(
      `f has the same sign at both ends of the bracket: f(${a.x}) = ${a.value}, f(${b.x}) = ${b.value}. Choose ends between which it changes sign, or start from one point.`,
    )
  return brent(f, a, b)
}

function wrong(message: string): NumericArgumentError {
  return new NumericArgumentError(operation, 'bracket', message)
}
