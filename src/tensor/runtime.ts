import type { TypedArray } from '../graph/dtype.ts'
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

/** Keeps a lazy program from growing without bound. */
export function limitPending(node: Node): void {
  if ((node.depth > longest || node.pendingBytes > mostBytes) && !node.abstract && node.value === undefined)
    compute([node])
}
