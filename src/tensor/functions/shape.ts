import { ShapeError, type Shape, sizeOf, typeText } from '../../graph/shape.ts'
import { permute, reshape as reshapeNode } from '../../ops/movement.ts'
import { nodeOf, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'

/** The same elements in row-major order with another shape; one extent may be -1. */
export function reshape(x: TensorLike, shape: Shape): Tensor {
  const node = nodeOf(x)
  const known = sizeOf(shape.filter((n) => n !== -1))
  const unknown = shape.filter((n) => n === -1).length
  if (unknown > 1 || (unknown === 1 && (known === 0 || sizeOf(node.shape) % known !== 0)))
    throw new ShapeError(
      'reshape',
      [node.shape, shape],
      `${typeText(node.type)} to [${shape.join(',')}]: one extent may be -1, and the others must divide ${sizeOf(node.shape)}.`,
    )
  return new Tensor(reshapeNode(node, shape.map((n) => (n === -1 ? sizeOf(node.shape) / known : n))))
}

/** Axes in another order; reversed if none is given. */
export function transpose(x: TensorLike, axes?: readonly number[]): Tensor {
  const node = nodeOf(x)
  const rank = node.shape.length
  const order = axes ?? Array.from({ length: rank }, (_, i) => rank - 1 - i)
  return new Tensor(permute(node, order.map((axis) => (axis < 0 ? axis + rank : axis))))
}
