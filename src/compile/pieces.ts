import { isPick } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'

/**
 * Cuts nodes, operands first, into pieces of `size`: for each piece, those that another piece uses or that are wanted. The
 * results of one operation stay in its piece, and what has no operands is made wherever it is used.
 */
export function piecesOf(order: readonly Node[], wanted: readonly Node[], size: number): Node[][] {
  const piece = new Map<Node, number>()
  order.forEach((node, place) => {
    const whole = isPick(node) ? piece.get(node.inputs[0]!) : undefined
    piece.set(node as Node, whole ?? Math.floor(place / size))
  })
  const handed = new Set<Node>(wanted)
  for (const node of order)
    for (const input of node.inputs)
      if (input.inputs.length > 0 && !input.op.multiple && piece.get(input) !== piece.get(node))
        handed.add(input)
  const pieces = Array.from({ length: Math.ceil(order.length / size) }, (): Node[] => [])
  for (const node of order) if (handed.has(node)) pieces[piece.get(node)!]!.push(node)
  return pieces.filter((nodes) => nodes.length > 0)
}
