import { isConstant } from '../graph/leaves.ts'
import { is, type Node } from '../graph/node.ts'
import type { TensorType } from '../graph/shape.ts'
import { dynamicSlice, dynamicUpdateSlice } from '../ops/blocks.ts'
import { broadcastInDim, movement, type Padding, type Slice } from '../ops/movement.ts'

/**
 * The numbers in a node that may be others in the next step of a loop, while all else stays: what a constant is, where a
 * block is cut out of a tensor, and where it is put among zeros (the gradient of the former). Undefined where there are none.
 */
export function numbersIn(node: Node): readonly number[] | undefined {
  if (isConstant(node)) return [node.params.value]
  if (is(node, movement.slice)) {
    const { start, step } = node.params as Slice
    return step.every((n) => n === 1) ? start : undefined
  }
  if (is(node, movement.pad)) {
    const { low, high, interior } = node.params as Padding
    return low.every((n, i) => n >= 0 && high[i]! >= 0 && interior[i] === 0) ? low : undefined
  }
  return undefined
}

/** Whether a node has these numbers. */
export const hasNumbers = (node: Node, numbers: readonly number[]): boolean =>
  isConstant(node)
    ? Object.is(node.params.value, numbers[0])
    : numbersIn(node)!.every((n, i) => n === numbers[i])

/** What the numbers are as an operand. */
export const typeOfNumbers = (node: Node): TensorType =>
  isConstant(node) ? { dtype: node.dtype, shape: [] } : { dtype: 'int32', shape: [node.shape.length] }

/** The same node on other operands, of which the last one holds its numbers. */
export function withNumbers(node: Node, inputs: readonly Node[], numbers: Node): Node {
  const [x, around] = inputs
  if (isConstant(node)) return broadcastInDim(numbers, node.shape, [])
  if (is(node, movement.slice)) return dynamicSlice(x!, numbers, node.shape)
  return dynamicUpdateSlice(broadcastInDim(around!, node.shape, []), x!, numbers)
}
