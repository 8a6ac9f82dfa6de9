import { optionsOf } from '../options.ts'
import { add, lessEqual, multiply, ones, subtract, where, zerosLike } from '../tensor/core.ts'
import { type Algorithm, decayed, define, penalised } from './algorithm.ts'
import { checkNumbers, checkRange, OptimizerError } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface SGDOptions {
  /** The learning rate (1e-3). */
  readonly lr?: number
  /** How much of the last direction is kept (0). */
  readonly momentum?: number
  /** How much of the gradient the momentum leaves out (0). */
  readonly dampening?: number
  /** The L2 penalty's factor (0). */
  readonly weightDecay?: number
  /** Looks ahead along the momentum (false). */
  readonly nesterov?: boolean
  /** Goes uphill (false). */
  readonly maximize?: boolean
}

/**
 * b <- momentum*b + (1 - dampening)*g (the first b is g itself); p <- p - lr*b, or p - lr*(g + momentum*b) with Nesterov.
 * Source: Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013), as PyTorch does it.
 */
function rule(options: SGDOptions): Algorithm {
  const { lr, momentum, dampening, weightDecay, nesterov, maximize } = optionsOf('SGD', options, {
    lr: 1e-3,
    momentum: 0,
    dampening: 0,
    weightDecay: 0,
    nesterov: false,
    maximize: false,
  })
  checkRange('SGD', { lr, momentum, weightDecay })
  checkNumbers('SGD', { dampening })
  if (nesterov && (momentum <= 0 || dampening !== 0))
    throw new OptimizerError('SGD', 'nesterov needs a momentum > 0 and dampening 0.')
  return define({
    name: 'SGD',
    settings: { lr, momentum, dampening, weightDecay },
    slots: (p) => (momentum === 0 ? {} : { momentum: zerosLike(p) }) as Record<'momentum', typeof p>,
    scalars: (s, step) => ({
      ...s,
      fresh: where(lessEqual(step, 1), ones([], { dtype: 'float64' }), subtract(1, s.dampening)),
    }),
    update(p, gradient, { momentum: b }, s) {
      const g = penalised(p, gradient, weightDecay === 0 ? undefined : s.weightDecay, maximize)
      if (momentum === 0)
        return { parameter: subtract(p, multiply(g, s.lr)), slots: {} as Record<'momentum', typeof p> }
      const next = decayed(b, g, s.momentum, s.fresh)
      const direction = nesterov ? add(g, multiply(next, s.momentum)) : next
      return { parameter: subtract(p, multiply(direction, s.lr)), slots: { momentum: next } }
    },
  })
}

/** Stochastic gradient descent, functional: `sgd(0.1, { momentum: 0.9 })`. */
export const sgd = /* @__PURE__ */ factory(rule)

/** Stochastic gradient descent with momentum, Nesterov's or plain. See `SGDOptions`. */
export class SGD extends Optimizer<SGDOptions> {
  constructor(params: Parameters<SGDOptions>, options: SGDOptions = {}) {
    super(params, options, rule)
  }
}
