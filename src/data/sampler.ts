import { shown } from '../errors.ts'
import { Tensor } from '../tensor/core.ts'
import { DataError } from './errors.ts'
import { drawn } from './permutation.ts'

/** Chooses the examples of an epoch by their numbers: the same ones for the same epoch and seed. */
export type Sampler = (epoch: number, seed: number) => ArrayLike<number>

/** The sums of the weights up to each example. Throws: DataError. */
function sumsOf(weights: ArrayLike<number> | Tensor): Float64Array {
  const given = weights instanceof Tensor ? weights.data() : (weights ?? [])
  if (
    !weights ||
    Array.from(given).some((weight) => typeof weight !== 'number' || !(weight >= 0 && weight < Infinity))
  )
    throw new DataError(
      'weightedSampler',
      `the weights are ${shown(weights)}: they must be finite and >= 0, one for each example.`,
    )
  const list = Float64Array.from(given)
  let sum = 0
  const sums = list.map((weight) => (sum += weight))
  if (list.length > 0 && !(sum > 0 && sum < Infinity))
    throw new DataError('weightedSampler', `the weights add up to ${sum}: it must be finite and > 0.`)
  return sums
}

/**
 * A sampler that draws so many examples as there are weights, each as likely as its weight, the same ones again too: rare
 * classes may come as often as others.
 *
 * @example
 * new DataLoader(data, { sampler: weightedSampler(labels.map((label) => 1 / often[label])) })
 */
export function weightedSampler(weights: ArrayLike<number> | Tensor): Sampler {
  const sums = sumsOf(weights)
  const total = sums.at(-1)!
  return (epoch, seed) =>
    Int32Array.from(drawn(sums.length, seed, epoch), (fraction) => {
      // the first sum beyond the place that was drawn: an element of weight 0 has none of its own
      let [low, high] = [0, sums.length - 1]
      while (low < high) {
        const middle = (low + high) >> 1
        if (sums[middle]! > fraction * total) high = middle
        else low = middle + 1
      }
      return low
    })
}
