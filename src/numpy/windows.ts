import { NablaError, requireInteger, shown } from '../errors.ts'
import { allocate, checkDType, type DType } from '../graph/dtype.ts'
import { optionsOf } from '../options.ts'
import { astype, divide, getDefaultDtype, i0, type Tensor, tensor } from '../tensor/core.ts'

/** A number for each of n places. Throws: NablaError, OutOfMemoryError. */
function filled(operation: string, n: number, at: (i: number) => number): Float64Array {
  requireInteger(operation, 'n', n, 0)
  const values = allocate('float64', n) as Float64Array
  for (let i = 0; i < n; i++) values[i] = at(i)
  return values
}

const dtypeOf = (operation: string, options: { readonly dtype?: DType } | undefined): DType =>
  checkDType(operation, optionsOf(operation, options, { dtype: getDefaultDtype() }).dtype)

const windowOf =
  (operation: string, weight: (share: number) => number) =>
  (n: number, options?: { readonly dtype?: DType }): Tensor => {
    const values = filled(operation, n, (i) => (n === 1 ? 1 : weight(i / (n - 1))))
    return astype(tensor(values), dtypeOf(operation, options))
  }
const wave = (share: number, times = 1): number => Math.cos(2 * Math.PI * times * share)

/** A triangle of n places, 0 at both ends. */
export const bartlett = /* @__PURE__ */ windowOf('bartlett', (t) => 1 - Math.abs(2 * t - 1))
/** Hann's window of n places: 0.5 - 0.5*cos(2 pi t), 0 at both ends. */
export const hanning = /* @__PURE__ */ windowOf('hanning', (t) => 0.5 - 0.5 * wave(t))
/** Hamming's window of n places: 0.54 - 0.46*cos(2 pi t). */
export const hamming = /* @__PURE__ */ windowOf('hamming', (t) => 0.54 - 0.46 * wave(t))
/** Blackman's window of n places: 0.42 - 0.5*cos(2 pi t) + 0.08*cos(4 pi t). */
export const blackman = /* @__PURE__ */ windowOf('blackman', (t) => 0.42 - 0.5 * wave(t) + 0.08 * wave(t, 2))

/** Kaiser's window of n places: I0(beta*sqrt(1 - (2t - 1)^2))/I0(beta). */
export function kaiser(n: number, beta: number, options?: { readonly dtype?: DType }): Tensor {
  if (typeof beta !== 'number') throw new NablaError(`kaiser: beta is ${shown(beta)}: it must be a number.`)
  const widths = filled('kaiser', n, (i) =>
    n === 1 ? beta : beta * Math.sqrt(Math.max(0, 1 - ((2 * i) / (n - 1) - 1) ** 2)),
  )
  return astype(
    divide(i0(tensor(widths)), i0(tensor(beta, { dtype: 'float64' }))),
    dtypeOf('kaiser', options),
  )
}
