import { isPick } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'

/**
 * Cuts nodes, operands first, into pieces of `size`, of which a node takes up its part: for each piece, those that another piece uses or that are wanted. The
 * results of one operation stay in its piece, and what has no operands is made wherever it is used.
 */
export function piecesOf(
  order: readonly Node[],
  wanted: readonly Node[],
  size: number,
  partOf: (node: Node) => number,
): Node[][] {
  const piece = new Map<Node, number>()
  let filled = 0
  for (const node of order) {
    const whole = isPick(node) ? piece.get(node.inputs[0]!) : undefined
    piece.set(node, whole ?? Math.floor(filled / size))
    filled += partOf(node)
  }
  const handed = new Set<Node>(wanted)
  for (const node of order)
    for (const input of node.inputs)
      if (input.inputs.length > 0 && !input.op.multiple && piece.get(input) !== piece.get(node))
        handed.add(input)
  const pieces = Array.from({ length: Math.ceil(filled / size) }, (): Node[] => [])
  for (const node of order) if (handed.has(node)) pieces[piece.get(node)!]!.push(node)
  return pieces.filter((nodes) => nodes.length > 0)
}
