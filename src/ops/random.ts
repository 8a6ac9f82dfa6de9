import { apply, define, type Node } from '../graph/node.ts'
import { type Shape, sizeOf } from '../graph/shape.ts'
import { batchTogether } from './batching.ts'
import { demand, type Row } from './row.ts'

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const

/**
 * Threefry-2x32 with 20 rounds: a block cipher used as a counter-based generator.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC11).
 */
export function threefry(k0: number, k1: number, c0: number, c1: number, out: Uint32Array, at: number): void {
  const keys = [k0, k1, (k0 ^ k1 ^ 0x1bd11bda) | 0]
  let x0 = (c0 + k0) | 0
  let x1 = (c1 + k1) | 0
  for (let round = 0; round < 20; round++) {
    x0 = (x0 + x1) | 0
    const r = rotations[round % 8]!
    x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0
    if (round % 4 === 3) {
      const s = (round + 1) / 4
      x0 = (x0 + keys[s % 3]!) | 0
      x1 = (x1 + keys[(s + 1) % 3]! + s) | 0
    }
  }
  out[at] = x0
  if (at + 1 < out.length) out[at + 1] = x1
}

/** Rows that make random bits. */
export const random = define({
  /** Random uint32 of `shape` from a key u32[..., 4]: two words of key, two of a counter to start from. */
  random_bits: {
    constant: true,
    infer([key], { shape }) {
      const fits = key!.dtype === 'uint32' && key!.shape.at(-1) === 4
      demand(fits, 'random_bits', [key!], {}, 'the key must be u32[..., 4]')
      return { dtype: 'uint32', shape: [...key!.shape.slice(0, -1), ...shape] }
    },
    evaluate([key], { params }) {
      const each = sizeOf(params.shape)
      const out = new Uint32Array((key!.length / 4) * each)
      for (let k = 0; k * 4 < key!.length; k++) {
        const [k0, k1, c0, c1] = key!.subarray(k * 4, k * 4 + 4) as unknown as [
          number,
          number,
          number,
          number,
        ]
        const block = out.subarray(k * each, (k + 1) * each)
        for (let i = 0; i < each; i += 2) {
          const low = (c0 + i / 2) >>> 0
          threefry(k0, k1, low, (c1 + (low < c0 ? 1 : 0)) | 0, block, i)
        }
      }
      return out
    },
    batch: batchTogether,
  } as Row<{ shape: Shape }>,
})

export const randomBits = (key: Node, shape: Shape): Node =>
  apply(random.random_bits, [key], { shape }) as Node
