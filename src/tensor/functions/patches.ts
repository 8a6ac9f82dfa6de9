import '../../compile/bridge/subjects/slicing.ts'
import { ShapeError, sizeOf } from '../../graph/shape.ts'
import { add } from '../../ops/arithmetic.ts'
import { concatenate, narrow, pad, permute, reshape, sliced } from '../../ops/movement.ts'
import { outputExtents } from '../../ops/windowGeometry.ts'
import { optionsOf } from '../../options.ts'
import { nodeOf, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { checkFits, perAxes, perAxis, type Spatial, withBatch } from './spatial.ts'

export interface PatchOptions {
  readonly stride?: Spatial
  readonly padding?: Spatial
  readonly dilation?: Spatial
}

/** Where the window's taps start, [row, column], row by row. */
function tapsOf(window: readonly number[], dilation: readonly number[]): [number, number][] {
  return Array.from({ length: window[0]! * window[1]! }, (_, tap) => [
    Math.floor(tap / window[1]!) * dilation[0]!,
    (tap % window[1]!) * dilation[1]!,
  ])
}

function geometry(operation: string, kernelSize: Spatial, options?: PatchOptions) {
  const how = optionsOf(operation, options, { stride: 1, dilation: 1, padding: 0 })
  const {
    kernelSize: window,
    stride,
    dilation,
    padding,
  } = perAxes(operation, 2, { kernelSize, ...how }, { padding: 0 })
  return { window, stride, dilation, padding, low: padding, high: padding, baseDilation: [1, 1] }
}

/**
 * The patches that a window sees, as columns (im2col).
 * Shapes: [n, c, h, w] or [c, h, w] -> [n, c*kh*kw, places]
 *
 * @example
 * unfold([[[1, 2], [3, 4]]], 2).toArray() // [[1], [2], [3], [4]]
 */
export function unfold(x: TensorLike, kernelSize: Spatial, options?: PatchOptions): Tensor {
  const motion = geometry('unfold', kernelSize, options)
  const { window, stride, dilation, padding } = motion
  const [columns] = withBatch('unfold', nodeOf(x, 'unfold'), 2, (images) => {
    checkFits('unfold', images, window, motion)
    const [n, c, ...extents] = images.shape as [number, number, number, number]
    const places = outputExtents(extents, window, motion)
    const amounts = [0, 0, ...padding]
    const padded = pad(images, 0, { low: amounts, high: amounts, interior: [0, 0, 0, 0] })
    const taps = tapsOf(window, dilation).map((start) => {
      const part = sliced(padded, {
        start: [0, 0, ...start],
        limit: [n, c, ...start.map((s, i) => s + (places[i]! - 1) * stride[i]! + 1)],
        step: [1, 1, ...stride],
      })
      return reshape(part, [n, c, 1, sizeOf(places)])
    })
    return [reshape(concatenate(taps, 2), [n, c * taps.length, sizeOf(places)])] as const
  })
  return columns
}

/**
 * Adds patches up where they came from: the transpose of `unfold` (col2im).
 * Shapes: [n, c*kh*kw, places] or [c*kh*kw, places] -> [n, c, ...outputSize]
 * Throws: ShapeError where the number of rows or places is not the window's.
 */
export function fold(
  x: TensorLike,
  outputSize: Spatial,
  kernelSize: Spatial,
  options?: PatchOptions,
): Tensor {
  const motion = geometry('fold', kernelSize, options)
  const { window, stride, dilation, padding } = motion
  const extents = perAxis('fold', 'outputSize', outputSize, 2)
  const places = outputExtents(extents, window, motion)
  const taps = tapsOf(window, dilation)
  const [image] = withBatch('fold', nodeOf(x, 'fold'), 1, (columns) => {
    const [n, rows, count] = columns.shape as [number, number, number]
    if (count !== sizeOf(places) || rows % taps.length !== 0)
      throw new ShapeError(
        'fold',
        [columns.shape],
        `x is ${columns}: a window [${window}] over [${extents}] has ${taps.length} taps and ` +
          `${sizeOf(places)} places, so x must be [n, channels * ${taps.length}, ${sizeOf(places)}].`,
      )
    const c = rows / taps.length
    const byTap = reshape(columns, [n, c, taps.length, ...places])
    const whole = taps.map((start, tap) =>
      pad(reshape(narrow(byTap, 2, tap, 1), [n, c, ...places]), 0, {
        low: [0, 0, ...start.map((s, i) => s - padding[i]!)],
        high: [
          0,
          0,
          ...start.map((s, i) => extents[i]! + padding[i]! - s - ((places[i]! - 1) * stride[i]! + 1)),
        ],
        interior: [0, 0, ...stride.map((s) => s - 1)],
      }),
    )
    return [whole.reduce(add)] as const
  })
  return image
}

/** Blocks of r x r pixels become channels, or channels blocks. */
const pixels =
  (operation: string, name: string, toBlocks: boolean) =>
  (x: TensorLike, factor: number): Tensor => {
    const node = nodeOf(x, operation)
    const r = perAxis(operation, name, factor, 1)[0]!
    const lead = node.shape.slice(0, -3)
    const [c, h, w] = node.shape.slice(-3) as [number, number, number]
    const fits = toBlocks ? c % (r * r) === 0 : h % r === 0 && w % r === 0
    if (node.shape.length < 3 || !fits)
      throw new ShapeError(
        operation,
        [node.shape],
        `x is ${node}, ${name} ${r}: x must be [..., channels, h, w] with ${toBlocks ? `channels divisible by ${r * r}` : `h and w divisible by ${r}`}.`,
      )
    const [from, order, to] = toBlocks
      ? [
          [c / (r * r), r, r, h, w],
          [0, 3, 1, 4, 2],
          [c / (r * r), h * r, w * r],
        ]
      : [
          [c, h / r, r, w / r, r],
          [0, 2, 4, 1, 3],
          [c * r * r, h / r, w / r],
        ]
    const apart = reshape(node, [...lead, ...from])
    const moved = permute(apart, [...lead.keys(), ...order.map((axis) => lead.length + axis)])
    return new Tensor(reshape(moved, [...lead, ...to]))
  }

/**
 * Channels become finer rows and columns. Shapes: [..., c*r*r, h, w] -> [..., c, h*r, w*r]
 * Source: Shi et al., Real-time single image and video super-resolution (2016).
 */
export const pixelShuffle = /* @__PURE__ */ pixels('pixelShuffle', 'upscaleFactor', true)

/** Undoes `pixelShuffle`. Shapes: [..., c, h*r, w*r] -> [..., c*r*r, h, w] */
export const pixelUnshuffle = /* @__PURE__ */ pixels('pixelUnshuffle', 'downscaleFactor', false)
