import { allocate, promote, type TypedArray } from '../graph/dtype.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { range, type Shape, sizeOf, stridesOf } from '../graph/shape.ts'
import { product } from './contraction.ts'
import { moveAxis, permute, reshape, reverse } from './movement.ts'
import { checkDomain, demand, type Row } from './row.ts'
import { readStrided } from './strided.ts'
import {
  checkMotion,
  outputExtents,
  spacedOut,
  transposedMotion,
  type WindowMotion,
  windowGradientMotion,
} from './windowGeometry.ts'

/** `groups` parts of the channels, each with output channels of its own. */
export interface Convolution extends WindowMotion {
  readonly groups: number
}

const spatial = (node: Node): Shape => node.shape.slice(2)

/**
 * y[n,o,p] = sum over c, k of x[n, c, p*stride + k*dilation - low] * w[o, c, k] (a correlation, as everywhere in this field).
 * Shapes: [n, c, ...extents] x [o, c / groups, ...window] -> [n, o, ...places]
 */
export const window = define({
  convolution: {
    linear: 'each',
    infer([x, w], params) {
      const { groups } = params
      const rank = x!.shape.length - 2
      demand(
        rank >= 0 &&
          w!.shape.length === rank + 2 &&
          Number.isInteger(groups) &&
          groups >= 1 &&
          x!.shape[1] === w!.shape[1]! * groups &&
          w!.shape[0]! % groups === 0,
        'convolution',
        [x!, w!],
        params,
        'they must be [n, c, ...] and [o, c / groups, ...] with as many spatial axes, and groups must divide o',
      )
      checkDomain('convolution', 'number', x!.dtype)
      checkDomain('convolution', 'number', w!.dtype)
      const { groups: _, ...motion } = params
      checkMotion('convolution', x!, rank, motion)
      return {
        dtype: promote(x!.dtype, w!.dtype),
        shape: [x!.shape[0]!, w!.shape[0]!, ...outputExtents(spatial(x!), spatial(w!), params)],
      }
    },
    evaluate: ([x, w], node) => convolve(x!, w!, node),
    transpose(node, cotangent, argument) {
      const [x, w] = node.inputs as [Node, Node]
      const { groups } = node.params
      const axes = range(x.shape.length - 2, 2)
      const [n, c] = x.shape as [number, number]
      const [o, perGroup] = w.shape as [number, number]
      if (argument === 0) {
        // The kernel turned around, with its input and output channels exchanged in each group.
        const flipped = exchange(reverse(w, axes), groups, o / groups, perGroup)
        const motion = transposedMotion(spatial(x), spatial(w), spatial(node as Node), node.params)
        return convolution(cotangent, flipped, { ...motion, groups })
      }
      // Channels become the batch and the batch is summed over: the cotangent is the kernel.
      const images = splitAxis(x, 1, groups, c / groups)
      const lhs = reshape(permute(images, [2, 1, 0, ...axes.map((axis) => axis + 1)]), [
        perGroup,
        groups * n,
        ...spatial(x),
      ])
      const motion = windowGradientMotion(spatial(x), spatial(w), spatial(node as Node), node.params)
      return swapFirst(convolution(lhs, swapFirst(cotangent), { ...motion, groups }))
    },
    batch({ params }, [x, w], [batchedX, batchedW], size) {
      const { groups } = params
      if (batchedX && batchedW) {
        // Each example is a group (or several) of its own.
        const [, n, c] = x!.shape as [number, number, number]
        const [, o] = w!.shape as [number, number]
        const together = reshape(moveAxis(x!, 0, 1), [n, size * c, ...x!.shape.slice(3)])
        const kernels = reshape(w!, [size * o, ...w!.shape.slice(2)])
        const y = convolution(together, kernels, { ...params, groups: groups * size })
        return [moveAxis(splitAxis(y, 1, size, o), 1, 0)]
      }
      if (batchedX) {
        const [, n] = x!.shape as [number, number]
        const y = convolution(reshape(x!, [size * n, ...x!.shape.slice(2)]), w!, params)
        return [reshape(y, [size, n, ...y.shape.slice(1)])]
      }
      // Kernels of all examples beside each other, within each group.
      const [, o, perGroup] = w!.shape as [number, number, number]
      const each = o / groups
      const split = reshape(w!, [size, groups, each, ...w!.shape.slice(2)])
      const kernels = reshape(moveAxis(split, 0, 1), [groups * size * each, perGroup, ...w!.shape.slice(3)])
      const y = convolution(x!, kernels, params)
      const apart = reshape(y, [y.shape[0]!, groups, size, each, ...spatial(y)])
      return [reshape(moveAxis(apart, 2, 0), [size, y.shape[0]!, o, ...spatial(y)])]
    },
  } as Row<Convolution>,
})

export const convolution = (x: Node, w: Node, params: Convolution): Node =>
  apply(window.convolution, [x, w], params) as Node

const swapFirst = (x: Node): Node => moveAxis(x, 1, 0)

const splitAxis = (x: Node, axis: number, outer: number, inner: number): Node =>
  reshape(x, [...x.shape.slice(0, axis), outer, inner, ...x.shape.slice(axis + 1)])

/** [groups * a, b, ...] to [groups * b, a, ...]: output and input channels exchanged in each group. */
export function exchange(w: Node, groups: number, a: number, b: number): Node {
  const rest = w.shape.slice(2)
  return reshape(moveAxis(reshape(w, [groups, a, b, ...rest]), 2, 1), [groups * b, a, ...rest])
}

/** Each group of each image as a product of matrices: kernel [o, c*k] with columns [c*k, places] (im2col). */
function convolve(x: TypedArray, w: TypedArray, node: Node<Convolution>): TypedArray {
  const { inputs, params, shape, dtype } = node
  const { groups } = params
  const images = shape[0]!
  const outputs = shape[1]! / groups
  const places = sizeOf(shape.slice(2))
  const depth = sizeOf(inputs[1]!.shape.slice(1))
  const out = allocate(dtype, sizeOf(shape))
  if (out.length === 0 || depth === 0) return out
  const image = spacedOut(x, inputs[0]!.type, params, 0)
  const [toImage, toChannel, ...along] = stridesOf(image.shape) as [number, number, ...number[]]
  const [, channels, ...taps] = inputs[1]!.shape as [number, number, ...number[]]
  const apart = (by: readonly number[]): number[] => along.map((step, i) => step * by[i]!)
  const strides = [toChannel, ...apart(params.dilation), ...apart(params.stride)]
  const columns = allocate(inputs[0]!.dtype, depth * places)
  for (let number = 0; number < images; number++)
    for (let group = 0; group < groups; group++) {
      const kernel = w.subarray(group * outputs * depth, (group + 1) * outputs * depth)
      const start = number * toImage + group * channels * toChannel
      readStrided(image.elements, [channels, ...taps, ...shape.slice(2)], start, strides, columns)
      const to = (number * groups + group) * outputs * places
      product(kernel, columns, outputs, depth, places, out.subarray(to, to + outputs * places))
    }
  return out
}
