import { NablaError, requireInteger } from '../errors.ts'
import { type Shape, ShapeError, sameShape } from '../graph/shape.ts'
import {
  add,
  astype,
  exp,
  expandDims,
  logsumexp,
  multiply,
  oneHot,
  reshape,
  square,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  where,
} from '../tensor/core.ts'
import type { Key } from '../tensor/random.ts'
import { Categorical } from './categorical.ts'
import type { Constraint } from './constraints.ts'
import { checkDistribution, Distribution, Univariate } from './distribution.ts'
import { twoKeys } from './parameters.ts'

/** The last `axes` axes of a batch taken as parts of one event: its density is the product of theirs. */
export class Independent extends Distribution {
  readonly family = 'Independent'
  readonly support: Constraint
  override readonly hasRsample: boolean
  readonly base: Distribution
  readonly axes: number
  constructor(base: Distribution, axes: number) {
    checkDistribution('Independent', base)
    requireInteger('Independent', 'the number of axes', axes, 0)
    const { batchShape } = base
    const rest = batchShape.length - axes
    if (rest < 0)
      throw new ShapeError(
        'Independent',
        [batchShape],
        `axes is ${axes}: the batch [${batchShape}] has fewer.`,
      )
    super(base.like, batchShape.slice(0, rest), [...batchShape.slice(rest), ...base.eventShape])
    this.base = base
    this.axes = axes
    this.support = base.support
    this.hasRsample = base.hasRsample
  }
  #whole(x: Tensor): Tensor {
    return sum(
      x,
      Array.from({ length: this.axes }, (_, i) => -1 - i),
    )
  }
  override get mean(): Tensor {
    return this.base.mean
  }
  override get mode(): Tensor {
    return this.base.mode
  }
  override get variance(): Tensor {
    return this.base.variance
  }
  override entropy(): Tensor {
    return this.#whole(this.base.entropy())
  }
  override logProb(value: TensorLike): Tensor {
    return this.density(this.event(value))
  }
  protected density(x: Tensor): Tensor {
    return this.#whole(this.base.logProb(x))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    const own = this.batchShape.length + this.eventShape.length
    const before = shape.slice(0, shape.length - own)
    return this.base.hasRsample ? this.base.rsample(before, { key }) : this.base.sample(before, { key })
  }
}

/** One of the last axis of a batch of distributions, by the chances of a `Categorical`. */
export class MixtureSameFamily extends Distribution {
  readonly family = 'MixtureSameFamily'
  readonly support: Constraint
  override readonly hasRsample = false
  readonly mixture: Categorical
  readonly component: Distribution
  constructor(mixture: Categorical, component: Distribution) {
    if (!(mixture instanceof Categorical))
      throw new NablaError('MixtureSameFamily: the first argument chooses: it must be a Categorical.')
    checkDistribution('MixtureSameFamily', component)
    const batch = component.batchShape
    if (batch.at(-1) !== mixture.categories || !sameShape(batch.slice(0, -1), mixture.batchShape))
      throw new ShapeError(
        'MixtureSameFamily',
        [mixture.batchShape, batch],
        `there are ${mixture.categories} categories in [${mixture.batchShape}], and components in [${batch}]: their last axis must be the categories.`,
      )
    super(component.like, mixture.batchShape, component.eventShape)
    this.mixture = mixture
    this.component = component
    this.support = component.support
  }
  /** Over the components of what has the axes of an event behind theirs. */
  #average(x: Tensor, weights: Tensor): Tensor {
    const ones = this.eventShape.map(() => 1)
    return sum(multiply(x, reshape(weights, [...weights.shape, ...ones])), -1 - this.eventShape.length)
  }
  #components(value: TensorLike): Tensor {
    return expandDims(this.event(value), -1 - this.eventShape.length)
  }
  override get mean(): Tensor {
    return this.#average(this.component.mean, this.mixture.probs)
  }
  /** The mean variance, and the variance of the means. */
  override get variance(): Tensor {
    const [means, axis] = [this.component.mean, -1 - this.eventShape.length]
    const away = square(subtract(means, expandDims(this.mean, axis)))
    return this.#average(add(this.component.variance, away), this.mixture.probs)
  }
  override logProb(value: TensorLike): Tensor {
    return this.density(this.#components(value))
  }
  protected density(x: Tensor): Tensor {
    return logsumexp(add(this.component.logProb(x), this.mixture.logits), -1)
  }
  /** Throws: NablaError for components of vectors, and such as have none. */
  override cdf(value: TensorLike): Tensor {
    if (!(this.component instanceof Univariate)) return super.cdf(value)
    return sum(multiply(this.component.cdf(this.#components(value)), exp(this.mixture.logits)), -1)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    const [k0, k1] = twoKeys(key)
    const own = this.batchShape.length + this.eventShape.length
    const before = shape.slice(0, shape.length - own)
    const chosen = oneHot(this.mixture.sample(before, { key: k0 }), this.mixture.categories)
    const drawn = this.component.sample(before, { key: k1 })
    const mask = reshape(chosen, [...chosen.shape, ...this.eventShape.map(() => 1)])
    return astype(sum(where(mask, drawn, 0), -1 - this.eventShape.length), drawn.dtype)
  }
}
