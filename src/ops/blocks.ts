import { allocate, type TypedArray } from '../graph/dtype.ts'
import { constant } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { range, type Shape, sizeOf, stridesOf } from '../graph/shape.ts'
import { add, like, maximum, minimum, zeros } from './arithmetic.ts'
import { gather } from './indexing.ts'
import { broadcastInDim, broadcastLeading, concatenate, iota, reshape } from './movement.ts'
import { demand, type Row } from './row.ts'
import { scatter } from './scattering.ts'
import { strided } from './strided.ts'

/** Rows that read and write a block at a place known only at run time. */
export const blocks = define({
  /** A block of `sizes` from a start that is clamped so that the block lies inside. */
  dynamic_slice: {
    linear: 'jointly',
    masks: true,
    infer([x, start], params) {
      checkBlock('dynamic_slice', [x!, start!], params.sizes, params)
      return { dtype: x!.dtype, shape: params.sizes }
    },
    evaluate([x, start], { inputs, params, dtype }) {
      const from = inputs[0]!.shape
      const out = allocate(dtype, sizeOf(params.sizes))
      const strides = stridesOf(from)
      strided(params.sizes, clampedOffset(from, params.sizes, start!), strides, (place, offset, length) => {
        out.set(x!.subarray(offset, offset + length), place)
      })
      return out
    },
    transpose: ({ inputs: [x, start] }, cotangent) =>
      dynamicUpdateSlice(zeros(x!.dtype, x!.shape), cotangent, start!),
    batch({ params }, [x, start], [batchedX, batchedStart], size) {
      if (!batchedStart)
        return [dynamicSlice(x!, concatenate([zeros('int32', [1]), start!], 0), [size, ...params.sizes])]
      const operand = batchedX ? x! : broadcastLeading(x!, size)
      const indices = blockIndices(start!, operand.shape.slice(1), params.sizes)
      return [gather(operand, indices, { axes: range(params.sizes.length, 1), batch: 1 })]
    },
  } as Row<{ sizes: Shape }>,

  /** Operand, update, start: the operand with a block replaced. */
  dynamic_update_slice: {
    linear: 'jointly',
    infer([x, update, start], params) {
      checkBlock('dynamic_update_slice', [x!, start!, update!], update!.shape, params)
      return x!.type
    },
    evaluate([x, update, start], { inputs, dtype }) {
      const [shape, block] = inputs.map((input) => input.shape) as [Shape, Shape]
      const out = allocate(dtype, x!.length)
      out.set(x!)
      strided(block, clampedOffset(shape, block, start!), stridesOf(shape), (place, offset, length) => {
        out.set(update!.subarray(place, place + length), offset)
      })
      return out
    },
    transpose({ inputs: [, update, start] }, cotangent, argument) {
      if (argument === 1) return dynamicSlice(cotangent, start!, update!.shape)
      return dynamicUpdateSlice(cotangent, zeros(update!.dtype, update!.shape), start!)
    },
    batch(_, [x, update, start], [batchedX, batchedUpdate, batchedStart], size) {
      const operand = batchedX ? x! : broadcastLeading(x!, size)
      const block = batchedUpdate ? update! : broadcastLeading(update!, size)
      if (!batchedStart)
        return [dynamicUpdateSlice(operand, block, concatenate([zeros('int32', [1]), start!], 0))]
      const indices = blockIndices(start!, operand.shape.slice(1), block.shape.slice(1))
      return [
        scatter(operand, block, indices, {
          axes: range(operand.shape.length - 1, 1),
          batch: 1,
          combine: 'set',
        }),
      ]
    },
  } as Row<Record<string, never>>,
})

function checkBlock(operation: string, operands: readonly Node[], sizes: Shape, params: object): void {
  const [x, start, update = x] = operands as [Node, Node, Node?]
  demand(
    start.dtype === 'int32' &&
      start.shape.join() === `${x.shape.length}` &&
      update.dtype === x.dtype &&
      sizes.length === x.shape.length &&
      sizes.every((n, i) => n <= x.shape[i]!),
    operation,
    operands,
    params,
    'the start must have an int32 for each axis, the block the dtype of the whole and at most its extents',
  )
}

function clampedOffset(shape: Shape, sizes: Shape, start: TypedArray): number {
  const strides = stridesOf(shape)
  let offset = 0
  shape.forEach((extent, axis) => {
    offset += Math.min(Math.max(start[axis]!, 0), extent - sizes[axis]!) * strides[axis]!
  })
  return offset
}

/** For starts [batch, rank]: the place of every element of a block, [batch, ...sizes, rank]. */
function blockIndices(start: Node, shape: Shape, sizes: Shape): Node {
  const size = start.shape[0]!
  const full = [size, ...sizes, shape.length]
  const room = concatenateConstants(shape.map((extent, axis) => extent - sizes[axis]!))
  const clamped = minimum(maximum(start, like(start, 0)), broadcastInDim(room, start.shape, [1]))
  const offsets = concatenate(
    sizes.map((_, axis) => reshape(iota('int32', sizes, axis), [...sizes, 1])),
    sizes.length,
  )
  return add(
    broadcastInDim(clamped, full, [0, sizes.length + 1]),
    broadcastInDim(offsets, full, range(sizes.length + 1, 1)),
  )
}

const concatenateConstants = (values: readonly number[]): Node =>
  concatenate(
    values.map((value) => constant(value, 'int32', [1])),
    0,
  )

export const dynamicSlice = (x: Node, start: Node, sizes: Shape): Node =>
  apply(blocks.dynamic_slice, [x, start], { sizes }) as Node

export const dynamicUpdateSlice = (x: Node, update: Node, start: Node): Node =>
  apply(blocks.dynamic_update_slice, [x, update, start], {}) as Node
