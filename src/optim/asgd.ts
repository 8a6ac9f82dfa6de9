import { optionsOf } from '../options.ts'
import { zerosLike } from '../tensor/index.ts'
import { type Algorithm, define, penalised } from './algorithm.ts'
import { checkRange } from './errors.ts'
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
  return define({
    name: 'ASGD',
    settings: { lr, lambd, alpha, t0, weightDecay },
    slots: (p) => ({ average: zerosLike(p) }),
    scalars(s, step) {
      const eta = s.lr.div(s.lambd.mul(s.lr).mul(step.sub(1)).add(1).pow(s.alpha))
      return {
        ...s,
        eta,
        shrink: s.lambd.mul(eta).neg().add(1),
        share: step.sub(1).sub(s.t0).maximum(1).reciprocal(),
      }
    },
    update(p, gradient, slots, s) {
      const g = penalised(p, gradient, weightDecay === 0 ? undefined : s.weightDecay, maximize)
      const parameter = p.mul(s.shrink).sub(g.mul(s.eta))
      return { parameter, slots: { average: slots.average.add(parameter.sub(slots.average).mul(s.share)) } }
    },
  })
}

/** Averaged SGD, functional. */
export const asgd = factory(rule)

/** Averaged stochastic gradient descent. */
export class ASGD extends Optimizer<ASGDOptions> {
  constructor(params: Parameters<ASGDOptions>, options: ASGDOptions = {}) {
    super(params, options, rule)
  }
}
