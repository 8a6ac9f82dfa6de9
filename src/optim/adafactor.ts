import { shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import {
  divide,
  maximum,
  mean,
  minimum,
  multiply,
  power,
  rsqrt,
  sqrt,
  subtract,
  type Tensor,
  zeros,
  zerosLike,
} from '../tensor/core.ts'
import { type Algorithm, decayed, define, penalised } from './algorithm.ts'
import { checkRange, OptimizerError } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface AdafactorOptions {
  /** The longest step, relative to the root mean square of a parameter (1e-2); from step 1/lr^2 on it is 1/sqrt(t). */
  readonly lr?: number
  /** The weight of a new square is t^beta2Decay (-0.8). */
  readonly beta2Decay?: number
  /** What estimated roots of squares are at least (null: the precision of the dtype), and root mean squares of parameters (1e-3). */
  readonly eps?: readonly [number | null, number]
  /** Steps whose root mean square, before they are scaled, is larger than this are shortened to it (1). */
  readonly d?: number
  readonly weightDecay?: number
  readonly maximize?: boolean
}

/** The distance from 1 to the next number. */
const precision = { float32: 2 ** -23, float64: 2 ** -52 }

const rootMeanSquare = (x: Tensor): Tensor => sqrt(mean(multiply(x, x)))
const zerosOf = (shape: readonly number[], { dtype }: Tensor): Tensor => zeros(shape, { dtype })

/**
 * Of a matrix only the means of its squared gradients by rows R and columns C are remembered:
 *
 * R <- (1 - w)*R + w*mean(g^2, -1), C <- (1 - w)*C + w*mean(g^2, -2) for w = t^decay;  v = R C/mean(R, -2)
 *
 * (of a vector, v is the average of its squares);
 *
 * u = g/sqrt(v);  p <- p - max(eps2, RMS(p))*min(lr, 1/sqrt(t)) * u/max(1, RMS(u)/d)
 *
 * Source: Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost" (2018).
 */
function rule(options: AdafactorOptions): Algorithm {
  const { lr, beta2Decay, eps, d, weightDecay, maximize } = optionsOf('Adafactor', options, {
    lr: 1e-2,
    beta2Decay: -0.8,
    eps: [null, 1e-3],
    d: 1,
    weightDecay: 0,
    maximize: false,
  })
  if (!Array.isArray(eps) || eps.length !== 2)
    throw new OptimizerError(
      'Adafactor',
      `eps is ${shown(eps)}: it must be two numbers, the first of which may be null.`,
    )
  const [floor, smallest] = eps as readonly [number | null, number]
  checkRange('Adafactor', { lr, 'eps[0]': floor ?? 0, 'eps[1]': smallest, weightDecay })
  checkRange('Adafactor', { d }, 1)
  if (!(beta2Decay <= 0))
    throw new OptimizerError('Adafactor', `beta2Decay is ${shown(beta2Decay)}: it must be a number <= 0.`)
  return define({
    name: 'Adafactor',
    settings: { lr, beta2Decay, smallest, d, weightDecay },
    slots: (p) =>
      p.ndim > 1
        ? {
            rows: zerosOf([...p.shape.slice(0, -1), 1], p),
            columns: zerosOf([...p.shape.slice(0, -2), 1, p.shape.at(-1)!], p),
          }
        : { rows: zerosLike(p), columns: zerosOf([], p) },
    scalars: (s, step) => {
      const fresh = power(step, s.beta2Decay)
      return {
        ...s,
        fresh,
        keep: subtract(1, fresh),
        rate: minimum(s.lr, rsqrt(step)),
        shrink: subtract(1, multiply(s.lr, s.weightDecay)),
      }
    },
    update(p, gradient, slots, s) {
      const g = penalised(p, gradient, undefined, maximize)
      const squares = multiply(g, g)
      const least = floor ?? precision[p.dtype as keyof typeof precision]
      const average = (slot: Tensor, value: Tensor): Tensor => decayed(slot, value, s.keep, s.fresh)
      let { rows, columns } = slots
      if (p.ndim > 1) {
        rows = average(rows, mean(squares, -1, { keepdims: true }))
        columns = average(columns, mean(squares, -2, { keepdims: true }))
      } else rows = average(rows, squares)
      const v =
        p.ndim > 1
          ? divide(multiply(rows, columns), maximum(mean(rows, -2, { keepdims: true }), least))
          : rows
      const u = multiply(g, rsqrt(maximum(v, least * least)))
      const length = multiply(maximum(s.smallest, rootMeanSquare(p)), s.rate)
      const rate = divide(length, maximum(divide(rootMeanSquare(u), s.d), 1))
      const start = weightDecay === 0 ? p : multiply(p, s.shrink)
      return { parameter: subtract(start, multiply(u, rate)), slots: { rows, columns } }
    },
  })
}

/** Adafactor, functional. */
export const adafactor = /* @__PURE__ */ factory(rule)

/** Adafactor: steps scaled by a running average of squared gradients, of which a matrix keeps the means by row and column alone. */
export class Adafactor extends Optimizer<AdafactorOptions> {
  constructor(params: Parameters<AdafactorOptions>, options: AdafactorOptions = {}) {
    super(params, options, rule)
  }
}
