import type { Tensor } from '../tensor/core.ts'
import * as f from '../tensor/functions/normalization.ts'
import { normOptions } from './affine.ts'
import { type RunningOptions, RunningStatistics } from './running-statistics.ts'

/** Running statistics are kept unless `trackRunningStats` is false. */
export type BatchNormOptions = RunningOptions

/**
 * Normalises each channel over the batch (and the spatial axes); in evaluation by running statistics.
 * Source: Ioffe and Szegedy, "Batch normalization" (2015).
 */
class BatchNorm extends RunningStatistics {
  constructor(channels: number, options: BatchNormOptions | undefined, ranks: readonly number[]) {
    super(channels, options, { ...normOptions, trackRunningStats: true }, ranks)
  }
  forward(x: Tensor): Tensor {
    this.check(x)
    const { weight, bias, eps, training, runningMean, runningVar } = this
    if (training || !runningMean)
      this.checkCount(
        x,
        x.size / this.channels,
        'Use larger batches (dropLast: true leaves out a last one that is too small), or eval().',
      )
    const momentum = training ? this.counted() : 0
    return f.batchNorm(x, { weight, bias, eps, training, runningMean, runningVar, momentum })
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

/** Normalises each channel over the batch. Shapes: [n, c] or [n, c, l] */
export const batchNorm1d = (channels: number, options?: BatchNormOptions): BatchNorm1d =>
  new BatchNorm1d(channels, options)
/** Normalises each channel over the batch and the image. Shapes: [n, c, h, w] */
export const batchNorm2d = (channels: number, options?: BatchNormOptions): BatchNorm2d =>
  new BatchNorm2d(channels, options)
/** Normalises each channel over the batch and the volume. Shapes: [n, c, d, h, w] */
export const batchNorm3d = (channels: number, options?: BatchNormOptions): BatchNorm3d =>
  new BatchNorm3d(channels, options)
