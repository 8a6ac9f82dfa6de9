import { shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import {
  add,
  greater,
  less,
  lessEqual,
  maximum,
  minimum,
  multiply,
  negative,
  sign,
  subtract,
  where,
  zerosLike,
} from '../tensor/core.ts'
import { type Algorithm, define } from './algorithm.ts'
import { checkRange, OptimizerError, pairOf } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface RpropOptions {
  /** The first step length (1e-2). */
  readonly lr?: number
  /** The factors after a change of sign and after none ([0.5, 1.2]). */
  readonly etas?: readonly [number, number]
  /** The shortest and longest step ([1e-6, 50]). */
  readonly stepSizes?: readonly [number, number]
  readonly maximize?: boolean
}

/**
 * Each element has a step length of its own: longer while its gradient keeps its sign, shorter (and no step) after a change.
 * Source: Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm" (1993).
 */
function rule(options: RpropOptions): Algorithm {
  const { lr, etas, stepSizes, maximize } = optionsOf('Rprop', options, {
    lr: 1e-2,
    etas: [0.5, 1.2],
    stepSizes: [1e-6, 50],
    maximize: false,
  })
  const [shorter, longer] = pairOf('Rprop', etas, 'etas')
  const [shortest, longest] = pairOf('Rprop', stepSizes, 'stepSizes')
  checkRange('Rprop', { lr, shortest, longest })
  if (
    !(typeof shorter === 'number' && shorter > 0 && shorter < 1 && typeof longer === 'number' && longer > 1)
  )
    throw new OptimizerError('Rprop', `etas is ${shown(etas)}: it must be [between 0 and 1, over 1].`)
  return define({
    name: 'Rprop',
    settings: { lr, shorter, longer, shortest, longest },
    slots: (p) => ({ previous: zerosLike(p), length: zerosLike(p) }),
    scalars: (s, step) => ({ ...s, first: where(lessEqual(step, 1), s.lr, 0) }),
    update(p, gradient, slots, s) {
      const given = maximize ? negative(gradient) : gradient
      const agreement = multiply(given, slots.previous)
      const turned = less(agreement, 0)
      const factor = where(turned, s.shorter, where(greater(agreement, 0), s.longer, 1))
      // The lengths are 0 before the first step, which sets them to lr.
      const length = minimum(maximum(multiply(add(slots.length, s.first), factor), s.shortest), s.longest)
      const g = where(turned, 0, given)
      return { parameter: subtract(p, multiply(sign(g), length)), slots: { previous: g, length } }
    },
  })
}

/** Rprop, functional. */
export const rprop = /* @__PURE__ */ factory(rule)

/** Rprop: only the signs of the gradients count. For full batches. */
export class Rprop extends Optimizer<RpropOptions> {
  constructor(params: Parameters<RpropOptions>, options: RpropOptions = {}) {
    super(params, options, rule)
  }
}
