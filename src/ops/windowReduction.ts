import { allocate, type DType, isFloat, type TypedArray } from '../graph/dtype.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { type Shape, sizeOf } from '../graph/shape.ts'
import { batchTogether } from './batching.ts'
import { lowest } from './extremes.ts'
import { larger } from './reduction.ts'
import { checkDomain, demand, type Row } from './row.ts'
import {
  checkMotion,
  outputExtents,
  spacedOut,
  transposedMotion,
  type WindowReduction,
} from './windowGeometry.ts'
import { leading, windowGather } from './windowPlaces.ts'

export type { WindowReduction } from './windowGeometry.ts'

const trailing = (shape: Shape, { window }: WindowReduction): Shape =>
  shape.slice(shape.length - window.length)

function inferShape(operation: string, x: Node, params: WindowReduction): Shape {
  const { window, ...motion } = params
  demand(
    window.length <= x.shape.length && window.every((n) => Number.isInteger(n) && n >= 1),
    operation,
    [x],
    params,
    'the window must have integers >= 1 for the last axes',
  )
  checkMotion(operation, x, window.length, motion)
  return [...leading(x.shape, params), ...outputExtents(trailing(x.shape, params), window, params)]
}

type Combine = (a: number, b: number) => number

/**
 * Reduces boxes one axis after the other, the last one first: `next` takes in what `before` has, element by place; where
 * there is no element stands `filler`.
 */
function overBoxes<T extends TypedArray>(
  { inputs, params, shape }: Node<WindowReduction>,
  dtype: DType,
  all: T,
  filler: number,
  empty: (size: number) => T,
  take: (next: T, place: number, before: T, element: number) => void,
): T {
  const outputs = trailing(shape, params)
  if (shape.includes(0)) return empty(0)
  const spaced = spacedOut(all, { dtype, shape: inputs[0]!.shape }, params, filler)
  const extents = [...trailing(spaced.shape, params)]
  let before = spaced.elements as T
  for (let axis = outputs.length - 1; axis >= 0; axis--) {
    const outer = sizeOf(leading(shape, params)) * sizeOf(extents.slice(0, axis))
    const inner = sizeOf(extents.slice(axis + 1))
    const [elements, places] = [extents[axis]!, outputs[axis]!]
    const [stride, dilation] = [params.stride[axis]!, params.dilation[axis]!]
    // places beside each other take in elements along the axis, or along those behind it
    const [runs, length, step] = inner === 1 ? [1, places, stride] : [places, inner, 1]
    const next = empty(outer * places * inner)
    for (let o = 0; o < outer; o++)
      for (let tap = 0; tap < params.window[axis]!; tap++)
        for (let run = 0; run < runs; run++) {
          let to = (o * places + run) * inner
          let from = (o * elements + run * stride + tap * dilation) * inner
          for (let i = 0; i < length; i++, to++, from += step) take(next, to, before, from)
        }
    extents[axis] = places
    before = next
  }
  return before
}

function reduceBoxes(x: TypedArray, node: Node<WindowReduction>, start: number, f: Combine): TypedArray {
  const { dtype } = node
  const reduced = overBoxes(
    node,
    dtype,
    x as Float64Array,
    start,
    // Sums of float32 are gathered in float64.
    (size) => (isFloat(dtype) ? new Float64Array(size) : allocate(dtype, size)).fill(start) as Float64Array,
    (next, p, before, e) => {
      next[p] = f(next[p]!, before[e]!)
    },
  )
  return dtype === 'float32' ? Float32Array.from(reduced) : reduced
}

/** The place, counted over the window's axes, of the largest element in each window: the first of equals; -1 for none. */
function bestPlaces(x: TypedArray, node: Node<WindowReduction>): Int32Array {
  const plane = sizeOf(trailing(node.inputs[0]!.shape, node.params))
  const best = overBoxes(
    node,
    'int32',
    Int32Array.from(x.keys()),
    -1,
    (size) => new Int32Array(size).fill(-1),
    (next, p, before, e) => {
      const place = before[e]!
      const [a, b] = [x[place]!, x[next[p]!]!]
      if (place >= 0 && (next[p]! < 0 || a > b || (Number.isNaN(a) && !Number.isNaN(b)))) next[p] = place
    },
  )
  return best.map((place) => (place < 0 ? place : place % plane))
}

/** Reductions in a window that moves over the last axes. */
export const windowReduction = define({
  reduce_window_sum: {
    linear: 'jointly',
    infer([x], params) {
      checkDomain('reduce_window_sum', 'number', x!.dtype)
      return { dtype: x!.dtype, shape: inferShape('reduce_window_sum', x!, params) }
    },
    evaluate: ([x], node) => reduceBoxes(x!, node, 0, (a, b) => a + b),
    transpose({ inputs: [x], params, shape }, cotangent) {
      const motion = transposedMotion(
        trailing(x!.shape, params),
        params.window,
        trailing(shape, params),
        params,
      )
      return reduceWindowSum(cotangent, { window: params.window, ...motion })
    },
    batch: batchTogether,
  } as Row<WindowReduction>,

  /** The largest element; the first of equals has the whole derivative, as in PyTorch. */
  reduce_window_max: {
    infer: ([x], params) => ({ dtype: x!.dtype, shape: inferShape('reduce_window_max', x!, params) }),
    evaluate: ([x], node) => reduceBoxes(x!, node, lowest(node.dtype), larger),
    jvp: ({ inputs: [x], params }, [dx]) => [
      dx && windowGather(dx, windowArgmax(x!, params), { ...params, extents: trailing(x!.shape, params) }),
    ],
    batch: batchTogether,
  } as Row<WindowReduction>,

  /** Where in the operand's last axes, counted row by row, a window's largest element stands: the first one, a NaN before all. */
  window_argmax: {
    constant: true,
    infer: ([x], params) => ({ dtype: 'int32', shape: inferShape('window_argmax', x!, params) }),
    evaluate: ([x], node) => bestPlaces(x!, node),
    batch: batchTogether,
  } as Row<WindowReduction>,
})

export const reduceWindowSum = (x: Node, params: WindowReduction): Node =>
  apply(windowReduction.reduce_window_sum, [x], params) as Node
export const reduceWindowMax = (x: Node, params: WindowReduction): Node =>
  apply(windowReduction.reduce_window_max, [x], params) as Node
export const windowArgmax = (x: Node, params: WindowReduction): Node =>
  apply(windowReduction.window_argmax, [x], params) as Node
