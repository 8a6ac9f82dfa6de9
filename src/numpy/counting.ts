import { NablaError, named, requireInteger } from '../errors.ts'
import { isFloat } from '../graph/dtype.ts'
import { optionsOf } from '../options.ts'
import {
  amax,
  amin,
  astype,
  at,
  diff,
  divide,
  equal,
  flip,
  getDefaultDtype,
  greaterEqual,
  less,
  lessEqual,
  linspace,
  logicalAnd,
  onesLike,
  ravel,
  ShapeError,
  scatterAdd,
  searchsorted,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  toTensor,
  where,
  zeros,
} from '../tensor/core.ts'
import { concrete } from '../tensor/functions/gathering.ts'
import { beside } from './vector.ts'

export interface HistogramOptions {
  /** How many bins of equal width (10), or their edges, in rising order. */
  readonly bins?: number | readonly number[] | Tensor
  /** Where the first bin begins and the last one ends; from the smallest to the largest number if left out. */
  readonly range?: readonly [low: number, high: number] | undefined
  /** What each number counts; of the shape of x. */
  readonly weights?: TensorLike | undefined
  /** Divides by the total and the widths, so that the integral is 1. */
  readonly density?: boolean
}
export interface Histogram {
  /** int32; of the dtype of the weights, or floating point for a density. Shape [bins] */
  readonly counts: Tensor
  /** Shape [bins + 1] */
  readonly edges: Tensor
}

/** The edges of `bins` bins of equal width. */
function edgesOf(x: Tensor, bins: number, range: readonly [number, number] | undefined): Tensor {
  requireInteger('histogram', 'the number of bins', bins, 1)
  const ends = (): [number, number] => {
    concrete('histogram', x.node, 'Give a range')
    return x.size === 0 ? [0, 1] : [amin(x).item(), amax(x).item()]
  }
  let [low, high] = range ?? ends()
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high)
    throw new NablaError(
      `histogram: the numbers lie between ${low} and ${high}: both ends must be finite and in order. Give a range: { range: [0, 1] }.`,
    )
  if (low === high) [low, high] = [low - 0.5, high + 0.5]
  return linspace(low, high, bins + 1, { dtype: x.dtype === 'float32' ? 'float32' : 'float64' })
}

/**
 * How many numbers fall into each bin [edge, next edge); the last bin holds its end, too. What lies outside, and NaN, is not counted.
 * Without `range` and edges the numbers have to be known, so functions that are traced give one.
 *
 * @example
 * histogram([1, 2, 1, 4], { bins: [1, 2, 3, 4] }).counts.toArray() // [2, 1, 1]
 */
export const histogram = /* @__PURE__ */ named(
  'histogram',
  (x: TensorLike, options?: HistogramOptions): Histogram => {
    const { bins, range, weights, density } = optionsOf('histogram', options, {
      bins: 10,
      range: undefined,
      weights: undefined,
      density: false,
    })
    const given = ravel(x)
    const edges = typeof bins === 'number' ? edgesOf(given, bins, range) : beside(bins, given)
    if (edges.ndim !== 1 || edges.size < 2)
      throw new ShapeError(
        'histogram',
        [edges.shape],
        `the edges are [${edges.shape}]: they must be two or more in a row.`,
      )
    const count = edges.size - 1
    const [first, last] = [at(edges, 0), at(edges, -1)]
    const isInside = logicalAnd(greaterEqual(given, first), lessEqual(given, last))
    const place = subtract(searchsorted(edges, given, { right: true }), 1)
    const bin = where(isInside, where(equal(given, last), count - 1, place), 0)
    const amounts = weights === undefined ? astype(onesLike(given), 'int32') : ravel(weights)
    if (amounts.size !== given.size)
      throw new ShapeError(
        'histogram',
        [given.shape, amounts.shape],
        `there are ${given.size} numbers and ${amounts.size} weights: they must be as many.`,
      )
    const counts = scatterAdd(zeros([count], { dtype: amounts.dtype }), 0, bin, where(isInside, amounts, 0))
    // integers are counted between edges of all digits
    const dtype = typeof bins === 'number' && !isFloat(given.dtype) ? getDefaultDtype() : edges.dtype
    const shares = (): Tensor => divide(divide(astype(counts, edges.dtype), sum(counts)), diff(edges))
    return { counts: density ? astype(shares(), dtype) : counts, edges: astype(edges, dtype) }
  },
)

/**
 * The number of the bin that each number falls into (int32): i with bins[i - 1] <= x < bins[i], or with bins[i - 1] < x <= bins[i] by
 * `right`. Bins may fall instead of rise. 0 is before all of them, their number behind.
 */
export const digitize = /* @__PURE__ */ named(
  'digitize',
  (x: TensorLike, bins: TensorLike, options?: { readonly right?: boolean }): Tensor => {
    const { right } = optionsOf('digitize', options, { right: false })
    const given = toTensor(x)
    const edges = beside(bins, given)
    if (edges.ndim !== 1)
      throw new ShapeError('digitize', [edges.shape], `the bins are [${edges.shape}]: they must be a vector.`)
    const rising = searchsorted(edges, given, { right: !right })
    if (edges.size < 2) return rising
    const falling = subtract(edges.size, searchsorted(flip(edges, 0), given, { right: !right }))
    return where(less(at(edges, -1), at(edges, 0)), falling, rising)
  },
)
