import type { TypedArray } from '../graph/dtype.ts'
import { topological } from '../graph/graph.ts'
import type { Node } from '../graph/node.ts'
import { theEngine } from './engine.ts'

/** A chain longer than this, or one that holds more bytes of leaves, is computed without being asked for. */
const longest = 2048
const mostBytes = 64 * 2 ** 20

/** Computes the values of `nodes`, together. */
export function compute(nodes: readonly Node[]): void {
  const pending = nodes.filter((node) => node.value === undefined)
  if (pending.length > 0) theEngine.compute(pending)
}

/** The elements of a node; they belong to it and must not be changed. */
export function elementsOf(node: Node): TypedArray {
  if (node.value === undefined) compute([node])
  return node.value as TypedArray
}

/** Bytes of the different leaves that the uncomputed part below a node holds. */
function leafBytes(node: Node): number {
  const leaves = new Set<Node>()
  for (const pending of topological([node], (other) => other.value !== undefined))
    for (const input of pending.inputs) if (input.value !== undefined) leaves.add(input)
  let bytes = 0
  for (const leaf of leaves) bytes += leaf.pendingBytes
  return bytes
}

/** Keeps a lazy program from growing without bound. */
export function limitPending(node: Node): void {
  if (node.abstract || node.value !== undefined) return
  // The running sum counts a leaf once for each way to it: before acting on it, count properly.
  if (node.depth <= longest && node.pendingBytes > mostBytes) node.pendingBytes = leafBytes(node)
  if (node.depth > longest || node.pendingBytes > mostBytes) compute([node])
}
