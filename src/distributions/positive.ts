import type { Shape } from '../graph/shape.ts'
import {
  abs,
  add,
  divide,
  erf,
  erfinv,
  exp,
  expm1,
  fullLike,
  greater,
  lgamma,
  log,
  log1p,
  multiply,
  negative,
  power,
  reciprocal,
  square,
  subtract,
  type Tensor,
  type TensorLike,
  trigamma,
  where,
  xlogy,
  zerosLike,
} from '../tensor/core.ts'
import { type Key, normal } from '../tensor/random.ts'
import { type Interval, interval, nonnegative, positive, real } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { Normal } from './locationScale.ts'
import { openUniform, parameters } from './parameters.ts'
import { varianceOfPowers } from './quadrature.ts'

/** A constant density from `low` up to, but without, `high`. */
export class Uniform extends Univariate {
  readonly family = 'Uniform'
  readonly support: Interval
  readonly low: Tensor
  readonly high: Tensor
  readonly #width: Tensor
  constructor(low: TensorLike = 0, high: TensorLike = 1) {
    const given = parameters('Uniform', { low: [low, real], high: [high, real] })
    super(given.low)
    this.low = given.low
    this.high = given.high
    this.#width = subtract(this.high, this.low)
    this.support = interval('from low up to high', this.low, this.high, { open: 'upper', inner: this.low })
  }
  override get mean(): Tensor {
    return add(this.low, divide(this.#width, 2))
  }
  /** There is none: NaN. */
  override get mode(): Tensor {
    return fullLike(this.low, NaN)
  }
  override get variance(): Tensor {
    return divide(square(this.#width), 12)
  }
  override entropy(): Tensor {
    return log(this.#width)
  }
  protected density(x: Tensor): Tensor {
    return subtract(zerosLike(x), log(this.#width))
  }
  protected override cumulative(x: Tensor): Tensor {
    return divide(subtract(x, this.low), this.#width)
  }
  protected override quantile(p: Tensor): Tensor {
    return add(this.low, multiply(this.#width, p))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return this.quantile(openUniform(shape, key, this.dtype))
  }
}

/** rate*exp(-rate*x): the wait for the first event of many that come at a rate. */
export class Exponential extends Univariate {
  readonly family = 'Exponential'
  override readonly support = nonnegative
  readonly rate: Tensor
  constructor(rate: TensorLike = 1) {
    const given = parameters('Exponential', { rate: [rate, positive] })
    super(given.rate)
    this.rate = given.rate
  }
  override get mean(): Tensor {
    return reciprocal(this.rate)
  }
  override get mode(): Tensor {
    return zerosLike(this.rate)
  }
  override get variance(): Tensor {
    return square(reciprocal(this.rate))
  }
  override entropy(): Tensor {
    return subtract(1, log(this.rate))
  }
  protected density(x: Tensor): Tensor {
    return subtract(log(this.rate), multiply(this.rate, x))
  }
  protected override cumulative(x: Tensor): Tensor {
    return negative(expm1(negative(multiply(this.rate, x))))
  }
  protected override quantile(p: Tensor): Tensor {
    return negative(divide(log1p(negative(p)), this.rate))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return negative(divide(log(openUniform(shape, key, this.dtype)), this.rate))
  }
}

/** |x| of a normal x with mean 0 and this deviation. */
export class HalfNormal extends Univariate {
  readonly family = 'HalfNormal'
  override readonly support = nonnegative
  readonly scale: Tensor
  constructor(scale: TensorLike = 1) {
    const given = parameters('HalfNormal', { scale: [scale, positive] })
    super(given.scale)
    this.scale = given.scale
  }
  override get mean(): Tensor {
    return multiply(this.scale, Math.sqrt(2 / Math.PI))
  }
  override get mode(): Tensor {
    return zerosLike(this.scale)
  }
  override get variance(): Tensor {
    return multiply(square(this.scale), 1 - 2 / Math.PI)
  }
  override entropy(): Tensor {
    return add(log(this.scale), 0.5 + Math.log(Math.PI / 2) / 2)
  }
  protected density(x: Tensor): Tensor {
    return add(new Normal(0, this.scale).logProb(x), Math.LN2)
  }
  protected override cumulative(x: Tensor): Tensor {
    return erf(divide(x, multiply(this.scale, Math.SQRT2)))
  }
  protected override quantile(p: Tensor): Tensor {
    return multiply(multiply(this.scale, Math.SQRT2), erfinv(p))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return multiply(this.scale, abs(normal(shape, 0, 1, { key, dtype: this.dtype })))
  }
}

/** The numbers scale*e^(1/concentration) for exponential e: survival beyond x is exp(-(x/scale)^concentration). */
export class Weibull extends Univariate {
  readonly family = 'Weibull'
  override readonly support = nonnegative
  readonly scale: Tensor
  readonly concentration: Tensor
  constructor(scale: TensorLike, concentration: TensorLike) {
    const given = parameters('Weibull', {
      scale: [scale, positive],
      concentration: [concentration, positive],
    })
    super(given.scale)
    this.scale = given.scale
    this.concentration = given.concentration
  }
  override get mean(): Tensor {
    return multiply(this.scale, exp(lgamma(add(1, reciprocal(this.concentration)))))
  }
  override get mode(): Tensor {
    const hasPeak = greater(this.concentration, 1)
    const k = where(hasPeak, this.concentration, 2)
    return where(hasPeak, multiply(this.scale, power(subtract(1, reciprocal(k)), reciprocal(k))), 0)
  }
  override get variance(): Tensor {
    const power = varianceOfPowers(
      reciprocal(this.concentration),
      (s) => lgamma(add(1, s)),
      (s) => trigamma(add(1, s)),
    )
    return multiply(square(this.scale), power)
  }
  override entropy(): Tensor {
    const [k, eulerGamma] = [this.concentration, 0.5772156649015329]
    return add(add(multiply(eulerGamma, subtract(1, reciprocal(k))), log(divide(this.scale, k))), 1)
  }
  protected density(x: Tensor): Tensor {
    const [k, z] = [this.concentration, divide(x, this.scale)]
    return subtract(add(log(divide(k, this.scale)), xlogy(subtract(k, 1), z)), power(z, k))
  }
  protected override cumulative(x: Tensor): Tensor {
    return negative(expm1(negative(power(divide(x, this.scale), this.concentration))))
  }
  #stretched(e: Tensor): Tensor {
    return multiply(this.scale, power(e, reciprocal(this.concentration)))
  }
  protected override quantile(p: Tensor): Tensor {
    return this.#stretched(negative(log1p(negative(p))))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return this.#stretched(negative(log(openUniform(shape, key, this.dtype))))
  }
}

/** Survival beyond x is (scale/x)^alpha, for x from `scale` on. */
export class Pareto extends Univariate {
  readonly family = 'Pareto'
  readonly support: Interval
  readonly scale: Tensor
  readonly alpha: Tensor
  constructor(scale: TensorLike, alpha: TensorLike) {
    const given = parameters('Pareto', { scale: [scale, positive], alpha: [alpha, positive] })
    super(given.scale)
    this.scale = given.scale
    this.alpha = given.alpha
    this.support = interval('finite and not below the scale', this.scale, Infinity, {
      open: 'upper',
      inner: this.scale,
    })
  }
  /** Infinite for alpha up to 1. */
  override get mean(): Tensor {
    const exists = greater(this.alpha, 1)
    const a = where(exists, this.alpha, 2)
    return where(exists, divide(multiply(a, this.scale), subtract(a, 1)), Infinity)
  }
  override get mode(): Tensor {
    return this.scale
  }
  /** Infinite for alpha up to 2. */
  override get variance(): Tensor {
    const exists = greater(this.alpha, 2)
    const a = where(exists, this.alpha, 3)
    const share = divide(a, multiply(square(subtract(a, 1)), subtract(a, 2)))
    return where(exists, multiply(square(this.scale), share), Infinity)
  }
  override entropy(): Tensor {
    return add(add(log(divide(this.scale, this.alpha)), reciprocal(this.alpha)), 1)
  }
  protected density(x: Tensor): Tensor {
    return subtract(log(divide(this.alpha, x)), multiply(this.alpha, log(divide(x, this.scale))))
  }
  protected override cumulative(x: Tensor): Tensor {
    return negative(expm1(multiply(this.alpha, log(divide(this.scale, x)))))
  }
  protected override quantile(p: Tensor): Tensor {
    return multiply(this.scale, exp(negative(divide(log1p(negative(p)), this.alpha))))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return multiply(this.scale, exp(negative(divide(log(openUniform(shape, key, this.dtype)), this.alpha))))
  }
}
