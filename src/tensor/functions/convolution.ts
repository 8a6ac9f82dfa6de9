import '../../compile/bridge/subjects/convolutions.ts'
import { requireInteger } from '../../errors.ts'
import type { Node } from '../../graph/node.ts'
import { ShapeError } from '../../graph/shape.ts'
import { add } from '../../ops/arithmetic.ts'
import { broadcastInDim, reverse } from '../../ops/movement.ts'
import { convolution, exchange } from '../../ops/window.ts'
import { optionsOf } from '../../options.ts'
import { tensorsApart } from '../apart.ts'
import { alike, type TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { axisNames, checkFits, type Padding, paddingOf, perAxes, type Spatial, withBatch } from './spatial.ts'

export interface ConvOptions {
  /** Steps from one place of the window to the next (1). */
  readonly stride?: Spatial
  /** Zeros around the operand (0); negative numbers crop. */
  readonly padding?: Padding
  /** How far apart the window's taps are (1). */
  readonly dilation?: Spatial
  /** Parts of the channels that do not mix (1). */
  readonly groups?: number
}

export interface ConvTransposeOptions {
  readonly stride?: Spatial
  /** What the convolution that this one turns around was padded by. */
  readonly padding?: Spatial
  /** Further elements at the end of each axis: which of the extents that lead to the same input is meant. */
  readonly outputPadding?: Spatial
  readonly dilation?: Spatial
  readonly groups?: number
}

function checkGroups(
  operation: string,
  groups: number,
  x: Node,
  w: Node,
  rank: number,
  channelsOfW: number,
): void {
  if (w.shape.length !== rank + 2)
    throw new ShapeError(
      operation,
      [x.shape, w.shape],
      `the kernel is ${w}: it must have two axes of channels, then ${axisNames(rank)}.`,
    )
  const channels = x.shape[1]!
  if (channels % groups || w.shape[0]! % groups || channels !== channelsOfW)
    throw new ShapeError(
      operation,
      [x.shape, w.shape],
      `x is ${x}, the kernel ${w}, groups ${groups}: x has ${channels} channels, the kernel takes ${channelsOfW}; ` +
        `they must be equal, and groups must divide the channels on both sides.${x.shape.at(-1) === channelsOfW ? ' Channels that stand last go there by x.moveaxis(-1, 1).' : ''}`,
    )
}

function withBias(operation: string, y: Node, bias: Node | undefined): Node {
  if (!bias) return y
  if (bias.shape.length !== 1 || bias.shape[0] !== y.shape[1])
    throw new ShapeError(
      operation,
      [bias.shape, y.shape],
      `the bias is ${bias}: it must have one number for each of the ${y.shape[1]} output channels.`,
    )
  return add(y, broadcastInDim(bias, y.shape, [1]))
}

const given = (
  operation: string,
  x: TensorLike,
  w: TensorLike,
  bias: TensorLike | undefined,
  groups: number,
) => {
  requireInteger(operation, 'groups', groups, 1)
  return alike(operation, true, [x, w], [bias]).flatMap((list) => list.map((tensor) => tensor?.node)) as [
    Node,
    Node,
    Node | undefined,
  ]
}

const conv =
  (operation: string, rank: number) =>
  (x: TensorLike, w: TensorLike, bias?: TensorLike | ConvOptions | null, options?: ConvOptions): Tensor => {
    const [[shift], stated] = tensorsApart<ConvOptions>(bias, options)
    const { groups, padding, ...how } = optionsOf(operation, stated, {
      stride: 1,
      padding: 0,
      dilation: 1,
      groups: 1,
    })
    const [operand, kernel, offset] = given(operation, x, w, shift, groups)
    const [y] = withBatch(operation, operand, rank, (images) => {
      checkGroups(operation, groups, images, kernel, rank, (kernel.shape[1] ?? 0) * groups)
      const window = kernel.shape.slice(2)
      const steps = perAxes(operation, rank, how)
      const motion = {
        ...steps,
        ...paddingOf(operation, padding, images.shape.slice(2), { window, ...steps }),
        baseDilation: window.map(() => 1),
      }
      checkFits(operation, images, window, motion)
      return [withBias(operation, convolution(images, kernel, { ...motion, groups }), offset)] as const
    })
    return y
  }

const convTranspose =
  (operation: string, rank: number) =>
  (
    x: TensorLike,
    w: TensorLike,
    bias?: TensorLike | ConvTransposeOptions | null,
    options?: ConvTransposeOptions,
  ): Tensor => {
    const [[shift], stated] = tensorsApart<ConvTransposeOptions>(bias, options)
    const { groups, ...how } = optionsOf(operation, stated, {
      stride: 1,
      padding: 0,
      outputPadding: 0,
      dilation: 1,
      groups: 1,
    })
    const [operand, kernel, offset] = given(operation, x, w, shift, groups)
    const [y] = withBatch(operation, operand, rank, (images) => {
      checkGroups(operation, groups, images, kernel, rank, kernel.shape[0] ?? 0)
      const window = kernel.shape.slice(2)
      const {
        stride,
        dilation,
        padding,
        outputPadding: extra,
      } = perAxes(operation, rank, how, { padding: -Infinity, outputPadding: 0 })
      extra.forEach((n, i) => {
        if (n >= Math.max(stride[i]!, dilation[i]!))
          throw new ShapeError(
            operation,
            [extra],
            `outputPadding is [${extra}], stride [${stride}], dilation [${dilation}]: outputPadding must be ` +
              'smaller than the stride or the dilation.',
          )
      })
      // The gradient of a convolution by its operand is a convolution with holes between the elements.
      const low = window.map((k, i) => (k - 1) * dilation[i]! - padding[i]!)
      const motion = {
        stride: stride.map(() => 1),
        baseDilation: stride,
        dilation,
        low,
        // n elements reach over (n - 1)*stride + 1, none over less than nothing
        high: low.map((n, i) => n + extra[i]! + (images.shape[i + 2] === 0 ? 1 - stride[i]! : 0)),
      }
      checkFits(operation, images, window, motion, true)
      const flipped = reverse(
        kernel,
        window.map((_, i) => i + 2),
      )
      const turned = exchange(flipped, groups, kernel.shape[0]! / groups, kernel.shape[1]!)
      return [withBias(operation, convolution(images, turned, { ...motion, groups }), offset)] as const
    })
    return y
  }

/**
 * Slides a kernel along an axis and sums the products over its taps and the channels of its group.
 * Shapes: x [n, c, l] or [c, l], w [o, c/groups, k], bias [o] -> [n, o, (l + padding - dilation*(k-1) - 1)/stride + 1]
 * Without a bias the options may stand in its place: `conv1d(x, w, { padding: 1 })`.
 * Throws: ShapeError where channels do not match or the kernel is larger than the padded operand.
 *
 * @example
 * conv1d([[[1, 2, 3, 4]]], [[[1, -1]]]).toArray() // [[[-1, -1, -1]]]
 */
export const conv1d = /* @__PURE__ */ conv('conv1d', 1)

/** As `conv1d`, over two axes. Shapes: x [n, c, h, w] or [c, h, w], w [o, c/groups, kh, kw], bias [o] */
export const conv2d = /* @__PURE__ */ conv('conv2d', 2)

/** As `conv1d`, over three axes. Shapes: x [n, c, d, h, w] or [c, d, h, w], w [o, c/groups, kd, kh, kw], bias [o] */
export const conv3d = /* @__PURE__ */ conv('conv3d', 3)

/**
 * The transpose of `conv1d` as a linear map: what its gradient by x does with a cotangent.
 * Shapes: x [n, c, l] or [c, l], w [c, o/groups, k], bias [o] -> [n, o, (l-1)*stride - 2*padding + dilation*(k-1) + outputPadding + 1]
 */
export const convTranspose1d = /* @__PURE__ */ convTranspose('convTranspose1d', 1)

/** As `convTranspose1d`, over two axes. */
export const convTranspose2d = /* @__PURE__ */ convTranspose('convTranspose2d', 2)

/** As `convTranspose1d`, over three axes. */
export const convTranspose3d = /* @__PURE__ */ convTranspose('convTranspose3d', 3)
