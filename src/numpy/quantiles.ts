import { named, requireList, requireWithin } from '../errors.ts'
import { isFloat } from '../graph/dtype.ts'
import { normalizeAxis } from '../graph/shape.ts'
import { checkWord, optionsOf } from '../options.ts'
import {
  add,
  astype,
  ceil,
  equal,
  floor,
  getDefaultDtype,
  greater,
  isnan,
  logicalNot,
  maximum,
  moveaxis,
  multiply,
  ravel,
  reshape,
  round,
  ShapeError,
  sort,
  stack,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  takeAlongAxis,
  toTensor,
  where,
  zeros,
} from '../tensor/core.ts'
import type { QuantileOptions } from '../tensor/functions/ordering.ts'

/** The places of the two elements around a position, and the weight of the second where that is no matter of distance. */
const around = {
  linear: [floor, ceil, undefined],
  lower: [floor, floor, 0],
  higher: [ceil, ceil, 0],
  midpoint: [floor, ceil, 0.5],
  nearest: [round, round, 0],
} as const

/**
 * `quantile` of what is not NaN; NaN where there is nothing else. For a list of fractions the result has its axis first.
 * Throws: ShapeError for an empty axis.
 *
 * @example
 * nanquantile([3, NaN, 1], 0.5).item() // 2
 */
export const nanquantile = /* @__PURE__ */ named(
  'nanquantile',
  (x: TensorLike, q: number | readonly number[], axis?: number, options?: QuantileOptions): Tensor => {
    const { interpolation, keepdims } = optionsOf('nanquantile', options, {
      interpolation: 'linear',
      keepdims: false,
    })
    checkWord('nanquantile', 'interpolation', interpolation, Object.keys(around))
    if (typeof q !== 'number') requireList('nanquantile', q)
    for (const share of [q].flat()) requireWithin('nanquantile', 'q', share)
    const raw = toTensor(x)
    const given = isFloat(raw.dtype) ? raw : astype(raw, getDefaultDtype())
    const along = axis === undefined || given.ndim === 0 ? undefined : normalizeAxis('', axis, given.ndim)
    const rows = sort(along === undefined ? ravel(given) : moveaxis(given, along, -1))
    if (rows.shape.at(-1) === 0)
      throw new ShapeError('nanquantile', [given.shape], `x is ${given.node}: there is no element to give.`)
    // NaN is last
    const count = sum(logicalNot(isnan(rows)), -1, { keepdims: true })
    const last = astype(maximum(subtract(count, 1), 0), 'float64')
    const kept = given.shape.map((n, i) => (along === undefined || i === along ? 1 : n))
    const [before, behind, fixed] = around[interpolation]
    const at = (share: number): Tensor => {
      const place = multiply(last, share)
      const [low, high] = [before(place), behind(place)]
      const [a, b] = [low, high].map((i) => takeAlongAxis(rows, astype(i, 'int32'), -1)) as [Tensor, Tensor]
      const weight = fixed ?? astype(subtract(place, low), given.dtype)
      const mean = add(multiply(a, subtract(1, weight)), multiply(b, weight))
      // two infinities are one
      const found = where(equal(a, b), a, mean)
      const value = where(greater(count, 0), found, NaN)
      return reshape(value, keepdims ? kept : kept.filter((_, i) => along !== undefined && i !== along))
    }
    return typeof q === 'number'
      ? at(q)
      : q.length > 0
        ? stack(q.map(at))
        : zeros([0, ...at(0).shape], { dtype: given.dtype })
  },
)
/** `nanquantile` with fractions in percent. */
export const nanpercentile = /* @__PURE__ */ named(
  'nanpercentile',
  (x: TensorLike, q: number | readonly number[], axis?: number, options?: QuantileOptions): Tensor => {
    const share = (percent: number): number => (typeof percent === 'number' ? percent / 100 : percent)
    return nanquantile(x, Array.isArray(q) ? q.map(share) : share(q as number), axis, options)
  },
)
