import { apply, type Node } from '../graph/node.ts'
import { like, select } from '../ops/arithmetic.ts'
import { reduceSum } from '../ops/movement.ts'
import { someEmpty, type WindowPlaces, windowScatter } from '../ops/windowPlaces.ts'
import { windowReduction } from '../ops/windowReduction.ts'
import { notAbove } from './masks.ts'

/** Which extreme stands at the places that a row finds. */
const extremes = new Map<object, typeof windowReduction.reduce_window_max>([
  [windowReduction.window_argmax, windowReduction.reduce_window_max],
  [windowReduction.window_argmin, windowReduction.reduce_window_min],
])

/** `spread` masked where `by` is not above 0, if its places are those of the extremes of `by`. */
export function masked(spread: Node, by: Node): Node | undefined {
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

/** The sum over whole windows of what was spread is that of what there was to spread. */
export function summed({ inputs, params, shape }: Node, axes: readonly number[]): Node | undefined {
  const { window } = params as WindowPlaces
  const lead = shape.length - window.length
  const whole = !someEmpty(params as WindowPlaces) && window.every((_, i) => axes.includes(lead + i))
  return whole ? reduceSum(inputs[0]!, axes) : undefined
}
