import type { Graph } from '../graph/graph.ts'
import { constantValue } from '../graph/leaves.ts'
import { apply, is, madeFrom, type Node, none } from '../graph/node.ts'
import { like, select } from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { movement, reduceSum } from '../ops/movement.ts'
import { someEmpty, type WindowPlaces, windowPlaces, windowScatter } from '../ops/windowPlaces.ts'
import { windowReduction } from '../ops/windowReduction.ts'
import { imagesOf, remade } from './remade.ts'

const isZero = (node: Node): boolean => Object.is(constantValue(node), 0)

/** Which extreme stands at the places that a row finds. */
const extremes = new Map<object, typeof windowReduction.reduce_window_max>([
  [windowReduction.window_argmax, windowReduction.reduce_window_max],
  [windowReduction.window_argmin, windowReduction.reduce_window_min],
])

/**
 * Moves masks to where their operand is small, or stands in memory anyway. Each holds bit for bit:
 *
 * - of y = x <= 0 ? 0 : x, the mask x <= 0 is y <= 0, so that the gradient of a rectifier needs its result only;
 * - masking what was spread over windows from the places of y's extremes p by y <= 0 is spreading what p <= 0 masks;
 * - the sum over windows of what was spread is the sum of what there was to spread.
 */
export function moveMasks(graph: Graph): Graph {
  /** By mask: the rectifier's result. */
  const rectified = new Map<Node, Node>()
  const results = imagesOf(graph, graph.parameters, (node, inputs) => {
    const made = remade(node, inputs)
    const next = madeFrom(made, () =>
      is(made, elementwise.select)
        ? masked(made, rectified)
        : is(made, movement.reduce_sum)
          ? summed(made)
          : undefined,
    )
    return next ?? made
  })
  return { ...graph, results }
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
  return onPlaces(x, result) ?? select(notAbove(result), zero, x)
}

const notAbove = (x: Node): Node => apply(elementwise.less_equal, [x, like(x, 0)], none) as Node

/** `spread` masked where `by` is not above 0, if its places are those of the extremes of `by`. */
function onPlaces(spread: Node, by: Node): Node | undefined {
  if (!is(spread, windowPlaces.window_scatter)) return undefined
  const [updates, places] = spread.inputs as [Node, Node]
  const row = extremes.get(places.op)
  if (!row || places.inputs[0] !== by || someEmpty(spread.params as WindowPlaces)) return undefined
  const extreme = apply(row, [by], places.params as WindowPlaces) as Node
  return windowScatter(
    select(notAbove(extreme), like(updates, 0), updates),
    places,
    spread.params as WindowPlaces,
  )
}

function summed(node: Node): Node | undefined {
  const [x] = node.inputs as [Node]
  const { axes } = node.params as { axes: readonly number[] }
  if (!is(x, windowPlaces.window_scatter)) return undefined
  const params = x.params as WindowPlaces
  const lead = x.shape.length - params.window.length
  if (someEmpty(params) || !params.window.every((_, i) => axes.includes(lead + i))) return undefined
  return reduceSum(x.inputs[0]!, axes)
}
