import { optionsOf } from '../options.ts'
import {
  add,
  divide,
  greater,
  multiply,
  power,
  reciprocal,
  sqrt,
  subtract,
  where,
  zerosLike,
} from '../tensor/core.ts'
import { type Algorithm, adamMoments, define } from './algorithm.ts'
import { checkRange, pairOf } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface RAdamOptions {
  /** The learning rate (1e-3). */
  readonly lr?: number
  readonly betas?: readonly [number, number]
  readonly eps?: number
  readonly weightDecay?: number
  /** Takes weight decay from the weights, not through the gradient (false). */
  readonly decoupledWeightDecay?: boolean
  readonly maximize?: boolean
}

/**
 * Adam whose adaptive divisor comes in, rectified, only once the variance of its estimate is tractable (rho_t > 5).
 * Source: Liu et al., "On the variance of the adaptive learning rate and beyond" (2020).
 */
function rule(options: RAdamOptions): Algorithm {
  const {
    lr,
    betas,
    eps,
    weightDecay,
    decoupledWeightDecay: decoupled,
    maximize,
  } = optionsOf('RAdam', options, {
    lr: 1e-3,
    betas: [0.9, 0.999],
    eps: 1e-8,
    weightDecay: 0,
    decoupledWeightDecay: false,
    maximize: false,
  })
  const [beta1, beta2] = pairOf('RAdam', betas)
  checkRange('RAdam', { lr, eps, weightDecay })
  checkRange('RAdam', { beta1, beta2 }, 0, 1)
  return define({
    name: 'RAdam',
    settings: { lr, beta1, beta2, eps, weightDecay },
    slots: (p) => ({ m: zerosLike(p), v: zerosLike(p) }),
    scalars(s, step) {
      const kept = power(s.beta2, step)
      const rest = subtract(1, kept)
      const longest = subtract(multiply(reciprocal(subtract(1, s.beta2)), 2), 1)
      const length = subtract(longest, divide(multiply(multiply(step, 2), kept), rest))
      const tractable = greater(length, 5)
      const safe = where(tractable, length, 6)
      const rectifier = divide(
        multiply(multiply(subtract(safe, 4), subtract(safe, 2)), longest),
        multiply(multiply(subtract(longest, 4), subtract(longest, 2)), safe),
      )
      return {
        ...s,
        rest1: subtract(1, s.beta1),
        rest2: subtract(1, s.beta2),
        rate: divide(s.lr, subtract(1, power(s.beta1, step))),
        adaptive: where(tractable, 1, 0),
        rectified: sqrt(where(tractable, multiply(rectifier, rest), 1)),
        shrink: subtract(1, multiply(s.lr, s.weightDecay)),
      }
    },
    update(p, gradient, slots, s) {
      const { start, m, v } = adamMoments(p, gradient, slots, s, {
        decays: weightDecay !== 0,
        decoupled,
        maximize,
      })
      const factor = where(greater(s.adaptive, 0), divide(s.rectified, add(sqrt(v), s.eps)), 1)
      return { parameter: subtract(start, multiply(multiply(m, s.rate), factor)), slots: { m, v } }
    },
  })
}

/** RAdam, functional. */
export const radam = /* @__PURE__ */ factory(rule)

/** RAdam: Adam with a rectified start. */
export class RAdam extends Optimizer<RAdamOptions> {
  constructor(params: Parameters<RAdamOptions>, options: RAdamOptions = {}) {
    super(params, options, rule)
  }
}
