import { shown } from '../errors.ts'
import { checkWord } from '../options.ts'
import type { Tensor } from '../tensor/core.ts'
import { type PadMode, pad } from '../tensor/functions/padding.ts'
import { pixelShuffle as shuffle, pixelUnshuffle as unshuffle } from '../tensor/functions/patches.ts'
import { type InterpolateOptions, interpolate } from '../tensor/functions/resample.ts'
import { flatten, swapaxes, unflatten } from '../tensor/functions/shape.ts'
import { checkSizes } from './arguments.ts'
import { LayerError } from './errors.ts'
import { layerOf } from './layer.ts'

const modes = ['nearest', 'nearest-exact', 'linear', 'bilinear', 'trilinear', 'bicubic', 'area'] as const

/**
 * Images (or sequences, volumes) of other extents, by the options of `interpolate`: `scaleFactor` or `size`, `mode` ('nearest'),
 * `alignCorners` (false).
 *
 * Shapes: [n, c, ...extents] -> [n, c, ...size]. Throws: LayerError for options that do not fit.
 */
export const Upsample = /* @__PURE__ */ layerOf(
  'Upsample',
  (x: Tensor, options: InterpolateOptions) => interpolate(x, options),
  (options: InterpolateOptions) => {
    const { size, scaleFactor, mode = 'nearest' } = options ?? {}
    checkWord('Upsample', 'mode', mode, modes)
    if ((size === undefined) === (scaleFactor === undefined))
      throw new LayerError(
        'Upsample',
        'give either scaleFactor or size: upsample({ scaleFactor: 2, mode: "bilinear" }).',
      )
  },
)
/** Channels become finer rows and columns. Shapes: [..., c*r^2, h, w] -> [..., c, h*r, w*r] */
export const PixelShuffle = /* @__PURE__ */ layerOf(
  'PixelShuffle',
  (x: Tensor, factor: number) => shuffle(x, factor),
  (factor) => checkSizes('PixelShuffle', { factor }),
)
/** Undoes `PixelShuffle`. Shapes: [..., c, h*r, w*r] -> [..., c*r^2, h, w] */
export const PixelUnshuffle = /* @__PURE__ */ layerOf(
  'PixelUnshuffle',
  (x: Tensor, factor: number) => unshuffle(x, factor),
  (factor) => checkSizes('PixelUnshuffle', { factor }),
)
/**
 * Deals channels (axis 1) anew, so that each of `groups` neighbours comes from another group.
 * Shapes: [n, groups*k, ...] -> the same. Throws: ShapeError where groups do not divide the channels.
 * Source: Zhang et al., "ShuffleNet" (2018).
 */
export const ChannelShuffle = /* @__PURE__ */ layerOf(
  'ChannelShuffle',
  (x: Tensor, groups: number) => flatten(swapaxes(unflatten(x, 1, [groups, -1]), 1, 2), 1, 2),
  (groups) => checkSizes('ChannelShuffle', { groups }),
)
/** Images of other extents: `upsample({ scaleFactor: 2, mode: 'bilinear' })`. See `Upsample`. */
export const upsample = (options: InterpolateOptions) => new Upsample(options)
/** Channels become finer rows and columns: `pixelShuffle(3)`. */
export const pixelShuffle = (factor: number) => new PixelShuffle(factor)
/** Deals channels anew among groups: `channelShuffle(2)`. */
export const channelShuffle = (groups: number) => new ChannelShuffle(groups)
/** Rows and columns become channels: `pixelUnshuffle(3)`. */
export const pixelUnshuffle = (factor: number) => new PixelUnshuffle(factor)

/** The sides of the last axis, of the last two, of the last three, in PyTorch's order. */
const sides = ['left', 'right', 'top', 'bottom', 'front', 'back']
/** One width for all sides, or one for each. */
type Width = number | readonly number[]

/** A layer that pads the last `rank` axes. */
const padOf = (name: string, mode: PadMode, rank: number) =>
  layerOf<[width: Width, value?: number]>(
    name,
    (x, width, value = 0) =>
      pad(x, typeof width === 'number' ? new Array<number>(2 * rank).fill(width) : width, { mode, value }),
    (width) => {
      const list = typeof width === 'number' ? [width] : width
      const isRight = Array.isArray(list) && [1, 2 * rank].includes(list.length)
      if (!isRight || list.some((n) => !Number.isInteger(n)))
        throw new LayerError(
          name,
          `the padding is ${shown(width)}: it must be one integer, or ${2 * rank} of them (${sides.slice(0, 2 * rank).join(', ')}).`,
        )
    },
  )

/** Adds a number around sequences: the second argument of its constructor (0). Shapes: [..., l] -> [..., left + l + right] */
export const ConstantPad1d = /* @__PURE__ */ padOf('ConstantPad1d', 'constant', 1)
/** Adds a number around images: the second argument of its constructor (0). Shapes: [..., h, w] -> [..., h', w'] */
export const ConstantPad2d = /* @__PURE__ */ padOf('ConstantPad2d', 'constant', 2)
/** Adds a number around volumes: the second argument of its constructor (0). Shapes: [..., d, h, w] -> [..., d', h', w'] */
export const ConstantPad3d = /* @__PURE__ */ padOf('ConstantPad3d', 'constant', 3)
/** Adds zeros around sequences. Shapes: as `ConstantPad1d` */
export const ZeroPad1d = /* @__PURE__ */ padOf('ZeroPad1d', 'constant', 1)
/** Adds zeros around images. Shapes: as `ConstantPad2d` */
export const ZeroPad2d = /* @__PURE__ */ padOf('ZeroPad2d', 'constant', 2)
/** Adds zeros around volumes. Shapes: as `ConstantPad3d` */
export const ZeroPad3d = /* @__PURE__ */ padOf('ZeroPad3d', 'constant', 3)
/** Adds the mirror image of sequences, without their ends. Shapes: as `ConstantPad1d` */
export const ReflectionPad1d = /* @__PURE__ */ padOf('ReflectionPad1d', 'reflect', 1)
/** Adds the mirror image of images, without their edges. Shapes: as `ConstantPad2d` */
export const ReflectionPad2d = /* @__PURE__ */ padOf('ReflectionPad2d', 'reflect', 2)
/** Adds the mirror image of volumes, without their faces. Shapes: as `ConstantPad3d` */
export const ReflectionPad3d = /* @__PURE__ */ padOf('ReflectionPad3d', 'reflect', 3)
/** Adds the ends of sequences again. Shapes: as `ConstantPad1d` */
export const ReplicationPad1d = /* @__PURE__ */ padOf('ReplicationPad1d', 'replicate', 1)
/** Adds the edges of images again. Shapes: as `ConstantPad2d` */
export const ReplicationPad2d = /* @__PURE__ */ padOf('ReplicationPad2d', 'replicate', 2)
/** Adds the faces of volumes again. Shapes: as `ConstantPad3d` */
export const ReplicationPad3d = /* @__PURE__ */ padOf('ReplicationPad3d', 'replicate', 3)
/** Adds sequences again around themselves. Shapes: as `ConstantPad1d` */
export const CircularPad1d = /* @__PURE__ */ padOf('CircularPad1d', 'circular', 1)
/** Adds images again around themselves. Shapes: as `ConstantPad2d` */
export const CircularPad2d = /* @__PURE__ */ padOf('CircularPad2d', 'circular', 2)
/** Adds volumes again around themselves. Shapes: as `ConstantPad3d` */
export const CircularPad3d = /* @__PURE__ */ padOf('CircularPad3d', 'circular', 3)
/** Adds zeros around images: `zeroPad2d(1)`, or left, right, top, bottom. */
export const zeroPad2d = (width: Width) => new ZeroPad2d(width)
/** Adds a number around images: `constantPad2d(1, -1)`. */
export const constantPad2d = (width: Width, value: number) => new ConstantPad2d(width, value)
/** Adds the mirror image of images, without their edges: `reflectionPad2d(1)`. */
export const reflectionPad2d = (width: Width) => new ReflectionPad2d(width)
/** Adds the edges of images again: `replicationPad2d(1)`. */
export const replicationPad2d = (width: Width) => new ReplicationPad2d(width)
