import { renamed } from '../../errors.ts'
import { apply, type Node, none, type Op } from '../../graph/node.ts'
import { convert } from '../../ops/arithmetic.ts'
import { floatNode, nodeOf, operands, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'

export type Unary = (x: TensorLike) => Tensor
export type Binary = (a: TensorLike, b: TensorLike) => Tensor
export type Plain = Op<Record<string, never>>

export const run = (op: Plain, inputs: readonly Node[]): Tensor => new Tensor(apply(op, inputs, none) as Node)

/** Integers become floats first. Errors tell the row's name, unless the function has another. */
export const ofFloats = (op: Plain, x: TensorLike, name = op.name): Tensor => run(op, [floatNode(x, name)])
/** Every number type stays what it is. */
export const ofNumbers = (op: Plain, x: TensorLike, name?: string): Tensor =>
  run(op, [numberNode(op, x, name)])
/** Two operands that meet in one dtype; where that is to be `exact`, uint32 and int32 meet in float64. */
export function pairs(
  op: Plain,
  a: TensorLike,
  b: TensorLike,
  float: boolean | 'exact' = false,
  name = op.name,
): Tensor {
  try {
    const nodes = operands(name, [a, b], float)
    return run(
      op,
      nodes[0]!.dtype === 'bool' && !op.constant ? nodes.map((node) => convert(node, 'int32')) : nodes,
    )
  } catch (error) {
    throw renamed(name, error)
  }
}

export function numberNode(op: Plain, x: TensorLike, name = op.name): Node {
  const node = nodeOf(x, name)
  return node.dtype === 'bool' ? convert(node, 'int32') : node
}
