import { requireFunction, shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import type { Tensor } from '../tensor/core.ts'
import * as random from '../tensor/random.ts'
import { checkDataset, type Dataset, told } from './dataset.ts'
import { DataError } from './errors.ts'
import { numbers, permutation } from './permutation.ts'
import type { Sampler } from './sampler.ts'

export interface BatchOptions {
  /** Examples in a batch (32). */
  readonly batchSize?: number
  /** Another order each epoch (false). */
  readonly shuffle?: boolean
  /**
   * The examples of an epoch by their numbers, some several times or none: by weights, by length. It must give the same for
   * the same epoch and seed, for runs to go on within an epoch.
   */
  readonly sampler?: Sampler | undefined
  /** Decides on the order; drawn from the default generator (`manualSeed`) if left out. */
  readonly seed?: number | undefined
  /** Leaves out the last batch if it is smaller (false). */
  readonly dropLast?: boolean
}

/** Where a run through the data stands. */
export interface LoaderState {
  readonly seed: number
  readonly epoch: number
  /** Batches of that epoch that were given out. */
  readonly batch: number
}

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
  readonly dropLast: boolean
  readonly sampler: Sampler | undefined
  #epoch = 0
  #seed: number
  /** Batches that the next iteration leaves out, as they were given out before. */
  #skipped = 0
  /** Where the last iteration stands, until it is through. */
  #open: { readonly epoch: number; batch: number } | undefined

  constructor(dataset: Dataset<T>, options?: BatchOptions) {
    const { batchSize, shuffle, sampler, seed, dropLast } = optionsOf('DataLoader', options, {
      batchSize: 32,
      shuffle: false,
      sampler: undefined,
      seed: undefined,
      dropLast: false,
    })
    checkDataset('DataLoader', dataset)
    if (!(Number.isInteger(batchSize) && batchSize > 0))
      throw new DataError('DataLoader', `batchSize is ${shown(batchSize)}: it must be a whole number > 0.`)
    if (sampler !== undefined) requireFunction('DataLoader', sampler, 'the sampler')
    if (sampler && shuffle)
      throw new DataError('DataLoader', 'a sampler decides on the order itself: leave shuffle out.')
    this.dataset = dataset
    this.batchSize = batchSize
    this.shuffle = shuffle
    this.sampler = sampler
    this.#seed = seed ?? (shuffle || sampler ? random.bits([1]).item() : 0)
    this.dropLast = dropLast
  }

  /** The epoch that the next iteration is; it begins at its first batch if this is set. */
  get epoch(): number {
    return this.#epoch
  }
  set epoch(epoch: number) {
    this.#epoch = epoch
    this.#skipped = 0
    this.#open = undefined
  }
  /** What decides on the order. */
  get seed(): number {
    return this.#seed
  }

  /** The number of batches of the next epoch. */
  get length(): number {
    return this.#count(this.epoch, this.seed)
  }
  #count(epoch: number, seed: number, { length } = this.sampler?.(epoch, seed) ?? this.dataset): number {
    const count = length / this.batchSize
    return this.dropLast ? Math.floor(count) : Math.ceil(count)
  }

  *[Symbol.iterator](): Generator<T> {
    const epoch = this.#epoch++
    const at = { epoch, batch: this.#skipped }
    this.#skipped = 0
    this.#open = at
    const { length } = this.dataset
    const order = this.sampler
      ? Int32Array.from(this.sampler(epoch, this.seed))
      : this.shuffle
        ? permutation(length, this.seed, epoch)
        : numbers(length)
    const count = this.#count(epoch, this.seed, order)
    while (at.batch < count) {
      const start = at.batch++ * this.batchSize
      yield this.dataset.batch(order.subarray(start, start + this.batchSize))
    }
    if (this.#open === at) this.#open = undefined
  }

  /** Where the run stands, also within an epoch: the batch that was given out last counts as done. */
  stateDict(): LoaderState {
    const { epoch, batch } = this.#open ?? { epoch: this.epoch, batch: this.#skipped }
    return { seed: this.seed, epoch, batch }
  }
  /**
   * Lets the next iteration go on where `stateDict` was called: with the rest of its epoch.
   * Throws: DataError for another state; then nothing has changed.
   */
  loadStateDict(state: LoaderState): void {
    const { seed, epoch, batch } = state ?? {}
    const counts = [epoch, batch].every((n) => Number.isSafeInteger(n) && n >= 0)
    if (!counts || typeof seed !== 'number' || batch > this.#count(epoch, seed))
      throw new DataError(
        'DataLoader',
        `the state is ${shown(state)}: it must be what stateDict() gave, of a loader with as many batches (${this.length}).`,
      )
    this.#seed = seed
    this.epoch = epoch
    this.#skipped = batch
  }

  toString(): string {
    return `DataLoader(batches: ${this.length}, batchSize: ${this.batchSize}, shuffle: ${this.shuffle}, dataset: ${told(this.dataset)})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** One pass over a dataset in batches. */
export const batches = <T>(dataset: Dataset<T>, options?: BatchOptions): Iterable<T> =>
  new DataLoader(dataset, options)
