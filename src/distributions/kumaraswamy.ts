import type { Shape } from '../graph/shape.ts'
import {
  add,
  atan,
  betaln,
  digamma,
  divide,
  exp,
  expm1,
  fullLike,
  less,
  log,
  log1p,
  logicalOr,
  multiply,
  negative,
  power,
  reciprocal,
  square,
  subtract,
  type Tensor,
  type TensorLike,
  tan,
  trigamma,
  where,
  zerosLike,
} from '../tensor/core.ts'
import type { Key } from '../tensor/random.ts'
import { nonnegative, openUnit, positive } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { openUniform, parameters } from './parameters.ts'
import { varianceOfPowers } from './quadrature.ts'

/** a b x^(a - 1) (1 - x^a)^(b - 1) from 0 to 1, for a = concentration1 and b = concentration0: near a beta distribution, with an inverse. */
export class Kumaraswamy extends Univariate {
  readonly family = 'Kumaraswamy'
  override readonly support = openUnit
  readonly concentration1: Tensor
  readonly concentration0: Tensor
  constructor(concentration1: TensorLike, concentration0: TensorLike) {
    const given = parameters('Kumaraswamy', {
      concentration1: [concentration1, positive],
      concentration0: [concentration0, positive],
    })
    super(given.concentration1)
    this.concentration1 = given.concentration1
    this.concentration0 = given.concentration0
  }
  override get mean(): Tensor {
    const b = this.concentration0
    return exp(add(log(b), betaln(add(1, reciprocal(this.concentration1)), b)))
  }
  /** NaN where a concentration is below 1. */
  override get mode(): Tensor {
    const [a, b] = [this.concentration1, this.concentration0]
    const top = divide(subtract(a, 1), subtract(multiply(a, b), 1))
    return where(logicalOr(less(a, 1), less(b, 1)), NaN, power(top, reciprocal(a)))
  }
  override get variance(): Tensor {
    const [h, b] = [reciprocal(this.concentration1), this.concentration0]
    return varianceOfPowers(
      h,
      (s) => betaln(add(1, s), b),
      (s) => subtract(trigamma(add(1, s)), trigamma(add(add(1, s), b))),
    )
  }
  override entropy(): Tensor {
    const [a, b] = [this.concentration1, this.concentration0]
    const harmonic = add(digamma(add(b, 1)), 0.5772156649015329)
    const parts = add(subtract(1, reciprocal(b)), multiply(subtract(1, reciprocal(a)), harmonic))
    return subtract(parts, log(multiply(a, b)))
  }
  /** log(1 - x^a) */
  #logRest(x: Tensor): Tensor {
    const t = multiply(this.concentration1, log(x))
    return where(less(t, -Math.LN2), log1p(negative(exp(t))), log(negative(expm1(t))))
  }
  protected density(x: Tensor): Tensor {
    const [a, b] = [this.concentration1, this.concentration0]
    const powers = add(multiply(subtract(a, 1), log(x)), multiply(subtract(b, 1), this.#logRest(x)))
    return add(log(multiply(a, b)), powers)
  }
  protected override cumulative(x: Tensor): Tensor {
    return negative(expm1(multiply(this.concentration0, this.#logRest(x))))
  }
  protected override quantile(p: Tensor): Tensor {
    const rest = negative(expm1(divide(log1p(negative(p)), this.concentration0)))
    return power(rest, reciprocal(this.concentration1))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return this.quantile(openUniform(shape, key, this.dtype))
  }
}

/** |x| of a Cauchy number x around 0: 2/(pi scale (1 + (x/scale)^2)); its mean and variance are infinite. */
export class HalfCauchy extends Univariate {
  readonly family = 'HalfCauchy'
  override readonly support = nonnegative
  readonly scale: Tensor
  constructor(scale: TensorLike = 1) {
    const given = parameters('HalfCauchy', { scale: [scale, positive] })
    super(given.scale)
    this.scale = given.scale
  }
  override get mean(): Tensor {
    return fullLike(this.scale, Infinity)
  }
  override get mode(): Tensor {
    return zerosLike(this.scale)
  }
  override get variance(): Tensor {
    return this.mean
  }
  override entropy(): Tensor {
    return log(multiply(this.scale, 2 * Math.PI))
  }
  protected density(x: Tensor): Tensor {
    return subtract(Math.log(2 / Math.PI), add(log(this.scale), log1p(square(divide(x, this.scale)))))
  }
  protected override cumulative(x: Tensor): Tensor {
    return multiply(atan(divide(x, this.scale)), 2 / Math.PI)
  }
  protected override quantile(p: Tensor): Tensor {
    // from above a half by the cotangent of the rest, which is exact
    const isUpper = less(0.5, p)
    const lower = tan(multiply(where(isUpper, 0.25, p), Math.PI / 2))
    const upper = reciprocal(tan(multiply(subtract(1, where(isUpper, p, 0.75)), Math.PI / 2)))
    return multiply(this.scale, where(isUpper, upper, lower))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return this.quantile(openUniform(shape, key, this.dtype))
  }
}
