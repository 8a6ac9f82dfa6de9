import { optionsOf } from '../options.ts'
import { add, divide, exp, multiply, ones, power, sqrt, subtract, zerosLike } from '../tensor/core.ts'
import { type Algorithm, adamMoments, define } from './algorithm.ts'
import { checkRange, pairOf } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface NAdamOptions {
  /** The learning rate (2e-3). */
  readonly lr?: number
  readonly betas?: readonly [number, number]
  readonly eps?: number
  readonly weightDecay?: number
  /** How fast the momentum comes near beta1 (4e-3). */
  readonly momentumDecay?: number
  /** Takes weight decay from the weights, not through the gradient (false). */
  readonly decoupledWeightDecay?: boolean
  readonly maximize?: boolean
}

/**
 * mu_t = b1*(1 - 0.96^(t*psi)/2), M_t = mu_1...mu_t;  m and v as in Adam;
 * p <- p - lr * [ (1 - mu_t)*g/(1 - M_t) + mu_{t+1}*m/(1 - M_{t+1}) ] / (sqrt(v/(1 - b2^t)) + eps)
 * Source: Dozat, "Incorporating Nesterov momentum into Adam" (2016).
 */
function rule(options: NAdamOptions): Algorithm {
  const {
    lr,
    betas,
    eps,
    weightDecay,
    momentumDecay,
    decoupledWeightDecay: decoupled,
    maximize,
  } = optionsOf('NAdam', options, {
    lr: 2e-3,
    betas: [0.9, 0.999],
    eps: 1e-8,
    weightDecay: 0,
    momentumDecay: 4e-3,
    decoupledWeightDecay: false,
    maximize: false,
  })
  const [beta1, beta2] = pairOf('NAdam', betas)
  checkRange('NAdam', { lr, eps, weightDecay, momentumDecay })
  checkRange('NAdam', { beta1, beta2 }, 0, 1)
  return define({
    name: 'NAdam',
    settings: { lr, beta1, beta2, eps, weightDecay, momentumDecay },
    slots: (p) => ({ m: zerosLike(p), v: zerosLike(p), product: ones([], { dtype: p.dtype }) }),
    scalars(s, step) {
      const momentumAt = (t: typeof step) =>
        multiply(add(multiply(exp(multiply(multiply(s.momentumDecay, t), Math.log(0.96))), -0.5), 1), s.beta1)
      return {
        ...s,
        rest1: subtract(1, s.beta1),
        rest2: subtract(1, s.beta2),
        spread: sqrt(subtract(1, power(s.beta2, step))),
        mu: momentumAt(step),
        nextMu: momentumAt(add(step, 1)),
        shrink: subtract(1, multiply(s.lr, s.weightDecay)),
      }
    },
    update(p, gradient, slots, s) {
      const { g, start, m, v } = adamMoments(p, gradient, slots, s, {
        decays: weightDecay !== 0,
        decoupled,
        maximize,
      })
      const product = multiply(slots.product, s.mu)
      const forG = multiply(divide(subtract(1, s.mu), subtract(1, product)), s.lr)
      const forM = multiply(divide(s.nextMu, subtract(1, multiply(product, s.nextMu))), s.lr)
      const divisor = add(divide(sqrt(v), s.spread), s.eps)
      return {
        parameter: subtract(start, divide(add(multiply(g, forG), multiply(m, forM)), divisor)),
        slots: { m, v, product },
      }
    },
  })
}

/** NAdam, functional. */
export const nadam = /* @__PURE__ */ factory(rule)

/** NAdam: Adam with Nesterov's momentum. */
export class NAdam extends Optimizer<NAdamOptions> {
  constructor(params: Parameters<NAdamOptions>, options: NAdamOptions = {}) {
    super(params, options, rule)
  }
}
