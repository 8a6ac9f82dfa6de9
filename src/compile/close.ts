import type { Graph } from '../graph/graph.ts'
import { constant, parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { broadcastInDim } from '../ops/movement.ts'
import { remade } from './remade.ts'
import type { Structure } from './structure.ts'

/**
 * The structure as a closed graph: its parameters are the leaves, then one scalar for each promoted constant. The first
 * results are the wanted nodes, then those of `extra` (places in the order).
 */
export function closeStructure(
  structure: Structure,
  promoted: ReadonlySet<number>,
  extra: readonly number[] = [],
): Graph {
  const images = new Map<Node, Node>()
  const parameters: Node[] = []
  const fresh = (type: Node['type']): Node => {
    const made = parameter(type, parameters.length, 'program')
    parameters.push(made)
    return made
  }
  for (const leaf of structure.leaves) images.set(leaf, fresh(leaf.type))
  structure.constants.forEach((node, i) => {
    if (promoted.has(i))
      images.set(node as Node, broadcastInDim(fresh({ dtype: node.dtype, shape: [] }), node.shape, []))
    else images.set(node as Node, constant(node.params.value, node.dtype, node.shape))
  })
  for (const node of structure.order) {
    if (images.has(node)) continue
    const inputs = node.inputs.map((input) => images.get(input)!)
    images.set(node, remade(node, inputs, { always: true }))
  }
  const results = [...structure.wanted, ...extra.map((place) => structure.order[place]!)]
  return { parameters, results: results.map((node) => images.get(node)!) }
}
