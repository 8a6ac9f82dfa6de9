import type { Node } from '../../graph/node.ts'
import { broadcastShapes, ShapeError, sameShape } from '../../graph/shape.ts'
import { checkMatrix, columnsOf, leadOf, rowsOf, withLead } from '../../ops/linalgBuilders.ts'
import { reshape } from '../../ops/movement.ts'
import { floatNode, promoted, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'

export function matrixNode(operation: string, a: TensorLike, square?: boolean): Node {
  const node = floatNode(a, operation)
  checkMatrix(operation, node, square)
  return node
}

/** PyTorch's rule: one axis, or one less than the matrices have and otherwise their shape. */
const isVectors = (a: Node, b: Node): boolean =>
  b.shape.length === 1 || (b.shape.length === a.shape.length - 1 && sameShape(b.shape, a.shape.slice(0, -1)))

/** A matrix and a right-hand side with one leading shape; `vector` tells that the right-hand side had one axis less, `matrix` is as given. */
export function system(
  operation: string,
  a: TensorLike,
  b: TensorLike,
  left = true,
  square = true,
): { a: Node; b: Node; vector: boolean; matrix: Node } {
  const [matrix, right] = promoted(operation, [a, b], true) as [Node, Node]
  checkMatrix(operation, matrix, square)
  const n = rowsOf(matrix)
  const vector = isVectors(matrix, right)
  const whole = vector
    ? reshape(right, left ? [...right.shape, 1] : [...right.shape.slice(0, -1), 1, n])
    : right
  if (right.shape.length === 0 || (left ? rowsOf(whole) : columnsOf(whole)) !== n)
    throw new ShapeError(
      operation,
      [matrix.shape, right.shape],
      `a is ${matrix}, b is ${right}: b must be [${n}] or [..., ${left ? `${n}, k` : `k, ${n}`}].`,
    )
  const lead = broadcastShapes(operation, leadOf(matrix), leadOf(whole))
  return { a: withLead(matrix, lead), b: withLead(whole, lead), vector, matrix }
}

/** Drops the axis that a vector was given. */
export const finish = (x: Node, vector: boolean, axis = -1): Tensor =>
  new Tensor(
    vector
      ? reshape(
          x,
          x.shape.filter((_, i) => i !== x.shape.length + axis),
        )
      : x,
  )
