import { apply, type Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { type WindowReduction, windowReduction } from '../ops/windowReduction.ts'
import type { Expansion } from './expand.ts'
import { taps } from './taps.ts'

/** The motion along one axis alone; the others stay as they are. */
function alongAxis(params: WindowReduction, axis: number): WindowReduction {
  const only = (list: readonly number[], rest: number): number[] =>
    list.map((n, i) => (i === axis ? n : rest))
  return {
    window: only(params.window, 1),
    stride: only(params.stride, 1),
    low: only(params.low, 0),
    high: only(params.high, 0),
    dilation: only(params.dilation, 1),
    baseDilation: only(params.baseDilation, 1),
  }
}

/** A box of many elements is reduced one axis after the other, last one first, where that takes fewer steps. */
const byAxes: Expansion = (node) => {
  const params = node.params as WindowReduction
  const direct = sizeOf(node.shape) * sizeOf(params.window)
  if (direct < 100_000) return undefined
  let x = node.inputs[0] as Node
  let steps = 0
  for (let axis = params.window.length - 1; axis >= 0; axis--) {
    x = apply(node.op, [x], alongAxis(params, axis)) as Node
    steps += sizeOf(x.shape) * (1 + params.window[axis]!)
  }
  return 2 * steps < direct ? [x] : undefined
}

const separable: readonly object[] = [windowReduction.reduce_window_sum, windowReduction.reduce_window_max]

/** Windowed reductions that can be taken apart: into elements where those are few, else into axes. */
export const boxes: readonly (readonly [object, Expansion])[] = taps.map(([row, expansion]) => [
  row,
  separable.includes(row) ? (...known) => expansion(...known) ?? byAxes(...known) : expansion,
])
