import '../../compile/bridge/subjects/places.ts'
import { named, requireInteger, requireWithin } from '../../errors.ts'
import { DTypeError, isFloat, type TypedArray } from '../../graph/dtype.ts'
import { dataNode, TraceError } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import {
  broadcastShapes,
  normalizeAxis,
  type Shape,
  ShapeError,
  sizeOf,
  stridesOf,
} from '../../graph/shape.ts'
import { add, convert, less, like, multiply, select } from '../../ops/arithmetic.ts'
import { column, gather as gatherNode, takeAlong } from '../../ops/indexing.ts'
import { broadcastTo, iota, moveAxis, reshape } from '../../ops/movement.ts'
import { optionsOf } from '../../options.ts'
import { nodeOf, type TensorLike, toTensor } from '../operands.ts'
import { elementsOf } from '../runtime.ts'
import { Tensor } from '../tensor.ts'
import { astype, equal, stopGradient, where } from './elementwise.ts'
import { expandDims, reshape as reshapeTo } from './shape.ts'

/** Places along an axis of `extent` elements: int32, negative ones counted from the end. */
export function indexNode(operation: string, indices: TensorLike, extent: number): Node {
  requireWithin(operation, 'the extent of what is indexed', extent, 2 ** 31)
  const node = nodeOf(indices, operation)
  const whole = (): boolean =>
    !(indices instanceof Tensor) && new Tensor(node).data().every((place) => Number.isInteger(place))
  if (isFloat(node.dtype) && !whole())
    throw new DTypeError(
      operation,
      [node.dtype],
      `the indices are ${node}: they must be integers. Use astype('int32').`,
    )
  const places = convert(node, 'int32')
  return select(less(places, like(places, 0)), add(places, like(places, extent)), places)
}

/**
 * The elements (or slices along `axis`) at `indices`, whose shape takes the axis's place. Without an axis the places
 * are counted in row-major order. Negative indices count from the end.
 *
 * Throws: IndexError for a place outside, when the value is computed.
 */
export function take(x: TensorLike, indices: TensorLike, options?: { readonly axis?: number }): Tensor {
  const { axis } = optionsOf('take', options, { axis: undefined })
  const given = nodeOf(x, 'take')
  const node = axis === undefined ? reshape(given, [sizeOf(given.shape)]) : given
  const at = axis === undefined ? 0 : normalizeAxis('take', axis, node.shape.length)
  return new Tensor(slicesAt('take', node, at, indices))
}

function slicesAt(operation: string, node: Node, at: number, indices: TensorLike): Node {
  const places = indexNode(operation, indices, node.shape[at]!)
  const found = gatherNode(node, column(places), { axes: [at], batch: 0, what: `${operation}: index` })
  // gather puts the places' axes first
  return moveAxis(found, 0, at, places.shape.length)
}

/** The slices along an axis at the places of a vector. */
export const indexSelect = /* @__PURE__ */ named(
  'indexSelect',
  (x: TensorLike, axis: number, indices: TensorLike): Tensor => {
    const { shape } = nodeOf(indices)
    if (shape.length > 1)
      throw new ShapeError(
        'indexSelect',
        [shape],
        `the indices have ${shape.length} axes: give a vector, or use take.`,
      )
    return take(x, shape.length === 0 ? expandDims(indices, 0) : indices, { axis })
  },
)

/** result[i][j] = x[indices[i][j]][j] along an axis; other axes broadcast (NumPy's take_along_axis). */
export function takeAlongAxis(x: TensorLike, indices: TensorLike, axis: number): Tensor {
  const node = nodeOf(x, 'takeAlongAxis')
  const at = normalizeAxis('takeAlongAxis', axis, node.shape.length)
  const places = indexNode('takeAlongAxis', indices, node.shape[at]!)
  if (places.shape.length !== node.shape.length)
    throw new ShapeError(
      'takeAlongAxis',
      [node.shape, places.shape],
      `x is ${node}, the indices ${places}: both need the same number of axes.`,
    )
  const one = (shape: Shape): number[] => shape.with(at, 1)
  const common = broadcastShapes('takeAlongAxis', one(node.shape), one(places.shape))
  const full = (shape: Shape): number[] => common.with(at, shape[at]!)
  return new Tensor(
    takeAlong(broadcastTo(node, full(node.shape)), broadcastTo(places, full(places.shape)), at),
  )
}

/** result[i][j] = x[indices[i][j]][j] along an axis; other extents of `indices` may be smaller (PyTorch's gather). */
export const gather = /* @__PURE__ */ named(
  'gather',
  (x: TensorLike, axis: number, indices: TensorLike): Tensor => {
    const node = nodeOf(x)
    if (node.shape.length === 0) return reshapeTo(take(x, indices), nodeOf(indices).shape)
    const at = normalizeAxis('', axis, node.shape.length)
    const places = indexNode('gather', indices, node.shape[at]!)
    checkExtents('', node, places, at)
    return new Tensor(takeAlong(node, places, at))
  },
)

export function checkExtents(operation: string, x: Node, indices: Node, axis: number): void {
  const fits =
    indices.shape.length === x.shape.length && indices.shape.every((n, i) => i === axis || n <= x.shape[i]!)
  if (!fits)
    throw new ShapeError(
      operation,
      [x.shape, indices.shape],
      `x is ${x}, the indices ${indices}: they need as many axes, and no larger extents but along axis ${axis}.`,
    )
}

/** Whole numbers as int32; what is not whole becomes -(2^31), which is outside of every axis, so that it is refused as such. */
export function labelsOf(target: TensorLike): Tensor {
  const given = toTensor(target)
  const labels = astype(given, 'int32')
  return isFloat(given.dtype) ? where(equal(labels, given), labels, -(2 ** 31)) : labels
}

/** The elements of a tensor that the size of a result depends on. */
export function concrete(operation: string, node: Node, repair: string): TypedArray {
  if (node.abstract)
    throw new TraceError(
      `${operation}: the size of the result depends on the values of ${node}, which do not exist while a function ` +
        `is traced (as by jit). ${repair}.`,
    )
  return elementsOf(node)
}

/** Where a concrete tensor is not 0, in row-major order: the numbers of those elements, and their places along an axis. */
export function placesOf(
  operation: string,
  x: TensorLike,
): { numbers: Int32Array; along(axis: number, into?: Int32Array, step?: number): Int32Array } {
  const node = nodeOf(x, operation)
  const value = concrete(operation, node, 'Use where(mask, x, other), or multiply by the mask')
  const numbers = new Int32Array(value.length)
  let count = 0
  for (let i = 0; i < value.length; i++) {
    numbers[count] = i
    count += Number(value[i] !== 0)
  }
  const strides = stridesOf(node.shape)
  return {
    numbers: numbers.slice(0, count),
    along(axis, into = new Int32Array(count), step = 1) {
      const [stride, extent] = [strides[axis]!, node.shape[axis]!]
      for (let k = 0, at = 0; k < count; k++, at += step) into[at] = ((numbers[k]! / stride) | 0) % extent
      return into
    },
  }
}

/** The places of the elements that are not 0, a row for each (int32). Needs a concrete value. Shapes: [count, ndim] */
export function nonzero(x: TensorLike): Tensor {
  const { numbers, along } = placesOf('nonzero', x)
  const rank = nodeOf(x, 'nonzero').shape.length
  const rows = new Int32Array(numbers.length * rank)
  for (let axis = 0; axis < rank; axis++) along(axis, rows.subarray(axis), rank)
  return new Tensor(dataNode({ dtype: 'int32', shape: [numbers.length, rank] }, rows))
}
/** The same as `nonzero`. */
export const argwhere = /* @__PURE__ */ named('argwhere', nonzero)

/** The elements where the mask holds, in a row. The mask needs a concrete value. Shapes: operands broadcast */
export function maskedSelect(x: TensorLike, mask: TensorLike): Tensor {
  const node = nodeOf(x, 'maskedSelect')
  const flags = nodeOf(mask, 'maskedSelect')
  const shape = broadcastShapes('maskedSelect', node.shape, flags.shape)
  const { numbers } = placesOf('maskedSelect', new Tensor(broadcastTo(flags, shape)))
  const places = dataNode({ dtype: 'int32', shape: [numbers.length, 1] }, numbers)
  const elements = reshape(broadcastTo(node, shape), [sizeOf(shape)])
  return new Tensor(gatherNode(elements, places, { axes: [0], batch: 0 }))
}

/** x with `value` where the mask holds. */
export const maskedFill = /* @__PURE__ */ named(
  'maskedFill',
  (x: TensorLike, mask: TensorLike, value: TensorLike): Tensor => where(mask, value, x),
)

/** Rows of a table by number. Rows that stand at `paddingIdx` get no gradient. Shapes: [n, d], [...] -> [..., d] */
export function embedding(
  indices: TensorLike,
  table: TensorLike,
  options?: { readonly paddingIdx?: number },
): Tensor {
  const { paddingIdx } = optionsOf('embedding', options, { paddingIdx: undefined })
  const node = nodeOf(table, 'embedding')
  if (node.shape.length !== 2)
    throw new ShapeError('embedding', [node.shape], `the table is ${node}: it must be [rows, features].`)
  const rows = new Tensor(slicesAt('embedding', node, 0, indices))
  if (paddingIdx === undefined) return rows
  const [places, padding] = [indices, paddingIdx].map(
    (x) => new Tensor(indexNode('embedding', x, node.shape[0]!)),
  )
  return where(expandDims(equal(places!, padding!), -1), stopGradient(rows), rows)
}

/** Windows of `size` elements, `step` apart, along an axis, as a new last axis (the method `x.unfold` as in PyTorch). */
export function slidingWindows(x: TensorLike, axis: number, size: number, step: number): Tensor {
  const node = nodeOf(x, 'slidingWindows')
  const at = normalizeAxis('slidingWindows', axis, node.shape.length)
  const extent = node.shape[at]!
  requireInteger('slidingWindows', 'the size', size, 0)
  requireInteger('slidingWindows', 'the step', step, 1)
  if (size > extent)
    throw new ShapeError(
      'slidingWindows',
      [node.shape],
      `windows of ${size} along axis ${at} of ${node}: the size may be at most the extent.`,
    )
  const count = Math.floor((extent - size) / step) + 1
  const starts = iota('int32', [count, size], 0)
  const places = add(multiply(starts, like(starts, step)), iota('int32', [count, size], 1))
  const windows = gatherNode(node, column(places), { axes: [at], batch: 0 })
  // Axes now: window, element, then the others. Put the window at the axis and the element last.
  return new Tensor(moveAxis(moveAxis(windows, 1, windows.shape.length - 1), 0, at))
}
