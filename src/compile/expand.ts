import { type Graph, topological } from '../graph/graph.ts'
import { isPick } from '../graph/leaves.ts'
import { apply, madeFrom, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { bitcastTo, convert, zeros } from '../ops/arithmetic.ts'
import { contraction } from '../ops/contraction.ts'
import { movement } from '../ops/movement.ts'
import { reduction } from '../ops/reduction.ts'
import { resampling, weightedSum } from '../ops/resample.ts'
import { window } from '../ops/window.ts'
import { calls } from '../transform/control/call.ts'
import { boxes } from './boxes.ts'
import { moveGathers } from './gathers.ts'
import { moveMasks } from './masks.ts'
import { withoutHoles } from './phases.ts'
import { imagesOf, remade } from './remade.ts'

/** An operation written with others: its results, or undefined where it stays. */
export type Expansion = (node: Node) => readonly Node[] | undefined

const isEmpty = (node: Node): boolean => sizeOf(node.shape) === 0

/** Sums of products are of one dtype, and of signed integers, whose bits are those of unsigned ones. */
function product(node: Node): readonly Node[] | undefined {
  const [a, b] = node.inputs as [Node, Node]
  if (isEmpty(a) || isEmpty(b)) return [zeros(node.dtype, node.shape)]
  const unsigned = node.dtype === 'uint32'
  if (a.dtype === b.dtype && !unsigned) return undefined
  const operands = [a, b].map((x) =>
    unsigned ? bitcastTo(convert(x, 'uint32'), 'int32') : convert(x, node.dtype),
  )
  const made = apply(node.op, operands, node.params) as Node
  return [unsigned ? bitcastTo(made, 'uint32') : made]
}

/** A reduction over no axes gives its operand back. */
const overNothing: Expansion = ({ inputs, params }) =>
  (params as { axes: readonly number[] }).axes.length === 0 ? inputs : undefined

/** Places of the largest element are found among numbers. */
const amongNumbers: Expansion = ({ op, inputs: [x], params }) =>
  x!.dtype === 'bool' ? [apply(op, [convert(x!, 'int32')], params) as Node] : undefined

/** Operations that are nothing but their graph when no derivative is taken any more. */
const inline: Expansion = ({ inputs, params }) =>
  // every node is new, so that operands come before what uses them
  imagesOf((params as { graph: Graph }).graph, inputs, (node, operands) =>
    remade(node, operands, { always: true }),
  )

const bodies: ReadonlyMap<object, Expansion> = new Map<object, Expansion>(
  [calls.call, calls.inlined, calls.remat, calls.custom_jvp, calls.custom_vjp].map(
    (row) => [row, inline] as const,
  ),
)
/** Operations without code of their own; who brings more of them adds them (bridge/linear-algebra.ts). */
export const expansions = new Map<object, Expansion>([
  ...bodies,
  [contraction.dot_general, product],
  [resampling.resample, ({ inputs, params }) => [weightedSum(inputs, params as { axis: number })]],
  [window.convolution, (node) => product(node) ?? withoutHoles(node)],
  ...[
    movement.reduce_sum,
    reduction.reduce_prod,
    reduction.reduce_max,
    reduction.reduce_min,
    reduction.reduce_and,
    reduction.reduce_or,
  ].map((row) => [row, overNothing] as const),
  ...[reduction.argmax, reduction.argmin].map((row) => [row, amongNumbers] as const),
  ...boxes,
])

/** Puts what calls run, and what operations without code of their own are written with, in their place. */
export const expand = (graph: Graph): Graph =>
  settle(moveGathers(moveMasks(settle(graph, bodies))), expansions)

function settle(graph: Graph, rules: ReadonlyMap<object, Expansion>): Graph {
  let now = graph
  for (;;) {
    const next = once(now, rules)
    if (next === now) return now
    now = next
  }
}

function once(graph: Graph, rules: ReadonlyMap<object, Expansion>): Graph {
  const images = new Map<Node, readonly Node[]>()
  let changed = false
  for (const parameter of graph.parameters) images.set(parameter, [parameter])
  const order = topological(graph.results, (node) => images.has(node))
  if (!order.some(({ op }) => rules.has(op))) return graph
  for (const node of order) {
    const rule = rules.get(node.op)
    const made = remade(
      node,
      node.inputs.map((input) => images.get(input)![0]!),
    )
    const results = rule && madeFrom(made, () => rule(made))
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
