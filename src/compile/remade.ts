import { type Graph, topological } from '../graph/graph.ts'
import { isParameter } from '../graph/leaves.ts'
import { madeFrom, Node } from '../graph/node.ts'

/** The same operation on other operands of the same types; the node itself where nothing is another, unless `always`. */
export function remade(
  node: Node,
  inputs: readonly Node[],
  { params = node.params, always = false }: { readonly params?: unknown; readonly always?: boolean } = {},
): Node {
  if (!always && params === node.params && inputs.every((input, i) => input === node.inputs[i])) return node
  const made = new Node(node.op, inputs, params, node.types)
  made.source = node.source
  made.value = node.value
  return made as Node
}

/** The graph's results on `args`, where `image` gives each node from the images of its operands, operands first. */
export function imagesOf(
  graph: Graph,
  args: readonly Node[],
  image: (node: Node, inputs: readonly Node[]) => Node,
): Node[] {
  const images = new Map(graph.parameters.map((parameter, i) => [parameter, args[i]!]))
  const of = (node: Node): Node => images.get(node)!
  for (const node of topological(graph.results, (node) => images.has(node)))
    images.set(node, image(node, node.inputs.map(of)))
  return graph.results.map(of)
}

/** Whether a graph has such a node. */
export function has(graph: Graph, concerns: (node: Node) => boolean): boolean {
  return topological(graph.results, isParameter).some(concerns)
}

/** The graph with what `better` gives for a node, if anything, in place of that node on its new operands. */
export function rewritten(graph: Graph, better: (made: Node, node: Node) => Node | undefined): Graph {
  const results = imagesOf(graph, graph.parameters, (node, inputs) => {
    const made = remade(node, inputs)
    return madeFrom(made, () => better(made, node)) ?? made
  })
  return { ...graph, results }
}
