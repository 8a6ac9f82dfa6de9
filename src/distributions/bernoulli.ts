import type { Shape } from '../graph/shape.ts'
import {
  abs,
  add,
  astype,
  divide,
  equal,
  expm1,
  floor,
  greater,
  less,
  log,
  multiply,
  square,
  subtract,
  type Tensor,
  where,
  zerosLike,
} from '../tensor/core.ts'
import type { Key } from '../tensor/random.ts'
import { type Chance, type ChanceOptions, chance } from './chance.ts'
import { natural, zeroOrOne } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { openUniform } from './parameters.ts'

/** The base of families of trials with one chance of success. */
export abstract class OfTrials extends Univariate {
  override readonly hasRsample = false
  readonly probs: Tensor
  readonly logits: Tensor
  /** @internal */
  readonly chance: Chance
  constructor(family: string, options: ChanceOptions, given: Chance = chance(family, options)) {
    super(given.probs)
    this.chance = given
    this.probs = given.probs
    this.logits = given.logits
  }
  /** @internal The mean of log p(x) of one trial where a success has another probability. */
  weighted(probs: Tensor): Tensor {
    return this.chance.weigh(probs, subtract(1, probs))
  }
}

/** 1 with probability probs, else 0. */
export class Bernoulli extends OfTrials {
  readonly family = 'Bernoulli'
  override readonly support = zeroOrOne
  constructor(options: ChanceOptions) {
    super('Bernoulli', options)
  }
  override get mean(): Tensor {
    return this.probs
  }
  /** NaN where both are as probable. */
  override get mode(): Tensor {
    return where(equal(this.probs, 0.5), NaN, astype(greater(this.probs, 0.5), this.dtype))
  }
  override get variance(): Tensor {
    return multiply(this.probs, this.chance.rest)
  }
  override entropy(): Tensor {
    return this.chance.entropy()
  }
  protected density(x: Tensor): Tensor {
    return this.chance.weigh(x, subtract(1, x))
  }
  protected override cumulative(x: Tensor): Tensor {
    return add(zerosLike(x), this.chance.rest)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return astype(less(openUniform(shape, key, this.dtype), this.probs), this.dtype)
  }
}

/** The number of failures before the first success. */
export class Geometric extends OfTrials {
  readonly family = 'Geometric'
  override readonly support = natural
  constructor(options: ChanceOptions) {
    super('Geometric', options)
  }
  override get mean(): Tensor {
    return divide(this.chance.rest, this.probs)
  }
  override get mode(): Tensor {
    return zerosLike(this.probs)
  }
  override get variance(): Tensor {
    return divide(this.chance.rest, square(this.probs))
  }
  override entropy(): Tensor {
    return divide(this.chance.entropy(), this.probs)
  }
  protected density(x: Tensor): Tensor {
    return this.chance.weigh(1, x)
  }
  protected override cumulative(x: Tensor): Tensor {
    return multiply(-1, expm1(this.chance.weigh(0, add(x, 1))))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    // Infinity without a chance
    return floor(abs(divide(log(openUniform(shape, key, this.dtype)), this.chance.weigh(0, 1))))
  }
}
