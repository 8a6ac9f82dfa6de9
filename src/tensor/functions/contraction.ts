import type { Node } from '../../graph/node.ts'
import { broadcastShapes, ShapeError, typeText } from '../../graph/shape.ts'
import { batchedMatmul, dotGeneral } from '../../ops/contraction.ts'
import { broadcastTo, reshape } from '../../ops/movement.ts'
import { promoted, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'

/**
 * The matrix product; leading axes broadcast, and a vector counts as a row on the left and a column on the right.
 * Shapes: [..., m, k] x [..., k, n] -> [..., m, n]
 */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = promoted([a, b]) as [Node, Node]
  if (x.shape.length === 0 || y.shape.length === 0)
    throw new ShapeError(
      'matmul',
      [x.shape, y.shape],
      `a is ${typeText(x.type)}, b is ${typeText(y.type)}: a scalar has no rows or columns. Use multiply.`,
    )
  const left = x.shape.length === 1 ? reshape(x, [1, ...x.shape]) : x
  const right = y.shape.length === 1 ? reshape(y, [...y.shape, 1]) : y
  const k = left.shape.at(-1)!
  if (k !== right.shape.at(-2)) {
    const swapped = y.shape.length >= 2 && y.shape.at(-1) === k
    throw new ShapeError(
      'matmul',
      [x.shape, y.shape],
      `a is ${typeText(x.type)}, b is ${typeText(y.type)}: the last axis of a (${k}) must equal ` +
        `${y.shape.length === 1 ? 'the length' : 'the last axis but one'} of b (${right.shape.at(-2)}).` +
        (swapped ? ' matmul(a, b.swapaxes(-1, -2)) would fit.' : ''),
    )
  }
  const result = product(left, right)
  const shape = [...result.shape]
  if (y.shape.length === 1) shape.splice(-1, 1)
  if (x.shape.length === 1) shape.splice(y.shape.length === 1 ? -1 : -2, 1)
  return new Tensor(reshape(result, shape))
}

function product(a: Node, b: Node) {
  // One matrix on the right serves all the rows on the left: no copies of it.
  if (b.shape.length === 2)
    return dotGeneral(a, b, { contract: [[a.shape.length - 1], [0]], batch: [[], []] })
  const lead = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2))
  return batchedMatmul(
    broadcastTo(a, [...lead, ...a.shape.slice(-2)]),
    broadcastTo(b, [...lead, ...b.shape.slice(-2)]),
  )
}
