import type { Signal } from '../minimize/options.ts'
import type { Status } from '../minimize/problem.ts'
import { counted, sized } from '../wording.ts'
import type { NoRoot } from './verdict.ts'

/** The operation that errors name. */
export const operation = 'rootFind'

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

/** What the sentence of a status tells. */
interface RootFacts {
  readonly status: Status
  readonly reason?: NoRoot | undefined
  readonly x?: number
  /** |f|. */
  readonly size: number
  readonly iterations: number
  readonly evaluations: number
  /** Of iterations. */
  readonly limit: number
}

/** How a search ended, in words. */
export function rootSentence(facts: RootFacts): string {
  const { status, reason, x, size, limit } = facts
  const after = `after ${counted(facts.iterations, 'iteration')} and ${counted(facts.evaluations, 'evaluation')}`
  const left = `|f| is ${sized(size)}`
  if (status === 'converged') return `Converged ${after}; ${left}.`
  if (status === 'stopped') return `Stopped by the callback ${after}; ${left}.`
  if (status === 'aborted') return `Stopped by the signal ${after}; ${left}.`
  if (status === 'max-iterations') return `Stopped at the limit of ${counted(limit, 'iteration')}; ${left}.`
  if (reason === 'jump') return `No root: f changes its sign at x = ${x} by a jump or a pole; ${left} there.`
  const advice = 'Try another start, or a bracket.'
  if (reason === 'vanishing')
    return `No root was found ${after}: f only comes nearer and nearer to 0 on the way to x = ${x}. ${advice}`
  return `No root was found ${after}: |f| has a minimum there that is not 0 but ${sized(size)}. ${advice}`
}
