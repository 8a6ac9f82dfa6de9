import { pick } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { broadcastLeading } from './broadcasting.ts'
import type { Row } from './row.ts'

/** The same operation on more examples: rows of one operand need no more than that. */
export const batchAlike: NonNullable<Row<never>['batch']> = ({ op, params }, [x]) => {
  const made = apply(op, [x!], params) as Node
  return op.multiple ? made.types.map((_, i) => pick(made, i)) : [made]
}

/** The same operation on operands that all have the new leading axis. */
export const batchTogether: NonNullable<Row<never>['batch']> = ({ op, params }, inputs, batched, size) => [
  apply(op, allBatched(inputs, batched, size), params) as Node,
]

/** Operands of which some have a new leading axis: all get it. */
export const allBatched = (inputs: readonly Node[], batched: readonly boolean[], size: number): Node[] =>
  inputs.map((input, i) => (batched[i] ? input : broadcastLeading(input, size)))
