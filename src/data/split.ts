import { shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import { add, divide, equal, mean, multiply, sqrt, square, subtract, Tensor } from '../tensor/core.ts'
import { checkDataset, type Dataset, Subset } from './dataset.ts'
import { DataError } from './errors.ts'
import { numbers, permutation } from './permutation.ts'

export interface SplitOptions {
  /** The share (below 1) or number of examples that are held back (0.25). */
  readonly testSize?: number
  /** Mixes the examples first (true). */
  readonly shuffle?: boolean
  readonly seed?: number
}

const orderOf = (length: number, shuffle: boolean, seed: number): Int32Array =>
  shuffle ? permutation(length, seed) : numbers(length)

/** Two parts of a dataset: to learn from and to test on. */
export function trainTestSplit<T>(
  dataset: Dataset<T>,
  options?: SplitOptions,
): { train: Dataset<T>; test: Dataset<T> } {
  const { testSize, shuffle, seed } = optionsOf('trainTestSplit', options, {
    testSize: 0.25,
    shuffle: true,
    seed: 0,
  })
  checkDataset('trainTestSplit', dataset)
  const { length } = dataset
  const share = typeof testSize === 'number' && testSize < 1
  const held = share ? Math.round(length * testSize) : testSize
  if (!(Number.isInteger(held) && held >= 0 && held <= length))
    throw new DataError(
      'trainTestSplit',
      `testSize is ${shown(testSize)} of ${length} examples: it must be a share from 0 to 1, or a number of them.`,
    )
  const order = orderOf(length, shuffle, seed)
  return {
    train: new Subset(dataset, order.subarray(0, length - held)),
    test: new Subset(dataset, order.subarray(length - held)),
  }
}

export interface FoldOptions {
  /** Mixes the examples first (true). */
  readonly shuffle?: boolean
  readonly seed?: number
}

/**
 * Cross-validation: as many splits as folds, each of which holds back another part of the dataset; sizes of parts differ by one.
 *
 * @example
 * for (const { train, test } of kFold(data, 5)) scores.push(await run(train, test))
 */
export function kFold<T>(
  dataset: Dataset<T>,
  folds = 5,
  options?: FoldOptions,
): { train: Dataset<T>; test: Dataset<T> }[] {
  const { shuffle, seed } = optionsOf('kFold', options, { shuffle: true, seed: 0 })
  checkDataset('kFold', dataset)
  const { length } = dataset
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= length))
    throw new DataError(
      'kFold',
      `folds is ${shown(folds)} for ${length} examples: it must be a whole number from 2 to that.`,
    )
  const order = orderOf(length, shuffle, seed)
  const places = Array.from(
    { length: folds + 1 },
    (_, i) => i * Math.floor(length / folds) + Math.min(i, length % folds),
  )
  return places.slice(1).map((end, i) => ({
    train: new Subset(
      dataset,
      order.filter((_, at) => at < places[i]! || at >= end),
    ),
    test: new Subset(dataset, order.subarray(places[i], end)),
  }))
}

/** Mean and spread of each feature. */
export interface Standardiser {
  readonly mean: Tensor
  readonly std: Tensor
  /** (x - mean)/std */
  transform(x: Tensor): Tensor
  inverse(x: Tensor): Tensor
}

/** Learns the mean and spread of each feature over the first axis; a feature that never varies keeps spread 1. */
export function standardise(x: Tensor): Standardiser {
  if (!(x instanceof Tensor))
    throw new DataError('standardise', 'x is no tensor: make one of it, as tensor([[1, 2], [3, 4]]).')
  const center = mean(x, 0).eval()
  const spread = sqrt(mean(square(subtract(x, center)), 0))
  const std = add(spread, equal(spread, 0)).eval()
  return {
    mean: center,
    std,
    transform: (value) => divide(subtract(value, center), std),
    inverse: (value) => add(multiply(value, std), center),
  }
}
