import { NablaError, named, requireInteger, shown } from '../errors.ts'
import { allocate, checkDType, type DType } from '../graph/dtype.ts'
import { optionsOf } from '../options.ts'
import {
  abs,
  astype,
  divide,
  exp,
  getDefaultDtype,
  i0e,
  multiply,
  subtract,
  type Tensor,
  tensor,
} from '../tensor/core.ts'

export interface WindowOptions {
  readonly dtype?: DType
}
/** The dtype, and a number for each of n places by its share of the way from the first to the last; 0 where there is one. */
function weighed(
  operation: string,
  n: number,
  options: WindowOptions | undefined,
  weight: (share: number) => number,
): [dtype: DType, values: Tensor] {
  const { dtype } = optionsOf(operation, options, { dtype: getDefaultDtype() })
  requireInteger(operation, 'n', n, 0)
  return [
    checkDType(operation, dtype),
    tensor(allocate('float64', n).map((_, i) => weight(i / (n - 1 || 1)))),
  ]
}

const windowOf = (operation: string, weight: (share: number) => number) =>
  named(operation, (n: number, options?: WindowOptions): Tensor => {
    const [dtype, values] = weighed(operation, n, options, (t) => (n === 1 ? 1 : weight(t)))
    return astype(values, dtype)
  })
const wave = (share: number, times = 1): number => Math.cos(2 * Math.PI * times * share)

/** A triangle of n places, 0 at both ends. */
export const bartlett = /* @__PURE__ */ windowOf('bartlett', (t) => 1 - Math.abs(2 * t - 1))
/** Hann's window of n places: 0.5 - 0.5*cos(2 pi t), 0 at both ends. */
export const hanning = /* @__PURE__ */ windowOf('hanning', (t) => 0.5 - 0.5 * wave(t))
/** Hamming's window of n places: 0.54 - 0.46*cos(2 pi t). */
export const hamming = /* @__PURE__ */ windowOf('hamming', (t) => 0.54 - 0.46 * wave(t))
/** Blackman's window of n places: 0.42 - 0.5*cos(2 pi t) + 0.08*cos(4 pi t). */
export const blackman = /* @__PURE__ */ windowOf('blackman', (t) => 0.42 - 0.5 * wave(t) + 0.08 * wave(t, 2))

/** Kaiser's window of n places: I0(beta*sqrt(1 - (2t - 1)^2))/I0(beta), of a large beta too. */
export const kaiser = /* @__PURE__ */ named(
  'kaiser',
  (n: number, beta: number, options?: WindowOptions): Tensor => {
    if (typeof beta !== 'number') throw new NablaError(`kaiser: beta is ${shown(beta)}: it must be a number.`)
    const [dtype, widths] = weighed('kaiser', n, options, (t) =>
      n === 1 ? beta : beta * Math.sqrt(Math.max(0, 1 - (2 * t - 1) ** 2)),
    )
    const scaled = divide(i0e(widths), i0e(tensor(beta, { dtype: 'float64' })))
    return astype(multiply(scaled, exp(subtract(abs(widths), Math.abs(beta)))), dtype)
  },
)
