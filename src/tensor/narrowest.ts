import type { Node } from '../graph/node.ts'
import { bytesIn } from '../graph/shape.ts'

/**
 * Of a computation, operands first, the values that its later part takes from its earlier one, where these have the fewest bytes: what a
 * round of a loop hands to the next. The cut is in the second half, so that little is left behind it, and not between an operation
 * and the results that are picked from it.
 */
export function narrowest(order: readonly Node[]): Node[] {
  const lastUse = new Map<Node, number>()
  order.forEach((node, place) => {
    for (const input of node.inputs) lastUse.set(input, place)
  })
  const ends = new Map<number, number>()
  let crossing = 0
  /** Where the last of the results is picked from an operation. */
  let apart = 0
  let fewest = Infinity
  let cut = -1
  order.forEach((node, place) => {
    crossing -= ends.get(place) ?? 0
    const until = lastUse.get(node)
    if (until !== undefined && node.op.multiple) apart = Math.max(apart, until)
    // what has no operands is made wherever it is used
    else if (until !== undefined && node.inputs.length > 0) {
      crossing += bytesIn(node)
      ends.set(until, (ends.get(until) ?? 0) + bytesIn(node))
    }
    const fits = place >= apart && place >= order.length / 2 && place < order.length - 1
    if (fits && crossing > 0 && crossing <= fewest) {
      fewest = crossing
      cut = place
    }
  })
  return order.filter((node, place) => place <= cut && lastUse.get(node)! > cut && node.inputs.length > 0)
}
