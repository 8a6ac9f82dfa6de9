import type { Tensor } from '../../tensor/index.ts'
import { type LeastSquaresResult, leastSquares as leastSquaresOfNumbers } from '../fit/leastSquares.ts'
import type { LeastSquaresOptions } from '../fit/options.ts'
import { type MinimizeResult, minimize as minimizeNumbers } from '../minimize/minimize.ts'
import type { MinimizeOptions } from '../minimize/options.ts'
import { derivativesOf, isTensor, residualsOf } from './automatic.ts'

/** Options of `minimize` for a tensor function; its derivatives are automatic. */
export type TensorMinimizeOptions = Omit<
  MinimizeOptions,
  'gradient' | 'valueAndGradient' | 'hessian' | 'hessianVectorProduct' | 'args'
>

/** Options of `leastSquares` for residuals over tensors; their Jacobian is automatic. */
export type TensorLeastSquaresOptions = Omit<LeastSquaresOptions, 'jacobian' | 'args'>

/**
 * Finds a local minimum. Where x0 is a tensor, f is a function of tensors: its gradient (and Hessian-vector products) are
 * automatic, exact and in float64. Where x0 is an array, f is a plain function, and without a gradient differences are
 * taken.
 *
 * Throws, Accuracy: see `minimize` for plain functions in minimize/minimize.ts.
 *
 * @example
 * minimize((x: Tensor) => x.sub(3).square().sum(), tensor([0, 0])).x // [3, 3]
 * minimize(([x, y]) => (x! - 3) ** 2 + y! ** 2, [0, 0]).x // [3, 0]
 */
export function minimize(
  f: (x: Tensor) => Tensor,
  x0: Tensor,
  options?: TensorMinimizeOptions,
): MinimizeResult
export function minimize<A extends readonly unknown[]>(
  f: (x: number[], ...args: A) => number,
  x0: ArrayLike<number>,
  options?: MinimizeOptions<A>,
): MinimizeResult
export function minimize(
  f: (x: never, ...args: never[]) => unknown,
  x0: Tensor | ArrayLike<number>,
  options: MinimizeOptions = {},
): MinimizeResult {
  // what is no object of options is refused there
  if (!isTensor(x0) || options === null)
    return minimizeNumbers(
      f as (x: number[]) => number,
      x0 as ArrayLike<number>,
      options as MinimizeOptions<[]>,
    )
  const plain = derivativesOf('minimize', f as (x: Tensor) => Tensor, x0.shape)
  const hessianVectorProduct = (x: number[], v: number[]) => plain.hessianVectorProduct(x, v)
  return minimizeNumbers(plain.value, x0.data() as ArrayLike<number>, {
    ...(options as MinimizeOptions<[]>),
    ...(options.method === 'nelder-mead'
      ? { gradient: plain.gradient }
      : { valueAndGradient: plain.valueAndGradient, hessianVectorProduct }),
  })
}

/**
 * Fits parameters by least squares. Where x0 is a tensor, the residuals are a function of tensors, with an automatic,
 * exact Jacobian in float64; where it is an array, they are a plain function.
 *
 * Throws, Accuracy: see `leastSquares` for plain functions in fit/leastSquares.ts.
 *
 * @example leastSquares((b: Tensor) => b.exp().sub(y), tensor([0, 0])).summary()
 */
export function leastSquares(
  residuals: (x: Tensor) => Tensor,
  x0: Tensor,
  options?: TensorLeastSquaresOptions,
): LeastSquaresResult
export function leastSquares<A extends readonly unknown[]>(
  residuals: (x: number[], ...args: A) => ArrayLike<number>,
  x0: ArrayLike<number>,
  options?: LeastSquaresOptions<A>,
): LeastSquaresResult
export function leastSquares(
  residuals: (x: never, ...args: never[]) => unknown,
  x0: Tensor | ArrayLike<number>,
  options: LeastSquaresOptions = {},
): LeastSquaresResult {
  if (!isTensor(x0) || options === null) {
    return leastSquaresOfNumbers(
      residuals as (x: number[]) => number[],
      x0 as ArrayLike<number>,
      options as LeastSquaresOptions<[]>,
    )
  }
  const plain = residualsOf('leastSquares', residuals as (x: Tensor) => Tensor, x0.shape)
  return leastSquaresOfNumbers(plain.residuals, x0.data() as ArrayLike<number>, {
    ...(options as LeastSquaresOptions<[]>),
    jacobian: plain.jacobian,
  })
}
