import { i32x4, v128 } from '../assembler/index.ts'
import { type Emission, splat32 } from '../emission.ts'
import { isInteger, type Row } from './row.ts'
import type { V } from './value.ts'

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const

/** Both words of blocks that were written, by the lower half of their counters: whoever wants the second word finds it there. */
const written = new WeakMap<V, { readonly words: readonly V[]; readonly result: [V, V] }>()

/** The same, written once for the same words. */
function threefry(e: Emission, words: readonly V[]): [V, V] {
  const known = written.get(words[2]!)
  if (known?.words.every((word, k) => word === words[k])) return known.result
  const result = block(e, words)
  written.set(words[2]!, { words, result })
  return result
}

/**
 * threefry2x32 with 20 rounds, four blocks at a time. `words` are key 0, key 1, counter 0, counter 1.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
function block(e: Emission, words: readonly V[]): [V, V] {
  const { f } = e
  const key0 = f.let(words[0]!)
  const key1 = f.let(words[1]!)
  const key2 = f.let(v128.xor(v128.xor(key0, key1), splat32(e, 0x1bd11bda)))
  const keys = [key0, key1, key2]
  const x = f.let(i32x4.add(words[2]!, key0))
  const y = f.let(i32x4.add(words[3]!, key1))
  const a = f.copy(x)
  const b = f.copy(y)
  for (let group = 0; group < 5; group++) {
    for (const r of rotations[group % 2]!) {
      f.set(a, i32x4.add(a, b))
      f.set(b, v128.xor(v128.or(i32x4.shl(b, r), i32x4.shrU(b, 32 - r)), a))
    }
    f.set(a, i32x4.add(a, keys[(group + 1) % 3]!))
    f.set(b, i32x4.add(i32x4.add(b, keys[(group + 2) % 3]!), splat32(e, group + 1)))
  }
  return [a, b]
}

/** A word of threefry2x32(key0, key1, counter0, counter1). */
export const randomWord =
  (word: 0 | 1): Row =>
  (dtypes) =>
    dtypes.length === 4 && dtypes.every(isInteger)
      ? {
          result: 'uint32',
          cost: 60,
          emit: (e, ...args) => ({
            dtype: 'uint32',
            parts: [
              threefry(
                e,
                args.map((a) => a.parts[0]!),
              )[word]!,
            ],
          }),
        }
      : undefined
