import type { Graph } from '../../graph/graph.ts'
import { topological } from '../../graph/graph.ts'
import type { Node } from '../../graph/node.ts'
import { sizeOf } from '../../graph/shape.ts'
import type { Contraction } from '../../ops/contraction.ts'
import { stocked } from './stock.ts'

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

export const logarithm = (node: Node, axis: number): number =>
  Math.log2(2 + (node.inputs[0]!.shape.at(axis) ?? 1))

/** How many times more an element costs than one of an elementwise operation, where that is much; who brings such a row adds it. */
export const dearer = new Map<object, (node: Node) => number>()

/** Places of the window of a usual convolution. */
const usualWindow = 9

/** Whether a node is a product of two tensors over axes of theirs: of matrices, or a convolution. */
const multiplies = ({ op, inputs }: Node): boolean =>
  op.linear === 'each' && inputs.length === 2 && !op.elementwise

/**
 * Roughly how many element operations a node takes. A product over paired axes of sizes [m,k] and [k,n] takes
 * sqrt(mk * kn * mn) = mnk of them, and one of b such pairs the same without the square root of b. A convolution's window adds the
 * square root of its size.
 */
function operationsOf(node: Node): number {
  const sizes = [...node.inputs, ...node.types].map(({ shape }) => sizeOf(shape))
  if (!multiplies(node)) return Math.max(...sizes) * (dearer.get(node.op)?.(node) ?? 1)
  const { batch } = node.params as Partial<Contraction>
  const pairs = batch ? sizeOf(batch[0].map((axis) => node.inputs[0]!.shape[axis]!)) : 1 / usualWindow
  return Math.sqrt(sizes.reduce((a, b) => a * b) / pairs) || 0
}

/** Adds up what nodes cost, and those of the graphs in them as often as these run. */
function adding(cost: (node: Node) => number): (nodes: readonly Node[]) => number {
  const ofNodes = (nodes: readonly Node[]): number => {
    let sum = 0
    for (const node of nodes) {
      sum += cost(node)
      if (!node.op.subgraphs) continue
      const rounds = (node.params as { length?: number } | undefined)?.length ?? 1
      for (const graph of node.op.subgraphs(node.params)) sum += rounds * inGraph(graph)
    }
    return sum
  }
  const inGraph = ofGraph(ofNodes)
  return ofNodes
}

/** Roughly how many element operations nodes take. */
export const workOf = adding(operationsOf)

/** Nanoseconds that interpreting a node takes, and an element of an operation. */
const price = { node: 700, elementwise: 12, product: 1, other: 3 } as const

/** Nanoseconds that interpreting nodes takes, roughly. */
export const timeToInterpret = adding((node) => {
  const element = node.op.elementwise ? price.elementwise : multiplies(node) ? price.product : price.other
  return price.node + element * operationsOf(node)
})

/** The same by kernels from stock, for operations that have some. */
const stockPrice = { node: 3000, elementwise: 1.5, product: 0.06 } as const

/** Nanoseconds that computing nodes from stock takes, roughly; the graphs in them are interpreted. */
export const timeFromStock = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, node) => {
    const price = node.op.elementwise ? stockPrice.elementwise : stocked.has(node.op) && stockPrice.product
    const least = price ? stockPrice.node + price * operationsOf(node) : Infinity
    return sum + Math.min(least, timeToInterpret([node]))
  }, 0)
