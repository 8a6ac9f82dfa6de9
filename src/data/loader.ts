import { optionsOf } from '../options.ts'
import { random, type Tensor } from '../tensor/index.ts'
import { checkDataset, type Dataset } from './dataset.ts'
import { DataError } from './errors.ts'
import { permutation } from './permutation.ts'

export interface BatchOptions {
  /** Examples in a batch (32). */
  readonly batchSize?: number
  /** Another order each epoch (false). */
  readonly shuffle?: boolean
  /** Decides on the order; drawn from the default generator (`manualSeed`) if left out. */
  readonly seed?: number
  /** Leaves out the last batch if it is smaller (false). */
  readonly dropLast?: boolean
}

const drawSeed = (): number => random.bits([1]).item()

/**
 * A dataset in batches. Each time it is iterated over is an epoch, with an order of its own if it shuffles.
 *
 * @example
 * for (const [x, y] of new DataLoader(data, { batchSize: 64, shuffle: true, seed: 0 })) step(x, y)
 */
export class DataLoader<T = readonly Tensor[]> implements Iterable<T> {
  readonly dataset: Dataset<T>
  readonly batchSize: number
  readonly shuffle: boolean
  readonly seed: number
  readonly dropLast: boolean
  /** The epoch that the next iteration is. Set it to continue an interrupted run. */
  epoch = 0

  constructor(dataset: Dataset<T>, options?: BatchOptions) {
    const { batchSize, shuffle, seed, dropLast } = optionsOf('DataLoader', options, {
      batchSize: 32,
      shuffle: false,
      seed: undefined,
      dropLast: false,
    })
    checkDataset('DataLoader', dataset)
    if (!(Number.isInteger(batchSize) && batchSize > 0))
      throw new DataError(
        'DataLoader',
        `batchSize is ${JSON.stringify(batchSize)}: it must be a whole number > 0.`,
      )
    this.dataset = dataset
    this.batchSize = batchSize
    this.shuffle = shuffle
    this.seed = seed ?? (shuffle ? drawSeed() : 0)
    this.dropLast = dropLast
  }

  /** The number of batches. */
  get length(): number {
    const count = this.dataset.length / this.batchSize
    return this.dropLast ? Math.floor(count) : Math.ceil(count)
  }

  *[Symbol.iterator](): Generator<T> {
    const { length } = this.dataset
    const epoch = this.epoch++
    const order = this.shuffle
      ? permutation(length, this.seed, epoch)
      : Int32Array.from({ length }, (_, i) => i)
    for (let batch = 0; batch < this.length; batch++)
      yield this.dataset.batch(order.subarray(batch * this.batchSize, (batch + 1) * this.batchSize))
  }
}

/** One pass over a dataset in batches. */
export const batches = <T>(dataset: Dataset<T>, options?: BatchOptions): Iterable<T> =>
  new DataLoader(dataset, options)
