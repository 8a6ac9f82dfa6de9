import { optionsOf } from '../options.ts'
import { add, divide, maximum, multiply, power, sqrt, subtract, zerosLike } from '../tensor/core.ts'
import { type Algorithm, adamMoments, define } from './algorithm.ts'
import { checkRange, pairOf } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface AdamOptions {
  /** The learning rate (1e-3). */
  readonly lr?: number
  /** How much the averages of the gradient and of its square keep at each step ([0.9, 0.999]). */
  readonly betas?: readonly [number, number]
  /** Added to the divisor (1e-8). */
  readonly eps?: number
  /** Adam: the L2 penalty's factor (0). AdamW: what each weight loses at a step, times lr (0.01). */
  readonly weightDecay?: number
  /** Divides by the largest average of squares so far (false). */
  readonly amsgrad?: boolean
  /** Goes uphill (false). */
  readonly maximize?: boolean
}

/**
 * m <- b1*m + (1 - b1)*g;  v <- b2*v + (1 - b2)*g^2;  p <- p - lr * m/(1 - b1^t) / (sqrt(v/(1 - b2^t)) + eps)
 * Source: Kingma and Ba, "Adam" (2015); Reddi et al., "On the convergence of Adam and beyond" (2018) for amsgrad;
 * Loshchilov and Hutter, "Decoupled weight decay regularization" (2019) for AdamW.
 */
const ruleOf =
  (name: 'Adam' | 'AdamW', decoupled: boolean) =>
  (options: AdamOptions): Algorithm => {
    const { lr, betas, eps, weightDecay, amsgrad, maximize } = optionsOf(name, options, {
      lr: 1e-3,
      betas: [0.9, 0.999],
      eps: 1e-8,
      weightDecay: decoupled ? 0.01 : 0,
      amsgrad: false,
      maximize: false,
    })
    const [beta1, beta2] = pairOf(name, betas)
    checkRange(name, { lr, eps, weightDecay })
    checkRange(name, { beta1, beta2 }, 0, 1)
    return define({
      name,
      settings: { lr, beta1, beta2, eps, weightDecay },
      slots: (p) =>
        ({ m: zerosLike(p), v: zerosLike(p), ...(amsgrad && { largest: zerosLike(p) }) }) as Record<
          'm' | 'v' | 'largest',
          typeof p
        >,
      scalars: (s, step) => ({
        ...s,
        rest1: subtract(1, s.beta1),
        rest2: subtract(1, s.beta2),
        rate: divide(s.lr, subtract(1, power(s.beta1, step))),
        spread: sqrt(subtract(1, power(s.beta2, step))),
        shrink: subtract(1, multiply(s.lr, s.weightDecay)),
      }),
      update(p, gradient, slots, s) {
        const { start, m, v } = adamMoments(p, gradient, slots, s, {
          decays: weightDecay !== 0,
          decoupled,
          maximize,
        })
        const largest = amsgrad ? maximum(slots.largest, v) : v
        const divisor = add(divide(sqrt(largest), s.spread), s.eps)
        return {
          parameter: subtract(start, multiply(divide(m, divisor), s.rate)),
          slots: { m, v, ...(amsgrad && { largest }) } as typeof slots,
        }
      },
    })
  }

const rule = /* @__PURE__ */ ruleOf('Adam', false)
const ruleW = /* @__PURE__ */ ruleOf('AdamW', true)

/** Adam, functional: `adam(1e-3)`. */
export const adam = /* @__PURE__ */ factory(rule)
/** AdamW, functional: `adamw(1e-3, { weightDecay: 0.05 })`. */
export const adamw = /* @__PURE__ */ factory(ruleW)

/**
 * Adam: steps scaled by running averages of the gradient and of its square. See `AdamOptions`.
 *
 * @example
 * const optimizer = new Adam(model.parameters(), { lr: 1e-3 })
 * optimizer.zeroGrad()
 * loss.backward()
 * optimizer.step()
 */
export class Adam extends Optimizer<AdamOptions> {
  constructor(params: Parameters<AdamOptions>, options: AdamOptions = {}) {
    super(params, options, rule)
  }
}

/** Adam with weight decay apart from the gradient. */
export class AdamW extends Optimizer<AdamOptions> {
  constructor(params: Parameters<AdamOptions>, options: AdamOptions = {}) {
    super(params, options, ruleW)
  }
}
