import { allocate, type DType } from '../graph/dtype.ts'
import { dataNode } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { dotGeneral } from '../ops/contraction.ts'
import { bluestein, fourier, timesTable } from '../ops/fft.ts'
import { permute, reshape } from '../ops/movement.ts'
import type { Expansion } from './expand.ts'

/** Length up to which a transform is one product with its matrix. */
const direct = 64
/** The same where the length has no smaller factors. */
const longest = 512

/** The factor of n that a transform starts with; n where it is done at once, undefined where that is too much. */
function factorOf(n: number): number | undefined {
  if (n <= direct) return n
  let best: number | undefined
  for (let a = 2; a <= direct; a++)
    if (n % a === 0 && (best === undefined || Math.abs(a - n / a) <= Math.abs(best - n / best))) best = a
  return best ?? (n <= longest ? n : undefined)
}

/** exp(sign 2 pi i p / n); p is reduced, so that the angle stays exact. */
const angle = (p: number, n: number, sign: number): number => (sign * 2 * Math.PI * (p % n)) / n

/** The matrix of the transform on real and imaginary parts: [j, part, k, part]. */
function matrixOf(n: number, sign: number, dtype: DType): Node {
  const elements = allocate(dtype, 4 * n * n)
  for (let j = 0; j < n; j++)
    for (let k = 0; k < n; k++) {
      const [c, s] = [Math.cos(angle(j * k, n, sign)), Math.sin(angle(j * k, n, sign))]
      const at = (part: number): number => ((2 * j + part) * n + k) * 2
      elements[at(0)] = c
      elements[at(0) + 1] = s
      elements[at(1)] = -s
      elements[at(1) + 1] = c
    }
  return dataNode({ dtype, shape: [n, 2, n, 2] }, elements)
}

/**
 * Transforms of x[count, n, part] by products with the matrices of their factors, n = a b: along j1 of j = j1 b + j2, then
 * along j2, which leaves k = k1 + a k2. Source: Bailey, FFTs in external or hierarchical memory (1990).
 */
function transform(x: Node, sign: number): Node {
  const [count, n] = x.shape as [number, number]
  const a = factorOf(n)
  if (a === undefined) return bluestein(x, sign > 0)
  const along = (y: Node, axis: number): Node =>
    dotGeneral(y, matrixOf(y.shape[axis]!, sign, x.dtype), {
      contract: [
        [axis, 3],
        [0, 1],
      ],
      batch: [[], []],
    })
  const whole = reshape(x, [count, a, n / a, 2])
  if (a === n) return reshape(along(whole, 1), x.shape)
  const b = n / a
  // [count, j2, k1, part] times exp(sign 2 pi i j2 k1 / n)
  const first = timesTable(along(whole, 1), [b, a], (i) => {
    const t = angle(Math.floor(i / a) * (i % a), n, sign)
    return [Math.cos(t), Math.sin(t)]
  })
  const second = transform(reshape(permute(first, [0, 2, 1, 3]), [count * a, b, 2]), sign)
  return reshape(permute(reshape(second, [count, a, b, 2]), [0, 2, 1, 3]), x.shape)
}

/** Fourier transforms as matrix products; where a prime factor is too long for that, by those of powers of two. */
export const transforms: readonly (readonly [object, Expansion])[] = [
  [
    fourier.fft,
    (node) => {
      const { shape } = node
      const n = shape.at(-2)!
      const count = shape.slice(0, -2).reduce((product, extent) => product * extent, 1)
      if (n * count === 0) return undefined
      if (n === 1) return node.inputs
      const sign = (node.params as { inverse: boolean }).inverse ? 1 : -1
      return [reshape(transform(reshape(node.inputs[0]!, [count, n, 2]), sign), shape)]
    },
  ],
]
