import { type Graph, topological } from '../../graph/graph.ts'
import type { Node } from '../../graph/node.ts'
import { calls } from '../../transform/control/call.ts'
import { workOf } from './estimate.ts'

/** Nodes of the largest graph that is compiled: code for more would take longer to make than the interpreter takes. */
export const mostNodes = 5000
/** The same under `jit`, where a program is expected to be run often. */
export const mostTraced = 40_000
/** Nanoseconds that interpreting a node, and an element, takes, and that compiling a node takes. */
const price = { node: 300, element: 4, compile: 50_000 } as const
/**
 * A structure that takes longer to interpret is compiled the first time it is seen. What was seen before does not count: the
 * interpreter rounds otherwise, and a program must give the same numbers each time it is run.
 */
const worthwhile = 1_000_000

/** Whether nodes are interpreted sooner than they would be compiled; what is under `jit` is compiled always. */
export function isSmall(asked: readonly Node[]): boolean {
  const order = topological(asked, (node) => node.computed)
  return (
    price.node * countNodes(order) + price.element * workOf(order) <= worthwhile &&
    !order.some((node) => (node.op as object) === calls.call)
  )
}

/** Whether interpreting nodes takes longer than compiling them. */
export const isDear = (order: readonly Node[]): boolean =>
  price.element * workOf(order) > price.compile * countNodes(order)

const counted = new WeakMap<Graph, number>()

/** Nodes of a graph and of the graphs in it. */
export function nodesIn(graph: Graph): number {
  let count = counted.get(graph)
  if (count === undefined) {
    const own = new Set(graph.parameters)
    count = countNodes(topological(graph.results, (node) => own.has(node)))
    counted.set(graph, count)
  }
  return count
}

/** These nodes and those of the graphs in them. */
export function countNodes(order: readonly Node[]): number {
  let count = order.length
  for (const { op, params } of order)
    for (const inner of op.subgraphs?.(params) ?? []) count += nodesIn(inner)
  return count
}
