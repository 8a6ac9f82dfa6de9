import { checkOptions } from '../../options.ts'
import { NumericArgumentError, showGiven } from '../errors.ts'
import { checkedFunction } from '../evaluate.ts'
import { type Bracket, operation, type RootOptions, type RootResult } from './problem.ts'
import { scalarRoot } from './scalar.ts'
import { vectorRoot } from './vector.ts'

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
      `tolerance is ${showGiven(tolerance)}; it must be a number not below 0.`,
    )
  if (!(typeof maxIterations === 'number' && maxIterations > 0))
    throw new NumericArgumentError(
      operation,
      'maxIterations',
      `maxIterations is ${showGiven(maxIterations)}; it must be a number above 0.`,
    )
  return scalar
    ? scalarRoot(f as (x: number) => unknown, start as number | Bracket, options)
    : vectorRoot(f as (x: number[]) => unknown, start as ArrayLike<number>, options)
}

const sharedOptions: readonly (keyof RootOptions)[] = ['tolerance', 'maxIterations', 'callback', 'signal']
