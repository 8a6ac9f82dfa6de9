import { allocate, type DType, isFloat } from '../graph/dtype.ts'
import { constant, constantValue } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import {
  axesBesides,
  broadcastShapes,
  checkShape,
  range,
  type Shape,
  ShapeError,
  sameShape,
  shapeWithout,
  sizeOf,
  stridesOf,
} from '../graph/shape.ts'
import { reshape } from './arrangement.ts'
import { demand, type Row } from './row.ts'
import { readStrided, stridesWithout, sumStrided } from './strided.ts'

/** Where an operand's axes go in the result; other axes of the result repeat it. */
export interface Broadcast {
  readonly shape: Shape
  readonly axes: readonly number[]
}

/** Rows that repeat elements along axes, and their transpose, which sums over axes. */
export const broadcasting = define({
  broadcast_in_dim: {
    linear: 'jointly',
    infer([x], params) {
      const { shape, axes } = params
      checkShape('broadcast_in_dim', shape)
      demand(
        axes.length === x!.shape.length &&
          axes.every((axis, i) => axis < shape.length && (i === 0 || axis > axes[i - 1]!)) &&
          x!.shape.every((extent, i) => extent === shape[axes[i]!] || extent === 1),
        'broadcast_in_dim',
        [x!],
        params,
        'each axis must go to a later one than that before it, of the same extent, or have extent 1',
      )
      return { dtype: x!.dtype, shape }
    },
    evaluate([x], { params, inputs, dtype }) {
      const from = inputs[0]!.shape
      const steps = stridesOf(from)
      const strides = params.shape.map(() => 0)
      params.axes.forEach((axis, i) => {
        strides[axis] = from[i] === 1 ? 0 : steps[i]!
      })
      return readStrided(x!, params.shape, 0, strides, allocate(dtype, sizeOf(params.shape)))
    },
    transpose({ inputs: [x], params }, cotangent) {
      const repeated = range(params.shape.length).filter((axis) => {
        const i = params.axes.indexOf(axis)
        return i < 0 || (x!.shape[i] === 1 && params.shape[axis] !== 1)
      })
      return reshape(reduceSum(cotangent, repeated), x!.shape)
    },
    batch: ({ params }, [x], _, size) => [
      broadcastInDim(x!, [size, ...params.shape], [0, ...params.axes.map((axis) => axis + 1)]),
    ],
  } as Row<Broadcast>,

  /** Sums over axes, which are dropped. */
  reduce_sum: {
    linear: 'jointly',
    infer: ([x], { axes }) => ({
      dtype: x!.dtype,
      shape: shapeWithout(x!.shape, axes),
    }),
    evaluate([x], { params, inputs, shape, dtype }) {
      const from = inputs[0]!.shape
      const sums = isFloat(dtype) ? new Float64Array(sizeOf(shape)) : allocate(dtype, sizeOf(shape))
      sumStrided(x as Float64Array, from, stridesWithout(from, params.axes), sums as Float64Array)
      return dtype === 'float32' ? Float32Array.from(sums) : sums
    },
    transpose({ inputs: [x], params }, cotangent) {
      return spread(cotangent, x!.shape, params.axes)
    },
    batch: ({ params }, [x]) => [
      reduceSum(
        x!,
        params.axes.map((axis) => axis + 1),
      ),
    ],
  } as Row<{ axes: readonly number[] }>,

  /** 0, 1, 2, ... along one axis; as bool, whether it is not the first. */
  iota: {
    constant: true,
    infer: (_, type) => ({ dtype: type.dtype, shape: type.shape }),
    evaluate(_, { params, shape, dtype }) {
      const counts = Float64Array.from(range(shape[params.axis]!), (n) =>
        dtype === 'bool' ? Number(n > 0) : n,
      )
      const strides = shape.map((__, i) => (i === params.axis ? 1 : 0))
      return readStrided(counts as never, shape, 0, strides, allocate(dtype, sizeOf(shape)))
    },
  } as Row<{ dtype: DType; shape: Shape; axis: number }>,
})

export function broadcastInDim(x: Node, shape: Shape, axes: readonly number[]): Node {
  if (sameShape(x.shape, shape)) return x
  const value = constantValue(x)
  if (value !== undefined) return constant(value, x.dtype, shape)
  return apply(broadcasting.broadcast_in_dim, [x], { shape, axes }) as Node
}

/** Puts a reduced value back over the axes that were dropped. */
export const spread = (reduced: Node, shape: Shape, axes: readonly number[]): Node =>
  broadcastInDim(reduced, shape, axesBesides(shape.length, axes))

/** `broadcastTo` as the function of that name does it: refuses another shape than one that `x` can be repeated to. */
export function repeatedTo(operation: string, x: Node, shape: Shape): Node {
  const whole = checkShape(operation, shape)
  if (!sameShape(broadcastShapes(operation, x.shape, whole), whole))
    throw new ShapeError(
      operation,
      [x.shape, shape],
      `${x} to [${shape}]: only axes of extent 1 and new first axes can be repeated.`,
    )
  return broadcastTo(x, whole)
}

/** Repeats `x` along a new first axis. */
export const broadcastLeading = (x: Node, size: number): Node =>
  broadcastInDim(x, [size, ...x.shape], range(x.shape.length, 1))

/** Aligned at the last axis, as NumPy broadcasts. */
export const broadcastTo = (x: Node, shape: Shape): Node =>
  broadcastInDim(x, shape, range(x.shape.length, shape.length - x.shape.length))

export const reduceSum = (x: Node, axes: readonly number[]): Node =>
  axes.length === 0 ? x : (apply(broadcasting.reduce_sum, [x], { axes }) as Node)

export const iota = (dtype: DType, shape: Shape, axis: number): Node =>
  apply(broadcasting.iota, [], { dtype, shape, axis }) as Node
