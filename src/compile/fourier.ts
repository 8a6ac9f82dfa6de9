import { allocate, type DType } from '../graph/dtype.ts'
import { dataNode } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { add, multiply } from '../ops/arithmetic.ts'
import { dotGeneral } from '../ops/contraction.ts'
import { fourier } from '../ops/fft.ts'
import { broadcastTo, permute, reshape, reverse } from '../ops/movement.ts'
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

/** x times exp(sign 2 pi i j k / (a b)), for x[..., j < b, k < a, part]. */
function twiddled(x: Node, [a, b]: readonly [number, number], sign: number): Node {
  const table = (f: (angle: number, part: number) => number): Node => {
    const elements = allocate(x.dtype, 2 * a * b)
    for (let i = 0; i < elements.length; i++) {
      const [j, k] = [Math.floor(i / (2 * a)), (i >> 1) % a]
      elements[i] = f(angle(j * k, a * b, sign), i % 2)
    }
    return broadcastTo(dataNode({ dtype: x.dtype, shape: [b, a, 2] }, elements), x.shape)
  }
  // (p + qi)(c + si) = (pc - qs) + (qc + ps)i
  const cosines = table((t) => Math.cos(t))
  const sines = table((t, part) => (part === 0 ? -Math.sin(t) : Math.sin(t)))
  return add(multiply(x, cosines), multiply(reverse(x, [x.shape.length - 1]), sines))
}

/**
 * Transforms of x[count, n, part] by products with the matrices of their factors, n = a b: along j1 of j = j1 b + j2, then
 * along j2, which leaves k = k1 + a k2. Source: Bailey, FFTs in external or hierarchical memory (1990).
 */
function transform(x: Node, sign: number): Node | undefined {
  const [count, n] = x.shape as [number, number]
  const a = factorOf(n)
  if (a === undefined) return undefined
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
  // [count, j2, k1, part]
  const first = twiddled(along(whole, 1), [a, b], sign)
  const second = transform(reshape(permute(first, [0, 2, 1, 3]), [count * a, b, 2]), sign)
  return second && reshape(permute(reshape(second, [count, a, b, 2]), [0, 2, 1, 3]), x.shape)
}

/** Fourier transforms as matrix products. */
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
      const made = transform(reshape(node.inputs[0]!, [count, n, 2]), sign)
      return made && [reshape(made, shape)]
    },
  ],
]
