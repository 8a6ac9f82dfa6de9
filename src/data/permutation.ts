import { requireInteger } from '../errors.ts'
import * as random from '../tensor/random.ts'

/** So many numbers from 0 to 1, of 53 random bits each. */
export function drawn(count: number, seed: number, epoch: number): Float64Array {
  const key = random.foldIn(random.key(seed), epoch)
  const bits = random.bits([count, 2], { key }).data()
  return new Float64Array(count).map(
    (_, i) => ((bits[2 * i]! >>> 5) * 2 ** 26 + (bits[2 * i + 1]! >>> 6)) * 2 ** -53,
  )
}

/** The numbers 0 to n - 1. */
export const numbers = (n: number): Int32Array => new Int32Array(n).map((_, i) => i)

/** The numbers 0 to n - 1 in an order that the seed and the epoch decide, on every machine the same. */
export function permutation(n: number, seed: number, epoch = 0): Int32Array {
  requireInteger('permutation', 'n', n, 0)
  // Fisher and Yates
  const fractions = drawn(Math.max(0, n - 1), seed, epoch)
  const order = numbers(n)
  for (let i = n; --i > 0; ) {
    const j = Math.floor(fractions[i - 1]! * (i + 1))
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}
