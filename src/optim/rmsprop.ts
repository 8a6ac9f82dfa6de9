import { optionsOf } from '../options.ts'
import { add, divide, maximum, multiply, sqrt, subtract, zerosLike } from '../tensor/core.ts'
import { type Algorithm, decayed, define, normal, penalised, type Slots } from './algorithm.ts'
import { checkRange } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface RMSpropOptions {
  /** The learning rate (1e-2). */
  readonly lr?: number
  /** How much the average of squares keeps at each step (0.99). */
  readonly alpha?: number
  readonly eps?: number
  readonly weightDecay?: number
  readonly momentum?: number
  /** Divides by the deviation from the average gradient (false). */
  readonly centered?: boolean
  readonly maximize?: boolean
}

/**
 * s <- a*s + (1 - a)*g^2;  p <- p - lr * g/(sqrt(s) + eps); centred, s - mean(g)^2 takes the place of s.
 * Source: Tieleman and Hinton, Lecture 6.5 of "Neural networks for machine learning" (2012); Graves (2013) for centred.
 */
function rule(options: RMSpropOptions): Algorithm {
  const { lr, alpha, eps, weightDecay, momentum, centered, maximize } = optionsOf('RMSprop', options, {
    lr: 1e-2,
    alpha: 0.99,
    eps: 1e-8,
    weightDecay: 0,
    momentum: 0,
    centered: false,
    maximize: false,
  })
  checkRange('RMSprop', { lr, alpha, eps, weightDecay, momentum })
  return define({
    name: 'RMSprop',
    settings: { lr, alpha, eps, weightDecay, momentum },
    slots: (p) =>
      ({
        square: zerosLike(p),
        ...(momentum > 0 ? { momentum: zerosLike(p) } : {}),
        ...(centered ? { mean: zerosLike(p) } : {}),
      }) as Slots<'square' | 'momentum' | 'mean'>,
    scalars: (s) => ({ ...s, rest: subtract(1, s.alpha) }),
    update(p, gradient, slots, s) {
      const g = penalised(p, gradient, weightDecay === 0 ? undefined : s.weightDecay, maximize)
      const next = { ...slots, square: decayed(slots.square, multiply(g, g), s.alpha, s.rest) }
      if (centered) next.mean = decayed(slots.mean, g, s.alpha, s.rest)
      // a variance is not negative, whatever the rounding
      const spread = centered
        ? maximum(subtract(next.square, multiply(next.mean, next.mean)), 0)
        : next.square
      const scaled = divide(g, add(sqrt(spread), s.eps))
      if (momentum > 0) next.momentum = normal(add(multiply(slots.momentum, s.momentum), scaled))
      return { parameter: subtract(p, multiply(momentum > 0 ? next.momentum : scaled, s.lr)), slots: next }
    },
  })
}

/** RMSprop, functional. */
export const rmsprop = /* @__PURE__ */ factory(rule)

/** RMSprop: steps divided by the root of a running average of squared gradients. */
export class RMSprop extends Optimizer<RMSpropOptions> {
  constructor(params: Parameters<RMSpropOptions>, options: RMSpropOptions = {}) {
    super(params, options, rule)
  }
}
