import { renamed } from '../../errors.ts'
import { apply, type Node, none, type Op } from '../../graph/node.ts'
import { convert } from '../../ops/arithmetic.ts'
import { floatNode, nodeOf, operands, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'

export type Unary = (x: TensorLike) => Tensor
export type Binary = (a: TensorLike, b: TensorLike) => Tensor
export type Plain = Op<Record<string, never>>

export const run = (op: Plain, inputs: readonly Node[]): Tensor => new Tensor(apply(op, inputs, none) as Node)

/** Integers become floats first. */
export const ofFloats = (op: Plain, x: TensorLike): Tensor => run(op, [floatNode(x)])
/** Every number type stays what it is. */
export const ofNumbers = (op: Plain, x: TensorLike): Tensor => run(op, [numberNode(x)])
export function pairs(name: string, op: Plain, a: TensorLike, b: TensorLike, float = false): Tensor {
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

export function numberNode(x: TensorLike): Node {
  const node = nodeOf(x)
  return node.dtype === 'bool' ? convert(node, 'int32') : node
}
