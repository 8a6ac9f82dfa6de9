import '../../compile/bridge/subjects/windows.ts'
import { named } from '../../errors.ts'
import { constant } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { ShapeError } from '../../graph/shape.ts'
import { divide } from '../../ops/arithmetic.ts'
import { broadcastInDim } from '../../ops/movement.ts'
import { reach } from '../../ops/windowGeometry.ts'
import {
  reduceWindowMax,
  reduceWindowSum,
  type WindowReduction,
  windowArgmax,
} from '../../ops/windowReduction.ts'
import { optionsOf } from '../../options.ts'
import { floatNode, nodeOf, type TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { abs, equal, multiply, where } from './elementwise.ts'
import { power } from './power.ts'
import { checkFits, perAxes, perAxis, type Spatial, withBatch } from './spatial.ts'

export interface PoolOptions {
  /** Steps from one window to the next; the window's own extents if left out. */
  readonly stride?: Spatial | undefined
  /** At most half the window, on both sides. */
  readonly padding?: Spatial
  /** Keeps a last window that hangs over the end. */
  readonly ceilMode?: boolean
}
export interface MaxPoolOptions extends PoolOptions {
  readonly dilation?: Spatial
  /** Also returns where each maximum stands, counted row by row over the spatial axes (int32). */
  readonly returnIndices?: boolean
}
export interface AvgPoolOptions extends PoolOptions {
  /** Padding counts as zeros in the mean (true), or not at all. */
  readonly countIncludePad?: boolean
  /** Divides by this number and not by the size of the window. */
  readonly divisorOverride?: number | undefined
}
type Indexed = { readonly returnIndices: true }

type Motion = Required<Omit<MaxPoolOptions, 'stride' | 'returnIndices'>> & {
  readonly stride: Spatial | undefined
}
const unmoved = { stride: undefined, padding: 0, ceilMode: false, dilation: 1 } as const

/** How the pooling window moves; `padded` tells how much of `high` is padding and not overhang. */
function motionOf(operation: string, x: Node, kernelSize: Spatial, options: Motion, rank: number) {
  const {
    kernelSize: window,
    stride,
    dilation,
    padding,
  } = perAxes(
    operation,
    rank,
    {
      kernelSize,
      stride: options.stride ?? kernelSize,
      dilation: options.dilation,
      padding: options.padding,
    },
    { padding: 0 },
  )
  padding.forEach((n, i) => {
    if (2 * n > window[i]!)
      throw new ShapeError(
        operation,
        [window, padding],
        `padding is [${padding}], the window [${window}]: padding must be at most half the window.`,
      )
  })
  const extents = x.shape.slice(2)
  const high = extents.map((n, i) => {
    const room = n + 2 * padding[i]! - reach(window[i]!, dilation[i]!)
    let places = (options.ceilMode ? Math.ceil(room / stride[i]!) : Math.floor(room / stride[i]!)) + 1
    if (places < 1) return padding[i]!
    // The last window must start inside the operand or its padding before it.
    if (options.ceilMode && (places - 1) * stride[i]! >= n + padding[i]!) places--
    return (places - 1) * stride[i]! + reach(window[i]!, dilation[i]!) - n - padding[i]!
  })
  const params: WindowReduction = {
    window,
    stride,
    dilation,
    low: padding,
    high,
    baseDilation: window.map(() => 1),
  }
  checkFits(operation, x, window, params)
  return { params, padding }
}

/** With `returnIndices` also where each maximum stands, counted row by row over the spatial axes (int32). */
interface MaxPool {
  (x: TensorLike, kernelSize: Spatial, options: MaxPoolOptions & Indexed): [Tensor, Tensor]
  (x: TensorLike, kernelSize: Spatial, options?: MaxPoolOptions): Tensor
}

const maxPool = (operation: string, rank: number): MaxPool =>
  ((x: TensorLike, kernelSize: Spatial, options?: MaxPoolOptions): Tensor | [Tensor, Tensor] => {
    const { returnIndices, ...how } = optionsOf(operation, options, { ...unmoved, returnIndices: false })
    const [values, indices] = withBatch(operation, nodeOf(x, operation), rank, (images) => {
      const { params } = motionOf(operation, images, kernelSize, how, rank)
      return [reduceWindowMax(images, params), windowArgmax(images, params)] as const
    })
    return returnIndices ? [values, indices] : values
  }) as MaxPool

const avgPool =
  (operation: string, rank: number) =>
  (x: TensorLike, kernelSize: Spatial, options?: AvgPoolOptions): Tensor => {
    const { divisorOverride, countIncludePad, ...how } = optionsOf(operation, options, {
      stride: undefined,
      padding: 0,
      ceilMode: false,
      divisorOverride: undefined,
      countIncludePad: true,
    })
    if (divisorOverride !== undefined && !(divisorOverride !== 0))
      throw new ShapeError(operation, [], 'divisorOverride is 0: it must be another number.')
    const [y] = withBatch(operation, floatNode(x, operation), rank, (images) => {
      const { params, padding } = motionOf(operation, images, kernelSize, { ...how, dilation: 1 }, rank)
      const sums = reduceWindowSum(images, params)
      return [
        divide(
          sums,
          divisorOverride === undefined
            ? counts(images, sums, params, padding, countIncludePad)
            : constant(divisorOverride, images.dtype, sums.shape),
        ),
      ] as const
    })
    return y
  }

/** How many elements each window holds: of the operand, or of the operand and its padding, but never of the overhang. */
function counts(
  x: Node,
  sums: Node,
  params: WindowReduction,
  padding: readonly number[],
  includePad: boolean,
): Node {
  const { window, low, high } = params
  const size = window.reduce((product, k) => product * k, 1)
  const free = includePad ? padding : padding.map(() => 0)
  const whole = window.every((_, i) => low[i]! <= free[i]! && high[i]! <= free[i]!)
  if (whole) return constant(size, x.dtype, sums.shape)
  const ones = constant(
    1,
    x.dtype,
    x.shape.slice(2).map((n, i) => n + 2 * free[i]!),
  )
  const inside = { ...params, low: low.map((n, i) => n - free[i]!), high: high.map((n, i) => n - free[i]!) }
  return broadcastInDim(
    reduceWindowSum(ones, inside),
    sums.shape,
    window.map((_, i) => i + 2),
  )
}

/** (sum of |.|^p over a window)^(1/p), as PyTorch has it: without the absolute values, so p should be even or x >= 0. */
const lpPool = (operation: string, rank: number) =>
  named(operation, (x: TensorLike, normType: number, kernelSize: Spatial, options?: PoolOptions): Tensor => {
    const size = perAxis(operation, 'kernelSize', kernelSize, rank).reduce((product, k) => product * k, 1)
    const mean = avgPool(operation, rank)(power(x, normType), kernelSize, options)
    const sums = multiply(mean, size)
    // The root has no derivative at 0: a window of zeros has gradient 0.
    const none = equal(abs(sums), 0)
    return where(none, 0, power(where(none, 1, sums), 1 / normType))
  })

/**
 * The largest element in each window; of equal ones the first has the gradient.
 * Shapes: [n, c, l] or [c, l] -> [n, c, (l + 2*padding - dilation*(k-1) - 1)/stride + 1], rounded down (up with `ceilMode`)
 * Throws: ShapeError where the window does not fit or the padding is more than half of it.
 */
export const maxPool1d = /* @__PURE__ */ maxPool('maxPool1d', 1)

/** As `maxPool1d`, over two axes. Shapes: [n, c, h, w] or [c, h, w] */
export const maxPool2d = /* @__PURE__ */ maxPool('maxPool2d', 2)

/** As `maxPool1d`, over three axes. Shapes: [n, c, d, h, w] or [c, d, h, w] */
export const maxPool3d = /* @__PURE__ */ maxPool('maxPool3d', 3)

/** The mean of each window. Shapes: as `maxPool1d` */
export const avgPool1d = /* @__PURE__ */ avgPool('avgPool1d', 1)
/** The mean of each window. Shapes: as `maxPool2d` */
export const avgPool2d = /* @__PURE__ */ avgPool('avgPool2d', 2)
/** The mean of each window. Shapes: as `maxPool3d` */
export const avgPool3d = /* @__PURE__ */ avgPool('avgPool3d', 3)

/** (sum of x^p over each window)^(1/p); gradient 0 where the sum is 0. Shapes: as `maxPool1d` */
export const lpPool1d = /* @__PURE__ */ lpPool('lpPool1d', 1)
/** (sum of x^p over each window)^(1/p); gradient 0 where the sum is 0. Shapes: as `maxPool2d` */
export const lpPool2d = /* @__PURE__ */ lpPool('lpPool2d', 2)
/** (sum of x^p over each window)^(1/p); gradient 0 where the sum is 0. Shapes: as `maxPool3d` */
export const lpPool3d = /* @__PURE__ */ lpPool('lpPool3d', 3)
