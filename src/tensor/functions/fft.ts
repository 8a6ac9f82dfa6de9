import '../../compile/bridge/subjects/transforms.ts'
import { requireInteger } from '../../errors.ts'
import type { Node } from '../../graph/node.ts'
import { normalizeAxis, range, ShapeError, typeText } from '../../graph/shape.ts'
import { like, multiply, negate } from '../../ops/arithmetic.ts'
import { fft as fftNode } from '../../ops/fft.ts'
import { concatenate, moveAxis, narrow, pad, reshape, reverse } from '../../ops/movement.ts'
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

/** [..., 2], real and imaginary parts. */
function pairs(operation: string, x: ComplexLike): Node {
  let parts: Node[]
  if (isPair(x)) parts = operands(operation, [x.re, x.im], true)
  else {
    const re = floatNode(x)
    parts = [re, like(re, 0)]
  }
  const rank = parts[0]!.shape.length
  if (rank === 0)
    throw new ShapeError(operation, [[]], 'the operand is a scalar: it must have an axis to transform.')
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

/** Transforms one axis of [..., 2]. */
function transform(operation: string, x: Node, inverse: boolean, options?: FftOptions): Node {
  const { n, axis, norm } = optionsOf(operation, options, { n: undefined, axis: -1, norm: 'backward' })
  const along = normalizeAxis(operation, axis, x.shape.length - 1)
  const length = checkLength(operation, n ?? x.shape[along]!)
  const last = x.shape.length - 2
  const result = moveAxis(fftNode(moveAxis(fit(x, along, length), along, last), inverse), last, along)
  const scale = scaleOf(operation, length, inverse, norm)
  return scale === 1 ? result : multiply(result, like(result, scale))
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

/** The first n/2 + 1 numbers of the transform of real numbers; the others are their conjugates. */
export function rfft(x: TensorLike, options?: FftOptions): Complex {
  const whole = transform('rfft', pairs('rfft', x), false, options)
  const axis = normalizeAxis('rfft', options?.axis ?? -1, whole.shape.length - 1)
  return complex(narrow(whole, axis, 0, Math.floor(whole.shape[axis]! / 2) + 1))
}

/** The n real numbers of which `rfft` makes `x`; n is even, 2 (m - 1), if left out. */
export function irfft(x: ComplexLike, options?: FftOptions): Tensor {
  const given = pairs('irfft', x)
  const axis = normalizeAxis('irfft', options?.axis ?? -1, given.shape.length - 1)
  const n = checkLength('irfft', options?.n ?? 2 * (given.shape[axis]! - 1))
  if (given.shape[axis] === 0)
    throw new ShapeError('irfft', [given.shape], `x is ${typeText(part(given, 0).type)}: the axis is empty.`)
  const half = fit(given, axis, Math.floor(n / 2) + 1)
  const mirrored = reverse(narrow(half, axis, 1, Math.ceil(n / 2) - 1), [axis])
  const last = given.shape.length - 1
  const conjugate = concatenate([narrow(mirrored, last, 0, 1), negate(narrow(mirrored, last, 1, 1))], last)
  const whole = concatenate([half, conjugate], axis)
  return new Tensor(part(transform('irfft', whole, true, { ...options, n, axis }), 0))
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
