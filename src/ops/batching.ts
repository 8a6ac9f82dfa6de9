import { results } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { broadcastLeading } from './broadcasting.ts'
import type { Row } from './row.ts'

/** The same operation on operands that all have the new leading axis. */
export const batchTogether: NonNullable<Row<never>['batch']> = ({ op, params }, inputs, batched, size) =>
  results(apply(op, allBatched(inputs, batched, size), params) as Node)

/** The same along an axis that stands one further on. */
export const batchAlong = <P extends { readonly axis: number }>(
  { op, params }: Node<P>,
  inputs: readonly Node[],
  batched: readonly boolean[],
  size: number,
): Node[] =>
  results(apply(op, allBatched(inputs, batched, size), { ...params, axis: params.axis + 1 }) as Node)

/** Operands of which some have a new leading axis: all get it. */
export const allBatched = (inputs: readonly Node[], batched: readonly boolean[], size: number): Node[] =>
  inputs.map((input, i) => (batched[i] ? input : broadcastLeading(input, size)))
