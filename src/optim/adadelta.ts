import { optionsOf } from '../options.ts'
import { add, divide, multiply, sqrt, subtract, zerosLike } from '../tensor/core.ts'
import { type Algorithm, decayed, define, penalised } from './algorithm.ts'
import { checkRange } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface AdadeltaOptions {
  /** Scales the step (1). */
  readonly lr?: number
  /** How much the averages keep at each step (0.9). */
  readonly rho?: number
  readonly eps?: number
  readonly weightDecay?: number
  readonly maximize?: boolean
}

/**
 * s <- r*s + (1 - r)*g^2;  d = g*sqrt(a + eps)/sqrt(s + eps);  a <- r*a + (1 - r)*d^2;  p <- p - lr*d
 * Source: Zeiler, "Adadelta: an adaptive learning rate method" (2012).
 */
function rule(options: AdadeltaOptions): Algorithm {
  const { lr, rho, eps, weightDecay, maximize } = optionsOf('Adadelta', options, {
    lr: 1,
    rho: 0.9,
    eps: 1e-6,
    weightDecay: 0,
    maximize: false,
  })
  checkRange('Adadelta', { lr, eps, weightDecay })
  checkRange('Adadelta', { rho }, 0, 1 + Number.EPSILON)
  return define({
    name: 'Adadelta',
    settings: { lr, rho, eps, weightDecay },
    slots: (p) => ({ square: zerosLike(p), delta: zerosLike(p) }),
    scalars: (s) => ({ ...s, rest: subtract(1, s.rho) }),
    update(p, gradient, slots, s) {
      const g = penalised(p, gradient, weightDecay === 0 ? undefined : s.weightDecay, maximize)
      const square = decayed(slots.square, multiply(g, g), s.rho, s.rest)
      const move = multiply(divide(sqrt(add(slots.delta, s.eps)), sqrt(add(square, s.eps))), g)
      const delta = decayed(slots.delta, multiply(move, move), s.rho, s.rest)
      return { parameter: subtract(p, multiply(move, s.lr)), slots: { square, delta } }
    },
  })
}

/** Adadelta, functional. */
export const adadelta = /* @__PURE__ */ factory(rule)

/** Adadelta: step lengths from the lengths of earlier steps. */
export class Adadelta extends Optimizer<AdadeltaOptions> {
  constructor(params: Parameters<AdadeltaOptions>, options: AdadeltaOptions = {}) {
    super(params, options, rule)
  }
}
