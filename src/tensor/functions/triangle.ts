import { named, requireInteger } from '../../errors.ts'
import { constant } from '../../graph/leaves.ts'
import { apply, type Node } from '../../graph/node.ts'
import { checkShape, diagonalOf, ShapeError } from '../../graph/shape.ts'
import { add, like, select, zeros } from '../../ops/arithmetic.ts'
import { elementwise } from '../../ops/elementwise.ts'
import { iota } from '../../ops/movement.ts'
import { getDefaultDtype, nodeOf, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'

function triangle(
  name: string,
  op: typeof elementwise.less_equal,
): (x: TensorLike, offset?: number) => Tensor {
  return (x, offset = 0) => {
    requireInteger(name, 'offset', offset)
    const node = nodeOf(x, name)
    const { shape } = node
    if (shape.length < 2) throw new ShapeError(name, [shape], `x is ${node}: it must have at least two axes.`)
    const rows = iota('int32', shape, shape.length - 2)
    const shift = diagonalOf(offset, shape)
    const inside = apply(
      op,
      [iota('int32', shape, shape.length - 1), add(rows, like(rows, shift))],
      {},
    ) as Node
    return new Tensor(select(inside, node, zeros(node.dtype, shape)))
  }
}
/** Matrices with 0 above the diagonal `offset`. */
export const tril = /* @__PURE__ */ triangle('tril', elementwise.less_equal)
/** Matrices with 0 below the diagonal `offset`. */
export const triu = /* @__PURE__ */ triangle('triu', elementwise.greater_equal)

/** A matrix of ones on and below a diagonal, 0 elsewhere. */
export const tri = /* @__PURE__ */ named(
  'tri',
  (rows: number, columns?: number, offset?: number): Tensor =>
    tril(new Tensor(constant(1, getDefaultDtype(), checkShape('', [rows, columns ?? rows]))), offset),
)
