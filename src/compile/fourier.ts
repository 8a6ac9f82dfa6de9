import type { Node } from '../graph/node.ts'
import { bluestein, fft, fourier, timesTable } from '../ops/fft.ts'
import { permute, reshape } from '../ops/movement.ts'
import type { Expansion } from './expand.ts'

/** Rows that make a kernel's vectors worth filling; short rows are done at once however few they are. */
const enough = 4
const short = 64

/** Longest row of a kernel: two of them for each lane of a vector stay in a second-level cache. */
const longestRow = 4096

/** The factors that a kernel goes through one after the other; undefined where there are others, or too many. */
export function radicesOf(length: number): number[] | undefined {
  const found: number[] = []
  let rest = length
  for (const radix of [4, 2, 3, 5, 7, 11, 13])
    for (; rest % radix === 0 && rest > 1; rest /= radix) found.push(radix)
  return rest === 1 && length <= longestRow ? found : undefined
}

/** Whether a kernel does all of it. */
function isDirect(count: number, n: number): boolean {
  return radicesOf(n) !== undefined && (count >= enough || n <= short)
}

/** The factor of n nearest to its root, from below; 1 where there is none. */
function factorOf(n: number): number {
  let a = Math.floor(Math.sqrt(n))
  while (n % a !== 0) a--
  return a
}

/** exp(sign 2 pi i p / n); p is reduced, so that the angle stays exact. */
const angle = (p: number, n: number, sign: number): number => (sign * 2 * Math.PI * (p % n)) / n

/**
 * Transforms of x[count, n, part]; of long rows or few by those of the factors, n = a b: along j1 of j = j1 b + j2, then
 * along j2, which leaves k = k1 + a k2. Source: Bailey, FFTs in external or hierarchical memory (1990).
 */
function transform(x: Node, sign: 1 | -1): Node {
  const [count, n] = x.shape as [number, number]
  if (isDirect(count, n)) return fft(x, sign > 0)
  const a = factorOf(n)
  if (a === 1) return bluestein(x, sign > 0)
  const b = n / a
  const along = (y: Node, length: number): Node =>
    reshape(transform(reshape(y, [(count * n) / length, length, 2]), sign), y.shape)
  const first = along(permute(reshape(x, [count, a, b, 2]), [0, 2, 1, 3]), a)
  // [count, j2, k1, part] times exp(sign 2 pi i j2 k1 / n)
  const turned = timesTable(first, [b, a], (i) => {
    const t = angle(Math.floor(i / a) * (i % a), n, sign)
    return [Math.cos(t), Math.sin(t)]
  })
  const second = along(permute(turned, [0, 2, 1, 3]), b)
  return reshape(permute(second, [0, 2, 1, 3]), x.shape)
}

/** Fourier transforms by those of small factors; where a prime factor is large, by those of powers of two. */
export const transforms: readonly (readonly [object, Expansion])[] = [
  [
    fourier.fft,
    (node) => {
      const { shape } = node
      const n = shape.at(-2)!
      const count = shape.slice(0, -2).reduce((product, extent) => product * extent, 1)
      if (n * count === 0 || (n > 1 && isDirect(count, n))) return undefined
      if (n === 1) return node.inputs
      const sign = (node.params as { inverse: boolean }).inverse ? 1 : -1
      return [reshape(transform(reshape(node.inputs[0]!, [count, n, 2]), sign), shape)]
    },
  ],
]
