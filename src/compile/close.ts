import type { Graph } from '../graph/graph.ts'
import { parameter } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { remade } from './remade.ts'
import type { Structure } from './structure.ts'
import { typeOfNumbers, withNumbers } from './varying.ts'

/**
 * The structure as a closed graph: its parameters are the leaves, then the numbers of each promoted node. The first
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
  const numbers = new Map<Node, Node>()
  structure.varying.forEach((node, i) => {
    if (promoted.has(i)) numbers.set(node, fresh(typeOfNumbers(node)))
  })
  for (const node of structure.order) {
    const inputs = node.inputs.map((input) => images.get(input)!)
    const own = numbers.get(node)
    images.set(node, own ? withNumbers(node, inputs, own) : remade(node, inputs, { always: true }))
  }
  const results = [...structure.wanted, ...extra.map((place) => structure.order[place]!)]
  return { parameters, results: results.map((node) => images.get(node)!) }
}
