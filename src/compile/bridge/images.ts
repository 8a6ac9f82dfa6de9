import { is, type Node } from '../../graph/node.ts'
import { type Shape, stridesOf, typeText } from '../../graph/shape.ts'
import { inner } from '../../ops/movement.ts'
import { type Convolution, window } from '../../ops/window.ts'
import type { Partition } from '../partition.ts'
import { placing, type Site } from './block.ts'
import { Buffer, type Target } from './buffer.ts'
import { fill, rowMajor } from './movement.ts'
import { type OperandPlace, type OperandView, operandView } from './operand.ts'
import { type ImagePadding, imagePadding } from './padding.ts'

/** A tensor inside a frame of zeros, as convolutions read it. */
export interface Image extends Target {
  readonly shape: Shape
}

/** How the image of a convolution is padded, if it must be. */
export const imageOf = (node: Node): ImagePadding | undefined =>
  is(node, window.convolution)
    ? imagePadding(node.inputs[0]!.shape, node.params as unknown as Convolution)
    : undefined

const ofPartitions = new WeakMap<Partition, Images>()

/** The images of a program. */
export function imagesOf({ partition }: Site): Images {
  const images = ofPartitions.get(partition) ?? new Images(partition)
  ofPartitions.set(partition, images)
  return images
}

/** The frames that a result is written into at once, filled with zeros. */
export function framed(node: Node, site: Site): readonly Image[] {
  const images = imagesOf(site).of(node)
  for (const { buffer, shape } of images) fill(site, node, rowMajor(buffer, shape), shape, 0)
  return images
}

/**
 * Tensors that convolutions read with padding: what computes one writes it into its frame at once, and nobody copies it. The
 * forward convolution and the gradient by its weights read the same image.
 */
export class Images {
  private readonly known = new Map<Node, Map<string, Image>>()

  constructor({ groups, writer }: Partition) {
    for (const group of groups) {
      const node = group.single ?? group.product
      if (!node || !imageOf(node)) continue
      const view = operandView(node.inputs[0]!)
      const by = writer.get(view.source)
      const places = by && !by.product && (!by.single || placing.has(by.single.op))
      if (places) this.plan(node, view)
    }
  }

  /** The frames that `node` is to be written into. */
  of(node: Node): readonly Image[] {
    return [...(this.known.get(node)?.values() ?? [])]
  }

  /** The padded image that a convolution reads, with its strides over the axes of the operand. */
  padded(convolution: Node, view: OperandView): OperandPlace | undefined {
    const frame = frameOf(convolution, view)
    const image = frame && this.known.get(view.source)?.get(keyOf(frame))
    return (
      image && { buffer: image.buffer, strides: along(view, convolution.inputs[0]!.shape, image)!, offset: 0 }
    )
  }

  /** An operand that stands in a frame, inside it. */
  inside(view: OperandView, shape: Shape): OperandPlace | undefined {
    for (const image of this.of(view.source)) {
      const strides = along(view, shape, image)
      if (strides) return { buffer: image.buffer, strides, offset: image.offset }
    }
    return undefined
  }

  private plan(convolution: Node, view: OperandView): void {
    const frame = frameOf(convolution, view)
    if (!frame) return
    const { source } = view
    const images = this.known.get(source) ?? new Map<string, Image>()
    this.known.set(source, images)
    if (images.has(keyOf(frame))) return
    const shape = source.shape.map((n, i) => frame.low[i]! + n + frame.high[i]!)
    const strides = stridesOf(shape)
    const type = { dtype: source.dtype, shape }
    images.set(keyOf(frame), {
      buffer: new Buffer(type, 'arena', `${source.op.name} in ${typeText(type)}`),
      framed: true,
      shape,
      strides,
      offset: inner(strides, frame.low),
    })
  }
}

interface Frame {
  readonly low: readonly number[]
  readonly high: readonly number[]
}
const keyOf = ({ low, high }: Frame): string => `${low};${high}`

/** For each axis of a view, the axis of its source that it is; undefined where one is none, or of extent 1. */
const sourceAxes = ({ source, strides }: OperandView, shape: Shape): (number | undefined)[] => {
  const dense = stridesOf(source.shape)
  return shape.map((extent, i) => {
    const at = dense.findIndex((step, j) => step === strides[i] && source.shape[j] === extent)
    return extent === 1 || at < 0 ? undefined : at
  })
}

/** The frame around the source of a convolution's operand. */
function frameOf(convolution: Node, view: OperandView): Frame | undefined {
  const padding = imageOf(convolution)!
  const { shape } = convolution.inputs[0]!
  if (padding.interior.some((n) => n > 0)) return undefined
  const axes = sourceAxes(view, shape)
  const fits = shape.every((extent, i) =>
    axes[i] === undefined ? extent === 1 && padding.low[i] === 0 && padding.high[i] === 0 : true,
  )
  if (!fits) return undefined
  const onSource = (list: readonly number[]): number[] =>
    view.source.shape.map((_, j) => {
      const at = axes.indexOf(j)
      return at < 0 ? 0 : list[at]!
    })
  return { low: onSource(padding.low), high: onSource(padding.high) }
}

/** Strides over a view's axes in an image of its source. */
function along(view: OperandView, shape: Shape, image: Image): number[] | undefined {
  const axes = sourceAxes(view, shape)
  if (shape.some((extent, i) => extent !== 1 && axes[i] === undefined)) return undefined
  return axes.map((axis) => (axis === undefined ? 0 : image.strides[axis]!))
}
