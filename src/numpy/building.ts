import { NablaError, named, requireInteger, requireWithin, shown } from '../errors.ts'
import type { DType } from '../graph/dtype.ts'
import { optionsOf } from '../options.ts'
import {
  add,
  astype,
  at,
  atleast2d,
  concatenate,
  cumsum,
  diag,
  diff,
  divide,
  getDefaultDtype,
  linspace,
  meshgrid,
  moveaxis,
  multiply,
  pad,
  promote,
  ravel,
  ShapeError,
  stack,
  type Tensor,
  type TensorLike,
  tensor,
  toTensor,
} from '../tensor/core.ts'

/** Matrices along the diagonal of one, zeros elsewhere. Shapes: [m, n], [p, q] ... -> [m + p + ..., n + q + ...] */
export const blockDiag = /* @__PURE__ */ named('blockDiag', (...blocks: readonly TensorLike[]): Tensor => {
  const matrices = blocks.map((block) => atleast2d(block) as Tensor)
  for (const matrix of matrices)
    if (matrix.ndim !== 2)
      throw new ShapeError('blockDiag', [matrix.shape], `a block is ${matrix.node}: it must be a matrix.`)
  const dtype = matrices.reduce(
    (found, matrix) => promote(found, matrix.dtype),
    matrices[0]?.dtype ?? getDefaultDtype(),
  )
  const width = matrices.reduce((total, matrix) => total + matrix.shape[1]!, 0)
  let left = 0
  const rows = matrices.map((matrix) => {
    const columns = matrix.shape[1]!
    left += columns
    return pad(astype(matrix, dtype), [
      [0, 0],
      [left - columns, width - left],
    ])
  })
  return rows.length > 0 ? concatenate(rows, 0) : tensor([], { dtype, shape: [0, 0] })
})

/** A matrix with all elements of x on its k-th diagonal. Shapes: any of n elements -> [n + |k|, n + |k|] */
export const diagflat = /* @__PURE__ */ named('diagflat', (x: TensorLike, k: number = 0): Tensor => {
  requireWithin('diagflat', 'k', k, 2 ** 31 - 1, 1 - 2 ** 31)
  return diag(ravel(x), k)
})

/** Every choice of one element of each vector, a row for each. Shapes: [n], [m] ... -> [n*m*..., how many vectors] */
export const cartesianProd = /* @__PURE__ */ named(
  'cartesianProd',
  (...vectors: readonly TensorLike[]): Tensor =>
    stack(
      meshgrid(vectors, { indexing: 'ij' }).map((grid) => ravel(grid)),
      1,
    ),
)

/** Numbers from start to stop, both included, each the same multiple of the one before. Both have one sign, and are not 0. */
export const geomspace = /* @__PURE__ */ named(
  'geomspace',
  (start: number, stop: number, count: number = 50, options?: { readonly dtype?: DType }): Tensor => {
    const { dtype } = optionsOf('geomspace', options, { dtype: getDefaultDtype() })
    if (!(Number.isFinite(start) && Number.isFinite(stop) && Math.sign(start) * Math.sign(stop) > 0))
      throw new NablaError(
        `geomspace: from ${shown(start)} to ${shown(stop)}: both must be finite, other than 0, and of one sign.`,
      )
    const ratio = stop / start
    const exponents = linspace(0, 1, count, { dtype: 'float64' }).data()
    const values = Float64Array.from(exponents, (t, i) =>
      i === count - 1 && i > 0
        ? stop
        : ratio > 1e-300 && ratio < Infinity
          ? start * ratio ** t
          : Math.sign(start) * Math.abs(start) ** (1 - t) * Math.abs(stop) ** t,
    )
    return astype(tensor(values), dtype)
  },
)

/**
 * The areas under the line through the points, up to each but the first. `x` is one distance (1), a vector of places, or places for each
 * value. Shapes: [..., n, ...] -> [..., n - 1, ...] along the axis (the last). Throws: ShapeError.
 */
export const cumulativeTrapezoid = /* @__PURE__ */ named(
  'cumulativeTrapezoid',
  (y: TensorLike, x: TensorLike = 1, axis: number = -1): Tensor => {
    requireInteger('cumulativeTrapezoid', 'the axis', axis)
    const given = toTensor(y, 'cumulativeTrapezoid')
    if (!(given.shape.at(axis)! > 0))
      throw new ShapeError(
        'cumulativeTrapezoid',
        [given.shape],
        `y is ${given.node}, the axis ${axis}: it must be one of its axes, and not empty.`,
      )
    const values = moveaxis(given, axis, -1)
    const places = toTensor(x)
    const widths = places.ndim === 0 ? places : diff(places.ndim === 1 ? places : moveaxis(places, axis, -1))
    const means = divide(add(at(values, '...', ':-1'), at(values, '...', '1:')), 2)
    return moveaxis(cumsum(multiply(means, widths), -1), -1, axis)
  },
)
