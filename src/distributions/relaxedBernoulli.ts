import type { Shape } from '../graph/shape.ts'
import {
  add,
  divide,
  log,
  log1p,
  logit,
  logSigmoid,
  multiply,
  negative,
  sigmoid,
  subtract,
  type Tensor,
  type TensorLike,
} from '../tensor/core.ts'
import type { Key } from '../tensor/random.ts'
import { type ChanceOptions, chance } from './chance.ts'
import { openUnit, positive } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { openUniform } from './parameters.ts'

/**
 * sigmoid((logits + logistic)/temperature): 0 or 1, not quite decided, so that its draws move with the logits.
 * Source: Maddison, Mnih, Teh, "The concrete distribution" (2017).
 */
export class RelaxedBernoulli extends Univariate {
  readonly family = 'RelaxedBernoulli'
  override readonly support = openUnit
  readonly temperature: Tensor
  readonly probs: Tensor
  readonly logits: Tensor
  constructor(temperature: TensorLike, options: ChanceOptions) {
    const given = chance('RelaxedBernoulli', options, { temperature: [temperature, positive] })
    super(given.probs)
    this.temperature = given.others.temperature
    this.probs = given.probs
    this.logits = given.logits
  }
  /** The logistic number that a draw came of. */
  #noise(x: Tensor): Tensor {
    return subtract(multiply(this.temperature, logit(x)), this.logits)
  }
  protected density(x: Tensor): Tensor {
    const z = this.#noise(x)
    const inner = add(log(this.temperature), add(logSigmoid(z), logSigmoid(negative(z))))
    return subtract(inner, add(log(x), log1p(negative(x))))
  }
  protected override cumulative(x: Tensor): Tensor {
    return sigmoid(this.#noise(x))
  }
  protected override quantile(p: Tensor): Tensor {
    return sigmoid(divide(add(logit(p), this.logits), this.temperature))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return this.quantile(openUniform(shape, key, this.dtype))
  }
}
