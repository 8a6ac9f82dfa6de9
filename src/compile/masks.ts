import type { Graph } from '../graph/graph.ts'
import { constantValue } from '../graph/leaves.ts'
import { apply, is, type Node, none } from '../graph/node.ts'
import { like, select } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { movement } from '../ops/movement.ts'
import { has, rewritten } from './remade.ts'

const isZero = (node: Node): boolean => Object.is(constantValue(node), 0)

/** How an operation that spreads elements is masked where a tensor is not above 0, and how it is summed over axes. */
interface Spread {
  masked(node: Node, by: Node): Node | undefined
  summed(node: Node, axes: readonly number[]): Node | undefined
}

/** Operations that spread elements; who brings one adds it (bridge/subjects/windows.ts). */
export const spreads = new Map<object, Spread>()

/**
 * Moves masks to where their operand is small, or stands in memory anyway. Each holds bit for bit:
 *
 * - of y = x <= 0 ? 0 : x, the mask x <= 0 is y <= 0, so that the gradient of a rectifier needs its result only;
 * - masking what was spread over windows from the places of y's extremes p by y <= 0 is spreading what p <= 0 masks;
 * - the sum over windows of what was spread is the sum of what there was to spread.
 */
export function moveMasks(graph: Graph): Graph {
  if (!has(graph, (node) => is(node, elementwise.select) || spreads.has(node.op))) return graph
  /** By mask: the rectifier's result. */
  const rectified = new Map<Node, Node>()
  return rewritten(graph, (made) =>
    is(made, elementwise.select)
      ? masked(made, rectified)
      : is(made, movement.reduce_sum)
        ? summed(made)
        : undefined,
  )
}

/** mask ? 0 : x, where the mask is of numbers that are not above 0. */
function masked(node: Node, rectified: Map<Node, Node>): Node | undefined {
  const [mask, zero, x] = node.inputs as [Node, Node, Node]
  if (!is(mask, elementwise.less_equal) || !isZero(zero) || !isZero(mask.inputs[1]!)) return undefined
  if (mask.inputs[0] === x) {
    rectified.set(mask, node)
    return undefined
  }
  const result = rectified.get(mask)
  if (!result) return undefined
  return spreads.get(x.op)?.masked(x, result) ?? select(notAbove(result), zero, x)
}

export const notAbove = (x: Node): Node => apply(elementwise.less_equal, [x, like(x, 0)], none) as Node

function summed({ inputs: [x], params }: Node): Node | undefined {
  return spreads.get(x!.op)?.summed(x!, (params as { axes: readonly number[] }).axes)
}
