import { range } from '../graph/shape.ts'
import { add, astype, multiply, noGrad, subtract, type Tensor, toTensor } from '../tensor/core.ts'
import * as f from '../tensor/functions/normalization.ts'
import { squeeze, unsqueeze } from '../tensor/functions/shape.ts'
import { variance } from '../tensor/functions/statistics.ts'
import { mean } from '../tensor/functions/sum.ts'
import { normOptions } from './affine.ts'
import { type RunningOptions, RunningStatistics } from './running-statistics.ts'

/** Neither a scale is learned nor are running statistics kept unless asked for. */
export type InstanceNormOptions = RunningOptions

/**
 * Normalises each channel of each example over its other axes; with `trackRunningStats`, in evaluation by running statistics.
 *
 * Shapes: [n, c, ...] -> the same. Throws: LayerError for options, ShapeError for other channels.
 * Source: Ulyanov, Vedaldi and Lempitsky, "Instance normalization" (2016).
 */
export class InstanceNorm extends RunningStatistics {
  readonly #single: number | undefined

  /** `rank` is that of one example without a batch, if it may come so. */
  constructor(channels: number, options?: InstanceNormOptions, rank?: number) {
    const defaults = { ...normOptions, affine: false, trackRunningStats: false }
    super(channels, options, defaults, rank === undefined ? undefined : [rank, rank + 1])
    this.#single = rank
  }
  forward(x: Tensor): Tensor {
    const alone = toTensor(x, this.constructor.name).ndim === this.#single
    this.check(x, alone ? 0 : 1)
    return alone ? squeeze(this.#normalise(unsqueeze(x, 0)), 0) : this.#normalise(x)
  }
  #normalise(x: Tensor): Tensor {
    const { weight, bias, eps, training, runningMean, runningVar } = this
    if (training || !runningMean)
      this.checkCount(
        x,
        x.size / (x.shape[0]! * x.shape[1]!),
        'Give larger images, or eval() with trackRunningStats.',
      )
    if (!runningMean || !runningVar) return f.instanceNorm(x, { weight, bias, eps })
    if (!training) return f.batchNorm(x, { weight, bias, eps, runningMean, runningVar })
    const share = this.counted()
    noGrad(() => {
      const axes = range(x.ndim - 2, 2)
      const count = x.size / (x.shape[0]! * x.shape[1]!)
      const move = (state: typeof runningMean, ofExamples: Tensor): void => {
        const value = astype(mean(ofExamples, 0), state.dtype)
        state.assign(
          add(state.detach(), astype(multiply(subtract(value, state.detach()), share), state.dtype)),
        )
      }
      move(runningMean, mean(x, axes))
      move(runningVar, variance(x, axes, { correction: Math.min(1, count - 1) }))
    })
    return f.instanceNorm(x, { weight, bias, eps })
  }
}

/** Shapes: [n, c, l] or [c, l] */
export class InstanceNorm1d extends InstanceNorm {
  constructor(channels: number, options?: InstanceNormOptions) {
    super(channels, options, 2)
  }
}
/** Shapes: [n, c, h, w] or [c, h, w] */
export class InstanceNorm2d extends InstanceNorm {
  constructor(channels: number, options?: InstanceNormOptions) {
    super(channels, options, 3)
  }
}
/** Shapes: [n, c, d, h, w] or [c, d, h, w] */
export class InstanceNorm3d extends InstanceNorm {
  constructor(channels: number, options?: InstanceNormOptions) {
    super(channels, options, 4)
  }
}

/** Normalises each channel of each example, of any number of spatial axes. */
export const instanceNorm = (channels: number, options?: InstanceNormOptions): InstanceNorm =>
  new InstanceNorm(channels, options)
/** Normalises each channel of each example. Shapes: [n, c, l] or [c, l] */
export const instanceNorm1d = (channels: number, options?: InstanceNormOptions): InstanceNorm1d =>
  new InstanceNorm1d(channels, options)
/** Normalises each channel of each example. Shapes: [n, c, h, w] or [c, h, w] */
export const instanceNorm2d = (channels: number, options?: InstanceNormOptions): InstanceNorm2d =>
  new InstanceNorm2d(channels, options)
/** Normalises each channel of each example. Shapes: [n, c, d, h, w] or [c, d, h, w] */
export const instanceNorm3d = (channels: number, options?: InstanceNormOptions): InstanceNorm3d =>
  new InstanceNorm3d(channels, options)
