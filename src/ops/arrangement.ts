import { allocate } from '../graph/dtype.ts'
import { constant, constantValue, within } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { checkShape, range, type Shape, ShapeError, sameShape, sizeOf, stridesOf } from '../graph/shape.ts'
import type { Row } from './row.ts'
import { readStrided } from './strided.ts'

/** Rows that give the same elements another order or shape. */
export const arrangement = define({
  reshape: {
    linear: 'jointly',
    infer([x], { shape }) {
      checkShape('reshape', shape)
      if (sizeOf(shape) !== sizeOf(x!.shape))
        throw new ShapeError(
          'reshape',
          [x!.shape, shape],
          `${x} has ${sizeOf(x!.shape)} elements, [${shape}] has ${sizeOf(shape)}: they must be equal.`,
        )
      return { dtype: x!.dtype, shape }
    },
    evaluate: ([x]) => x!,
    transpose: ({ inputs: [x] }, cotangent) => reshape(cotangent, x!.shape),
    batch: ({ params }, [x], _, size) => [reshape(x!, [size, ...params.shape])],
  } as Row<{ shape: Shape }>,

  transpose: {
    linear: 'jointly',
    infer([x], { permutation }) {
      const rank = x!.shape.length
      if (
        permutation.length !== rank ||
        new Set(permutation).size !== rank ||
        permutation.some((a) => !(a in x!.shape))
      )
        throw new ShapeError(
          'transpose',
          [x!.shape],
          `permutation [${permutation}] of ${x}: it must name each of the ${rank} axes once. swapaxes(a, b) exchanges two.`,
        )
      return { dtype: x!.dtype, shape: permutation.map((axis) => x!.shape[axis]!) }
    },
    evaluate([x], { params, inputs, shape, dtype }) {
      const steps = stridesOf(inputs[0]!.shape)
      const strides = params.permutation.map((axis) => steps[axis]!)
      return readStrided(x!, shape, 0, strides, allocate(dtype, x!.length))
    },
    transpose: ({ params }, cotangent) => permute(cotangent, inverse(params.permutation)),
    batch: ({ params }, [x]) => [permute(x!, [0, ...params.permutation.map((axis) => axis + 1)])],
  } as Row<{ permutation: readonly number[] }>,

  reverse: {
    linear: 'jointly',
    infer: ([x]) => x!.type,
    evaluate([x], { params, shape, dtype }) {
      const strides = stridesOf(shape)
      let start = 0
      for (const axis of params.axes) {
        start += (shape[axis]! - 1) * strides[axis]!
        strides[axis] = -strides[axis]!
      }
      return readStrided(x!, shape, start, strides, allocate(dtype, x!.length))
    },
    transpose: ({ params }, cotangent) => reverse(cotangent, params.axes),
    batch: ({ params }, [x]) => [
      reverse(
        x!,
        params.axes.map((axis) => axis + 1),
      ),
    ],
  } as Row<{ axes: readonly number[] }>,
})

/** The permutation that takes another back. */
export const inverse = (permutation: readonly number[]): number[] =>
  permutation.map((_, axis) => permutation.indexOf(axis))

export function reshape(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x
  const value = constantValue(x)
  if (value !== undefined && sizeOf(shape) === sizeOf(x.shape)) return constant(value, x.dtype, shape)
  return within(apply(arrangement.reshape, [x], { shape }) as Node)
}

export const permute = (x: Node, permutation: readonly number[]): Node =>
  permutation.length === x.shape.length && permutation.every((axis, i) => axis === i)
    ? x
    : (apply(arrangement.transpose, [x], { permutation }) as Node)

export const reverse = (x: Node, axes: readonly number[]): Node =>
  axes.length === 0 ? x : (apply(arrangement.reverse, [x], { axes }) as Node)

/** Moves an axis, or `count` neighbours, to another place; the others keep their order. */
export function moveAxis(x: Node, from: number, to: number, count = 1): Node {
  const order = range(x.shape.length)
  order.splice(to, 0, ...order.splice(from, count))
  return permute(x, order)
}
