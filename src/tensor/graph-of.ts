import type { Graph } from '../graph/graph.ts'
import { printGraph } from '../graph/print.ts'
import { traceBody } from './tracing.ts'
import type { Loose } from './tree.ts'

/** What a function does, as a graph that prints. */
export interface TracedGraph extends Graph {
  toString(): string
}

/**
 * The graph that `f` builds on arguments of these types, to look at: one operation a line, with types. The first parameters
 * are the tensors of the arguments, further ones what `f` uses from outside.
 *
 * @example
 * String(graphOf((x: Tensor) => x.mul(x).sum(), tensor([1, 2])))
 */
export function graphOf<A extends unknown[]>(
  f: (...args: A) => unknown,
  ...args: { [K in keyof A]: Loose<A[K]> }
): TracedGraph {
  const { graph } = traceBody(f as never, args, 'graphOf')
  return { ...graph, toString: () => printGraph(graph) }
}
