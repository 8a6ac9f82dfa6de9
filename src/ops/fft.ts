import { allocate } from '../graph/dtype.ts'
import { runGraph } from '../graph/interpret.ts'
import { dataNode, parameter, results } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { type Shape, ShapeError, sizeOf, typeText } from '../graph/shape.ts'
import { add, convert, multiply, subtract, zeros } from './arithmetic.ts'
import { batchAlong } from './batching.ts'
import { broadcastInDim, grown, narrow } from './movement.ts'
import { checkDomain, type Row } from './row.ts'
import { lines } from './strided.ts'

/** Real and imaginary parts. */
export type Pair = readonly [re: Node, im: Node]

export interface Transform {
  readonly inverse: boolean
  readonly axis: number
  /** What results are multiplied by. */
  readonly scale: number
}

/** Discrete Fourier transforms. There is no complex dtype: real and imaginary parts are tensors of one shape. */
export const fourier = define({
  /**
   * X_k = scale sum_j x_j exp(-2 pi i j k / n) along an axis, or with the other sign (`inverse`). As a real linear map each of
   * the two is the transpose of the other.
   */
  fft: {
    multiple: true,
    infer([re, im]) {
      checkDomain('fft', 'float', re!.dtype)
      if (typeText(re!.type) !== typeText(im!.type))
        throw new ShapeError(
          'fft',
          [re!.shape, im!.shape],
          `the real part is ${re}, the imaginary part ${im}: they must be of one type.`,
        )
      return [re!.type, im!.type]
    },
    evaluate([re, im], { params, inputs }) {
      const { dtype, shape } = inputs[0]!
      const { inverse, axis, scale } = params
      const n = shape[axis]!
      if (n & (n - 1)) {
        const parameters = inputs.map(({ type }, i) => parameter(type, i, 'evaluate'))
        return runGraph({ parameters, results: bluestein(parameters as [Node, Node], params) }, [re!, im!])
      }
      const out = [allocate(dtype, re!.length), allocate(dtype, re!.length)] as const
      if (re!.length === 0) return out
      const [a, b] = [new Float64Array(n), new Float64Array(n)]
      const run = radix2(n, inverse ? 1 : -1)
      lines(shape, axis, (start, count, stride) => {
        for (let i = 0; i < count; i++) {
          a[i] = re![start + i * stride]!
          b[i] = im![start + i * stride]!
        }
        run(a, b)
        for (let i = 0; i < count; i++) {
          out[0][start + i * stride] = a[i]! * scale
          out[1][start + i * stride] = b[i]! * scale
        }
      })
      return out
    },
    jvp: ({ params }, [re, im]) => along(re, im, params),
    vjp: ({ params }, [re, im]) => along(re, im, { ...params, inverse: !params.inverse }),
    batch: batchAlong,
  } as Row<Transform>,
})

/** Transforms of what may be zero. */
function along(re: Node | undefined, im: Node | undefined, params: Transform): readonly Node[] {
  const known = re ?? im
  if (!known) return []
  const none = zeros(known.dtype, known.shape)
  return fft([re ?? none, im ?? none], params)
}

export function fft(x: Pair, params: Transform): Pair {
  return results(apply(fourier.fft, x, params) as Node) as [Node, Node]
}

type Run = (re: Float64Array, im: Float64Array) => void

/** exp(2 pi i p / n), of an angle within an eighth of a turn, so that its rounding costs no digits. */
export function rootOf(p: number, n: number): readonly [re: number, im: number] {
  const quarters = Math.round((4 * p) / n)
  const angle = (Math.PI * (4 * p - quarters * n)) / (2 * n)
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  return (
    [
      [c, s],
      [-s, c],
      [-c, -s],
      [s, -c],
    ] as const
  )[quarters & 3]!
}

/** Source: Cooley and Tukey, An algorithm for the machine calculation of complex Fourier series (1965). */
function radix2(n: number, sign: number): Run {
  const half = n >> 1
  const cosines = Float64Array.from({ length: half }, (_, i) => rootOf(i, n)[0])
  const sines = Float64Array.from({ length: half }, (_, i) => sign * rootOf(i, n)[1])
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

export const each = ([re, im]: Pair, f: (part: Node) => Node): Pair => [f(re), f(im)]

type Table = readonly [re: Float64Array, im: Float64Array]

/** So many complex numbers, real and imaginary parts apart. */
export const tableOf = (length: number, f: (i: number) => readonly number[]): Table =>
  [0, 1].map((part) => Float64Array.from({ length }, (_, i) => f(i)[part]!)) as unknown as Table

/** x times complex numbers: those of `table` over its axis `axis` and the ones after it, of `shape`. */
export function timesTable([a, b]: Pair, axis: number, shape: Shape, table: Table): Pair {
  const axes = shape.map((_, i) => axis + i)
  const [c, s] = table.map((numbers) => {
    const elements = allocate(a.dtype, sizeOf(shape))
    for (let i = 0; i < elements.length; i++) elements[i] = numbers[i]!
    return broadcastInDim(dataNode({ dtype: a.dtype, shape }, elements), a.shape, axes)
  }) as [Node, Node]
  return [subtract(multiply(a, c), multiply(b, s)), add(multiply(a, s), multiply(b, c))]
}

/**
 * Any length by a convolution with exp(-sign pi i j^2 / n) of a length that is a power of two, in float64.
 * Source: Bluestein, A linear filtering approach to the computation of discrete Fourier transform (1970).
 */
export function bluestein(given: Pair, { inverse, axis, scale }: Transform): Pair {
  const x = each(given, (y) => convert(y, 'float64'))
  const n = x[0].shape[axis]!
  const size = 2 ** Math.ceil(Math.log2(2 * n - 1))
  const sign = inverse ? 1 : -1
  // j^2 is reduced, so that the angle stays exact
  const chirp = tableOf(n, (j) => rootOf((sign * j * j) % (2 * n), 2 * n))
  const filter = [new Float64Array(size), new Float64Array(size)] as const
  for (let j = 0; j < n; j++)
    for (const at of [j, (size - j) % size]) {
      filter[0][at] = chirp[0][j]! / size
      filter[1][at] = -chirp[1][j]! / size
    }
  radix2(size, -1)(...filter)
  const signal = each(timesTable(x, axis, [n], chirp), (y) => grown(y, axis, 0, size - n))
  const spectrum = fft(signal, { inverse: false, axis, scale: 1 })
  const found = fft(timesTable(spectrum, axis, [size], filter), { inverse: true, axis, scale })
  const whole = timesTable(
    each(found, (y) => narrow(y, axis, 0, n)),
    axis,
    [n],
    chirp,
  )
  return each(whole, (y) => convert(y, given[0].dtype))
}
