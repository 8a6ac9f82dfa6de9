import '../../compile/bridge/subjects/sorting.ts'
import { named, requireWithin, shown } from '../../errors.ts'
import { constant } from '../../graph/leaves.ts'
import { normalizeAxis, ShapeError } from '../../graph/shape.ts'
import { narrow } from '../../ops/movement.ts'
import { checkNotEmpty } from '../../ops/row.ts'
import { roundNearestEven } from '../../ops/scalars.ts'
import { sort as sortNode } from '../../ops/sorting.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { alike, floatNode, nodeOf, type TensorLike, toTensor } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { argmax } from './argmax.ts'
import {
  add,
  astype,
  ceil,
  divide,
  equal,
  floor,
  greaterEqual,
  isfinite,
  isnan,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  multiply,
  rightShift,
  round,
  subtract,
  where,
} from './elementwise.ts'
import type { ValuesAndIndices } from './extremes.ts'
import { take, takeAlongAxis } from './gathering.ts'
import { amax, any } from './reduction.ts'
import type { Unary } from './rows.ts'
import { expandDims, moveaxis, ravel, reshape, squeeze } from './shape.ts'
import { type ReduceOptions, reductionOptions, sum } from './sum.ts'

export interface SortOptions {
  readonly descending?: boolean
}

/** Sorted elements and where each stood. Stable; NaN counts as largest. */
export function sortWithIndices(x: TensorLike, axis = -1, options?: SortOptions): ValuesAndIndices {
  const { descending } = optionsOf('sortWithIndices', options, { descending: false })
  const node = nodeOf(x, 'sortWithIndices')
  if (node.shape.length === 0) return { values: new Tensor(node), indices: new Tensor(constant(0, 'int32')) }
  const at = normalizeAxis('sortWithIndices', axis, node.shape.length)
  return someInOrder(new Tensor(node), at, 0, node.shape[at]!, descending)
}

const sorted = (name: string, which: keyof ValuesAndIndices) =>
  named(
    name,
    (x: TensorLike, axis?: number, options?: SortOptions) => sortWithIndices(x, axis, options)[which],
  )

/** The elements in order along an axis. Stable; NaN counts as largest. The gradient goes where each came from. */
export const sort = /* @__PURE__ */ sorted('sort', 'values')
/** The places (int32) that put an axis in order. */
export const argsort = /* @__PURE__ */ sorted('argsort', 'indices')

/** Of the elements in order along an axis, `count` from number `start` on, and where each stood. */
function someInOrder(
  x: Tensor,
  axis: number,
  start: number,
  count: number,
  descending = false,
): ValuesAndIndices {
  const [values, indices] = sortNode(x.node, axis, descending, start, count).map((node) => new Tensor(node))
  return { values: values!, indices: indices! }
}

/** The number of an axis that has a k-th element, k counting from `least`. */
function axisWith(name: string, { ndim, shape }: Tensor, axis: number, k: number, least: number): number {
  const at = normalizeAxis(name, axis, ndim)
  if (!Number.isInteger(k) || k < least || k > shape[at]!)
    throw new ShapeError(
      name,
      [shape],
      `k is ${shown(k)} for ${shape[at]} elements along axis ${at}: it must be an integer from ${least} to that.`,
    )
  return at
}

/** The k largest (or smallest) elements along an axis, in order, and their places. */
export function topk(
  x: TensorLike,
  k: number,
  options?: { readonly axis?: number; readonly largest?: boolean },
): ValuesAndIndices {
  const { axis, largest } = optionsOf('topk', options, { axis: -1, largest: true })
  const given = toTensor(x, 'topk')
  if (given.ndim === 0) return sortWithIndices(given)
  const at = axisWith('topk', given, axis, k, 0)
  return someInOrder(given, at, 0, k, largest)
}

/** What `find` finds along an axis, which it leaves with one element, kept or not; a scalar is what it is. */
function found(
  name: string,
  x: TensorLike,
  axis: number,
  options: ReduceOptions | undefined,
  find: (given: Tensor, at: number) => ValuesAndIndices,
): ValuesAndIndices {
  const { keepdims } = optionsOf(name, options, reductionOptions)
  const given = toTensor(x, name)
  if (given.ndim === 0) return sortWithIndices(given)
  const at = normalizeAxis(name, axis, given.ndim)
  const { values, indices } = find(given, at)
  return keepdims ? { values, indices } : { values: squeeze(values, at), indices: squeeze(indices, at) }
}

/** The k-th smallest element along an axis (k counts from 1) and its place. */
export const kthvalue = (x: TensorLike, k: number, axis = -1, options?: ReduceOptions): ValuesAndIndices =>
  found('kthvalue', x, axis, options, (given, at) =>
    someInOrder(given, axisWith('kthvalue', given, at, k, 1), k - 1, 1),
  )

/** The lower of the two middle elements along an axis, and its place: PyTorch's median(dim). NaN wins. */
export const medianWithIndices = (x: TensorLike, axis = -1, options?: ReduceOptions): ValuesAndIndices =>
  found('medianWithIndices', x, axis, options, (given, at) => {
    const middle = kthvalue(given, Math.floor((given.shape[at]! + 1) / 2), at, { keepdims: true })
    // With a NaN among them the first NaN is the answer.
    const bad = isnan(given)
    const indices = where(
      any(bad, at, { keepdims: true }),
      argmax(astype(bad, 'int32'), at, { keepdims: true }),
      middle.indices,
    )
    return { values: takeAlongAxis(given, indices, at), indices }
  })

/** The most frequent element along an axis (the smallest of several) and its last place. */
export const modeWithIndices = (x: TensorLike, axis = -1, options?: ReduceOptions): ValuesAndIndices =>
  found('modeWithIndices', x, axis, options, (given, at) => {
    const sorted = sortWithIndices(given, at)
    const same = equal(expandDims(sorted.values, at + 1), expandDims(sorted.values, at))
    const first = argmax(sum(same, at + 1), at, { keepdims: true })
    const winner = takeAlongAxis(sorted.values, first, at)
    const indices = amax(where(equal(sorted.values, winner), sorted.indices, -1), at, { keepdims: true })
    return { values: takeAlongAxis(given, indices, at), indices }
  })

/** How a quantile between two elements is found; see `quantile`. */
export type Interpolation = 'linear' | 'lower' | 'higher' | 'midpoint' | 'nearest'
export interface QuantileOptions extends ReduceOptions {
  readonly interpolation?: Interpolation
}

/** The places of the two elements around a position, of a number and of a tensor. */
type Rounding = readonly [number: (at: number) => number, tensor: Unary]
const down: Rounding = [Math.floor, floor]
const up: Rounding = [Math.ceil, ceil]
const nearest: Rounding = [roundNearestEven, round]

/** The two elements around a position, and how far it is from the first to the second where that is no matter of distance. */
const position: Readonly<Record<Interpolation, readonly [low: Rounding, high: Rounding, weight?: number]>> = {
  linear: [down, up],
  lower: [down, down],
  higher: [up, up],
  midpoint: [down, up, 0.5],
  nearest: [nearest, nearest],
}

/** a + weight*(b - a); where b - a is infinite, the mean with these weights. */
function between(a: Tensor, b: Tensor, weight: number | Tensor): Tensor {
  const step = subtract(b, a)
  const mean = add(multiply(a, subtract(1, weight)), multiply(b, weight))
  return where(equal(a, b), a, where(isfinite(step), add(a, multiply(weight, step)), mean))
}

/** The elements that a quantile is taken of, along an axis or all in a row, and the shape of the result. */
function elementsAlong(name: string, x: TensorLike, axis: number | undefined, keepdims: boolean) {
  const whole = new Tensor(floatNode(x, name))
  const { shape } = whole
  const all = axis === undefined || shape.length === 0
  const given = all ? ravel(whole) : whole
  const at = all ? 0 : normalizeAxis(name, axis, shape.length)
  checkNotEmpty(name, given.node.type, at)
  const meets = (i: number): boolean => all || i === at
  const kept = keepdims ? shape.map((n, i) => (meets(i) ? 1 : n)) : shape.filter((_, i) => !meets(i))
  return { given, at, count: given.shape[at]!, kept }
}

/**
 * The value below which a fraction `q` of the elements lies, at the place q*(n - 1) of the sorted elements.
 * For a list or tensor of fractions the result has their axes first. NaN among the elements gives NaN, and so does a
 * fraction outside of [0, 1] that is known only when the value is computed, as under `jit`.
 */
export function quantile(
  x: TensorLike,
  q: number | readonly number[] | Tensor,
  axis?: number,
  options?: QuantileOptions,
): Tensor {
  const { interpolation, keepdims } = optionsOf('quantile', options, {
    interpolation: 'linear',
    keepdims: false,
  })
  checkWord('quantile', 'interpolation', interpolation, Object.keys(position))
  const [low, high, fixed] = position[interpolation]
  const [data, share] =
    q instanceof Tensor
      ? alike('quantile', true, [x, q])[0]
      : [x, new Tensor(nodeOf(q, 'quantile', 'float64'))]
  if (!share.node.abstract) for (const fraction of share.data()) requireWithin('quantile', 'q', fraction)
  const { given, at, count, kept } = elementsAlong('quantile', data, axis, keepdims)
  const bad = any(isnan(given), at)
  const result = (value: Tensor, wrong: TensorLike): Tensor =>
    reshape(where(wrong, NaN, value), [...share.shape, ...kept])
  if (typeof q === 'number') {
    const place = q * (count - 1)
    const [first, last] = [low[0](place), high[0](place)]
    const { values } = someInOrder(given, at, first, last - first + 1)
    const element = (i: number) => squeeze(new Tensor(narrow(values.node, at, i, 1)), at)
    const a = element(0)
    return result(first === last ? a : between(a, element(last - first), fixed ?? place - first), bad)
  }
  const sorted = moveaxis(sort(given, at), at, 0)
  // the fractions stand beside all that is left of the elements
  const beside = reshape(share, [...share.shape, ...bad.shape.map(() => 1)])
  const right = logicalAnd(greaterEqual(beside, 0), lessEqual(beside, 1))
  const place = multiply(where(right, astype(beside, 'float64'), 0), count - 1)
  const [first, last] = [low[1](place), high[1](place)]
  const element = (i: Tensor) => take(sorted, reshape(astype(i, 'int32'), share.shape), { axis: 0 })
  const weight = fixed ?? astype(subtract(place, first), given.dtype)
  return result(between(element(first), element(last), weight), logicalOr(bad, logicalNot(right)))
}

/** `quantile` with fractions in percent. */
export const percentile = /* @__PURE__ */ named(
  'percentile',
  (
    x: TensorLike,
    q: number | readonly number[] | Tensor,
    axis?: number,
    options?: QuantileOptions,
  ): Tensor => {
    // what is no number is told by quantile
    const share = (percent: number): number => (typeof percent === 'number' ? percent / 100 : percent)
    return quantile(
      x,
      q instanceof Tensor ? divide(q, 100) : Array.isArray(q) ? q.map(share) : share(q as number),
      axis,
      options,
    )
  },
)

/** The middle element, or the mean of the two in the middle, as NumPy's; see `medianWithIndices` for PyTorch's. */
export const median = /* @__PURE__ */ named(
  'median',
  (x: TensorLike, axis?: number, options?: ReduceOptions): Tensor =>
    quantile(x, 0.5, axis, {
      ...optionsOf('', options, reductionOptions),
      interpolation: 'midpoint',
    }),
)

/** The median of what is not NaN; NaN where all are. */
export function nanmedian(x: TensorLike, axis?: number, options?: ReduceOptions): Tensor {
  const { keepdims } = optionsOf('nanmedian', options, reductionOptions)
  const { given, at, kept } = elementsAlong('nanmedian', x, axis, keepdims)
  const { values } = sortWithIndices(given, at)
  const count = sum(equal(values, values), at, { keepdims: true })
  const last = subtract(count, 1)
  const half = (offset: number): Tensor => {
    const place = rightShift(add(last, offset), 1)
    return takeAlongAxis(values, place, at)
  }
  return reshape(where(count, divide(add(half(0), half(1)), 2), NaN), kept)
}
