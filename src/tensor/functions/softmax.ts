import { named } from '../../errors.ts'
import { normalizeAxes } from '../../graph/shape.ts'
import { floatNode, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { equal, exp, log, maximum, multiply, negative, reciprocal, subtract, where } from './elementwise.ts'
import { shiftFor } from './reduction.ts'
import { type Axes, sum } from './sum.ts'

function shifted(name: string, x: TensorLike, axis: Axes): { values: Tensor; axes: number[] } {
  const given = new Tensor(floatNode(x, name))
  const axes = given.ndim === 0 ? [] : normalizeAxes(name, axis, given.ndim)
  // +infinity less itself is NaN, and so is all beside it
  const largest = shiftFor(given, axes)
  return { values: subtract(given, where(equal(largest, -Infinity), 0, largest)), axes }
}

/** exp(x)/sum(exp(x)), the sum not less than `least`: it is at least 1 unless all is -infinity. */
export function shares(x: TensorLike, axis: Axes, least: number): Tensor {
  const { values, axes } = shifted('softmax', x, axis)
  const powers = exp(values)
  const total = sum(powers, axes, { keepdims: true })
  return multiply(powers, reciprocal(least ? maximum(total, least) : total))
}

/** exp(x)/sum(exp(x)) along an axis, without overflow: positive numbers that add up to 1. */
export const softmax = (x: TensorLike, axis: Axes = -1): Tensor => shares(x, axis, 0)

/** The logarithm of `softmax`, which keeps its digits where softmax is tiny: x - logsumexp(x). */
export function logSoftmax(x: TensorLike, axis: Axes = -1): Tensor {
  const { values, axes } = shifted('logSoftmax', x, axis)
  return subtract(values, log(sum(exp(values), axes, { keepdims: true })))
}

/** softmax(-x): the smallest gets the most. */
export const softmin = /* @__PURE__ */ named(
  'softmin',
  (x: TensorLike, axis: Axes = -1): Tensor => softmax(negative(x), axis),
)
