import { isConstant } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import type { TensorType } from '../graph/shape.ts'
import { broadcastInDim } from '../ops/movement.ts'

/** Numbers in the parameters of an operation, and the same operation with them as an operand. */
interface Numbers {
  of(node: Node): readonly number[] | undefined
  given(node: Node, inputs: readonly Node[], numbers: Node): Node
}

/** Operations that have such numbers; who brings what they become adds them (bridge/subjects/places.ts). */
export const varying = new Map<object, Numbers>()

/**
 * The numbers in a node that may be others in the next step of a loop, while all else stays: what a constant is, where a
 * block is cut out of a tensor, and where it is put among zeros (the gradient of the former). Undefined where there are none.
 */
export const numbersIn = (node: Node): readonly number[] | undefined =>
  isConstant(node) ? [node.params.value] : varying.get(node.op)?.of(node)

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
  return isConstant(node)
    ? broadcastInDim(numbers, node.shape, [])
    : varying.get(node.op)!.given(node, inputs, numbers)
}
