import { optionsOf } from '../options.ts'
import { abs, add, divide, maximum, multiply, power, subtract, zerosLike } from '../tensor/core.ts'
import { type Algorithm, decayed, define, penalised } from './algorithm.ts'
import { checkRange, pairOf } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface AdamaxOptions {
  /** The learning rate (2e-3). */
  readonly lr?: number
  readonly betas?: readonly [number, number]
  readonly eps?: number
  readonly weightDecay?: number
  readonly maximize?: boolean
}

/**
 * m <- b1*m + (1 - b1)*g;  u <- max(b2*u, |g| + eps);  p <- p - lr/(1 - b1^t) * m/u
 * Source: Kingma and Ba, "Adam" (2015), section 7.1.
 */
function rule(options: AdamaxOptions): Algorithm {
  const { lr, betas, eps, weightDecay, maximize } = optionsOf('Adamax', options, {
    lr: 2e-3,
    betas: [0.9, 0.999],
    eps: 1e-8,
    weightDecay: 0,
    maximize: false,
  })
  const [beta1, beta2] = pairOf('Adamax', betas)
  checkRange('Adamax', { lr, eps, weightDecay })
  checkRange('Adamax', { beta1, beta2 }, 0, 1)
  return define({
    name: 'Adamax',
    settings: { lr, beta1, beta2, eps, weightDecay },
    slots: (p) => ({ m: zerosLike(p), largest: zerosLike(p) }),
    scalars: (s, step) => ({
      ...s,
      rest1: subtract(1, s.beta1),
      rate: divide(s.lr, subtract(1, power(s.beta1, step))),
    }),
    update(p, gradient, slots, s) {
      const g = penalised(p, gradient, weightDecay === 0 ? undefined : s.weightDecay, maximize)
      const m = decayed(slots.m, g, s.beta1, s.rest1)
      const largest = maximum(multiply(slots.largest, s.beta2), add(abs(g), s.eps))
      return { parameter: subtract(p, multiply(divide(m, largest), s.rate)), slots: { m, largest } }
    },
  })
}

/** Adamax, functional. */
export const adamax = /* @__PURE__ */ factory(rule)

/** Adamax: Adam with the largest gradient in place of the average of squares. */
export class Adamax extends Optimizer<AdamaxOptions> {
  constructor(params: Parameters<AdamaxOptions>, options: AdamaxOptions = {}) {
    super(params, options, rule)
  }
}
