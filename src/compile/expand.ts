import { type Graph, topological } from '../graph/graph.ts'
import { isPick } from '../graph/leaves.ts'
import { madeFrom, type Node } from '../graph/node.ts'
import { movement } from '../ops/movement.ts'
import { calls } from '../transform/control/call.ts'
import { moveMasks } from './masks.ts'
import { imagesOf, remade } from './remade.ts'

/** An operation written with others, by which of its results are read: its results, or undefined where it stays. */
export type Expansion = (node: Node, isRead: (index: number) => boolean) => readonly Node[] | undefined

/** A reduction over no axes gives its operand back. */
export const overNothing: Expansion = ({ inputs, params }) =>
  (params as { axes: readonly number[] }).axes.length === 0 ? inputs : undefined

/** Operations that are nothing but their graph when no derivative is taken any more; who brings more of them adds them. */
export const bodies = new Set<object>([calls.call, calls.inlined])

const inline: Expansion = ({ inputs, params }) =>
  // every node is new, so that operands come before what uses them
  imagesOf((params as { graph: Graph }).graph, inputs, (node, operands) =>
    remade(node, operands, { always: true }),
  )

/** Operations without code of their own; who brings more of them adds them (bridge/subjects/). */
export const expansions = new Map<object, Expansion>([[movement.reduce_sum, overNothing]])

/** Passes that move operations to where they are cheaper, in order; who brings more of them adds them. */
export const moves: ((graph: Graph) => Graph)[] = [moveMasks]

/** Puts what calls run, and what operations without code of their own are written with, in their place. */
export const expand = (graph: Graph): Graph =>
  settle(
    moves.reduce((now, move) => move(now), settle(graph)),
    expansions,
  )

function settle(graph: Graph, rules?: ReadonlyMap<object, Expansion>): Graph {
  let now = graph
  for (;;) {
    const next = once(now, ({ op }) => (bodies.has(op) ? inline : rules?.get(op)))
    if (next === now) return now
    now = next
  }
}

function once(graph: Graph, ruleOf: (node: Node) => Expansion | undefined): Graph {
  const images = new Map<Node, readonly Node[]>()
  let changed = false
  for (const parameter of graph.parameters) images.set(parameter, [parameter])
  const order = topological(graph.results, (node) => images.has(node))
  if (!order.some(ruleOf)) return graph
  for (const node of order) {
    const rule = ruleOf(node)
    const made = remade(
      node,
      node.inputs.map((input) => images.get(input)![0]!),
    )
    const results =
      rule &&
      madeFrom(made, () =>
        rule(made, (index) =>
          order.some((one) => isPick(one) && one.inputs[0] === node && one.params.index === index),
        ),
      )
    if (results) changed = true
    // The results of an operation that was expanded are known one by one.
    const whole = isPick(node) ? images.get(node.inputs[0]!)! : []
    const isWhole = whole[0]?.op.multiple === true
    if (isPick(node) && !isWhole) images.set(node as Node, [whole[node.params.index]!])
    else images.set(node, results ?? [made])
  }
  return changed
    ? { parameters: graph.parameters, results: graph.results.map((node) => images.get(node)![0]!) }
    : graph
}
