import { named, requireInteger, shown } from '../../errors.ts'
import { normalizeAxis, range, type Shape, ShapeError, sameShape, sizeOf } from '../../graph/shape.ts'
import { optionsOf } from '../../options.ts'
import { alike, noGrad, type TensorLike, toTensor } from '../operands.ts'
import { repeating } from '../repeating.ts'
import { type Tensor, Variable } from '../tensor.ts'
import { flatten } from '../tree.ts'
import { add, astype, divide, multiply, rsqrt, square, subtract } from './elementwise.ts'
import { slidingWindows } from './gathering.ts'
import { padded } from './padded.ts'
import { power } from './power.ts'
import { firstOf } from './reduction.ts'
import { reshape } from './shape.ts'
import { mean, sum } from './sum.ts'

export interface AffineOptions {
  /** Multiplies what was normalized. */
  readonly weight?: TensorLike | null | undefined
  /** Is added at the end. */
  readonly bias?: TensorLike | null | undefined
  /** Is added to the variance. */
  readonly eps?: number | undefined
}

const affineOptions = { weight: undefined, bias: undefined, eps: 1e-5 } as const

/** (x - mean)/sqrt(variance + eps) over axes. */
function whiten(x: Tensor, axes: readonly number[], eps: number): Tensor {
  const near = subtract(x, firstOf(x, axes))
  const centered = subtract(near, mean(near, axes, { keepdims: true }))
  return multiply(centered, rsqrt(add(mean(square(centered), axes, { keepdims: true }), eps)))
}

type Scaling = readonly [weight: Tensor | undefined, bias: Tensor | undefined]

function affine(x: Tensor, [weight, bias]: Scaling, shape: Shape): Tensor {
  const y = weight ? multiply(x, reshape(weight, shape)) : x
  return bias ? add(y, reshape(bias, shape)) : y
}

/** Numbers of a channel each, shaped to stand beside axis 1. */
const perChannel = (x: Tensor): number[] => x.shape.map((n, axis) => (axis === 1 ? n : 1))

function lastAxes(x: Tensor, normalized: number | Shape): number[] {
  const shape = [normalized].flat()
  if (shape.length === 0 || !sameShape(x.shape.slice(-shape.length), shape))
    throw new ShapeError(
      '',
      [x.shape, shape],
      `x is ${x.node}: its last axes must be the normalized shape ${shown(shape)}.`,
    )
  return range(shape.length, x.ndim - shape.length)
}

/**
 * Normalizes the last axes, of the given extents, to mean 0 and variance 1; then scales and shifts.
 * Source: Ba, Kiros, Hinton, Layer normalization (2016).
 */
export const layerNorm = /* @__PURE__ */ named(
  'layerNorm',
  (x: TensorLike, normalizedShape: number | Shape, options?: AffineOptions): Tensor => {
    const { eps, weight, bias } = optionsOf('', options, affineOptions)
    const [[given], scaling] = alike('', true, [x], [weight, bias])
    const axes = lastAxes(given, normalizedShape)
    const own = flatten([given, scaling])
    const name = `layerNorm ${normalizedShape} ${shown(eps)} ${own.structure}`
    return repeating.build(name, own.leaves, (...leaves) => {
      const [x, scaling] = own.rebuild(leaves) as [Tensor, Scaling]
      return [affine(whiten(x, axes, eps), scaling, [normalizedShape].flat())]
    })[0]!
  },
)

/** x/sqrt(mean(x^2) + eps) over the last axes. Source: Zhang and Sennrich, Root mean square layer normalization (2019). */
export const rmsNorm = /* @__PURE__ */ named(
  'rmsNorm',
  (x: TensorLike, normalizedShape: number | Shape, options?: AffineOptions): Tensor => {
    const { eps: least, weight, bias } = optionsOf('', options, { ...affineOptions, eps: undefined })
    const [[given], scaling] = alike('', true, [x], [weight, bias])
    const axes = lastAxes(given, normalizedShape)
    const eps = least ?? (given.dtype === 'float64' ? Number.EPSILON : 2 ** -23)
    const scaled = multiply(given, rsqrt(add(mean(square(given), axes, { keepdims: true }), eps)))
    return affine(scaled, scaling, [normalizedShape].flat())
  },
)

export interface BatchNormOptions extends AffineOptions {
  /** The statistics that evaluation uses. Variables are updated while training. */
  readonly runningMean?: TensorLike | null | undefined
  readonly runningVar?: TensorLike | null | undefined
  /** Normalizes by the batch itself. */
  readonly training?: boolean
  /** How much of the batch's statistics goes into the running ones: a number, or one that a compiled step computes. */
  readonly momentum?: TensorLike
}

/**
 * Normalizes each channel (axis 1) over the batch and the other axes. While training, running statistics that are variables
 * move towards those of the batch (the unbiased variance, as PyTorch).
 * Source: Ioffe and Szegedy, Batch normalization (2015).
 */
export const batchNorm = /* @__PURE__ */ named(
  'batchNorm',
  (x: TensorLike, options?: BatchNormOptions): Tensor => {
    const { runningMean, runningVar, training, momentum, eps, weight, bias } = optionsOf('', options, {
      ...affineOptions,
      runningMean: undefined,
      runningVar: undefined,
      training: false,
      momentum: 0.1,
    })
    // a batch is whitened by itself
    const state = (value: TensorLike | null | undefined) => (training ? undefined : value)
    const [[given], [center, spread, ...scaling]] = alike(
      '',
      true,
      [x],
      [state(runningMean), state(runningVar), weight, bias],
    )
    if (given.ndim < 2)
      throw new ShapeError('', [given.shape], `x is ${given.node}: it must be [batch, channels, ...].`)
    const shape = perChannel(given)
    const axes = [0, ...range(given.ndim - 2, 2)]
    if (!center || !spread) {
      if (training) updateStatistics(given, axes, runningMean, runningVar, momentum)
      return affine(whiten(given, axes, eps), scaling, shape)
    }
    const centered = subtract(given, reshape(center, shape))
    return affine(multiply(centered, rsqrt(add(reshape(spread, shape), eps))), scaling, shape)
  },
)

function updateStatistics(
  x: Tensor,
  axes: readonly number[],
  runningMean: TensorLike | null | undefined,
  runningVar: TensorLike | null | undefined,
  momentum: TensorLike,
): void {
  noGrad(() => {
    const center = mean(x, axes, { keepdims: true })
    const count = sizeOf(axes.map((axis) => x.shape[axis]!))
    const rest = typeof momentum === 'number' ? 1 - momentum : subtract(1, momentum)
    const move = (state: TensorLike | null | undefined, value: () => Tensor): void => {
      if (state instanceof Variable)
        state.assign(
          astype(add(multiply(state, rest), multiply(reshape(value(), state.shape), momentum)), state.dtype),
        )
    }
    move(runningMean, () => center)
    move(runningVar, () => divide(sum(square(subtract(x, center)), axes), Math.max(1, count - 1)))
  })
}

/** Normalizes each channel of each example over the other axes. */
export const instanceNorm = /* @__PURE__ */ named(
  'instanceNorm',
  (x: TensorLike, options?: AffineOptions): Tensor => {
    const { eps, weight, bias } = optionsOf('', options, affineOptions)
    const [[given], scaling] = alike('', true, [x], [weight, bias])
    if (given.ndim < 3)
      throw new ShapeError('', [given.shape], `x is ${given.node}: it must be [batch, channels, n, ...].`)
    return affine(whiten(given, range(given.ndim - 2, 2), eps), scaling, perChannel(given))
  },
)

/** Normalizes groups of neighbouring channels of each example. Source: Wu and He, Group normalization (2018). */
export const groupNorm = /* @__PURE__ */ named(
  'groupNorm',
  (x: TensorLike, groups: number, options?: AffineOptions): Tensor => {
    const { eps, weight, bias } = optionsOf('', options, affineOptions)
    const [[given], scaling] = alike('', true, [x], [weight, bias])
    const [batch, channels] = given.shape
    requireInteger('', 'the number of groups', groups, 1)
    if (given.ndim < 2 || channels! % groups !== 0)
      throw new ShapeError(
        '',
        [given.shape],
        `x is ${given.node}: its channels (axis 1) must divide into ${groups} groups.`,
      )
    const grouped = reshape(given, [batch!, groups, channels! / groups, ...given.shape.slice(2)])
    const normal = whiten(grouped, range(grouped.ndim - 2, 2), eps)
    return affine(reshape(normal, given.shape), scaling, perChannel(given))
  },
)

/**
 * x/(k + alpha/size * (sum of x^2 over `size` neighbouring channels))^beta.
 * Source: Krizhevsky, Sutskever, Hinton, ImageNet classification with deep convolutional neural networks (2012).
 */
export const localResponseNorm = /* @__PURE__ */ named(
  'localResponseNorm',
  (
    x: TensorLike,
    size: number,
    options?: { readonly alpha?: number; readonly beta?: number; readonly k?: number },
  ): Tensor => {
    const { alpha, beta, k } = optionsOf('', options, { alpha: 1e-4, beta: 0.75, k: 1 })
    const given = toTensor(x, '')
    requireInteger('', 'the size', size, 1)
    normalizeAxis('', 1, given.ndim)
    const before = Math.floor(size / 2)
    const pairs = given.shape.map((_, axis): [number, number] =>
      axis === 1 ? [before, size - 1 - before] : [0, 0],
    )
    const sums = sum(slidingWindows(padded(square(given), pairs), 1, size, 1), -1)
    return divide(given, power(add(multiply(sums, alpha / size), k), beta))
  },
)
