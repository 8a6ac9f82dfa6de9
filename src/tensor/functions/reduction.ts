import '../../compile/bridge/subjects/reductions.ts'
import { named } from '../../errors.ts'
import { apply, type Node } from '../../graph/node.ts'
import { normalizeAxes, normalizeAxis, shapeWithout } from '../../graph/shape.ts'
import { convert } from '../../ops/arithmetic.ts'
import { broadcastTo, narrow, reshape } from '../../ops/movement.ts'
import { reduction } from '../../ops/reduction.ts'
import { checkNotEmpty } from '../../ops/row.ts'
import { optionsOf } from '../../options.ts'
import { alike, floatNode, nodeOf, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import {
  add,
  divide,
  equal,
  exp,
  isfinite,
  isnan,
  log,
  logicalNot,
  maximum,
  multiply,
  notEqual,
  stopGradient,
  subtract,
  where,
} from './elementwise.ts'
import { type Axes, finish, mean, type ReduceOptions, sum } from './sum.ts'

/** The first of the elements that meet, as a constant: what is left of others without it loses no digits to a common offset. */
export const firstOf = (x: Tensor, axes: readonly number[]): Tensor =>
  stopGradient(
    new Tensor(axes.reduce((node, axis) => narrow(node, axis, 0, Math.min(1, node.shape[axis]!)), x.node)),
  )

const reducer =
  (name: string, op: typeof reduction.reduce_max, ofSomething = false) =>
  (x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor => {
    const given = nodeOf(x, name)
    const node = given.dtype === 'bool' && name === 'prod' ? convert(given, 'int32') : given
    const axes = normalizeAxes(name, axis, node.shape.length)
    if (ofSomething) for (const at of axes) checkNotEmpty(name, node.type, at)
    const reduced = axes.length === 0 ? node : (apply(op, [node], { axes }) as Node)
    return finish(name, reduced, node.shape, axes, options)
  }

/** The product over axes; its gradient is right where factors are 0. */
export const prod = /* @__PURE__ */ reducer('prod', reduction.reduce_prod)
/** The largest element over axes, -infinity over nothing. */
export const upperBound = /* @__PURE__ */ reducer('amax', reduction.reduce_max)

/** The largest element over axes; ties share the gradient evenly. Throws: ShapeError where an axis is empty. */
export const amax = /* @__PURE__ */ reducer('amax', reduction.reduce_max, true)
/** The smallest element over axes; ties share the gradient evenly. Throws: ShapeError where an axis is empty. */
export const amin = /* @__PURE__ */ reducer('amin', reduction.reduce_min, true)

const logicalReducer =
  (name: string, op: typeof reduction.reduce_and) =>
  (x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor => {
    const node = convert(nodeOf(x, name), 'bool')
    const axes = normalizeAxes(name, axis, node.shape.length)
    return finish(name, apply(op, [node], { axes }) as Node, node.shape, axes, options)
  }
/** Is every element other than 0? True for none. */
export const all = /* @__PURE__ */ logicalReducer('all', reduction.reduce_and)
/** Is some element other than 0? */
export const any = /* @__PURE__ */ logicalReducer('any', reduction.reduce_or)

/** How many elements are not 0 (int32). */
export const countNonzero = /* @__PURE__ */ named(
  'countNonzero',
  (x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor => sum(notEqual(x, 0), axis, options),
)

/** The sum over axes with NaN taken for 0. */
export const nansum = /* @__PURE__ */ named(
  'nansum',
  (x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor => sum(where(isnan(x), 0, x), axis, options),
)
/** The mean of what is not NaN; over nothing NaN, which nothing moves. */
export const nanmean = /* @__PURE__ */ named(
  'nanmean',
  (x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor => {
    const count = sum(logicalNot(isnan(x)), axis, options)
    const total = nansum(new Tensor(floatNode(x)), axis, options)
    return where(count, divide(total, maximum(count, 1)), NaN)
  },
)

/** The largest less the smallest element. */
export const ptp = /* @__PURE__ */ named(
  'ptp',
  (x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor =>
    subtract(amax(x, axis, options), amin(x, axis, options)),
)

/** The largest elements, as constants that exponentials may be shifted by. */
export const shiftFor = (x: Tensor, axes: readonly number[]): Tensor =>
  stopGradient(upperBound(x, axes, { keepdims: true }))

/** log(sum(exp(x))) without overflow. Over nothing, or only -infinity, it is -infinity, with gradient 0. */
export function logsumexp(x: TensorLike, axis?: Axes, options?: ReduceOptions): Tensor {
  const given = new Tensor(floatNode(x, 'logsumexp'))
  const axes = normalizeAxes('logsumexp', axis, given.ndim)
  const largest = shiftFor(given, axes)
  const shift = where(isfinite(largest), largest, 0)
  const total = sum(exp(subtract(given, shift)), axes, { keepdims: true })
  const nothing = equal(total, 0)
  const result = add(where(nothing, -Infinity, log(where(nothing, 1, total))), shift)
  return finish(
    'logsumexp',
    reshape(result.node, shapeWithout(shift.shape, axes)),
    given.shape,
    axes,
    options,
  )
}

/** The mean weighted by `weights`, which have the shape of `x` or the length of its axis. */
export const average = /* @__PURE__ */ named(
  'average',
  (x: TensorLike, axis?: Axes, options?: ReduceOptions & { readonly weights?: TensorLike }): Tensor => {
    const { weights: importance, keepdims } = optionsOf('', options, {
      weights: undefined,
      keepdims: false,
    })
    if (importance === undefined) return mean(x, axis, { keepdims })
    let [[given, weights]] = alike('', true, [x, importance])
    if (weights.ndim === 1 && given.ndim > 1 && typeof axis === 'number') {
      const at = normalizeAxis('', axis, given.ndim)
      weights = new Tensor(
        reshape(
          weights.node,
          given.shape.map((_, i) => (i === at ? weights.size : 1)),
        ),
      )
    }
    const whole = new Tensor(broadcastTo(weights.node, given.shape))
    return divide(sum(multiply(given, weights), axis, { keepdims }), sum(whole, axis, { keepdims }))
  },
)
