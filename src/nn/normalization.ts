import type { DType } from '../graph/dtype.ts'
import { type Shape, ShapeError } from '../graph/shape.ts'
import { optionsOf } from '../options.ts'
import * as f from '../tensor/functions/normalization.ts'
import { ones, type Tensor, zeros } from '../tensor/index.ts'
import { checkSizes } from './arguments.ts'
import { described } from './describe.ts'
import { LayerError } from './errors.ts'
import { Module } from './module.ts'
import { type Buffer, buffer, type Parameter, parameter } from './parameter.ts'

export interface NormOptions {
  /** Added to the variance. */
  readonly eps?: number
  /** Learns a scale and a shift (true). */
  readonly affine?: boolean
  readonly dtype?: DType
}
const typed = (dtype: DType | undefined) => (dtype ? { dtype } : {})

interface NormDefaults {
  readonly eps: number
  readonly affine: boolean
  readonly dtype: undefined
}
const normOptions: NormDefaults = { eps: 1e-5, affine: true, dtype: undefined }
const batchOptions = { ...normOptions, momentum: 0.1, trackRunningStats: true }

const sizesOf = (shape: Shape): Record<string, unknown> =>
  shape.length === 1 ? { size: shape[0] } : Object.fromEntries(shape.map((n, axis) => [`axis ${axis}`, n]))

/** A learned scale (from 1) and shift (from 0). */
abstract class Affine extends Module {
  readonly weight: Parameter | undefined
  readonly bias: Parameter | undefined
  readonly eps: number
  constructor(
    shape: Shape,
    options: NormOptions | undefined,
    defaults: Readonly<Required<NormDefaults>>,
    shifts = true,
  ) {
    super()
    checkSizes(this.constructor.name, sizesOf(shape))
    const { eps, affine, dtype } = optionsOf(this.constructor.name, options, defaults)
    this.eps = eps
    this.weight = affine ? parameter(ones(shape, typed(dtype))) : undefined
    this.bias = affine && shifts ? parameter(zeros(shape, typed(dtype))) : undefined
  }
}

export interface BatchNormOptions extends NormOptions {
  /** How much of a batch's statistics goes into the running ones (0.1); null: the mean of all batches. */
  readonly momentum?: number | null
  /** Keeps running statistics for evaluation (true). */
  readonly trackRunningStats?: boolean
}

/** Normalises each channel over the batch (and the spatial axes); in evaluation by running statistics. */
class BatchNorm extends Affine {
  readonly runningMean: Buffer | undefined
  readonly runningVar: Buffer | undefined
  readonly numBatchesTracked: Buffer | undefined
  readonly channels: number
  readonly momentum: number | null
  readonly #ranks: readonly number[]

  constructor(channels: number, options: BatchNormOptions | undefined, ranks: readonly number[]) {
    super([channels], options, batchOptions)
    const { momentum, trackRunningStats, dtype } = optionsOf(this.constructor.name, options, batchOptions)
    this.channels = channels
    this.momentum = momentum
    this.#ranks = ranks
    if (!trackRunningStats) return
    this.runningMean = buffer(zeros([channels], typed(dtype)))
    this.runningVar = buffer(ones([channels], typed(dtype)))
    this.numBatchesTracked = buffer(0, { dtype: 'int32' })
  }
  forward(x: Tensor): Tensor {
    if (!this.#ranks.includes(x.ndim) || x.shape[1] !== this.channels)
      throw new ShapeError(
        this.constructor.name,
        [x.shape],
        `x is [${x.shape.join(',')}]: it must have ${this.#ranks.join(' or ')} axes with ${this.channels} channels along axis 1.`,
      )
    const { weight, bias, eps, training, runningMean, runningVar, numBatchesTracked: count } = this
    if (training && runningMean && runningVar && count) {
      // What earlier batches left to be computed is computed now, so that it does not pile up.
      if (!runningMean.node.abstract) for (const state of [runningMean, runningVar, count]) state.eval()
      count.assign(count.detach().add(1))
    }
    const momentum = this.momentum ?? count?.detach().astype('float64').reciprocal() ?? 0
    return f.batchNorm(x, { weight, bias, eps, training, runningMean, runningVar, momentum })
  }
  override describe(): string {
    return `${this.channels}`
  }
}

/** Shapes: [n, c] or [n, c, l] */
export class BatchNorm1d extends BatchNorm {
  constructor(channels: number, options?: BatchNormOptions) {
    super(channels, options, [2, 3])
  }
}
/** Shapes: [n, c, h, w] */
export class BatchNorm2d extends BatchNorm {
  constructor(channels: number, options?: BatchNormOptions) {
    super(channels, options, [4])
  }
}
/** Shapes: [n, c, d, h, w] */
export class BatchNorm3d extends BatchNorm {
  constructor(channels: number, options?: BatchNormOptions) {
    super(channels, options, [5])
  }
}

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
    checkSizes('GroupNorm', { groups })
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

/** Normalises each channel of each example; learns no scale unless asked to. */
export class InstanceNorm extends Affine {
  readonly channels: number
  constructor(channels: number, options?: NormOptions) {
    super([channels], options, { ...normOptions, affine: false })
    this.channels = channels
  }
  forward(x: Tensor): Tensor {
    const { weight, bias, eps } = this
    return f.instanceNorm(x, { weight, bias, eps })
  }
  override describe(): string {
    return String(this.channels)
  }
}

/** Normalises each channel over the batch. Shapes: [n, c] or [n, c, l] */
export const batchNorm1d = (channels: number, options?: BatchNormOptions): BatchNorm1d =>
  new BatchNorm1d(channels, options)
/** Normalises each channel over the batch and the image. Shapes: [n, c, h, w] */
export const batchNorm2d = (channels: number, options?: BatchNormOptions): BatchNorm2d =>
  new BatchNorm2d(channels, options)
/** Normalises each channel over the batch and the volume. Shapes: [n, c, d, h, w] */
export const batchNorm3d = (channels: number, options?: BatchNormOptions): BatchNorm3d =>
  new BatchNorm3d(channels, options)
/** Normalises the last axes of each example: `layerNorm(64)`. */
export const layerNorm = (shape: number | Shape, options?: LayerNormOptions): LayerNorm =>
  new LayerNorm(shape, options)
/** Divides by the root mean square over the last axes: `rmsNorm(64)`. */
export const rmsNorm = (shape: number | Shape, options?: NormOptions): RMSNorm => new RMSNorm(shape, options)
/** Normalises groups of channels of each example: `groupNorm(4, 16)`. */
export const groupNorm = (groups: number, channels: number, options?: NormOptions): GroupNorm =>
  new GroupNorm(groups, channels, options)
/** Normalises each channel of each example. */
export const instanceNorm = (channels: number, options?: NormOptions): InstanceNorm =>
  new InstanceNorm(channels, options)
