import { random } from '../tensor/index.ts'

/** The numbers 0 to n - 1 in an order that the seed and the epoch decide, on every machine the same. */
export function permutation(n: number, seed: number, epoch = 0): Int32Array {
  const key = random.foldIn(random.key(seed), epoch)
  // Fisher and Yates, with 53 bits a choice.
  const bits = random.bits([Math.max(0, n - 1), 2], { key }).data()
  const order = Int32Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const fraction = ((bits[2 * i - 2]! >>> 5) * 2 ** 26 + (bits[2 * i - 1]! >>> 6)) * 2 ** -53
    const j = Math.floor(fraction * (i + 1))
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}
