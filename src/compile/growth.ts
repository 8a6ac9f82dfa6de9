import { isConstant } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { repeatable } from './group.ts'
import type { Target } from './target.ts'
import { isView } from './view.ts'

/** How many times larger a tensor is than all that it is computed from, if it is rather computed again than stored. */
const growth = 4
/** What computing an element from that may cost, and how many nodes it may take. */
const mostCost = 12
const mostNodes = 16

/** Whether a node is cheap work on tensors that take much less memory, as differences between all rows of two matrices are. */
export function grows(node: Node, target: Target, isLeaf: (node: Node) => boolean): boolean {
  const size = sizeOf(node.shape)
  const seen = new Set([node])
  let read = 0
  let cost = 0
  for (const at of seen) {
    if (isConstant(at)) continue
    const own = sizeOf(at.shape)
    if (own * growth <= size) read += own
    else {
      const price = isLeaf(at) ? undefined : isView(at) ? 0 : target.cost(at)
      if (price === undefined || price > repeatable || own > size) return false
      cost += price
      for (const input of at.inputs) seen.add(input)
    }
    if (read * growth > size || cost > mostCost || seen.size > mostNodes) return false
  }
  return true
}
