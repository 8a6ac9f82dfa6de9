import { apply, type Node, none, type Op } from '../../graph/node.ts'
import { convert } from '../../ops/arithmetic.ts'
import { floatNode, nodeOf, operands, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { fixed } from './fixed.ts'

export type Unary = (x: TensorLike) => Tensor
export type Binary = (a: TensorLike, b: TensorLike) => Tensor
export type Plain = Op<Record<string, never>>

export const run = (op: Plain, inputs: readonly Node[]): Tensor => new Tensor(apply(op, inputs, none) as Node)

/** Integers become floats first. */
export const ofFloats = (op: Plain): Unary => fixed((x) => run(op, [floatNode(x)]))
/** Every number type stays what it is. */
export const ofNumbers = (op: Plain): Unary => fixed((x) => run(op, [numberNode(x)]))
export const pairs = (name: string, op: Plain, float = false): Binary =>
  fixed((a, b) => {
    const nodes = operands(name, [a, b], float)
    return run(
      op,
      nodes[0]!.dtype === 'bool' && !op.constant ? nodes.map((node) => convert(node, 'int32')) : nodes,
    )
  })

export function numberNode(x: TensorLike): Node {
  const node = nodeOf(x)
  return node.dtype === 'bool' ? convert(node, 'int32') : node
}
