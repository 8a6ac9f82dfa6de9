import { apply, type Node } from '../../graph/node.ts'
import { normalizeAxes, type Shape } from '../../graph/shape.ts'
import { convert } from '../../ops/arithmetic.ts'
import { reduceSum, reshape } from '../../ops/movement.ts'
import { reduction } from '../../ops/reduction.ts'
import { floatNode, nodeOf, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { divide } from './elementwise.ts'

export interface ReduceOptions {
  /** Keeps the reduced axes with extent 1. */
  readonly keepdims?: boolean
}
/** One axis, several, or all of them if left out. */
export type Axes = number | readonly number[] | undefined

/** Puts the reduced axes back with extent 1 if asked for. */
export function finish(reduced: Node, shape: Shape, axes: readonly number[], { keepdims }: ReduceOptions = {}): Tensor {
  return new Tensor(keepdims ? reshape(reduced, shape.map((n, axis) => (axes.includes(axis) ? 1 : n))) : reduced)
}

/** The sum over axes; bool counts as int32. */
export function sum(x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor {
  const given = nodeOf(x)
  const node = given.dtype === 'bool' ? convert(given, 'int32') : given
  const axes = normalizeAxes('sum', axis, node.shape.length)
  return finish(reduceSum(node, axes), node.shape, axes, options)
}

/** The mean over axes; NaN over nothing. */
export function mean(x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor {
  const node = floatNode(x)
  const axes = normalizeAxes('mean', axis, node.shape.length)
  const count = axes.reduce((product, a) => product * node.shape[a]!, 1)
  return divide(finish(reduceSum(node, axes), node.shape, axes, options), count)
}

const reducer =
  (name: string, op: typeof reduction.reduce_max) =>
  (x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor => {
    const node = nodeOf(x)
    const axes = normalizeAxes(name, axis, node.shape.length)
    return finish(apply(op, [node], { axes }) as Node, node.shape, axes, options)
  }

/** The product over axes; its gradient is right where factors are 0. */
export const prod = reducer('prod', reduction.reduce_prod)
/** The largest element over axes; ties share the gradient evenly. */
export const amax = reducer('amax', reduction.reduce_max)
export const amin = reducer('amin', reduction.reduce_min)
