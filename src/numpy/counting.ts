import { NablaError, named, requireInteger, requireList } from '../errors.ts'
import { type DType, isFloat } from '../graph/dtype.ts'
import { optionsOf } from '../options.ts'
import {
  add,
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
  multiply,
  onesLike,
  promote,
  ravel,
  reshape,
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
import { beside, requireAsMany } from './vector.ts'

/** How many bins, or their edges. */
type Bins = number | readonly number[] | Tensor
type Range = readonly [low: number, high: number] | undefined

export interface HistogramOptions {
  /** How many bins of equal width (10), or their edges, in rising order. */
  readonly bins?: Bins
  /** Where the first bin begins and the last one ends; from the smallest to the largest number if left out. */
  readonly range?: Range
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
function edgesOf(operation: string, x: Tensor, bins: number, range: Range): Tensor {
  requireInteger(operation, 'the number of bins', bins, 1)
  const ends = (): [number, number] => {
    concrete(operation, x.node, 'Give a range')
    return x.size === 0 ? [0, 1] : [amin(x).item(), amax(x).item()]
  }
  let [low, high] = range ?? ends()
  if (!Number.isFinite(low) || !Number.isFinite(high) || low > high)
    throw new NablaError(
      `${operation}: the numbers lie between ${low} and ${high}: both ends must be finite and in order. Give a range: { range: [0, 1] }.`,
    )
  if (low === high) [low, high] = [low - 0.5, high + 0.5]
  return linspace(low, high, bins + 1, { dtype: x.dtype === 'float32' ? 'float32' : 'float64' })
}

/** Which bin each of the numbers falls into, and whether into any. Integers are counted between edges of all digits. */
function binned(
  operation: string,
  given: Tensor,
  bins: Bins,
  range: Range,
): { edges: Tensor; isInside: Tensor; bin: Tensor; dtype: DType } {
  const isCount = typeof bins === 'number'
  const edges = isCount ? edgesOf(operation, given, bins, range) : beside(bins, given)
  if (edges.ndim !== 1 || edges.size < 2)
    throw new ShapeError(
      operation,
      [edges.shape],
      `the edges are [${edges.shape}]: they must be two or more in a row.`,
    )
  const [first, last] = [at(edges, 0), at(edges, -1)]
  const isInside = logicalAnd(greaterEqual(given, first), lessEqual(given, last))
  const place = subtract(searchsorted(edges, given, { right: true }), 1)
  return {
    edges,
    isInside,
    bin: where(isInside, where(equal(given, last), edges.size - 2, place), 0),
    dtype: isCount && !isFloat(given.dtype) ? getDefaultDtype() : edges.dtype,
  }
}

/** What each of the numbers counts: 1, or its weight. */
function amountsOf(operation: string, given: Tensor, weights: TensorLike | undefined): Tensor {
  const amounts = weights === undefined ? astype(onesLike(given), 'int32') : ravel(weights)
  requireAsMany(operation, 'numbers', given, 'weights', amounts)
  return amounts
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
    const { edges, isInside, bin, dtype } = binned('histogram', given, bins, range)
    const amounts = amountsOf('histogram', given, weights)
    const zero = zeros([edges.size - 1], { dtype: amounts.dtype })
    const counts = scatterAdd(zero, 0, bin, where(isInside, amounts, 0))
    const shares = (): Tensor => divide(divide(astype(counts, edges.dtype), sum(counts)), diff(edges))
    return { counts: density ? astype(shares(), dtype) : counts, edges: astype(edges, dtype) }
  },
)

export interface Histogram2dOptions {
  /** How many bins of equal width (10), or their edges, along x and y. */
  readonly bins?: number | readonly [x: Bins, y: Bins]
  /** Where the first bins begin and the last ones end; from the smallest to the largest numbers if left out. */
  readonly range?: readonly [x: Range, y: Range] | undefined
  /** What each point counts. */
  readonly weights?: TensorLike | undefined
  /** Divides by the total and the areas, so that the integral is 1. */
  readonly density?: boolean
}
export interface Histogram2d {
  /** int32; of the dtype of the weights, or floating point for a density. Shape [bins of x, bins of y] */
  readonly counts: Tensor
  readonly xEdges: Tensor
  readonly yEdges: Tensor
}

/**
 * How many points (x, y) fall into each field between edges, as `histogram` counts numbers.
 *
 * @example
 * histogram2d([0, 1, 1], [0, 1, 1], { bins: 2 }).counts.toArray() // [[1, 0], [0, 2]]
 */
export const histogram2d = /* @__PURE__ */ named(
  'histogram2d',
  (x: TensorLike, y: TensorLike, options?: Histogram2dOptions): Histogram2d => {
    const { bins, range, weights, density } = optionsOf('histogram2d', options, {
      bins: 10,
      range: undefined,
      weights: undefined,
      density: false,
    })
    const [across, along] = [ravel(x), ravel(y)]
    requireAsMany('histogram2d', 'numbers in x', across, 'in y', along)
    if (typeof bins !== 'number') requireList('histogram2d', bins)
    if (range !== undefined) requireList('histogram2d', range)
    const [ofX, ofY] = typeof bins === 'number' ? [bins, bins] : bins
    const a = binned('histogram2d', across, ofX, range?.[0])
    const b = binned('histogram2d', along, ofY, range?.[1])
    const amounts = amountsOf('histogram2d', across, weights)
    const [rows, columns] = [a.edges.size - 1, b.edges.size - 1]
    const isInside = logicalAnd(a.isInside, b.isInside)
    const zero = zeros([rows * columns], { dtype: amounts.dtype })
    const bin = where(isInside, add(multiply(a.bin, columns), b.bin), 0)
    const counts = reshape(scatterAdd(zero, 0, bin, where(isInside, amounts, 0)), [rows, columns])
    const areas = (): Tensor => multiply(reshape(diff(a.edges), [-1, 1]), diff(b.edges))
    return {
      counts: density
        ? astype(divide(divide(astype(counts, 'float64'), sum(counts)), areas()), promote(a.dtype, b.dtype))
        : counts,
      xEdges: astype(a.edges, a.dtype),
      yEdges: astype(b.edges, b.dtype),
    }
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
