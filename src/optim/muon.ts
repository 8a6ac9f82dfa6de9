import { checkWord, optionsOf } from '../options.ts'
import {
  add,
  divide,
  lerp,
  matmul,
  maximum,
  multiply,
  norm,
  subtract,
  type Tensor,
  transpose,
  zerosLike,
} from '../tensor/core.ts'
import { type Algorithm, decayed, define } from './algorithm.ts'
import { checkRange, OptimizerError } from './errors.ts'
import { factory } from './functional.ts'
import { Optimizer, type Parameters } from './optimizer.ts'

export interface MuonOptions {
  /** The learning rate (1e-3). */
  readonly lr?: number
  /** Of the average of gradients (0.95). */
  readonly momentum?: number
  readonly nesterov?: boolean
  /** Decoupled, as AdamW's (0.1). */
  readonly weightDecay?: number
  /** Of the polynomial a*x + b*x^3 + c*x^5 that draws singular values towards 1. */
  readonly nsCoefficients?: readonly [a: number, b: number, c: number]
  /** How often the polynomial is applied (5). */
  readonly nsSteps?: number
  /** Below this a norm counts as this (1e-7). */
  readonly eps?: number
  /**
   * How the rate follows a matrix of n rows and m columns: 'original', times sqrt(max(1, n/m)), or 'matchRmsAdamw', times
   * 0.2*sqrt(max(n, m)), which takes AdamW's rates.
   */
  readonly adjustLrFn?: 'original' | 'matchRmsAdamw'
}

const adjusted = {
  original: (n: number, m: number) => Math.sqrt(Math.max(1, n / m)),
  matchRmsAdamw: (n: number, m: number) => 0.2 * Math.sqrt(Math.max(n, m)),
}

/**
 * b <- momentum*b + (1 - momentum)*g;  p <- (1 - lr*weightDecay)*p - lr*adjusted(shape)*orthogonal(b), where orthogonal(u s v^T) is
 * about u v^T, by Newton and Schulz's iteration: no singular values are computed.
 * Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024); 'matchRmsAdamw' is by Liu et al. (2025).
 */
function rule(options: MuonOptions): Algorithm {
  const { lr, momentum, nesterov, weightDecay, nsCoefficients, nsSteps, eps, adjustLrFn } = optionsOf(
    'Muon',
    options,
    {
      lr: 1e-3,
      momentum: 0.95,
      nesterov: true,
      weightDecay: 0.1,
      nsCoefficients: [3.4445, -4.775, 2.0315],
      nsSteps: 5,
      eps: 1e-7,
      adjustLrFn: 'original',
    },
  )
  checkRange('Muon', { lr, momentum, weightDecay, eps, nsSteps })
  checkWord('Muon', 'adjustLrFn', adjustLrFn, Object.keys(adjusted))
  const [a, b, c] = nsCoefficients
  if (nsCoefficients.length !== 3 || nsCoefficients.some((n) => !Number.isFinite(n)))
    throw new OptimizerError('Muon', `nsCoefficients are [${nsCoefficients}]: they must be three numbers.`)
  if (!Number.isInteger(nsSteps) || nsSteps >= 100)
    throw new OptimizerError('Muon', `nsSteps is ${nsSteps}: it must be a whole number below 100.`)

  /** About u v^T of a matrix u s v^T: its singular values come between 0.7 and 1.2. */
  const orthogonal = (g: Tensor, least: Tensor): Tensor => {
    const isTall = g.shape[0]! > g.shape[1]!
    const wide = isTall ? transpose(g) : g
    let x = divide(wide, maximum(norm(wide), least))
    for (let i = 0; i < nsSteps; i++) {
      const gram = matmul(x, transpose(x))
      const change = add(multiply(gram, b), multiply(matmul(gram, gram), c))
      x = add(multiply(x, a), matmul(change, x))
    }
    return isTall ? transpose(x) : x
  }
  return define({
    name: 'Muon',
    settings: { lr, momentum, weightDecay, eps },
    slots: (p) => ({ momentum: zerosLike(p) }),
    scalars: (s) => ({
      ...s,
      fresh: subtract(1, s.momentum),
      keep: subtract(1, multiply(s.lr, s.weightDecay)),
    }),
    update(p, g, slots, s) {
      if (p.ndim !== 2)
        throw new OptimizerError(
          'Muon',
          `a parameter has shape [${p.shape}]: it takes matrices alone. Give the others, and embeddings, to another optimizer, as AdamW.`,
        )
      const next = decayed(slots.momentum, g, s.momentum, s.fresh)
      const along = orthogonal(nesterov ? lerp(g, next, s.momentum) : next, s.eps)
      const [n, m] = p.shape as [number, number]
      const rate = multiply(s.lr, adjusted[adjustLrFn](n, m))
      return { parameter: subtract(multiply(p, s.keep), multiply(along, rate)), slots: { momentum: next } }
    },
  })
}

/** Muon, functional. */
export const muon = /* @__PURE__ */ factory(rule)

/** Momentum whose steps are made orthogonal, for the matrices of hidden layers. See `MuonOptions`. */
export class Muon extends Optimizer<MuonOptions> {
  constructor(params: Parameters<MuonOptions>, options: MuonOptions = {}) {
    super(params, options, rule)
  }
}
