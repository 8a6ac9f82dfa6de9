import { allocate, type TypedArray } from '../graph/dtype.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { range, type Shape, sameShape, sizeOf } from '../graph/shape.ts'
import { batchTogether } from './batching.ts'
import { demand, type Row } from './row.ts'
import { outputExtents, reach, type WindowReduction } from './windowGeometry.ts'

/** Windows over the last axes of an operand, of these extents, with one place (or -1) found in each. */
export interface WindowPlaces extends WindowReduction {
  readonly extents: Shape
}

/** The axes before those of the window. */
export const leading = (shape: Shape, { window }: WindowReduction): Shape =>
  shape.slice(0, shape.length - window.length)

function checkPlaces(operation: string, places: Node, wanted: Shape): void {
  const fits = places.dtype === 'int32' && sameShape(places.shape, wanted)
  demand(fits, operation, [places], { wanted }, 'there must be an int32 for each window')
}

/** Calls `visit` with each place that there is, in its operand, and the window that it was found in. */
function visitPlaces(
  places: TypedArray,
  { params, inputs }: Node<WindowPlaces>,
  visit: (at: number, window: number) => void,
) {
  const plane = sizeOf(params.extents)
  const windows = sizeOf(inputs[1]!.shape.slice(-params.window.length))
  for (let window = 0; window < places.length; window++)
    if (places[window]! >= 0) visit(Math.floor(window / windows) * plane + places[window]!, window)
}

/** What stands at places that were found in windows; both count the places over the operand's last axes, row by row. */
export const windowPlaces = define({
  /** Operand and places: the operand's elements there, 0 for a place of -1. */
  window_gather: {
    linear: 'jointly',
    masks: true,
    infer([x, places], params) {
      const lead = leading(x!.shape, params)
      checkPlaces('window_gather', places!, [
        ...lead,
        ...outputExtents(params.extents, params.window, params),
      ])
      return { dtype: x!.dtype, shape: places!.shape }
    },
    evaluate([x, places], node) {
      const out = allocate(node.dtype, places!.length)
      visitPlaces(places!, node, (at, window) => {
        out[window] = x![at]!
      })
      return out
    },
    transpose: ({ inputs: [, places], params }, cotangent) => windowScatter(cotangent, places!, params),
    batch: batchTogether,
  } as Row<WindowPlaces>,

  /** Updates and places: zeros with each update added at its place. */
  window_scatter: {
    linear: 'jointly',
    infer([updates, places], params) {
      checkPlaces('window_scatter', places!, updates!.shape)
      return { dtype: updates!.dtype, shape: [...leading(updates!.shape, params), ...params.extents] }
    },
    evaluate([updates, places], node) {
      const out = allocate(node.dtype, sizeOf(node.shape))
      visitPlaces(places!, node, (at, window) => {
        out[at]! += updates![window]!
      })
      return out
    },
    transpose: ({ inputs: [, places], params }, cotangent) => windowGather(cotangent, places!, params),
    batch: batchTogether,
  } as Row<WindowPlaces>,
})

export const windowGather = (x: Node, places: Node, params: WindowPlaces): Node =>
  apply(windowPlaces.window_gather, [x, places], params) as Node
export const windowScatter = (updates: Node, places: Node, params: WindowPlaces): Node =>
  apply(windowPlaces.window_scatter, [updates, places], params) as Node

/** Whether some window lies over padding only, so that no place is found in it. */
export function someEmpty(params: WindowPlaces): boolean {
  const { extents, window, stride, low, dilation, baseDilation } = params
  return outputExtents(extents, window, params).some((places, axis) => {
    const base = baseDilation[axis]!
    const end = reach(extents[axis]!, base)
    const taps = range(window[axis]!).map((tap) => tap * dilation[axis]! - low[axis]!)
    const isEmpty = (place: number): boolean =>
      taps.every((offset) => {
        const at = place * stride[axis]! + offset
        return at < 0 || at >= end || at % base !== 0
      })
    return range(places).some(isEmpty)
  })
}
