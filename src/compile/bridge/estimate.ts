import type { Graph } from '../../graph/graph.ts'
import { topological } from '../../graph/graph.ts'
import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'

/** What is found of the nodes of a graph, found once. */
export function ofGraph(find: (nodes: readonly Node[]) => number): (graph: Graph) => number {
  const known = new WeakMap<Graph, number>()
  return (graph) => {
    let found = known.get(graph)
    if (found === undefined) {
      const own = new Set(graph.parameters)
      found = find(topological(graph.results, (node) => own.has(node)))
      known.set(graph, found)
    }
    return found
  }
}

const workOfGraph = ofGraph(workOf)

export const logarithm = (node: Node, axis: number): number =>
  Math.log2(2 + (node.inputs[0]!.shape.at(axis) ?? 1))

/** How many times more an element costs than one of an elementwise operation, where that is much; who brings such a row adds it. */
export const dearer = new Map<object, (node: Node) => number>()

/**
 * Roughly how many element operations nodes take. A product over paired axes of sizes [m,k] and [k,n] takes
 * sqrt(mk * kn * mn) = mnk of them.
 */
export function workOf(nodes: readonly Node[]): number {
  let work = 0
  for (const node of nodes) {
    const { op, inputs } = node
    let out = 0
    for (const type of node.types) out += sizeOf(type.shape)
    let most = out
    for (const input of inputs) most = Math.max(most, sizeOf(input.shape))
    work += 8
    if (op.linear === 'each' && inputs.length === 2)
      work += Math.sqrt(sizeOf(inputs[0]!.shape) * sizeOf(inputs[1]!.shape) * out)
    else work += most * (dearer.get(op)?.(node) ?? 1)
    if (!op.subgraphs) continue
    const rounds = (node.params as { length?: number } | undefined)?.length ?? 1
    for (const graph of op.subgraphs(node.params)) work += rounds * (workOfGraph(graph) + 20)
  }
  return work
}
