import type { Node } from '../../graph/node.ts'
import { type Shape, stridesOf, typeText } from '../../graph/shape.ts'
import { inner } from '../../ops/movement.ts'
import { reach, type WindowMotion } from '../../ops/windowGeometry.ts'
import type { Site } from './block.ts'
import { Buffer } from './buffer.ts'
import { padElements, rowMajor } from './movement.ts'
import type { OperandView } from './operand.ts'

/** How an image is padded before a window moves over its last axes. */
export interface ImagePadding {
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly interior: readonly number[]
  readonly shape: Shape
}

/** The image with its padding and holes written out; undefined where the window never leaves it. */
export function imagePadding(
  shape: Shape,
  { low, high, baseDilation }: WindowMotion,
): ImagePadding | undefined {
  if ([...low, ...high].every((n) => n <= 0) && baseDilation.every((n) => n === 1)) return undefined
  const leading = shape.length - low.length
  const along = (list: readonly number[]): number[] => [
    ...shape.slice(0, leading).map(() => 0),
    ...list.map((n) => Math.max(0, n)),
  ]
  const [before, after] = [along(low), along(high)]
  const interior = along(baseDilation.map((n) => n - 1))
  return {
    low: before,
    high: after,
    interior,
    shape: shape.map((n, i) => before[i]! + after[i]! + reach(n, interior[i]! + 1)),
  }
}

/** Where the image starts for the window: cropping starts inside. */
export const imageOffset = (strides: readonly number[], { low }: WindowMotion): number =>
  inner(
    low.map((n) => Math.max(0, -n)),
    strides.slice(-low.length),
  )

/** The padded image in memory of its own. */
export function paddedImage(
  node: Node,
  site: Site,
  padding: ImagePadding,
  value: number,
  { source, strides }: OperandView = { source: node.inputs[0]!, strides: stridesOf(node.inputs[0]!.shape) },
): Buffer {
  const x = node.inputs[0]!
  const type = { dtype: x.dtype, shape: padding.shape }
  const to = new Buffer(type, 'arena', `padded image ${typeText(type)}`)
  padElements(
    site,
    node,
    {
      from: site.bufferOf(source),
      strides,
      shape: x.shape,
      to: rowMajor(to, padding.shape),
      shapeTo: padding.shape,
      value,
    },
    padding,
  )
  return to
}
