import type { Shape } from '../graph/shape.ts'
import { optionsOf } from '../options.ts'
import type { Tensor } from '../tensor/core.ts'
import * as f from '../tensor/functions/normalization.ts'
import { Affine, type NormOptions, normOptions } from './affine.ts'
import { checkCounts } from './arguments.ts'
import { described } from './describe.ts'
import { LayerError } from './errors.ts'
import { layerOf } from './layer.ts'

export interface LayerNormOptions extends NormOptions {
  /** Learns a shift, where it learns a scale (true). */
  readonly bias?: boolean
}
const layerOptions = { ...normOptions, bias: true }

/** Normalises the last axes of each example. */
export class LayerNorm extends Affine {
  readonly shape: readonly number[]
  constructor(shape: number | Shape, options?: LayerNormOptions) {
    super([shape].flat(), options, layerOptions, options?.bias ?? layerOptions.bias)
    this.shape = [shape].flat()
  }
  forward(x: Tensor): Tensor {
    const { weight, bias, eps } = this
    return f.layerNorm(x, this.shape, { weight, bias, eps })
  }
  override describe(): string {
    return `[${this.shape.join(', ')}]`
  }
}

/** Divides by the root mean square over the last axes. */
export class RMSNorm extends Affine {
  readonly shape: readonly number[]
  readonly #eps: number | undefined
  constructor(shape: number | Shape, options?: NormOptions) {
    super([shape].flat(), options, normOptions, false)
    this.shape = [shape].flat()
    this.#eps = options?.eps
  }
  forward(x: Tensor): Tensor {
    return f.rmsNorm(x, this.shape, { weight: this.weight, eps: this.#eps })
  }
  override describe(): string {
    return `[${this.shape.join(', ')}]`
  }
}

/** Normalises groups of channels of each example. */
export class GroupNorm extends Affine {
  readonly groups: number
  readonly channels: number
  constructor(groups: number, channels: number, options?: NormOptions) {
    super([channels], options, normOptions)
    checkCounts('GroupNorm', { groups })
    if (channels % groups !== 0)
      throw new LayerError(
        'GroupNorm',
        `${groups} groups of ${channels} channels: groups must divide channels.`,
      )
    this.groups = groups
    this.channels = channels
  }
  forward(x: Tensor): Tensor {
    const { weight, bias, eps } = this
    return f.groupNorm(x, this.groups, { weight, bias, eps })
  }
  override describe(): string {
    return described(String(this.channels), { groups: this.groups })
  }
}

type Response = [size: number, options?: Parameters<typeof f.localResponseNorm>[2]]
/**
 * Divides by the power of what `size` neighbouring channels hold: x/(k + alpha/size * (sum of x^2))^beta. Options: `alpha` (1e-4),
 * `beta` (0.75), `k` (1). Shapes: [n, c, ...] -> the same. Throws: LayerError for a size below 1.
 * Source: Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks" (2012).
 */
export const LocalResponseNorm = /* @__PURE__ */ layerOf(
  'LocalResponseNorm',
  (x: Tensor, ...a: Response) => f.localResponseNorm(x, ...a),
  (size, options) => {
    checkCounts('LocalResponseNorm', { size })
    optionsOf('LocalResponseNorm', options, { alpha: 1e-4, beta: 0.75, k: 1 })
  },
)

/** Normalises by neighbouring channels: `localResponseNorm(5)`. See `LocalResponseNorm`. */
export const localResponseNorm = (...a: Response) => new LocalResponseNorm(...a)
/** Normalises the last axes of each example: `layerNorm(64)`. */
export const layerNorm = (shape: number | Shape, options?: LayerNormOptions): LayerNorm =>
  new LayerNorm(shape, options)
/** Divides by the root mean square over the last axes: `rmsNorm(64)`. */
export const rmsNorm = (shape: number | Shape, options?: NormOptions): RMSNorm => new RMSNorm(shape, options)
/** Normalises groups of channels of each example: `groupNorm(4, 16)`. */
export const groupNorm = (groups: number, channels: number, options?: NormOptions): GroupNorm =>
  new GroupNorm(groups, channels, options)
