import { isFloat } from '../../graph/dtype.ts'
import type { Node } from '../../graph/node.ts'
import { normalizeAxes, type Shape, sizeOf } from '../../graph/shape.ts'
import { convert } from '../../ops/arithmetic.ts'
import { reduceSum, reshape } from '../../ops/movement.ts'
import { optionsOf } from '../../options.ts'
import { getDefaultDtype, nodeOf, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { add, divide } from './elementwise.ts'

export interface ReduceOptions {
  /** Keeps the reduced axes with extent 1. */
  readonly keepdims?: boolean
}
/** One axis, several, or all of them if left out. */
export type Axes = number | readonly number[] | undefined

/** The shape with the reduced axes kept as 1. */
export const keptShape = (shape: Shape, axes: readonly number[]): number[] =>
  shape.map((n, axis) => (axes.includes(axis) ? 1 : n))

/** The options of a reduction. */
export const reductionOptions = { keepdims: false } as const

/** Puts the reduced axes back with extent 1 if asked for. */
export const finish = (
  operation: string,
  reduced: Node,
  shape: Shape,
  axes: readonly number[],
  options?: ReduceOptions,
): Tensor => {
  const { keepdims } = optionsOf(operation, options, reductionOptions)
  return new Tensor(keepdims ? reshape(reduced, keptShape(shape, axes)) : reduced)
}

/** A sum over axes by how many elements met in it, less `correction`. Over nothing it is NaN, which nothing moves: it has no slope. */
export function perElement(sum: Tensor, shape: Shape, axes: readonly number[], correction = 0): Tensor {
  const count = sizeOf(axes.map((axis) => shape[axis]!))
  return count === 0 ? add(sum, Number.NaN) : divide(sum, Math.max(0, count - correction))
}

/** The sum over axes; bool counts as int32. */
export function sum(x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor {
  const given = nodeOf(x, 'sum')
  const node = given.dtype === 'bool' ? convert(given, 'int32') : given
  const axes = normalizeAxes('sum', axis, node.shape.length)
  return finish('sum', reduceSum(node, axes), node.shape, axes, options)
}

/** The mean over axes; NaN over nothing. That of integers, which float32 does not all have, is added up in float64. */
export function mean(x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor {
  const given = nodeOf(x, 'mean')
  const node = isFloat(given.dtype) ? given : convert(given, 'float64')
  const axes = normalizeAxes('mean', axis, node.shape.length)
  const found = perElement(finish('mean', reduceSum(node, axes), node.shape, axes, options), node.shape, axes)
  return node === given ? found : new Tensor(convert(found.node, getDefaultDtype()))
}
