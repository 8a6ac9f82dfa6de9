import type { Shape } from '../graph/shape.ts'
import {
  abs,
  add,
  atan2,
  divide,
  exp,
  fullLike,
  less,
  log,
  log1p,
  log1pexp,
  logit,
  multiply,
  ndtr,
  ndtri,
  negative,
  sigmoid,
  square,
  subtract,
  type Tensor,
  type TensorLike,
  tan,
  where,
} from '../tensor/core.ts'
import { type Key, normal } from '../tensor/random.ts'
import { positive, real } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { openUniform, parameters } from './parameters.ts'

/** The base of families whose members are moved and stretched copies of one: x = loc + scale*z. */
abstract class LocationScale extends Univariate {
  readonly loc: Tensor
  readonly scale: Tensor
  override readonly support = real

  constructor(family: string, loc: TensorLike, scale: TensorLike) {
    const given = parameters(family, { loc: [loc, real], scale: [scale, positive] })
    super(given.loc)
    this.loc = given.loc
    this.scale = given.scale
  }

  /** The entropy, mean and variance of z. */
  protected abstract readonly standard: {
    readonly entropy: number
    readonly mean: number
    readonly variance: number
  }
  /** log p(z) */
  protected abstract logDensity(z: Tensor): Tensor
  /** P(Z <= z) */
  protected abstract below(z: Tensor): Tensor
  /** z of a share. */
  protected abstract at(p: Tensor): Tensor

  override get mean(): Tensor {
    return add(this.loc, multiply(this.scale, this.standard.mean))
  }
  override get mode(): Tensor {
    return this.loc
  }
  override get variance(): Tensor {
    return multiply(square(this.scale), this.standard.variance)
  }
  override entropy(): Tensor {
    return add(log(this.scale), this.standard.entropy)
  }
  #standardized(x: Tensor): Tensor {
    return divide(subtract(x, this.loc), this.scale)
  }
  protected override density(x: Tensor): Tensor {
    return subtract(this.logDensity(this.#standardized(x)), log(this.scale))
  }
  protected override cumulative(x: Tensor): Tensor {
    return this.below(this.#standardized(x))
  }
  protected override quantile(p: Tensor): Tensor {
    return add(this.loc, multiply(this.scale, this.at(p)))
  }
  protected override draw(shape: Shape, key: Key): Tensor {
    return this.quantile(openUniform(shape, key, this.dtype))
  }
}

const logRootTwoPi = Math.log(2 * Math.PI) / 2

/** exp(-z^2/2)/sqrt(2 pi), z = (x - loc)/scale. */
export class Normal extends LocationScale {
  readonly family = 'Normal'
  protected readonly standard = { entropy: 0.5 + logRootTwoPi, mean: 0, variance: 1 }
  constructor(loc: TensorLike = 0, scale: TensorLike = 1) {
    super('Normal', loc, scale)
  }
  protected logDensity(z: Tensor): Tensor {
    return subtract(multiply(square(z), -0.5), logRootTwoPi)
  }
  protected below(z: Tensor): Tensor {
    return ndtr(z)
  }
  protected at(p: Tensor): Tensor {
    return ndtri(p)
  }
  protected override draw(shape: Shape, key: Key): Tensor {
    return add(this.loc, multiply(this.scale, normal(shape, 0, 1, { key, dtype: this.dtype })))
  }
}

/** exp(-|z|)/2, z = (x - loc)/scale. */
export class Laplace extends LocationScale {
  readonly family = 'Laplace'
  protected readonly standard = { entropy: 1 + Math.LN2, mean: 0, variance: 2 }
  constructor(loc: TensorLike = 0, scale: TensorLike = 1) {
    super('Laplace', loc, scale)
  }
  protected logDensity(z: Tensor): Tensor {
    return subtract(-Math.LN2, abs(z))
  }
  protected below(z: Tensor): Tensor {
    const tail = divide(exp(negative(abs(z))), 2)
    return where(less(z, 0), tail, subtract(1, tail))
  }
  protected at(p: Tensor): Tensor {
    const upper = subtract(1, p)
    return where(less(p, 0.5), log(multiply(p, 2)), negative(log(multiply(upper, 2))))
  }
}

/** 1/(pi (1 + z^2)), z = (x - loc)/scale; it has no mean, and its variance is infinite. */
export class Cauchy extends LocationScale {
  readonly family = 'Cauchy'
  protected readonly standard = { entropy: Math.log(4 * Math.PI), mean: NaN, variance: Infinity }
  constructor(loc: TensorLike = 0, scale: TensorLike = 1) {
    super('Cauchy', loc, scale)
  }
  protected logDensity(z: Tensor): Tensor {
    return subtract(-Math.log(Math.PI), log1p(square(z)))
  }
  protected below(z: Tensor): Tensor {
    // atan(z)/pi + 1/2 without loss in the lower tail
    return divide(atan2(fullLike(z, 1), negative(z)), Math.PI)
  }
  protected at(p: Tensor): Tensor {
    const cotangent = (share: TensorLike): Tensor => divide(1, tan(multiply(share, Math.PI)))
    return where(less(p, 0.5), negative(cotangent(p)), cotangent(subtract(1, p)))
  }
}

const eulerGamma = 0.5772156649015329

/** exp(-z - exp(-z)), z = (x - loc)/scale: the largest of many. */
export class Gumbel extends LocationScale {
  readonly family = 'Gumbel'
  protected readonly standard = { entropy: 1 + eulerGamma, mean: eulerGamma, variance: Math.PI ** 2 / 6 }
  constructor(loc: TensorLike = 0, scale: TensorLike = 1) {
    super('Gumbel', loc, scale)
  }
  protected logDensity(z: Tensor): Tensor {
    return negative(add(z, exp(negative(z))))
  }
  protected below(z: Tensor): Tensor {
    return exp(negative(exp(negative(z))))
  }
  protected at(p: Tensor): Tensor {
    return negative(log(negative(log(p))))
  }
}

/** e^-z/(1 + e^-z)^2, z = (x - loc)/scale: its distribution function is the logistic function of z. */
export class Logistic extends LocationScale {
  readonly family = 'Logistic'
  protected readonly standard = { entropy: 2, mean: 0, variance: Math.PI ** 2 / 3 }
  constructor(loc: TensorLike = 0, scale: TensorLike = 1) {
    super('Logistic', loc, scale)
  }
  protected logDensity(z: Tensor): Tensor {
    return negative(add(log1pexp(z), log1pexp(negative(z))))
  }
  protected below(z: Tensor): Tensor {
    return sigmoid(z)
  }
  protected at(p: Tensor): Tensor {
    return logit(p)
  }
}
