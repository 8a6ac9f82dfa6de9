import { allocate, type DType, type TypedArray } from '../graph/dtype.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { range, type Shape, sameShape, sizeOf, stridesOf, type TensorType } from '../graph/shape.ts'
import { convert, zeros } from './arithmetic.ts'
import { allBatched } from './batching.ts'
import { IndexError } from './indexError.ts'
import { concatenate, iota, moveAxis, reshape } from './movement.ts'
import { demand, type Row } from './row.ts'
import { strided } from './strided.ts'

/**
 * The last axis of `indices` holds a place along each of `axes` (which the result drops). The first `batch` axes of
 * operand and indices go together. Result: batch axes, the other axes of `indices`, the other axes of the operand.
 */
export interface Gather {
  readonly axes: readonly number[]
  readonly batch: number
  /** What an index is, as errors call it, where it is more than a place: `crossEntropy: class`. */
  readonly what?: string
}

/** The axes of a gathered operand that are neither batch nor indexed. */
export const windowAxes = (shape: Shape, { axes, batch }: Gather): number[] =>
  range(shape.length - batch, batch).filter((axis) => !axes.includes(axis))

/** As errors call it; the least stands for what is no whole number. */
export const indexText = (index: number) => (index === -(2 ** 31) ? 'that is no whole number' : index)

/** The error of an index that is not inside its axis. */
export function outside(
  operation: string,
  at: number,
  axis: number,
  shape: Shape,
  { what }: Gather,
): IndexError {
  const extent = shape[axis]!
  // labels have no other end to be counted from; of what is counted from it the extent has been added to those below 0
  const least = !what || what.endsWith('index') ? -extent : 0
  return new IndexError(
    `${what ?? `${operation}: index`} ${indexText(at < 0 ? at + least : at)} along axis ${axis} of a tensor of shape [${shape}]: it must be from ${least} to ${extent - 1}.`,
  )
}

/** Visits what each index names: `length` elements from `place` on in the windows, `stride` apart from `offset` on in the operand. */
function elements(
  operation: string,
  shape: Shape,
  indices: TypedArray,
  indexShape: Shape,
  params: Gather,
  visit: (place: number, offset: number, length: number, stride: number) => void,
): void {
  const { axes, batch } = params
  const strides = stridesOf(shape)
  const rest = windowAxes(shape, params)
  const window = rest.map((axis) => shape[axis]!)
  const steps = rest.map((axis) => strides[axis]!)
  const size = sizeOf(window)
  const count = axes.length
  const total = sizeOf(indexShape.slice(0, -1))
  const perBatch = sizeOf(indexShape.slice(batch, -1))
  const batchStride = sizeOf(shape.slice(batch))
  for (let index = 0; index < total; index++) {
    let start = Math.floor(index / perBatch) * batchStride
    for (let i = 0; i < count; i++) {
      const at = indices[index * count + i]!
      const extent = shape[axes[i]!]!
      if (at < 0 || at >= extent) throw outside(operation, at, axes[i]!, shape, params)
      start += at * strides[axes[i]!]!
    }
    strided(window, start, steps, (place, offset, length, stride) => {
      visit(index * size + place, offset, length, stride)
    })
  }
}

const resultShape = (operand: Shape, indices: Shape, params: Gather): Shape => [
  ...indices.slice(0, -1),
  ...windowAxes(operand, params).map((axis) => operand[axis]!),
]

function checkIndices(operation: string, operand: Node, indices: Node, params: Gather): void {
  const { axes, batch } = params
  demand(
    indices.dtype === 'int32' &&
      indices.shape.at(-1) === axes.length &&
      indices.shape.length > batch &&
      range(batch).every((axis) => indices.shape[axis] === operand.shape[axis]),
    operation,
    [operand, indices],
    params,
    'the second must be int32 with an index for each of `axes` on its last axis, and the `batch` first axes of the first',
  )
}

/** Rows that read and write at places known only at run time. */
export const indexing = define({
  gather: {
    linear: 'jointly',
    masks: true,
    infer([x, indices], params) {
      checkIndices('gather', x!, indices!, params)
      return { dtype: x!.dtype, shape: resultShape(x!.shape, indices!.shape, params) }
    },
    evaluate([x, indices], { inputs, params, shape, dtype }) {
      const out = allocate(dtype, sizeOf(shape))
      const [operand, places] = inputs.map((input) => input.shape) as [Shape, Shape]
      elements('gather', operand, indices!, places, params, (place, offset, length, stride) => {
        for (let i = 0; i < length; i++) out[place + i] = x![offset + i * stride]!
      })
      return out
    },
    transpose: ({ inputs: [x, indices], params }, cotangent) =>
      scatterAdd(zeros(x!.dtype, x!.shape), cotangent, indices!, params),
    batch({ params }, [x, indices], [batchedX, batchedIndices], size) {
      const moved = { ...params, axes: params.axes.map((axis) => axis + 1) }
      if (!batchedX && params.batch === 0) return [gather(x!, indices!, params)]
      if (!batchedIndices && params.batch === 0) {
        const got = gather(x!, indices!, moved)
        return [moveAxis(got, indices!.shape.length - 1, 0)]
      }
      const [ownX, ownIndices] = allBatched([x!, indices!], [batchedX!, batchedIndices!], size)
      return [gather(ownX!, ownIndices!, { ...moved, batch: params.batch + 1 })]
    },
  } as Row<Gather>,

  /** Operand, updates (shaped as gather's result), indices. Apart from `scatter` (scattering.ts), because it is linear. */
  scatter_add: {
    linear: 'jointly',
    infer: inferScatter,
    // the sum of truths is whether one of them holds, as in NumPy
    evaluate: scattered((_, dtype) => (dtype === 'bool' ? Math.max : (a, b) => a + b)),
    transpose: ({ inputs, params }, cotangent, argument) =>
      argument === 0 ? cotangent : gather(cotangent, inputs[2]!, params),
    batch: batchScatter,
  } as Row<Gather>,
})

export function inferScatter([x, updates, indices]: readonly Node[], params: Gather): TensorType {
  checkIndices('scatter', x!, indices!, params)
  const shape = resultShape(x!.shape, indices!.shape, params)
  demand(
    updates!.dtype === x!.dtype && sameShape(updates!.shape, shape),
    'scatter',
    [x!, updates!, indices!],
    params,
    'the second must be what a gather of the first gives',
  )
  return x!.type
}

/** Each update meets what stands at its place, one after the other. */
export function scattered<P extends Gather>(
  combination: (params: P, dtype: DType) => (a: number, b: number) => number,
): Row<P>['evaluate'] {
  return ([x, updates, indices], { inputs, params, dtype }) => {
    const [operand, , places] = inputs.map((input) => input.shape) as [Shape, Shape, Shape]
    const out = allocate(dtype, x!.length)
    out.set(x!)
    const f = combination(params, dtype)
    elements('scatter', operand, indices!, places, params, (place, offset, length, stride) => {
      for (let i = 0, at = offset; i < length; i++, at += stride) out[at] = f(out[at]!, updates![place + i]!)
    })
    return out
  }
}

export function batchScatter<P extends Gather>(
  { op, params }: Node<P>,
  inputs: readonly Node[],
  batched: readonly boolean[],
  size: number,
): Node[] {
  const moved = { ...params, axes: params.axes.map((axis) => axis + 1), batch: params.batch + 1 }
  return [apply(op, allBatched(inputs, batched, size), moved) as Node]
}

export const gather = (x: Node, indices: Node, params: Gather): Node =>
  apply(indexing.gather, [x, indices], params) as Node

/** x with updates (shaped as gather's result) added at places. */
export const scatterAdd = (x: Node, updates: Node, indices: Node, places: Gather): Node =>
  apply(indexing.scatter_add, [x, updates, indices], places) as Node

/** Places along an axis, as `gather` takes them. */
export const column = (places: Node): Node => reshape(places, [...places.shape, 1])

/** result[..., i, ...] = x[..., indices[..., i, ...], ...] along one axis; other extents of `indices` may be smaller. */
export function takeAlong(x: Node, indices: Node, axis: number, what: Pick<Gather, 'what'> = {}): Node {
  const { places, ...params } = placesAlong(x, indices, axis)
  return gather(x, places, { ...params, ...what })
}

/** The places in x of `indices`, which speak of one axis. Axes before it go together where their extents are equal. */
export function placesAlong(x: Node, indices: Node, axis: number): Gather & { readonly places: Node } {
  const { shape } = indices
  const batch = range(axis).every((a) => shape[a] === x.shape[a]) ? axis : 0
  const axes = range(shape.length - batch, batch)
  const parts = axes.map((a) => column(a === axis ? convert(indices, 'int32') : iota('int32', shape, a)))
  return { places: parts.length === 1 ? parts[0]! : concatenate(parts, shape.length), axes, batch }
}
