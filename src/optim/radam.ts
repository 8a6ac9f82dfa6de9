import { optionsOf } from '../options.ts'
import { where, zerosLike } from '../tensor/index.ts'
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
      const power = s.beta2.pow(step)
      const rest = power.neg().add(1)
      const longest = s.beta2.neg().add(1).reciprocal().mul(2).sub(1)
      const length = longest.sub(step.mul(2).mul(power).div(rest))
      const tractable = length.greater(5)
      const safe = where(tractable, length, 6)
      const rectifier = safe
        .sub(4)
        .mul(safe.sub(2))
        .mul(longest)
        .div(longest.sub(4).mul(longest.sub(2)).mul(safe))
      return {
        ...s,
        rest1: s.beta1.neg().add(1),
        rest2: s.beta2.neg().add(1),
        rate: s.lr.div(s.beta1.pow(step).neg().add(1)),
        adaptive: where(tractable, 1, 0),
        rectified: where(tractable, rectifier.mul(rest), 1).sqrt(),
        shrink: s.lr.mul(s.weightDecay).neg().add(1),
      }
    },
    update(p, gradient, slots, s) {
      const { start, m, v } = adamMoments(p, gradient, slots, s, {
        decays: weightDecay !== 0,
        decoupled,
        maximize,
      })
      const factor = where(s.adaptive.greater(0), s.rectified.div(v.sqrt().add(s.eps)), 1)
      return { parameter: start.sub(m.mul(s.rate).mul(factor)), slots: { m, v } }
    },
  })
}

/** RAdam, functional. */
export const radam = factory(rule)

/** RAdam: Adam with a rectified start. */
export class RAdam extends Optimizer<RAdamOptions> {
  constructor(params: Parameters<RAdamOptions>, options: RAdamOptions = {}) {
    super(params, options, rule)
  }
}
