import '../../compile/bridge/subjects/transforms.ts'
import { requireInteger } from '../../errors.ts'
import { allocate } from '../../graph/dtype.ts'
import { dataNode } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { normalizeAxis, range, ShapeError, typeText } from '../../graph/shape.ts'
import { add, like, multiply, subtract } from '../../ops/arithmetic.ts'
import { fft as fftNode } from '../../ops/fft.ts'
import { broadcastTo, concatenate, moveAxis, narrow, pad, reshape, reverse } from '../../ops/movement.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { floatNode, operands, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'

/** Complex numbers as two tensors of one shape. */
export interface Complex {
  readonly re: Tensor
  readonly im: Tensor
}
/** Complex numbers, or real ones. */
export type ComplexLike = TensorLike | { readonly re: TensorLike; readonly im: TensorLike }

export interface FftOptions {
  /** The length of the transform: the axis is cut or filled up with zeros. */
  readonly n?: number | undefined
  /** The axis to transform (-1). */
  readonly axis?: number
  /** What is divided by n: the inverse (backward), neither but both by its root (ortho), the forward transform (forward). */
  readonly norm?: 'backward' | 'ortho' | 'forward'
}

const isPair = (x: ComplexLike): x is { readonly re: TensorLike; readonly im: TensorLike } =>
  typeof x === 'object' && x !== null && 're' in x && 'im' in x

/** How many axes there are; one at least. */
function axesOf(operation: string, { shape }: Node): number {
  if (shape.length === 0)
    throw new ShapeError(operation, [[]], 'the operand is a scalar: it must have an axis to transform.')
  return shape.length
}

/** [..., 2], real and imaginary parts. */
function pairs(operation: string, x: ComplexLike): Node {
  let parts: Node[]
  if (isPair(x)) parts = operands(operation, [x.re, x.im], true)
  else {
    const re = floatNode(x)
    parts = [re, like(re, 0)]
  }
  const rank = axesOf(operation, parts[0]!)
  return concatenate(
    parts.map((part) => reshape(part, [...part.shape, 1])),
    rank,
  )
}

function part(x: Node, index: 0 | 1): Node {
  const last = x.shape.length - 1
  return reshape(narrow(x, last, index, 1), x.shape.slice(0, -1))
}

const complex = (x: Node): Complex => ({ re: new Tensor(part(x, 0)), im: new Tensor(part(x, 1)) })

/** The axis cut, or filled up with zeros, to `n`. */
function fit(x: Node, axis: number, n: number): Node {
  const extent = x.shape[axis]!
  if (n <= extent) return narrow(x, axis, 0, n)
  const none = x.shape.map(() => 0)
  return pad(x, 0, { low: none, high: none.with(axis, n - extent), interior: none })
}

function checkLength(operation: string, n: number): number {
  requireInteger(operation, 'the length', n, 1)
  return n
}

function scaleOf(
  operation: string,
  n: number,
  inverse: boolean,
  norm: FftOptions['norm'] = 'backward',
): number {
  if (norm === 'ortho') return 1 / Math.sqrt(n)
  checkWord(operation, 'norm', norm, ['backward', 'ortho', 'forward'])
  return (norm === 'backward') === inverse ? 1 / n : 1
}

/** What the options say of a tensor with so many axes: the axis, the length, what the result is multiplied by. */
function readOptions(
  operation: string,
  { shape }: Node,
  rank: number,
  inverse: boolean,
  options?: FftOptions,
  length = (extent: number): number => extent,
): [axis: number, n: number, scale: number] {
  const { n, axis, norm } = optionsOf(operation, options, { n: undefined, axis: -1, norm: 'backward' })
  const along = normalizeAxis(operation, axis, rank)
  const found = checkLength(operation, n ?? length(shape[along]!))
  return [along, found, scaleOf(operation, found, inverse, norm)]
}

const scaled = (x: Node, scale: number): Node => (scale === 1 ? x : multiply(x, like(x, scale)))

/** Transforms one axis of [..., 2]. */
function transform(operation: string, x: Node, inverse: boolean, options?: FftOptions): Node {
  const last = x.shape.length - 2
  const [axis, n, scale] = readOptions(operation, x, last + 1, inverse, options)
  const result = fftNode(moveAxis(fit(x, axis, n), axis, last), inverse)
  return scaled(moveAxis(result, last, axis), scale)
}

/**
 * The discrete Fourier transform X_k = sum_j x_j exp(-2 pi i j k / n) of real or complex numbers along an axis.
 *
 * @example
 * fft([1, 0, 0, 0]).re.toArray() // [1, 1, 1, 1]
 */
export const fft = (x: ComplexLike, options?: FftOptions): Complex =>
  complex(transform('fft', pairs('fft', x), false, options))

/** The inverse of `fft`. */
export const ifft = (x: ComplexLike, options?: FftOptions): Complex =>
  complex(transform('ifft', pairs('ifft', x), true, options))

export interface FftnOptions {
  /** The axes to transform; all if left out. */
  readonly axes?: readonly number[]
  readonly norm?: 'backward' | 'ortho' | 'forward'
}

function overAxes(
  operation: string,
  x: ComplexLike,
  inverse: boolean,
  options?: FftnOptions,
  otherwise?: readonly number[],
): Complex {
  const { axes, norm } = optionsOf(operation, options, { axes: otherwise, norm: 'backward' })
  const whole = pairs(operation, x)
  const list = axes ?? range(whole.shape.length - 1)
  return complex(list.reduce((node, axis) => transform(operation, node, inverse, { axis, norm }), whole))
}

/** `fft` along several axes. */
export const fftn = (x: ComplexLike, options?: FftnOptions): Complex => overAxes('fftn', x, false, options)
/** The inverse of `fftn`. */
export const ifftn = (x: ComplexLike, options?: FftnOptions): Complex => overAxes('ifftn', x, true, options)
/** `fft` along the last two axes. */
export const fft2 = (x: ComplexLike, options?: FftnOptions): Complex =>
  overAxes('fft2', x, false, options, [-2, -1])
/** The inverse of `fft2`. */
export const ifft2 = (x: ComplexLike, options?: FftnOptions): Complex =>
  overAxes('ifft2', x, true, options, [-2, -1])

/**
 * Between the transform Z of the h = n/2 complex numbers x_2j + i x_(2j+1) and that of x, X_0 to X_h (where Z_h is Z_0):
 * X_k = (Z_k + conj Z_(h-k) - i exp(-2 pi i k / n) (Z_k - conj Z_(h-k)))/2 (`sign` -1, with scale 1/2), and
 * Z_k = X_k + conj X_(h-k) + i exp(2 pi i k / n) (X_k - conj X_(h-k)) (`sign` 1).
 */
function twist(
  x: readonly [re: Node, im: Node],
  n: number,
  sign: 1 | -1,
  scale: number,
): [re: Node, im: Node] {
  const [a, b] = x.map((y) => scaled(y, scale)) as [Node, Node]
  const { dtype, shape } = a
  const last = shape.length - 1
  const [c, d] = [a, b].map((y) => reverse(y, [last])) as [Node, Node]
  const h = n / 2
  const table = (sine: (k: number) => number): Node => {
    const values = allocate(dtype, h + 1)
    for (let k = 0; k <= h; k++) values[k] = sine(k)
    return broadcastTo(dataNode({ dtype, shape: [h + 1] }, values), shape)
  }
  // of angles up to a quarter turn, so that zeros are exact: the transform of real numbers is real at both ends
  const im = table((k) => -Math.sin((2 * Math.PI * Math.min(k, h - k)) / n))
  const re = table((k) => -sign * Math.sin((Math.PI * (h - 2 * k)) / n))
  const [oddRe, oddIm] = [subtract(a, c), add(b, d)]
  return [
    add(add(a, c), add(multiply(oddIm, re), multiply(oddRe, im))),
    add(subtract(b, d), subtract(multiply(oddIm, im), multiply(oddRe, re))),
  ]
}

/** The first n/2 + 1 numbers of the transform of real numbers; the others are their conjugates. */
export function rfft(x: TensorLike, options?: FftOptions): Complex {
  const given = floatNode(x)
  const last = axesOf('rfft', given) - 1
  const [axis, n, scale] = readOptions('rfft', given, last + 1, false, options)
  const h = Math.floor(n / 2)
  if (n % 2 === 1) return complex(narrow(transform('rfft', pairs('rfft', x), false, options), axis, 0, h + 1))
  const row = moveAxis(fit(given, axis, n), axis, last)
  const z = fftNode(reshape(row, [...row.shape.slice(0, -1), h, 2]), false)
  const whole = concatenate([z, narrow(z, last, 0, 1)], last)
  const [re, im] = twist([part(whole, 0), part(whole, 1)], n, -1, scale / 2).map(
    (y) => new Tensor(moveAxis(y, last, axis)),
  ) as [Tensor, Tensor]
  return { re, im }
}

/** The n real numbers of which `rfft` makes `x`; n is even, 2 (m - 1), if left out. */
export function irfft(x: ComplexLike, options?: FftOptions): Tensor {
  const given = pairs('irfft', x)
  const last = given.shape.length - 2
  const [axis, n, scale] = readOptions('irfft', given, last + 1, true, options, (m) => 2 * (m - 1))
  if (given.shape[axis] === 0)
    throw new ShapeError('irfft', [given.shape], `x is ${typeText(part(given, 0).type)}: the axis is empty.`)
  const h = Math.floor(n / 2)
  const half = moveAxis(fit(given, axis, h + 1), axis, last)
  const inner = (y: Node): Node => narrow(y, last, 1, n - h - 1)
  let row: Node
  if (n % 2 === 1) {
    // the others are conjugates of what stands twice here: real parts are the same
    const twice = concatenate([narrow(half, last, 0, 1), scaled(inner(half), 2)], last)
    row = scaled(part(fftNode(fit(twice, last, n), true), 0), scale)
  } else {
    // the first and the last number are taken for real ones
    const im = part(half, 1)
    const ends = im.shape.map((_, i) => Number(i === last))
    const real = pad(inner(im), 0, { low: ends, high: ends, interior: im.shape.map(() => 0) })
    const [zr, zi] = twist([part(half, 0), real], n, 1, scale).map((y) => new Tensor(narrow(y, last, 0, h)))
    row = reshape(fftNode(pairs('irfft', { re: zr!, im: zi! }), true), [...im.shape.slice(0, -1), n])
  }
  return new Tensor(moveAxis(row, last, axis))
}

/** The frequencies of `fft`'s results in cycles per `spacing`: 0, 1, ..., -2, -1 over n * spacing. */
export function fftfreq(n: number, spacing = 1): Tensor {
  const length = checkLength('fftfreq', n)
  return new Tensor(
    floatNode(
      Array.from({ length }, (_, i) => (i < Math.ceil(length / 2) ? i : i - length) / (length * spacing)),
    ),
  )
}

/** The frequencies of `rfft`'s results. */
export function rfftfreq(n: number, spacing = 1): Tensor {
  const length = checkLength('rfftfreq', n)
  return new Tensor(
    floatNode(Array.from({ length: Math.floor(length / 2) + 1 }, (_, i) => i / (length * spacing))),
  )
}
