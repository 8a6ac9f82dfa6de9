import { allocate } from '../graph/dtype.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { ShapeError, sizeOf, typeText } from '../graph/shape.ts'
import { batchAlike } from './batching.ts'
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
    evaluate([x], { params, shape, dtype }) {
      const n = shape.at(-2)!
      const out = allocate(dtype, sizeOf(shape))
      if (n === 0) return out
      const run = transformer(n, params.inverse)
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

export const fft = (x: Node, inverse: boolean): Node => apply(fourier.fft, [x], { inverse }) as Node

type Transform = (re: Float64Array, im: Float64Array) => void

function transformer(n: number, inverse: boolean): Transform {
  const sign = inverse ? 1 : -1
  return (n & (n - 1)) === 0 ? radix2(n, sign) : bluestein(n, sign)
}

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

/** Any length as a convolution of a power of two. Source: Bluestein, A linear filtering approach to the DFT (1970). */
function bluestein(n: number, sign: number): Transform {
  let size = 1
  while (size < 2 * n - 1) size *= 2
  const forward = radix2(size, -1)
  const backward = radix2(size, 1)
  // exp(sign pi i j^2 / n), with j^2 reduced so that the angle stays exact.
  const cosines = Float64Array.from({ length: n }, (_, j) => Math.cos((Math.PI * ((j * j) % (2 * n))) / n))
  const sines = Float64Array.from(
    { length: n },
    (_, j) => sign * Math.sin((Math.PI * ((j * j) % (2 * n))) / n),
  )
  const chirpRe = new Float64Array(size)
  const chirpIm = new Float64Array(size)
  for (let j = 0; j < n; j++)
    for (const at of [j, (size - j) % size]) {
      chirpRe[at] = cosines[j]!
      chirpIm[at] = -sines[j]!
    }
  forward(chirpRe, chirpIm)
  return (re, im) => {
    const a = new Float64Array(size)
    const b = new Float64Array(size)
    for (let j = 0; j < n; j++) {
      a[j] = re[j]! * cosines[j]! - im[j]! * sines[j]!
      b[j] = re[j]! * sines[j]! + im[j]! * cosines[j]!
    }
    forward(a, b)
    for (let k = 0; k < size; k++) {
      const held = a[k]! * chirpRe[k]! - b[k]! * chirpIm[k]!
      b[k] = a[k]! * chirpIm[k]! + b[k]! * chirpRe[k]!
      a[k] = held
    }
    backward(a, b)
    for (let k = 0; k < n; k++) {
      re[k] = (a[k]! * cosines[k]! - b[k]! * sines[k]!) / size
      im[k] = (a[k]! * sines[k]! + b[k]! * cosines[k]!) / size
    }
  }
}
