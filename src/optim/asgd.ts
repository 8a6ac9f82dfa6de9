import { optionsOf } from '../options.ts'
import { add, divide, maximum, multiply, power, reciprocal, subtract, zerosLike } from '../tensor/core.ts'
import { type Algorithm, define, penalised } from './algorithm.ts'
import { checkNumbers, checkRange } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface ASGDOptions {
  /** The learning rate (1e-2). */
  readonly lr?: number
  /** The decay term (1e-4). */
  readonly lambd?: number
  /** The power by which the rate falls (0.75). */
  readonly alpha?: number
  /** The step at which averaging starts (1e6). */
  readonly t0?: number
  readonly weightDecay?: number
  readonly maximize?: boolean
}

/**
 * eta_t = lr/(1 + lambda*lr*(t - 1))^alpha;  p <- p*(1 - lambda*eta) - eta*g;  a <- a + (p - a)/max(1, t - 1 - t0)
 * The average `a` is kept beside the parameters, in the slot `average`.
 * Source: Polyak and Juditsky, "Acceleration of stochastic approximation by averaging" (1992); Bottou's schedule.
 */
function rule(options: ASGDOptions): Algorithm {
  const { lr, lambd, alpha, t0, weightDecay, maximize } = optionsOf('ASGD', options, {
    lr: 1e-2,
    lambd: 1e-4,
    alpha: 0.75,
    t0: 1e6,
    weightDecay: 0,
    maximize: false,
  })
  checkRange('ASGD', { lr, weightDecay })
  checkNumbers('ASGD', { lambd, alpha, t0 })
  return define({
    name: 'ASGD',
    settings: { lr, lambd, alpha, t0, weightDecay },
    slots: (p) => ({ average: zerosLike(p) }),
    scalars(s, step) {
      const eta = divide(s.lr, power(add(multiply(multiply(s.lambd, s.lr), subtract(step, 1)), 1), s.alpha))
      return {
        ...s,
        eta,
        shrink: subtract(1, multiply(s.lambd, eta)),
        share: reciprocal(maximum(subtract(subtract(step, 1), s.t0), 1)),
      }
    },
    update(p, gradient, slots, s) {
      const g = penalised(p, gradient, weightDecay === 0 ? undefined : s.weightDecay, maximize)
      const parameter = subtract(multiply(p, s.shrink), multiply(g, s.eta))
      return {
        parameter,
        slots: { average: add(slots.average, multiply(subtract(parameter, slots.average), s.share)) },
      }
    },
  })
}

/** Averaged SGD, functional. */
export const asgd = /* @__PURE__ */ factory(rule)

/** Averaged stochastic gradient descent. */
export class ASGD extends Optimizer<ASGDOptions> {
  constructor(params: Parameters<ASGDOptions>, options: ASGDOptions = {}) {
    super(params, options, rule)
  }
}
