import { named, requireInteger } from '../errors.ts'
import { isFloat } from '../graph/dtype.ts'
import { optionsOf } from '../options.ts'
import {
  add,
  arange,
  astype,
  at,
  concatenate,
  divide,
  flip,
  lstsq,
  multiply,
  power,
  reshape,
  ShapeError,
  sqrt,
  square,
  sum,
  type Tensor,
  type TensorLike,
  toTensor,
  zeros,
  zerosLike,
} from '../tensor/core.ts'
import { requireAsMany, vector } from './vector.ts'

// Coefficients stand as in NumPy's polyval: that of the highest power first.

/** The value of p[0]*x^(n-1) + ... + p[n-1], by Horner's rule. Shapes: [n], [...] -> [...]; p [n, ...] broadcasts against x */
export const polyval = /* @__PURE__ */ named('polyval', (p: TensorLike, x: TensorLike): Tensor => {
  const [given, wanted] = [toTensor(p), toTensor(x)]
  if (given.ndim === 0)
    throw new ShapeError('polyval', [given.shape], `p is ${given.node}: it must be a vector of coefficients.`)
  let value = zerosLike(wanted)
  for (let i = 0; i < given.shape[0]!; i++) value = add(multiply(value, wanted), at(given, i))
  return value
})

/** The powers of x side by side, x^(n-1) first, or x^0 first by `increasing`. n is the length of x if left out. Shapes: [m] -> [m, n] */
export const vander = /* @__PURE__ */ named(
  'vander',
  (x: TensorLike, n?: number, options?: { readonly increasing?: boolean }): Tensor => {
    const { increasing } = optionsOf('vander', options, { increasing: false })
    const given = vector('vander', 'x', x, 0)
    const count = n ?? given.size
    requireInteger('vander', 'n', count, 0)
    const powers = arange(count, { dtype: 'int32' })
    return power(reshape(given, [-1, 1]), increasing ? powers : flip(powers, 0))
  },
)

export interface PolyfitOptions {
  /** What each distance is multiplied by before it is squared. Shape [m] */
  readonly weights?: TensorLike | undefined
}

/**
 * The polynomial of a degree with the least squares of distances from the points (x, y), which has gradients by all of them.
 * Shapes: [m], [m] or [m, k] -> [degree + 1] or [degree + 1, k]. Throws: ShapeError.
 *
 * @example
 * polyfit([0, 1, 2], [1, 3, 7], 2) // [1, 1, 1]
 */
export const polyfit = /* @__PURE__ */ named(
  'polyfit',
  (x: TensorLike, y: TensorLike, degree: number, options?: PolyfitOptions): Tensor => {
    const { weights } = optionsOf('polyfit', options, { weights: undefined })
    requireInteger('polyfit', 'the degree', degree, 0)
    const [places, values] = [vector('polyfit', 'x', x), toTensor(y)]
    const rows = values.ndim === 2 ? at(values, ':', 0) : vector('polyfit', 'y', values)
    requireAsMany('polyfit', 'places', places, 'values', rows)
    const floating = isFloat(places.dtype)
      ? places
      : astype(places, isFloat(values.dtype) ? values.dtype : 'float32')
    const scale = weights === undefined ? 1 : reshape(vector('polyfit', 'the weights', weights), [-1, 1])
    const matrix = multiply(vander(floating, degree + 1), scale)
    // columns of one length, so that what is small in them is not taken for nothing
    const lengths = sqrt(sum(square(matrix), 0))
    const right = multiply(values.ndim === 2 ? values : reshape(values, [-1, 1]), scale)
    const found = divide(lstsq(divide(matrix, lengths), right), reshape(lengths, [-1, 1]))
    return values.ndim === 2 ? found : reshape(found, [-1])
  },
)

/** The coefficients of the m-th derivative. Shapes: [n] -> [n - m], one 0 where nothing is left */
export const polyder = /* @__PURE__ */ named('polyder', (p: TensorLike, m: number = 1): Tensor => {
  requireInteger('polyder', 'm', m, 0)
  const raw = vector('polyder', 'p', p)
  let given = raw.dtype === 'bool' ? astype(raw, 'int32') : raw
  for (let k = 0; k < m; k++) {
    const n = given.size - 1
    if (n === 0) return zeros([1], { dtype: given.dtype })
    given = multiply(at(given, `:${n}`), flip(arange(1, n + 1, { dtype: given.dtype }), 0))
  }
  return given
})

/** The coefficients of the antiderivative with the constant k. Shapes: [n] -> [n + 1] */
export const polyint = /* @__PURE__ */ named('polyint', (p: TensorLike, k: TensorLike = 0): Tensor => {
  const given = vector('polyint', 'p', p)
  const divided = divide(given, flip(arange(1, given.size + 1), 0))
  return concatenate([divided, reshape(astype(toTensor(k), divided.dtype), [1])])
})
