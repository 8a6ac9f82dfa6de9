import type { Shape } from '../graph/shape.ts'
import {
  add,
  digamma,
  divide,
  exp,
  fullLike,
  greater,
  less,
  lgamma,
  log,
  log1p,
  minimum,
  multiply,
  negative,
  square,
  subtract,
  type Tensor,
  type TensorLike,
  where,
} from '../tensor/core.ts'
import { type Key, normal } from '../tensor/random.ts'
import { betaShare } from './betainc.ts'
import { positive, real } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { logExcess, polynomial, restOf } from './gammaKernel.ts'
import { logGammaDraw } from './gammaSampler.ts'
import { parameters, twoKeys } from './parameters.ts'

/** Of digamma(x + 1/2) - digamma(x) beside 1/(2 x): (1 - 4^-n) B_2n/n for n = 1, ... 6, by which x^-2n comes. */
const terms = [1 / 8, -1 / 64, 1 / 128, -17 / 2048, 31 / 2048, -691 / 16384]

/** digamma(x + 1/2) - digamma(x) */
const digammaStep = (x: Tensor): Tensor =>
  restOf(
    x,
    (v) => add(divide(v, 2), multiply(square(v), polynomial(terms, square(v)))),
    (x) => subtract(digamma(add(x, 0.5)), digamma(x)),
  )

/** log gamma(x + 1/2) - log gamma(x) - log(x)/2 */
const gammaStep = (x: Tensor): Tensor =>
  restOf(
    x,
    (v) => {
      const integrated = terms.map((term, k) => -term / (2 * k + 1))
      return multiply(v, polynomial(integrated, square(v)))
    },
    (x) => subtract(subtract(lgamma(add(x, 0.5)), lgamma(x)), divide(log(x), 2)),
  )

/** log(sqrt(df) B(df/2, 1/2)) */
const logNormalizer = (df: Tensor): Tensor => subtract(Math.log(2 * Math.PI) / 2, gammaStep(divide(df, 2)))

/**
 * P(Z <= z): a half of I_x(df/2, 1/2) with x = df/(df + z^2) is beyond |z|; near 0, where the slope of x is none, the hypergeometric series
 * 1/2 + p(0) z F(1/2, (df + 1)/2; 3/2; -z^2/df).
 */
function studentShare(df: Tensor, z: Tensor): Tensor {
  const isNear = less(square(z), multiply(minimum(df, 1), 1e-3))
  const [half, away] = [divide(df, 2), where(isNear, 1, square(z))]
  const [x, y] = [divide(df, add(df, away)), divide(away, add(df, away))]
  const tail = divide(betaShare(half, fullLike(half, 0.5), x, y), 2)
  const ratio = divide(square(where(isNear, z, 0)), df)
  const series = [6, 5, 4, 3, 2, 1].reduce(
    (sum: Tensor, k) => {
      const step = divide(multiply(add(half, k - 0.5), k - 0.5), -k * (k + 0.5))
      return add(1, multiply(multiply(sum, step), ratio))
    },
    fullLike(z, 1),
  )
  const middle = exp(negative(logNormalizer(df)))
  const near = add(0.5, multiply(multiply(middle, where(isNear, z, 0)), series))
  return where(isNear, near, where(less(z, 0), tail, subtract(1, tail)))
}

/** (1 + z^2/df)^(-(df + 1)/2)/(sqrt(df) B(df/2, 1/2)), z = (x - loc)/scale: a normal with heavy tails. */
export class StudentT extends Univariate {
  readonly family = 'StudentT'
  override readonly support = real
  readonly df: Tensor
  readonly loc: Tensor
  readonly scale: Tensor
  constructor(df: TensorLike, loc: TensorLike = 0, scale: TensorLike = 1) {
    const given = parameters('StudentT', { df: [df, positive], loc: [loc, real], scale: [scale, positive] })
    super(given.loc)
    this.df = given.df
    this.loc = given.loc
    this.scale = given.scale
  }
  /** NaN for df up to 1. */
  override get mean(): Tensor {
    return where(greater(this.df, 1), this.loc, NaN)
  }
  override get mode(): Tensor {
    return this.loc
  }
  /** Infinite for df up to 2, NaN up to 1. */
  override get variance(): Tensor {
    const exists = greater(this.df, 2)
    const df = where(exists, this.df, 3)
    const finite = multiply(square(this.scale), divide(df, subtract(df, 2)))
    return where(exists, finite, where(greater(this.df, 1), Infinity, NaN))
  }
  /** log(scale sqrt(df) B(df/2, 1/2)) */
  get #logNormalizer(): Tensor {
    return add(log(this.scale), logNormalizer(this.df))
  }
  override entropy(): Tensor {
    const half = divide(this.df, 2)
    return add(this.#logNormalizer, multiply(add(half, 0.5), digammaStep(half)))
  }
  protected density(x: Tensor): Tensor {
    const z = divide(subtract(x, this.loc), this.scale)
    const ratio = divide(square(z), this.df)
    const isNear = less(ratio, 0.5)
    // z^2 + df (log(1 + ratio) - ratio), so that what does not depend on df stands apart
    const near = add(square(z), multiply(this.df, logExcess(where(isNear, ratio, 0))))
    const power = add(where(isNear, near, multiply(this.df, log1p(ratio))), log1p(ratio))
    return subtract(divide(power, -2), this.#logNormalizer)
  }
  protected override cumulative(x: Tensor): Tensor {
    return studentShare(this.df, divide(subtract(x, this.loc), this.scale))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    const [k0, k1] = twoKeys(key)
    const half = divide(this.df, 2)
    const spread = exp(divide(subtract(log(half), logGammaDraw(half, shape, k1)), 2))
    const z = multiply(normal(shape, 0, 1, { key: k0, dtype: this.dtype }), spread)
    return add(this.loc, multiply(this.scale, z))
  }
}
