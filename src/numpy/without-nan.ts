import { named } from '../errors.ts'
import { isFloat } from '../graph/dtype.ts'
import { optionsOf } from '../options.ts'
import {
  all,
  amax,
  amin,
  argmax,
  argmin,
  astype,
  cumprod,
  cumsum,
  divide,
  equal,
  greater,
  isnan,
  logicalNot,
  nanmean,
  prod,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  toTensor,
  where,
} from '../tensor/core.ts'
import type { Axes, ReduceOptions } from '../tensor/functions/sum.ts'

/** x with a number in place of NaN. */
function filled(x: TensorLike, value: number): Tensor {
  const given = toTensor(x)
  return isFloat(given.dtype) ? where(isnan(given), value, given) : given
}

const extreme =
  (reduce: typeof amax, worst: number) =>
  (x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor => {
    const given = toTensor(x)
    const found = reduce(filled(given, worst), axis, options)
    return isFloat(given.dtype) ? where(all(isnan(given), axis, options), NaN, found) : found
  }
/** The largest number that is not NaN; NaN where there is none. Ties share the gradient evenly. Throws: ShapeError for an empty axis. */
export const nanmax = /* @__PURE__ */ named('nanmax', extreme(amax, -Infinity))
/** The smallest number that is not NaN; NaN where there is none. Ties share the gradient evenly. Throws: ShapeError for an empty axis. */
export const nanmin = /* @__PURE__ */ named('nanmin', extreme(amin, Infinity))

const place =
  (find: typeof argmax, worst: number) =>
  (x: TensorLike, axis?: number, options?: ReduceOptions): Tensor => {
    const given = toTensor(x)
    return where(all(isnan(given), axis, options), -1, find(filled(given, worst), axis, options))
  }
/** Where the first largest number stands that is not NaN (int32); -1 where there is none. */
export const nanargmax = /* @__PURE__ */ named('nanargmax', place(argmax, -Infinity))
/** Where the first smallest number stands that is not NaN (int32); -1 where there is none. */
export const nanargmin = /* @__PURE__ */ named('nanargmin', place(argmin, Infinity))

/** The product with NaN taken for 1. */
export const nanprod = /* @__PURE__ */ named(
  'nanprod',
  (x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor => prod(filled(x, 1), axis, options),
)
/** Sums up to each place, with NaN taken for 0. */
export const nancumsum = /* @__PURE__ */ named(
  'nancumsum',
  (x: TensorLike, axis?: number): Tensor => cumsum(filled(x, 0), axis),
)
/** Products up to each place, with NaN taken for 1. */
export const nancumprod = /* @__PURE__ */ named(
  'nancumprod',
  (x: TensorLike, axis?: number): Tensor => cumprod(filled(x, 1), axis),
)

export interface NanVarOptions extends ReduceOptions {
  /** What is taken off the number of elements (0). */
  readonly correction?: number
}
/** The mean square of the distances from the mean of what is not NaN; NaN where there are no more numbers than the correction. */
export const nanvar = /* @__PURE__ */ named(
  'nanvar',
  (x: TensorLike, axis?: Axes, options?: NanVarOptions): Tensor => {
    const { correction, keepdims } = optionsOf('nanvar', options, { correction: 0, keepdims: false })
    const given = toTensor(x)
    const isNumber = logicalNot(isnan(given))
    const distances = subtract(given, nanmean(given, axis, { keepdims: true }))
    const squares = where(isNumber, square(where(isNumber, distances, 0)), 0)
    const count = subtract(astype(sum(isNumber, axis, { keepdims }), squares.dtype), correction)
    const isEnough = greater(count, 0)
    return where(isEnough, divide(sum(squares, axis, { keepdims }), where(isEnough, count, 1)), NaN)
  },
)
/** The root of `nanvar`; its gradient on constant data is 0. */
export const nanstd = /* @__PURE__ */ named(
  'nanstd',
  (x: TensorLike, axis?: Axes, options?: NanVarOptions): Tensor => {
    const found = nanvar(x, axis, options)
    const isConstant = equal(found, 0)
    return where(isConstant, 0, sqrt(where(isConstant, 1, found)))
  },
)
