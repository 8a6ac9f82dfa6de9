import { isConstant, isParameter, isPick } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import type { Group } from './group.ts'
import { CompileError } from './validate.ts'
import { mappingKey, sharesMemory } from './view.ts'

/** How a graph is cut into kernels. */
export interface Partition {
  /** In an order in which they can run. */
  readonly groups: readonly Group[]
  /** The group that writes a node's elements to memory. */
  readonly writer: ReadonlyMap<Node, Group>
  /** Whether a node's elements stand in memory. */
  readonly stored: (node: Node) => boolean
}

/** The node whose memory a node's elements stand in, if they are in memory. */
export function ownerOf(node: Node, inMemory: (node: Node) => boolean): Node {
  let at = node
  while (!inMemory(at) && sharesMemory(at)) at = at.inputs[0]!
  return at
}

const nameOf = (node: Node): string => `${node.op.name}#${node.id} ${node}`

/** One paragraph a group: its loops, what it computes and where, and what it writes. */
export function printPartition({ groups }: Partition): string {
  const paragraph = (group: Group): string => {
    if (group.single) return `alone ${nameOf(group.single)}`
    const axes = group.axes.map(({ extent, reduced }) => (reduced ? `reduced ${extent}` : `${extent}`))
    const head = `loop over [${axes.join(', ')}]${group.product ? ` after ${nameOf(group.product)}` : ''}`
    const lines = [...group.members].map(
      ([node, mapping]) =>
        `  ${nameOf(node)} at [${mappingKey(mapping)}]${group.outputs.has(node) ? ' -> memory' : ''}`,
    )
    return [head, ...lines].join('\n')
  }
  return groups.map(paragraph).join('\n')
}

/**
 * Checks that groups come in an order in which what is read has been written, and that every node in memory has one writer,
 * whose loops have rounds, or stood there before. Throws: CompileError.
 */
export function validatePartition({ groups, writer }: Partition, results: readonly Node[]): void {
  const place = new Map(groups.map((group, i) => [group, i]))
  const inMemory = (node: Node): boolean =>
    writer.has(node) || isParameter(node) || node.computed || isPick(node)
  groups.forEach((group, at) => {
    const isIdle = group.axes.some(({ extent, reduced }) => extent === 0 && !reduced)
    for (const node of group.outputs) {
      if (writer.get(node) !== group) throw new CompileError(`fuse: ${nameOf(node)} has two writers.`)
      if (isIdle && sizeOf(node.shape) > 0)
        throw new CompileError(`fuse: ${nameOf(node)} is written by a loop of no rounds.`)
    }
    for (const reader of group.readers)
      if (place.get(reader)! <= at) throw new CompileError('fuse: a group comes before what it reads.')
  })
  for (const result of results) {
    const owner = ownerOf(result, inMemory)
    if (!inMemory(owner) && !isConstant(owner))
      throw new CompileError(`fuse: nothing writes the result ${nameOf(result)}.`)
  }
}
