import { optionsOf } from '../options.ts'
import { ones, where, zerosLike } from '../tensor/index.ts'
import { type Algorithm, define, penalised } from './algorithm.ts'
import { checkRange, OptimizerError } from './errors.ts'
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
  if (nesterov && (momentum <= 0 || dampening !== 0))
    throw new OptimizerError('SGD', 'nesterov needs a momentum > 0 and dampening 0.')
  return define({
    name: 'SGD',
    settings: { lr, momentum, dampening, weightDecay },
    slots: (p) => (momentum === 0 ? {} : { momentum: zerosLike(p) }) as Record<'momentum', typeof p>,
    scalars: (s, step) => ({
      ...s,
      fresh: where(step.lessEqual(1), ones([], { dtype: 'float64' }), s.dampening.neg().add(1)),
    }),
    update(p, gradient, { momentum: b }, s) {
      const g = penalised(p, gradient, weightDecay === 0 ? undefined : s.weightDecay, maximize)
      if (momentum === 0) return { parameter: p.sub(g.mul(s.lr)), slots: {} as Record<'momentum', typeof p> }
      const next = b.mul(s.momentum).add(g.mul(s.fresh))
      const direction = nesterov ? g.add(next.mul(s.momentum)) : next
      return { parameter: p.sub(direction.mul(s.lr)), slots: { momentum: next } }
    },
  })
}

/** Stochastic gradient descent, functional: `sgd(0.1, { momentum: 0.9 })`. */
export const sgd = factory(rule)

/** Stochastic gradient descent with momentum, Nesterov's or plain. See `SGDOptions`. */
export class SGD extends Optimizer<SGDOptions> {
  constructor(params: Parameters<SGDOptions>, options: SGDOptions = {}) {
    super(params, options, rule)
  }
}
