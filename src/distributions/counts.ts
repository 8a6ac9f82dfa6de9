import { requireInteger } from '../errors.ts'
import type { Shape } from '../graph/shape.ts'
import {
  add,
  arange,
  astype,
  betaln,
  broadcastTo,
  divide,
  equal,
  exp,
  expandDims,
  floor,
  fullLike,
  greater,
  lgamma,
  log,
  maximum,
  minimum,
  multiply,
  negative,
  reshape,
  stopGradient,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  where,
} from '../tensor/core.ts'
import { met } from '../tensor/operands.ts'
import { categorical, type Key } from '../tensor/random.ts'
import { OfTrials } from './bernoulli.ts'
import { betaShare } from './betainc.ts'
import { steadyBeta } from './betaKernel.ts'
import { OfCategories } from './categorical.ts'
import { type ChanceOptions, chance } from './chance.ts'
import {
  type Constraint,
  countsOf,
  type Interval,
  interval,
  natural,
  nonnegative,
  positive,
} from './constraints.ts'
import { binomialDraw, logPoisson, poissonDraw } from './countSamplers.ts'
import { Univariate } from './distribution.ts'
import { logGammaDraw } from './gammaSampler.ts'
import { incompleteGamma } from './incompleteGamma.ts'
import { inFloat64, parameters, twoKeys } from './parameters.ts'

type Four = [Tensor, Tensor, Tensor, Tensor]
const wide = (x: Tensor): Tensor => astype(stopGradient(x), 'float64')

/** The number of events that come at a rate: rate^k e^-rate/k!. */
export class Poisson extends Univariate {
  readonly family = 'Poisson'
  override readonly support = natural
  override readonly hasRsample = false
  readonly rate: Tensor
  constructor(rate: TensorLike) {
    const given = parameters('Poisson', { rate: [rate, nonnegative] })
    super(given.rate)
    this.rate = given.rate
  }
  override get mean(): Tensor {
    return this.rate
  }
  override get mode(): Tensor {
    return floor(this.rate)
  }
  override get variance(): Tensor {
    return this.rate
  }
  protected density(k: Tensor): Tensor {
    return logPoisson(k, this.rate)
  }
  protected override cumulative(k: Tensor): Tensor {
    const isNone = equal(this.rate, 0)
    const above = inFloat64((k, rate) => incompleteGamma(add(k, 1), rate)[1], k, where(isNone, 1, this.rate))
    return where(isNone, 1, above)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return astype(poissonDraw(wide(this.rate), shape, key), this.dtype)
  }
}

/** The expectation of -log p over 0, 1, ... most, of numbers that each have their own axis in front. */
function entropyUpTo(most: number, d: Univariate): Tensor {
  const k = reshape(arange(most + 1), [-1, ...d.batchShape.map(() => 1)])
  const logs = d.logProb(astype(k, d.dtype))
  return negative(sum(multiply(exp(logs), where(greater(logs, -Infinity), logs, 0)), 0))
}

/** The number of successes in `total` trials. */
export class Binomial extends OfTrials {
  readonly family = 'Binomial'
  override readonly support: Interval
  readonly total: Tensor
  readonly #most: TensorLike
  constructor(total: TensorLike, options: ChanceOptions) {
    const given = chance('Binomial', options, { total: [total, natural] })
    super('Binomial', options, given)
    this.total = given.others.total
    this.#most = total
    this.support = interval('a whole number up to total', 0, this.total, { whole: true })
  }
  override get mean(): Tensor {
    return multiply(this.total, this.probs)
  }
  override get mode(): Tensor {
    return minimum(floor(multiply(add(this.total, 1), this.probs)), this.total)
  }
  override get variance(): Tensor {
    return multiply(this.mean, this.chance.rest)
  }
  /** The sum over all counts, of a total that is one plain number. */
  override entropy(): Tensor {
    if (typeof this.#most === 'number') return entropyUpTo(this.#most, this)
    return this.missing('the entropy, of totals in a tensor,')
  }
  protected density(k: Tensor): Tensor {
    const failures = subtract(this.total, k)
    // log C(n, k) = -log((n + 1) B(k + 1, n - k + 1))
    const ways = add(betaln(add(k, 1), add(failures, 1)), log(add(this.total, 1)))
    const direct = subtract(this.chance.weigh(k, failures), where(equal(k, 0), 0, ways))
    const given = met('Binomial.logProb', true, k, failures, this.probs, this.chance.rest)
    return steadyBeta(...(given as Four), direct, (w) => add(w, log(divide(this.total, failures))))
  }
  protected override cumulative(k: Tensor): Tensor {
    return betaShare(
      ...met('Binomial.cdf', true, subtract(this.total, k), add(k, 1), this.chance.rest, this.probs),
    )
  }
  protected draw(shape: Shape, key: Key): Tensor {
    const [n, p, q] = [this.total, this.probs, this.chance.rest].map(wide) as [Tensor, Tensor, Tensor]
    return astype(binomialDraw(n, p, q, shape, key), this.dtype)
  }
}

/** The number of successes before `total` failures; `total` may be any number above 0. */
export class NegativeBinomial extends OfTrials {
  readonly family = 'NegativeBinomial'
  override readonly support = natural
  readonly total: Tensor
  constructor(total: TensorLike, options: ChanceOptions) {
    const given = chance('NegativeBinomial', options, { total: [total, positive] })
    super('NegativeBinomial', options, given)
    this.total = given.others.total
  }
  get #odds(): Tensor {
    return divide(this.probs, this.chance.rest)
  }
  override get mean(): Tensor {
    return multiply(this.total, this.#odds)
  }
  override get mode(): Tensor {
    return floor(multiply(maximum(subtract(this.total, 1), 0), this.#odds))
  }
  override get variance(): Tensor {
    return divide(this.mean, this.chance.rest)
  }
  protected density(k: Tensor): Tensor {
    // log of gamma(r + k)/(gamma(r) k!)
    const ways = add(betaln(this.total, add(k, 1)), log(add(this.total, k)))
    const direct = subtract(this.chance.weigh(k, this.total), where(equal(k, 0), 0, ways))
    const given = met('NegativeBinomial.logProb', true, k, this.total, this.probs, this.chance.rest)
    return steadyBeta(...(given as Four), direct, (w) => w)
  }
  protected override cumulative(k: Tensor): Tensor {
    const { rest, probs } = this.chance
    return betaShare(...met('NegativeBinomial.cdf', true, this.total, add(k, 1), rest, probs))
  }
  /** A Poisson draw whose rate is a gamma draw. */
  protected draw(shape: Shape, key: Key): Tensor {
    const [k0, k1] = twoKeys(key)
    const [total, odds] = [wide(this.total), wide(this.#odds)]
    const rate = multiply(exp(logGammaDraw(total, shape, k0)), odds)
    return astype(poissonDraw(rate, shape, k1), this.dtype)
  }
}

/** How often each category came in `total` trials: vectors of counts. */
export class Multinomial extends OfCategories {
  readonly family = 'Multinomial'
  override readonly support: Constraint
  readonly total: number
  constructor(total: number, options: ChanceOptions) {
    requireInteger('Multinomial', 'the total', total, 0)
    super('Multinomial', options, true)
    this.total = total
    this.support = countsOf(total)
  }
  override get mean(): Tensor {
    return multiply(this.probs, this.total)
  }
  override get variance(): Tensor {
    return multiply(this.mean, subtract(1, this.probs))
  }
  /** log total! */
  get #logOrders(): Tensor {
    return lgamma(fullLike(sum(this.probs, -1), this.total + 1))
  }
  override entropy(): Tensor {
    const each = new Binomial(this.total, { probs: this.probs })
    const k = reshape(arange(this.total + 1), [-1, ...this.probs.shape.map(() => 1)])
    const counts = astype(k, this.dtype)
    const logFactorials = sum(multiply(exp(each.logProb(counts)), lgamma(add(counts, 1))), [0, -1])
    return subtract(add(multiply(super.entropy(), this.total), logFactorials), this.#logOrders)
  }
  protected density(x: Tensor): Tensor {
    return subtract(add(this.weigh(x), this.#logOrders), sum(lgamma(add(x, 1)), -1))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    const logits = expandDims(this.logits, -2)
    const one = [...shape.slice(0, -1), this.total, this.categories]
    const drawn = categorical(broadcastTo(logits, one), { key })
    return astype(sum(equal(expandDims(drawn, -1), arange(this.categories)), -2), this.dtype)
  }
}
