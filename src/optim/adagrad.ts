import { optionsOf } from '../options.ts'
import { add, divide, fullLike, multiply, sqrt, subtract } from '../tensor/core.ts'
import { type Algorithm, define, penalised } from './algorithm.ts'
import { checkRange } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface AdagradOptions {
  /** The learning rate (1e-2). */
  readonly lr?: number
  /** How fast the learning rate falls: lr/(1 + (t - 1)*lrDecay) (0). */
  readonly lrDecay?: number
  readonly weightDecay?: number
  /** What the sum of squares starts from (0). */
  readonly initialAccumulatorValue?: number
  /** Added to the divisor (1e-10). */
  readonly eps?: number
  readonly maximize?: boolean
}

/**
 * s <- s + g^2;  p <- p - lr/(1 + (t - 1)*decay) * g/(sqrt(s) + eps)
 * Source: Duchi, Hazan and Singer, "Adaptive subgradient methods" (JMLR 12, 2011).
 */
function rule(options: AdagradOptions): Algorithm {
  const { lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize } = optionsOf('Adagrad', options, {
    lr: 1e-2,
    lrDecay: 0,
    weightDecay: 0,
    initialAccumulatorValue: 0,
    eps: 1e-10,
    maximize: false,
  })
  checkRange('Adagrad', { lr, lrDecay, weightDecay, initialAccumulatorValue, eps })
  return define({
    name: 'Adagrad',
    settings: { lr, lrDecay, weightDecay, eps },
    slots: (p) => ({ sum: fullLike(p, initialAccumulatorValue) }),
    scalars: (s, step) => ({ ...s, rate: divide(s.lr, add(multiply(subtract(step, 1), s.lrDecay), 1)) }),
    update(p, gradient, slots, s) {
      const g = penalised(p, gradient, weightDecay === 0 ? undefined : s.weightDecay, maximize)
      const sum = add(slots.sum, multiply(g, g))
      return { parameter: subtract(p, multiply(divide(g, add(sqrt(sum), s.eps)), s.rate)), slots: { sum } }
    },
  })
}

/** Adagrad, functional. */
export const adagrad = /* @__PURE__ */ factory(rule)

/** Adagrad: steps divided by the root of all squared gradients so far. */
export class Adagrad extends Optimizer<AdagradOptions> {
  constructor(params: Parameters<AdagradOptions>, options: AdagradOptions = {}) {
    super(params, options, rule)
  }
}
