import type { Graph } from '../../graph/graph.ts'
import { is, type Node } from '../../graph/node.ts'
import { calls } from '../../transform/control/call.ts'
import type { Structure } from '../structure.ts'
import { ofGraph } from './estimate.ts'

/** Nodes of the largest graph that is compiled: code for more would take longer to make than the interpreter takes. */
export const mostNodes = 5000
/** The same under `jit`, and for a step that updates variables, where a program is expected to be run often. */
export const mostTraced = 40_000

/** Nodes of the largest program that computes a structure. */
export const mostIn = ({ pairs }: Structure): number => (pairs.length > 0 ? mostTraced : mostNodes)

/** Nanoseconds of interpreting from which on a step of a loop that is taken again is compiled. */
export const worthAgain = 60_000

/**
 * Nanoseconds of interpreting up to which nodes are computed that others have not asked for: compiled, they take less than building
 * their graph has taken.
 */
export const mostTogether = 8e6

/** Nanoseconds that compiling nodes takes, roughly. */
export const timeToCompile = (order: readonly Node[]): number => 800_000 + 40_000 * countNodes(order)

/**
 * Nanoseconds of interpreting from which on nodes are compiled when they are first seen: eight times that makes up for compiling them. What
 * takes longer than a millisecond is always, for the loops that go on for long.
 */
export const worthwhile = (order: readonly Node[]): number => Math.min(1e6, timeToCompile(order) / 8)

/** Whether some of the nodes stand for a function under `jit`. */
export const isJitted = (order: readonly Node[]): boolean => order.some((node) => is(node, calls.call))

/** Nodes of a graph and of the graphs in it. */
export const nodesIn = ofGraph(countNodes)

/** These nodes and those of the graphs in them. */
export function countNodes(order: readonly Node[]): number {
  let count = order.length
  for (const { op, params } of order)
    for (const inner of op.subgraphs?.(params) ?? []) count += nodesIn(inner)
  return count
}

/** Nodes of the traces of a function, and of the programs of the engine, that are kept: some 2 kB each. */
export const mostKept = 2 ** 18
/** Traces, and programs, that stay however large they are. */
const fewest = 16

/** What a trace or a program of a graph takes, in nodes: there is more to it than these. */
export const spaceOf = (graph: Graph): number => nodesIn(graph) + 250

/** Drops things, the first of them first, until the others do not take too much. Returns what they take. */
export function dropFirst<T>(
  things: Iterable<T> & { readonly size: number },
  taken: (thing: T) => number,
  drop: (thing: T) => void,
): number {
  let nodes = 0
  for (const thing of things) nodes += taken(thing)
  for (const thing of things) {
    if (nodes <= mostKept || things.size <= fewest) break
    nodes -= taken(thing)
    drop(thing)
  }
  return nodes
}
