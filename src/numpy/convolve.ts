import { named } from '../errors.ts'
import { isFloat } from '../graph/dtype.ts'
import { checkWord } from '../options.ts'
import {
  add,
  all,
  astype,
  bitwiseAnd,
  concatenate,
  cond,
  conv1d,
  equal,
  flip,
  greater,
  isfinite,
  isnan,
  less,
  logicalNot,
  logicalOr,
  multiply,
  promote,
  remainder,
  reshape,
  rightShift,
  type Tensor,
  type TensorLike,
  unbind,
  where,
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
  const sums = (rows: Tensor, kernels: Tensor): Tensor => conv1d(rows, kernels, { padding: [[low, high]] })
  const flat = (x: Tensor, y: Tensor): Tensor => reshape(sums(x, y), [-1])
  const [x, y] = [row(long), row(short)]
  if (!isFloat(dtype))
    return astype(
      wrapped(long, short, (x, y) => flat(row(x), row(y))),
      dtype === 'bool' ? 'int32' : dtype,
    )
  if (mode === 'valid') return flat(x, y)
  return cond(all(isfinite(y)), flat, (x, y) => reshape(withinEnds(x, y, sums), [-1]), x, y)
}

/**
 * The sums of integers, uint32, which wrap around: halves of 16 bits have sums that float64 holds (of up to 2^20 numbers), and of
 * the products with one upper half no more than 16 bits count; those of two count for nothing.
 */
function wrapped(long: Tensor, short: Tensor, sums: (x: Tensor, y: Tensor) => Tensor): Tensor {
  const [[a, b], [c, d]] = [long, short].map((x) => {
    const whole = astype(x, 'uint32')
    return [rightShift(whole, 16), bitwiseAnd(whole, 0xffff)]
  }) as [[Tensor, Tensor], [Tensor, Tensor]]
  const upper = remainder(add(sums(a, d), sums(b, c)), 2 ** 16)
  return astype(remainder(add(multiply(upper, 2 ** 16), sums(b, d)), 2 ** 32), 'uint32')
}

/**
 * The sums where numbers of `short` are not finite: 0 times these would be NaN, and what lies beyond the ends of `long` is no 0.
 * Each of those numbers counts as 1 or -1, and what its products are is counted beside: infinite, -infinite, NaN.
 */
function withinEnds(long: Tensor, short: Tensor, sums: (rows: Tensor, kernels: Tensor) => Tensor): Tensor {
  const kinds = (...are: Tensor[]): Tensor => astype(concatenate(are, 1), long.dtype)
  const [above, below] = [greater(long, 0), less(long, 0)]
  const rows = kinds(above, below, logicalNot(logicalOr(above, below)))
  const [high, low, none] = [equal(short, Infinity), equal(short, -Infinity), isnan(short)]
  const some = logicalNot(isfinite(short))
  const counts = sums(
    rows,
    concatenate([kinds(high, low, some), kinds(low, high, some), kinds(none, none, some)], 0),
  )
  const finite = sums(long, where(some, where(low, -1, 1), short))
  return unbind(counts, 1).reduce(
    (sum, count, i) => add(sum, where(greater(count, 0), [Infinity, -Infinity, NaN][i]!, 0)),
    finite,
  )
}

/**
 * sum_k a[k] * v[n - k]: the coefficients of a product of polynomials. Integers stay integers, and wrap around.
 * Shapes: [n], [m] -> [n + m - 1] ('full'), [max(n, m)] ('same'), [|n - m| + 1] ('valid'). Throws: ShapeError, OptionError.
 *
 * @example
 * convolve([1, 2], [1, 3]).toArray() // [1, 5, 6]
 */
export const convolve = /* @__PURE__ */ named(
  'convolve',
  (a: TensorLike, v: TensorLike, mode: ConvolveMode = 'full'): Tensor => {
    checkWord('convolve', 'mode', mode, ['full', 'same', 'valid'])
    const [x, y] = [vector('convolve', 'a', a), vector('convolve', 'v', v)]
    return x.size < y.size ? slid(y, flip(x, 0), mode) : slid(x, flip(y, 0), mode)
  },
)

/**
 * sum_k a[n + k] * v[k]: how much a is like v that is shifted by n. Shapes and Throws: as `convolve`, whose mode is 'valid' here.
 *
 * @example
 * correlate([1, 2, 3], [0, 1]).toArray() // [2, 3]
 */
export const correlate = /* @__PURE__ */ named(
  'correlate',
  (a: TensorLike, v: TensorLike, mode: ConvolveMode = 'valid'): Tensor => {
    checkWord('correlate', 'mode', mode, ['full', 'same', 'valid'])
    const [x, y] = [vector('correlate', 'a', a), vector('correlate', 'v', v)]
    return x.size < y.size ? flip(slid(y, x, mode), 0) : slid(x, y, mode)
  },
)
