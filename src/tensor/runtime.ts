import type { TypedArray } from '../graph/dtype.ts'
import { topological } from '../graph/graph.ts'
import type { Node } from '../graph/node.ts'
import { theEngine } from './engine.ts'

/** A chain longer than this, or one that holds more bytes of leaves, is computed without being asked for. */
const longest = 2048
const mostBytes = 64 * 2 ** 20

/** Computes the values of `nodes`, together. `replaced[i]` is the value of a variable that the i-th takes the place of. */
export function compute(nodes: readonly Node[], replaced?: readonly (Node | undefined)[]): void {
  if (nodes.some((node) => !node.computed)) theEngine.compute(nodes, replaced)
}

/** The elements of a node; they belong to it and must not be changed. */
export function elementsOf(node: Node): TypedArray {
  if (!node.computed) theEngine.compute([node])
  return node.value as TypedArray
}

/** Bytes of the different leaves that the uncomputed part below a node holds. */
function leafBytes(node: Node): number {
  const leaves = new Set<Node>()
  for (const pending of topological([node], (other) => other.computed))
    for (const input of pending.inputs) if (input.computed) leaves.add(input)
  let bytes = 0
  for (const leaf of leaves) bytes += leaf.pendingBytes
  return bytes
}

/** Keeps a lazy program from growing without bound. */
export function limitPending(node: Node): void {
  if (node.abstract || node.computed) return
  // The running sum counts a leaf once for each way to it: before acting on it, count properly.
  if (node.depth <= longest && node.pendingBytes > mostBytes) node.pendingBytes = leafBytes(node)
  if (node.depth > longest || node.pendingBytes > mostBytes) theEngine.compute([node])
}
