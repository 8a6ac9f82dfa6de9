import type { Shape } from '../graph/shape.ts'
import {
  add,
  arange,
  argmax,
  astype,
  broadcastTo,
  divide,
  equal,
  expandDims,
  fullLike,
  greater,
  lgamma,
  log,
  logsumexp,
  maximum,
  multiply,
  negative,
  oneHot,
  softmax,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  where,
} from '../tensor/core.ts'
import { gumbel } from '../tensor/gumbel.ts'
import { categorical, type Key } from '../tensor/random.ts'
import { type ChanceOptions, chances } from './chance.ts'
import { type Constraint, type Interval, interval, oneHotVector, positive, simplex } from './constraints.ts'
import { Distribution } from './distribution.ts'
import { beside, checkParameter } from './parameters.ts'

/** The base of families of categories, of which the last axis of probs or logits has one each. */
export abstract class OfCategories extends Distribution {
  override readonly hasRsample: boolean = false
  /** They add up to 1. */
  readonly probs: Tensor
  /** Their logarithms. */
  readonly logits: Tensor
  readonly categories: number
  constructor(family: string, options: ChanceOptions, isVector: boolean) {
    const { probs, logits } = chances(family, options)
    super(probs, probs.shape.slice(0, -1), isVector ? probs.shape.slice(-1) : [])
    this.probs = probs
    this.logits = logits
    this.categories = probs.shape.at(-1)!
  }
  /** The sum of counts times logits, where 0 of what cannot be counts for nothing. */
  protected weigh(counts: TensorLike): Tensor {
    return sum(multiply(counts, where(greater(counts, 0), this.logits, 0)), -1)
  }
  override entropy(): Tensor {
    return negative(this.weigh(this.probs))
  }
  protected drawCategory(shape: Shape, key: Key): Tensor {
    return categorical(broadcastTo(this.logits, [...shape, this.categories]), { key })
  }
}

/** A category, as its number from 0 on (int32), with its probability. */
export class Categorical extends OfCategories {
  readonly family = 'Categorical'
  readonly support: Interval
  constructor(options: ChanceOptions) {
    super('Categorical', options, false)
    this.support = interval('the number of a category', 0, this.categories - 1, { whole: true })
  }
  /** Numbers of categories have none: NaN. */
  override get mean(): Tensor {
    return fullLike(sum(this.probs, -1), NaN)
  }
  override get variance(): Tensor {
    return this.mean
  }
  override get mode(): Tensor {
    return argmax(this.probs, -1)
  }
  protected density(x: Tensor): Tensor {
    return this.weigh(astype(equal(expandDims(x, -1), arange(this.categories)), this.dtype))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return this.drawCategory(shape, key)
  }
}

/** A category, as a vector with 1 in its place and 0 in others. */
export class OneHotCategorical extends OfCategories {
  readonly family = 'OneHotCategorical'
  override readonly support: Constraint = oneHotVector
  constructor(options: ChanceOptions) {
    super('OneHotCategorical', options, true)
  }
  override get mean(): Tensor {
    return this.probs
  }
  override get variance(): Tensor {
    return multiply(this.probs, subtract(1, this.probs))
  }
  override get mode(): Tensor {
    return astype(oneHot(argmax(this.probs, -1), this.categories), this.dtype)
  }
  protected density(x: Tensor): Tensor {
    return this.weigh(x)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return astype(oneHot(this.drawCategory(shape.slice(0, -1), key), this.categories), this.dtype)
  }
}

/**
 * softmax((logits + gumbel)/temperature): a category that is not quite decided, so that its draws move with the logits.
 * Source: Maddison, Mnih, Teh, "The concrete distribution" (2017); Jang, Gu, Poole, "Categorical reparameterization with Gumbel-softmax" (2017).
 */
export class RelaxedOneHotCategorical extends OfCategories {
  readonly family = 'RelaxedOneHotCategorical'
  override readonly hasRsample = true
  readonly support: Constraint
  readonly temperature: Tensor
  constructor(temperature: TensorLike, options: ChanceOptions) {
    super('RelaxedOneHotCategorical', options, true)
    checkParameter('RelaxedOneHotCategorical', 'temperature', temperature, positive)
    this.temperature = beside(temperature, this.probs)
    this.support = simplex(this.categories)
  }
  override entropy(): Tensor {
    return this.missing('the entropy', 'Take the mean of -logProb over samples.')
  }
  protected density(x: Tensor): Tensor {
    // shares of draws get 0 by underflow: they count as the smallest normal number
    const least = x.dtype === 'float64' ? 2 ** -1022 : 2 ** -126
    const [n, t, logs] = [this.categories, this.temperature, log(maximum(x, least))]
    const scores = subtract(this.logits, multiply(logs, t))
    const normalizer = add(lgamma(fullLike(t, n)), multiply(log(t), n - 1))
    const powers = sum(subtract(scores, logs), -1)
    return add(subtract(powers, multiply(logsumexp(scores, -1), n)), normalizer)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return softmax(divide(add(this.logits, gumbel(shape, { key, dtype: this.dtype })), this.temperature), -1)
  }
}
