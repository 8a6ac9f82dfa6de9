import type { Bounds } from '../evaluate.ts'
import type { MinimizeMethod } from './methods.ts'
import type { GradientMethod } from './numericGradient.ts'

/** What a callback sees after each iteration. */
export interface Iteration {
  readonly iteration: number
  readonly x: number[]
  readonly value: number
  /** Largest entry of the gradient; NaN for methods that see none. */
  readonly gradientNorm: number
}

/** The part of an AbortSignal that a synchronous search looks at. */
export interface Signal {
  readonly aborted: boolean
}

/** Options of `minimize`. */
export interface MinimizeOptions<A extends readonly unknown[] = []> {
  /** By default bfgs up to 200 variables and l-bfgs beyond, or l-bfgs-b where there are bounds. */
  readonly method?: MinimizeMethod | undefined
  /** The gradient of f, or how to replace it by differences (`central` by default). */
  readonly gradient?: ((x: number[], ...args: A) => ArrayLike<number>) | GradientMethod | undefined
  /** f and its gradient in one call, in place of `gradient`. */
  readonly valueAndGradient?: ((x: number[], ...args: A) => readonly [number, ArrayLike<number>]) | undefined
  /** The Hessian, or its product with a vector; by default differences of the gradient. */
  readonly hessian?: ((x: number[], ...args: A) => ArrayLike<ArrayLike<number>>) | undefined
  readonly hessianVectorProduct?: ((x: number[], v: number[], ...args: A) => ArrayLike<number>) | undefined
  readonly bounds?: Bounds | undefined
  readonly args?: A | undefined
  /**
   * Converged where no entry of the gradient is larger. By default 1e-8, and where f or x is in units that make any gradient
   * as small as that, a millionth of what f could fall by at the start.
   */
  readonly gradientTolerance?: number | undefined
  /** For nelder-mead: wanted relative precision of x and of the value. */
  readonly stepTolerance?: number | undefined
  readonly valueTolerance?: number | undefined
  readonly maxIterations?: number | undefined
  readonly maxEvaluations?: number | undefined
  /** Pairs kept by l-bfgs and l-bfgs-b. */
  readonly memory?: number | undefined
  /** Called after each iteration; returning true ends the search. */
  readonly callback?: ((iteration: Iteration) => boolean | void) | undefined
  /** Ends the search at the next iteration once aborted; the best point so far is returned. */
  readonly signal?: Signal | undefined
}

/** The names of the options of `minimize`. */
export const optionNames: readonly (keyof MinimizeOptions)[] = [
  'method',
  'gradient',
  'valueAndGradient',
  'hessian',
  'hessianVectorProduct',
  'bounds',
  'args',
  'gradientTolerance',
  'stepTolerance',
  'valueTolerance',
  'maxIterations',
  'maxEvaluations',
  'memory',
  'callback',
  'signal',
]
