import { ShapeError } from '../graph/shape.ts'
import {
  add,
  astype,
  ones,
  reciprocal,
  type Tensor,
  type TensorLike,
  toTensor,
  zeros,
} from '../tensor/core.ts'
import { Affine, type NormDefaults, type NormOptions } from './affine.ts'
import { checkNumbers, layerOptions } from './arguments.ts'
import { renamed } from './module.ts'
import { type Buffer, buffer } from './parameter.ts'

export interface RunningOptions extends NormOptions {
  /** How much of a batch's statistics goes into the running ones (0.1); null: the mean of all batches. */
  readonly momentum?: number | null
  /** Keeps running statistics for evaluation. */
  readonly trackRunningStats?: boolean
}

/** What normalises channels, and may keep their mean and variance over the batches for evaluation. */
export abstract class RunningStatistics extends Affine {
  readonly runningMean: Buffer | undefined
  readonly runningVar: Buffer | undefined
  readonly numBatchesTracked: Buffer | undefined
  readonly channels: number
  readonly momentum: number | null
  readonly #ranks: readonly number[] | undefined

  constructor(
    channels: number,
    options: RunningOptions | undefined,
    defaults: NormDefaults & { readonly trackRunningStats: boolean },
    ranks?: readonly number[],
  ) {
    const all = { ...defaults, momentum: 0.1 }
    super([channels], options, all)
    const { momentum, trackRunningStats, dtype } = layerOptions(this.constructor.name, options, all)
    if (momentum !== null) checkNumbers(this.constructor.name, { momentum }, { least: 0, most: 1 })
    this.channels = channels
    this.momentum = momentum
    this.#ranks = ranks
    if (!trackRunningStats) return
    this.runningMean = buffer(zeros([channels], { dtype }))
    this.runningVar = buffer(ones([channels], { dtype }))
    this.numBatchesTracked = buffer(0, { dtype: 'int32' })
  }

  override fields(): Iterable<readonly [string, unknown]> {
    return renamed(this, {
      runningMean: 'running_mean',
      runningVar: 'running_var',
      numBatchesTracked: 'num_batches_tracked',
    })
  }

  /** Refuses other ranks and channels along another axis than `axis`. Throws: ShapeError. */
  protected check(given: Tensor, axis = 1): void {
    const x = toTensor(given, this.constructor.name)
    const ranks = this.#ranks
    if (!(ranks?.includes(x.ndim) ?? x.ndim > 2) || x.shape[axis] !== this.channels)
      throw new ShapeError(
        this.constructor.name,
        [x.shape],
        `x is [${x.shape}]: it must have ${ranks?.join(' or ') ?? '3 or more'} axes with ${this.channels} channels along axis ${axis}.`,
      )
  }

  /**
   * Refuses to normalise one number by itself, of which nothing would be left, or none, by which the running statistics would
   * be lost. Throws: ShapeError.
   */
  protected checkCount(x: Tensor, count: number, repair: string): void {
    if (count < 2)
      throw new ShapeError(
        this.constructor.name,
        [x.shape],
        `x is [${x.shape}], ${count === 1 ? 'one number' : 'no numbers'} to normalise together: training needs two or more. ${repair}`,
      )
  }

  /** Counts a batch, and gives the share of its statistics in the running ones. */
  protected counted(): TensorLike {
    const { runningMean, runningVar, numBatchesTracked: count } = this
    if (!runningMean || !runningVar || !count) return this.momentum ?? 0
    // What earlier batches left to be computed is computed now, so that it does not pile up.
    if (!runningMean.node.abstract) for (const state of [runningMean, runningVar, count]) state.eval()
    count.assign(add(count.detach(), 1))
    return this.momentum ?? reciprocal(astype(count.detach(), 'float64'))
  }

  override describe(): string {
    return `${this.channels}`
  }
}
