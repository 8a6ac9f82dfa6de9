import { ShapeError, type Tensor, type TensorLike, tensor, toTensor } from '../tensor/core.ts'

/** A list or a number keeps its digits beside float64. */
export const beside = (x: TensorLike, other: Tensor): Tensor =>
  other.dtype === 'float64' && (typeof x === 'number' || Array.isArray(x))
    ? tensor(x, { dtype: 'float64' })
    : toTensor(x)

/** A vector of at least `least` numbers. Throws: ShapeError. */
export function vector(operation: string, what: string, x: TensorLike, least = 1): Tensor {
  const given = toTensor(x)
  if (given.ndim !== 1 || given.size < least)
    throw new ShapeError(
      operation,
      [given.shape],
      `${what} is ${given.node}: it must be a vector of ${least === 1 ? 'one number' : `${least} numbers`} or more.`,
    )
  return given
}

/** Refuses what are not as many. Throws: ShapeError. */
export function requireAsMany(operation: string, a: string, one: Tensor, b: string, other: Tensor): void {
  if (one.size !== other.size)
    throw new ShapeError(
      operation,
      [one.shape, other.shape],
      `there are ${one.size} ${a} and ${other.size} ${b}: they must be as many.`,
    )
}
