import { NablaError, named } from '../errors.ts'
import { normalizeAxis } from '../graph/shape.ts'
import { optionsOf } from '../options.ts'
import {
  type Complex,
  type ComplexLike,
  type FftnOptions,
  fftn,
  ifftn,
  irfft,
  rfft,
  roll,
  type Tensor,
  type TensorLike,
  toTensor,
} from '../tensor/core.ts'

const isPair = (x: ComplexLike): x is { readonly re: TensorLike; readonly im: TensorLike } =>
  typeof x === 'object' && x !== null && 're' in x && 'im' in x

type Axes = number | readonly number[] | undefined

const shifted =
  (name: string, half: (n: number) => number) =>
  (x: TensorLike, axes: Axes): Tensor => {
    const given = toTensor(x, name)
    const list = axes === undefined ? given.shape.map((_, i) => i) : [axes].flat()
    return list.reduce(
      (y, axis) => roll(y, half(y.shape.at(normalizeAxis(name, axis, y.ndim))!), axis),
      given,
    )
  }
const forward = shifted('fftshift', (n) => Math.floor(n / 2))
const back = shifted('ifftshift', (n) => -Math.floor(n / 2))

/** Puts frequency 0, with which `fft` begins, into the middle of axes (all). Shapes: any -> the same */
export function fftshift(x: TensorLike, axes?: Axes): Tensor
export function fftshift(x: ComplexLike, axes?: Axes): Complex | Tensor
export function fftshift(x: ComplexLike, axes?: Axes): Complex | Tensor {
  return isPair(x) ? { re: forward(x.re, axes), im: forward(x.im, axes) } : forward(x, axes)
}
/** Undoes `fftshift`. Shapes: any -> the same */
export function ifftshift(x: TensorLike, axes?: Axes): Tensor
export function ifftshift(x: ComplexLike, axes?: Axes): Complex | Tensor
export function ifftshift(x: ComplexLike, axes?: Axes): Complex | Tensor {
  return isPair(x) ? { re: back(x.re, axes), im: back(x.im, axes) } : back(x, axes)
}

export interface InverseRealOptions extends FftnOptions {
  /** The length of the last of the axes; 2*(m - 1) if left out. */
  readonly n?: number | undefined
}

/** The last axis, and the others. */
function apart(operation: string, x: TensorLike, axes: Axes): [others: number[], last: number] {
  const list = axes === undefined ? toTensor(x).shape.map((_, i) => i) : [axes].flat()
  const last = list.at(-1)
  if (last === undefined)
    throw new NablaError(`${operation}: there is no axis to transform: give one at least.`)
  return [list.slice(0, -1), last]
}

/** `rfft` along the last of the axes (all), and `fft` along the others. */
export const rfftn = /* @__PURE__ */ named('rfftn', (x: TensorLike, options?: FftnOptions): Complex => {
  const { axes, norm } = optionsOf('rfftn', options, { axes: undefined, norm: 'backward' })
  const [others, axis] = apart('rfftn', x, axes)
  return fftn(rfft(x, { axis, norm }), { axes: others, norm })
})
/** Undoes `rfftn`: the real numbers that it is of. */
export const irfftn = /* @__PURE__ */ named(
  'irfftn',
  (x: ComplexLike, options?: InverseRealOptions): Tensor => {
    const { axes, norm, n } = optionsOf('irfftn', options, {
      axes: undefined,
      norm: 'backward',
      n: undefined,
    })
    const [others, axis] = apart('irfftn', isPair(x) ? x.re : x, axes)
    return irfft(ifftn(x, { axes: others, norm }), { axis, norm, n })
  },
)
/** `rfftn` along the last two axes. */
export const rfft2 = /* @__PURE__ */ named(
  'rfft2',
  (x: TensorLike, options?: FftnOptions): Complex => rfftn(x, { axes: [-2, -1], ...options }),
)
/** Undoes `rfft2`. */
export const irfft2 = /* @__PURE__ */ named(
  'irfft2',
  (x: ComplexLike, options?: InverseRealOptions): Tensor => irfftn(x, { axes: [-2, -1], ...options }),
)
