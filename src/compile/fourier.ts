import type { DType } from '../graph/dtype.ts'
import type { Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { convert, like, multiply } from '../ops/arithmetic.ts'
import {
  bluestein,
  each,
  fft,
  fourier,
  type Pair,
  rootOf,
  type Transform,
  tableOf,
  timesTable,
} from '../ops/fft.ts'
import { grown, narrow, permute, reshape } from '../ops/movement.ts'
import type { Expansion } from './expand.ts'

/** Longest transform of one kernel, which goes through memory of its own. */
const longest = 8192

/** The factors that a kernel goes through one after the other; undefined where there are others, or too many. */
export function radicesOf(length: number, dtype: DType): number[] | undefined {
  const found: number[] = []
  let rest = length
  // sums of so many products cost digits, which float64 has to spare
  const large = dtype === 'float64' ? [17, 19, 23, 29, 31, 37] : []
  for (const radix of [4, 5, 7, 11, 13, 3, 2, ...large])
    for (; rest % radix === 0 && rest > 1; rest /= radix) found.push(radix)
  return rest === 1 && found.length > 0 && length <= longest ? found : undefined
}

/** Elements of a vector. */
const lanesOf = ({ dtype }: Node): number => (dtype === 'float32' ? 4 : 2)

/** Whether a kernel transforms [outer, n, inner] along n: all elements of a vector are of one row, or beside each other. */
function isDirect(x: Node): boolean {
  const [, n, inner] = x.shape as [number, number, number]
  const radices = radicesOf(n, x.dtype)
  const lanes = lanesOf(x)
  if (!radices) return false
  return inner === 1 ? radices[0]! >= lanes && n / radices[0]! >= lanes : inner >= lanes
}

/** The factor of n nearest to its root, from below; 1 where there is none. */
function factorOf(n: number): number {
  let a = Math.floor(Math.sqrt(n))
  while (n % a !== 0) a--
  return a
}

/** With n before all rows, of which there are enough then to fill a vector. */
function turned(x: Pair, params: Transform): Pair {
  const [outer, n, inner] = x[0].shape as [number, number, number]
  const rows = outer * inner
  const more = Math.max(0, lanesOf(x[0]) - rows)
  const there = each(x, (y) => grown(reshape(permute(y, [1, 0, 2]), [1, n, rows]), 2, 0, more))
  return each(transform(there, params), (y) =>
    permute(reshape(narrow(y, 2, 0, rows), [n, outer, inner]), [1, 0, 2]),
  )
}

/**
 * Transforms of x[outer, n, inner]; of long n by those of the factors, n = a b: along j1 of j = j1 b + j2, then along j2, which
 * leaves k = k1 + a k2. Source: Bailey, FFTs in external or hierarchical memory (1990).
 */
function transform(x: Pair, params: Transform): Pair {
  const { shape } = x[0]
  const [outer, n, inner] = shape as [number, number, number]
  if (n === 1) return each(x, (y) => multiply(y, like(y, params.scale)))
  if (isDirect(x[0])) return fft(x, params)
  if (radicesOf(n, x[0].dtype) || (inner > 1 && inner < lanesOf(x[0]))) return turned(x, params)
  if (radicesOf(n, 'float64')) {
    const doubles = each(x, (y) => convert(y, 'float64'))
    return each(transform(doubles, params), (y) => convert(y, 'float32'))
  }
  const a = factorOf(n)
  if (a === 1) return bluestein(x, params)
  const b = n / a
  const first = transform(
    each(x, (y) => reshape(y, [outer, a, b * inner])),
    { ...params, scale: 1 },
  )
  // [outer, k1, j2, inner] times exp(sign 2 pi i j2 k1 / n)
  const sign = params.inverse ? 1 : -1
  const roots = tableOf(n, (i) => rootOf(sign * Math.floor(i / b) * (i % b), n))
  const between = timesTable(
    each(first, (y) => reshape(y, [outer, a, b, inner])),
    1,
    [a, b],
    roots,
  )
  const second = transform(
    each(between, (y) => reshape(y, [outer * a, b, inner])),
    params,
  )
  return each(second, (y) => reshape(permute(reshape(y, [outer, a, b, inner]), [0, 2, 1, 3]), shape))
}

/** Fourier transforms by those of small factors; where a prime factor is large, in float64, or by those of powers of two. */
export const transforms: readonly (readonly [object, Expansion])[] = [
  [
    fourier.fft,
    (node) => {
      const params = node.params as Transform
      const { shape } = node.inputs[0]!
      const whole = [
        sizeOf(shape.slice(0, params.axis)),
        shape[params.axis]!,
        sizeOf(shape.slice(params.axis + 1)),
      ]
      const flat = each(node.inputs as unknown as Pair, (y) => reshape(y, whole))
      return sizeOf(shape) === 0 || isDirect(flat[0])
        ? undefined
        : each(transform(flat, { ...params, axis: 1 }), (y) => reshape(y, shape))
    },
  ],
]
