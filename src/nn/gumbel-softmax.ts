import { NablaError, named, shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import {
  add,
  argmax,
  astype,
  divide,
  moveaxis,
  oneHot,
  type random,
  softmax,
  stopGradient,
  subtract,
  Tensor,
  type TensorLike,
} from '../tensor/core.ts'
import { gumbel } from '../tensor/gumbel.ts'
import { floatNode } from '../tensor/operands.ts'

export interface GumbelSoftmaxOptions {
  /** The temperature (1): near 0 a draw is nearly one-hot. A tensor may change under `jit`. */
  readonly tau?: TensorLike
  /** One-hot draws; the gradient stays that of the smooth ones. */
  readonly hard?: boolean
  /** The axis of the classes, the last one if left out. */
  readonly axis?: number
  /** Where the random numbers come from; the default generator if neither is given. */
  readonly key?: random.Key
  readonly generator?: random.Generator
}

/**
 * Draws from categories that have a gradient: softmax((logits + g)/tau) along an axis, g independent of Gumbel's distribution. The
 * largest of a draw is class k with probability softmax(logits)[k]. Shapes: [...] -> the same. Throws: OptionError.
 *
 * Source: Jang, Gu, Poole, "Categorical reparameterization with Gumbel-softmax" (2017); Maddison, Mnih, Teh (2017).
 *
 * @example
 * gumbelSoftmax([[1, 2, 3]], { hard: true }).sum().item() // 1
 */
export const gumbelSoftmax = /* @__PURE__ */ named(
  'gumbelSoftmax',
  (logits: TensorLike, options?: GumbelSoftmaxOptions): Tensor => {
    const { tau, hard, axis, key, generator } = optionsOf('gumbelSoftmax', options, {
      tau: 1,
      hard: false,
      axis: -1,
      key: undefined,
      generator: undefined,
    })
    if (typeof tau === 'number' && !(tau > 0))
      throw new NablaError(`gumbelSoftmax: tau is ${shown(tau)}: it must be above 0.`)
    const given = new Tensor(floatNode(logits))
    const noise = gumbel(given.shape, { dtype: given.dtype, key, generator })
    const soft = softmax(divide(add(given, noise), tau), axis)
    if (!hard) return soft
    const largest = astype(oneHot(argmax(soft, axis), soft.shape.at(axis)!), soft.dtype)
    // its values to the bit, and the gradient of the smooth ones
    return add(moveaxis(largest, -1, axis), subtract(soft, stopGradient(soft)))
  },
)
