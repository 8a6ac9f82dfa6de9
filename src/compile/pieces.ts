import { sameTypes } from '../graph/graph.ts'
import { isPick } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'

const alike = (a: Node, b: Node): boolean => a.op === b.op && sameTypes(a, b)

/** What a round of a loop takes up, as the third quarter of its nodes tells; all of it where that does not repeat itself. */
function sizeOfRound(order: readonly Node[], count: (nodes: readonly Node[]) => number): number {
  const quarter = order.length >> 2
  const middle = order.slice(2 * quarter, 3 * quarter)
  for (let length = 1; length <= quarter; length++)
    if (middle.every((node, i) => alike(node, order[2 * quarter + length + i]!)))
      return count(middle.slice(0, length))
  return count(order)
}

/** Pieces of whole rounds are alike and share a program, which is compiled the sooner the smaller it is. */
const aPart = 4

/**
 * Cuts nodes, operands first, into pieces of `most`, or fewer, by a count: for each piece, those that another piece uses or that are wanted. The
 * results of one operation stay in its piece, and what has no operands is made wherever it is used.
 */
export function piecesOf(
  order: readonly Node[],
  wanted: readonly Node[],
  most: number,
  count: (nodes: readonly Node[]) => number,
): Node[][] {
  const round = sizeOfRound(order, count)
  const size = Math.min(most, Math.ceil(most / aPart / round) * round)
  const piece = new Map<Node, number>()
  let filled = 0
  for (const node of order) {
    const whole = isPick(node) ? piece.get(node.inputs[0]!) : undefined
    piece.set(node, whole ?? Math.floor(filled / size))
    filled += count([node])
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
