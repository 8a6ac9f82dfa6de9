import { requireFunction } from '../errors.ts'
import { close, type Graph } from '../graph/graph.ts'
import { parameter, results } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { calls } from '../transform/control/call.ts'
import { called, nodeOf } from './operands.ts'
import { Tensor } from './tensor.ts'
import { checkCaptured, Trace, tracing } from './trace.ts'
import { type Flat, flatten } from './tree.ts'

export interface Traced {
  /** Closed: parameters are the leaves of the arguments, then what was captured. */
  readonly graph: Graph
  /** Nodes from outside that the body uses. */
  readonly captured: readonly Node[]
  /** The nesting that the function returned. */
  readonly output: Flat
}

/** Runs `f` on placeholders with the types of `args` and returns what it did as a graph; what it assigned is behind its results. */
export function traceBody(
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  transform: string,
  running = new Trace('body'),
): Traced {
  requireFunction(transform, f, 'what it is to run')
  const flat = flatten(args, transform)
  const stand = flat.leaves.map((leaf, i) => parameter(leaf.node.type, i, transform))
  const returned = tracing(running, () => called(transform, f, around(flat, stand) as never[]))
  const output = flatten(returned, transform)
  const written = [...running.writes.values()].filter((node) => node.abstract)
  const { graph, captured } = close(stand, [...output.leaves.map((leaf) => leaf.node), ...written])
  checkCaptured(captured)
  return { graph, captured, output }
}

/** The results of a traced function on tensors of the types that it was traced with, as one operation of the graph. */
export const applyBody = ({ graph }: Traced, args: readonly Tensor[]): Tensor[] =>
  results(
    apply(
      calls.inlined,
      args.map((arg) => nodeOf(arg)),
      { graph },
    ) as Node,
  ).map((node) => new Tensor(node))

/** The nodes of the leaves of arguments. */
export const leafNodes = (args: unknown): Node[] => flatten(args).leaves.map((leaf) => leaf.node)

/** A nesting of tensors around nodes. */
export const around = (flat: Flat, nodes: readonly Node[]): unknown =>
  flat.rebuild(nodes.map((node) => new Tensor(node)))
