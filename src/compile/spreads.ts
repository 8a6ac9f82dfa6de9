import { is, type Node } from '../graph/node.ts'
import { like, select } from '../ops/arithmetic.ts'
import { reduceSum } from '../ops/movement.ts'
import { someEmpty, type WindowPlaces, windowScatter } from '../ops/windowPlaces.ts'
import { reduceWindowMax, type WindowReduction, windowReduction } from '../ops/windowReduction.ts'
import { notAbove } from './masks.ts'

/** `spread` masked where `by` is not above 0, if its places are those of the largest elements of `by`. */
export function masked(spread: Node, by: Node): Node | undefined {
  const [updates, places] = spread.inputs as [Node, Node]
  if (!is(places, windowReduction.window_argmax) || (places.inputs[0] as Node) !== by) return undefined
  const largest = reduceWindowMax(by, places.params as WindowReduction)
  return windowScatter(
    select(notAbove(largest), like(updates, 0), updates),
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
