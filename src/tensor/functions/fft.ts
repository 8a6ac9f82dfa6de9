import '../../compile/bridge/subjects/transforms.ts'
import { requireInteger, requireWithin } from '../../errors.ts'
import { allocate, type DType } from '../../graph/dtype.ts'
import { dataNode } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { normalizeAxis, range, type TensorType } from '../../graph/shape.ts'
import { add, like, multiply, select, subtract } from '../../ops/arithmetic.ts'
import { each, fft as fftNode, type Pair } from '../../ops/fft.ts'
import { broadcastInDim, concatenate, grown, narrow, reshape, reverse } from '../../ops/movement.ts'
import { checkNotEmpty } from '../../ops/row.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { apart } from '../apart.ts'
import { tensor } from '../creation.ts'
import { floatNode, getDefaultDtype, operands, type TensorLike } from '../operands.ts'
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
const axesOf = (operation: string, { shape }: Node): number => normalizeAxis(operation, -1, shape.length) + 1

/** Real and imaginary parts. */
function pairOf(operation: string, x: ComplexLike): Pair {
  if (!isPair(x)) {
    const re = floatNode(x, operation)
    axesOf(operation, re)
    return [re, like(re, 0)]
  }
  const [re, im] = operands(operation, [x.re, x.im], true)
  axesOf(operation, re!)
  return [re!, im!]
}

const complex = ([re, im]: Pair): Complex => ({ re: new Tensor(re), im: new Tensor(im) })

/** The axis cut, or filled up with zeros, to `n`. */
const fit = (x: Node, axis: number, n: number): Node => grown(x, axis, 0, n - x.shape[axis]!)

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

/** What the options say of a tensor: the axis, the length, what the result is multiplied by. */
function readOptions(
  operation: string,
  { shape }: Node,
  inverse: boolean,
  options?: FftOptions,
  length = (extent: number): number => extent,
): [axis: number, n: number, scale: number] {
  const { n, axis, norm } = optionsOf(operation, options, { n: undefined, axis: -1, norm: 'backward' })
  const along = normalizeAxis(operation, axis, shape.length)
  const found = checkLength(operation, n ?? length(shape[along]!))
  return [along, found, scaleOf(operation, found, inverse, norm)]
}

const scaled = (x: Node, scale: number): Node => (scale === 1 ? x : multiply(x, like(x, scale)))

/** Transforms one axis. */
function transform(operation: string, x: Pair, inverse: boolean, options?: FftOptions): Pair {
  const [axis, n, scale] = readOptions(operation, x[0], inverse, options)
  return fftNode(
    each(x, (y) => fit(y, axis, n)),
    { inverse, axis, scale },
  )
}

/**
 * The discrete Fourier transform X_k = sum_j x_j exp(-2 pi i j k / n) of real or complex numbers along an axis.
 *
 * @example
 * fft([1, 0, 0, 0]).re.toArray() // [1, 1, 1, 1]
 */
export const fft = (x: ComplexLike, options?: FftOptions): Complex =>
  complex(transform('fft', pairOf('fft', x), false, options))

/** The inverse of `fft`. */
export const ifft = (x: ComplexLike, options?: FftOptions): Complex =>
  complex(transform('ifft', pairOf('ifft', x), true, options))

export interface FftnOptions {
  /** The axes to transform, or one; all if left out. */
  readonly axes?: number | readonly number[]
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
  const whole = pairOf(operation, x)
  const list = [axes ?? range(whole[0].shape.length)].flat()
  return complex(list.reduce((pair, axis) => transform(operation, pair, inverse, { axis, norm }), whole))
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
function twist(x: Pair, axis: number, sign: 1 | -1, scale: number): Pair {
  const [a, b] = each(x, (y) => scaled(y, scale))
  const [c, d] = [a, b].map((y) => reverse(y, [axis])) as [Node, Node]
  const h = a.shape[axis]! - 1
  // of angles up to a quarter turn, so that zeros are exact: the transform of real numbers is real at both ends
  const im = table(a, axis, (k) => -Math.sin((Math.PI * Math.min(k, h - k)) / h))
  const re = table(a, axis, (k) => -sign * Math.sin((Math.PI * (h - 2 * k)) / (2 * h)))
  const [oddRe, oddIm] = [subtract(a, c), add(b, d)]
  return [
    add(add(a, c), add(multiply(oddIm, re), multiply(oddRe, im))),
    add(subtract(b, d), subtract(multiply(oddIm, im), multiply(oddRe, re))),
  ]
}

/** Numbers along an axis, the same everywhere else. */
function table({ dtype, shape }: TensorType, axis: number, f: (k: number) => number): Node {
  const values = allocate(dtype, shape[axis]!)
  for (let k = 0; k < values.length; k++) values[k] = f(k)
  return broadcastInDim(dataNode({ dtype, shape: [values.length] }, values), shape, [axis])
}

/** The first n/2 + 1 numbers of the transform of real numbers; the others are their conjugates. */
export function rfft(x: TensorLike, options?: FftOptions): Complex {
  const given = floatNode(x, 'rfft')
  axesOf('rfft', given)
  const [axis, n, scale] = readOptions('rfft', given, false, options)
  const h = Math.floor(n / 2)
  const real = fit(given, axis, n)
  if (n % 2 === 1) {
    const found = fftNode([real, like(real, 0)], { inverse: false, axis, scale })
    return complex(each(found, (y) => narrow(y, axis, 0, h + 1)))
  }
  // every second number
  const twos = reshape(real, real.shape.toSpliced(axis, 1, h, 2))
  const [even, odd] = [0, 1].map((k) => reshape(narrow(twos, axis + 1, k, 1), real.shape.with(axis, h)))
  const z = fftNode([even!, odd!], { inverse: false, axis, scale: 1 })
  const whole = each(z, (y) => concatenate([y, narrow(y, axis, 0, 1)], axis))
  return complex(twist(whole, axis, -1, scale / 2))
}

/** The n real numbers of which `rfft` makes `x`; n is even, 2 (m - 1), if left out. */
export function irfft(x: ComplexLike, options?: FftOptions): Tensor {
  const given = pairOf('irfft', x)
  const [axis, n, scale] = readOptions('irfft', given[0], true, options, (m) => 2 * (m - 1))
  const { shape, type } = given[0]
  checkNotEmpty('irfft', type, axis)
  const h = Math.floor(n / 2)
  const half = each(given, (y) => fit(y, axis, h + 1))
  if (n % 2 === 1) {
    // the others are conjugates of what stands twice here: real parts are the same
    const twice = each(half, (y) =>
      multiply(
        y,
        table(y, axis, (k) => (k === 0 ? 1 : 2)),
      ),
    )
    const params = { inverse: true, axis, scale }
    return new Tensor(
      fftNode(
        each(twice, (y) => fit(y, axis, n)),
        params,
      )[0],
    )
  }
  // the first and the last number are taken for real ones
  const inner = table({ dtype: 'bool', shape: half[1].shape }, axis, (k) => Number(k % h > 0))
  const im = select(inner, half[1], like(half[1], 0))
  const z = each(twist([half[0], im], axis, 1, 1), (y) => narrow(y, axis, 0, h))
  const parts = each(fftNode(z, { inverse: true, axis, scale }), (y) =>
    reshape(y, y.shape.toSpliced(axis + 1, 0, 1)),
  )
  return new Tensor(reshape(concatenate(parts, axis + 1), shape.with(axis, n)))
}

/** The spacing, the options, or both. */
type SpacingOrOptions = number | { readonly dtype?: DType }

/** The frequencies of `fft`'s results in cycles per `spacing` (1): 0, 1, ..., -2, -1 over n * spacing. */
export const fftfreq = (
  n: number,
  spacing?: SpacingOrOptions,
  options?: { readonly dtype?: DType },
): Tensor => frequencies('fftfreq', n, false, spacing, options)

/** The frequencies of `rfft`'s results. */
export const rfftfreq = (
  n: number,
  spacing?: SpacingOrOptions,
  options?: { readonly dtype?: DType },
): Tensor => frequencies('rfftfreq', n, true, spacing, options)

function frequencies(
  operation: string,
  n: number,
  real: boolean,
  number?: SpacingOrOptions,
  options?: { readonly dtype?: DType },
): Tensor {
  const [[spacing = 1], given] = apart(number, options)
  checkLength(operation, n)
  requireWithin(operation, 'the spacing', spacing, Infinity, -Infinity)
  return tensor(
    allocate('float64', real ? Math.floor(n / 2) + 1 : n).map(
      (_, i) => (real || i < n / 2 ? i : i - n) / (n * spacing),
    ),
    optionsOf(operation, given, { dtype: getDefaultDtype() }),
  )
}
