import { isFloat } from '../graph/dtype.ts'
import { checkWord } from '../options.ts'
import {
  astype,
  conv1d,
  flip,
  promote,
  reshape,
  round,
  type Tensor,
  type TensorLike,
} from '../tensor/core.ts'
import { vector } from './vector.ts'

/** Places where two sequences meet: all, as many as the longer one has, or those where the shorter one lies inside. */
export type ConvolveMode = 'full' | 'same' | 'valid'

/** sum_k long[n + k] * short[k] at the places of a mode. */
function slid(long: Tensor, short: Tensor, mode: ConvolveMode): Tensor {
  const dtype = promote(long.dtype, short.dtype)
  const row = (x: Tensor): Tensor => reshape(astype(x, isFloat(dtype) ? dtype : 'float64'), [1, 1, -1])
  const over = short.size - 1
  const low = { full: over, same: Math.ceil(over / 2), valid: 0 }[mode]
  const high = { full: over, same: Math.floor(over / 2), valid: 0 }[mode]
  const sums = reshape(conv1d(row(long), row(short), { padding: [[low, high]] }), [-1])
  return isFloat(dtype) ? sums : astype(round(sums), dtype === 'bool' ? 'int32' : dtype)
}

/**
 * sum_k a[k] * v[n - k]: the coefficients of a product of polynomials. Integers stay integers.
 * Shapes: [n], [m] -> [n + m - 1] ('full'), [max(n, m)] ('same'), [|n - m| + 1] ('valid'). Throws: ShapeError, OptionError.
 *
 * @example
 * convolve([1, 2], [1, 3]).toArray() // [1, 5, 6]
 */
export function convolve(a: TensorLike, v: TensorLike, mode: ConvolveMode = 'full'): Tensor {
  checkWord('convolve', 'mode', mode, ['full', 'same', 'valid'])
  const [x, y] = [vector('convolve', 'a', a), vector('convolve', 'v', v)]
  return x.size < y.size ? slid(y, flip(x, 0), mode) : slid(x, flip(y, 0), mode)
}

/**
 * sum_k a[n + k] * v[k]: how much a is like v that is shifted by n. Shapes and Throws: as `convolve`, whose mode is 'valid' here.
 *
 * @example
 * correlate([1, 2, 3], [0, 1]).toArray() // [2, 3]
 */
export function correlate(a: TensorLike, v: TensorLike, mode: ConvolveMode = 'valid'): Tensor {
  checkWord('correlate', 'mode', mode, ['full', 'same', 'valid'])
  const [x, y] = [vector('correlate', 'a', a), vector('correlate', 'v', v)]
  return x.size < y.size ? flip(slid(y, x, mode), 0) : slid(x, y, mode)
}
