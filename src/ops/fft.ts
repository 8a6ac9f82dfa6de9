import { allocate } from '../graph/dtype.ts'
import { dataNode } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { type Shape, ShapeError, sizeOf, typeText } from '../graph/shape.ts'
import { add, convert, multiply } from './arithmetic.ts'
import { batchAlike } from './batching.ts'
import { evaluateAs } from './composed.ts'
import { broadcastTo, narrow, pad, reverse } from './movement.ts'
import { checkDomain, type Row } from './row.ts'

/** Discrete Fourier transforms. There is no complex dtype: the last axis holds the real and the imaginary part. */
export const fourier = define({
  /**
   * X_k = sum_j x_j exp(-2 pi i j k / n), or with the other sign (`inverse`); nothing is divided by n.
   * Shapes: [..., n, 2] -> [..., n, 2]. As a real linear map each of the two is the transpose of the other.
   */
  fft: {
    linear: 'jointly',
    infer([x]) {
      checkDomain('fft', 'float', x!.dtype)
      if (x!.shape.length < 2 || x!.shape.at(-1) !== 2)
        throw new ShapeError(
          'fft',
          [x!.shape],
          `the operand is ${typeText(x!.type)}: it must be [..., n, 2], real and imaginary parts.`,
        )
      return x!.type
    },
    evaluate([x], node) {
      const { shape, dtype } = node
      const n = shape.at(-2)!
      const out = allocate(dtype, sizeOf(shape))
      if (n === 0) return out
      if (n & (n - 1)) return byConvolution([x!], node)
      const run = radix2(n, node.params.inverse ? 1 : -1)
      const re = new Float64Array(n)
      const im = new Float64Array(n)
      for (let start = 0; start < out.length; start += 2 * n) {
        for (let i = 0; i < n; i++) {
          re[i] = x![start + 2 * i]!
          im[i] = x![start + 2 * i + 1]!
        }
        run(re, im)
        for (let i = 0; i < n; i++) {
          out[start + 2 * i] = re[i]!
          out[start + 2 * i + 1] = im[i]!
        }
      }
      return out
    },
    transpose: ({ params }, cotangent) => fft(cotangent, !params.inverse),
    batch: batchAlike,
  } as Row<{ inverse: boolean }>,
})

const byConvolution = evaluateAs<{ inverse: boolean }>(([x], { inverse }) => bluestein(x!, inverse))

export const fft = (x: Node, inverse: boolean): Node => apply(fourier.fft, [x], { inverse }) as Node

type Transform = (re: Float64Array, im: Float64Array) => void

/** Source: Cooley and Tukey, An algorithm for the machine calculation of complex Fourier series (1965). */
function radix2(n: number, sign: number): Transform {
  const half = n >> 1
  const cosines = Float64Array.from({ length: half }, (_, i) => Math.cos((2 * Math.PI * i) / n))
  const sines = Float64Array.from({ length: half }, (_, i) => sign * Math.sin((2 * Math.PI * i) / n))
  const bits = Math.log2(n)
  const reversed = new Uint32Array(n)
  for (let i = 1; i < n; i++) reversed[i] = (reversed[i >> 1]! >> 1) | ((i & 1) << (bits - 1))
  return (re, im) => {
    for (let i = 0; i < n; i++) {
      const j = reversed[i]!
      if (j <= i) continue
      const [a, b] = [re[i]!, im[i]!]
      re[i] = re[j]!
      im[i] = im[j]!
      re[j] = a
      im[j] = b
    }
    for (let length = 1; length < n; length *= 2) {
      const step = half / length
      for (let start = 0; start < n; start += 2 * length)
        for (let k = 0; k < length; k++) {
          const [c, s] = [cosines[k * step]!, sines[k * step]!]
          const low = start + k
          const high = low + length
          const a = re[high]! * c - im[high]! * s
          const b = re[high]! * s + im[high]! * c
          re[high] = re[low]! - a
          im[high] = im[low]! - b
          re[low]! += a
          im[low]! += b
        }
    }
  }
}

/** x[..., part] times the complex numbers of a table with the axes of x before the last, as far as it has them. */
export function timesTable(
  x: Node,
  table: Shape,
  factor: (i: number) => readonly [re: number, im: number],
): Node {
  const part = (f: (re: number, im: number, part: number) => number): Node => {
    const elements = allocate(x.dtype, 2 * sizeOf(table))
    for (let i = 0; i < elements.length; i++) elements[i] = f(...factor(i >> 1), i % 2)
    return broadcastTo(dataNode({ dtype: x.dtype, shape: [...table, 2] }, elements), x.shape)
  }
  // (p + qi)(c + si) = (pc - qs) + (qc + ps)i
  const straight = part((re) => re)
  const crossed = part((_, im, part) => (part === 0 ? -im : im))
  return add(multiply(x, straight), multiply(reverse(x, [x.shape.length - 1]), crossed))
}

/**
 * Any length by a convolution with exp(-sign pi i j^2 / n) of a length that is a power of two, in float64.
 * Source: Bluestein, A linear filtering approach to the computation of discrete Fourier transform (1970).
 */
export function bluestein(given: Node, inverse: boolean): Node {
  const axis = given.shape.length - 2
  const n = given.shape[axis]!
  const size = 2 ** Math.ceil(Math.log2(2 * n - 1))
  const chirp = Array.from({ length: n }, (_, j) => {
    // j^2 is reduced, so that the angle stays exact.
    const angle = ((inverse ? 1 : -1) * Math.PI * ((j * j) % (2 * n))) / n
    return [Math.cos(angle), Math.sin(angle)] as const
  })
  const [re, im] = [new Float64Array(size), new Float64Array(size)]
  chirp.forEach(([c, s], j) => {
    for (const at of [j, (size - j) % size]) {
      re[at] = c
      im[at] = -s
    }
  })
  radix2(size, -1)(re, im)
  const none = given.shape.map(() => 0)
  const grown = { low: none, high: none.with(axis, size - n), interior: none }
  const signal = timesTable(convert(given, 'float64'), [n], (j) => chirp[j]!)
  const product = timesTable(fft(pad(signal, 0, grown), false), [size], (k) => [re[k]! / size, im[k]! / size])
  const found = timesTable(narrow(fft(product, true), axis, 0, n), [n], (k) => chirp[k]!)
  return convert(found, given.dtype)
}
