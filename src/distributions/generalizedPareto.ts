import type { Shape } from '../graph/shape.ts'
import {
  add,
  divide,
  equal,
  expm1,
  less,
  log,
  log1p,
  multiply,
  negative,
  square,
  subtract,
  type Tensor,
  type TensorLike,
  where,
} from '../tensor/core.ts'
import type { Key } from '../tensor/random.ts'
import { type Interval, interval, positive, real } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { openUniform, parameters } from './parameters.ts'
import { relativeExp, relativeLog } from './relativeExp.ts'

/**
 * What is above a high threshold `loc`: survival beyond x is (1 + concentration z)^(-1/concentration) for z = (x - loc)/scale, e^-z where the
 * concentration is 0; below 0 z ends at -1/concentration.
 */
export class GeneralizedPareto extends Univariate {
  readonly family = 'GeneralizedPareto'
  readonly support: Interval
  readonly loc: Tensor
  readonly scale: Tensor
  readonly concentration: Tensor
  constructor(loc: TensorLike, scale: TensorLike, concentration: TensorLike) {
    const given = parameters('GeneralizedPareto', {
      loc: [loc, real],
      scale: [scale, positive],
      concentration: [concentration, real],
    })
    super(given.loc)
    this.loc = given.loc
    this.scale = given.scale
    this.concentration = given.concentration
    const isBounded = less(given.concentration, 0)
    const end = divide(given.scale, where(isBounded, given.concentration, -1))
    this.support = interval(
      'finite, not below loc, and with 1 + concentration z not below 0',
      this.loc,
      where(isBounded, subtract(this.loc, end), Infinity),
      { inner: this.loc },
    )
  }
  /** Infinite for concentrations from 1 on. */
  override get mean(): Tensor {
    const exists = less(this.concentration, 1)
    const finite = divide(this.scale, subtract(1, where(exists, this.concentration, 0)))
    return where(exists, add(this.loc, finite), Infinity)
  }
  /** The lower end, and of concentrations below -1 the upper one. */
  override get mode(): Tensor {
    return where(less(this.concentration, -1), this.support.upper, this.loc)
  }
  /** Infinite for concentrations from 1/2 on. */
  override get variance(): Tensor {
    const exists = less(this.concentration, 0.5)
    const k = where(exists, this.concentration, 0)
    const spread = divide(square(divide(this.scale, subtract(1, k))), subtract(1, multiply(k, 2)))
    return where(exists, spread, Infinity)
  }
  override entropy(): Tensor {
    return add(add(log(this.scale), this.concentration), 1)
  }
  /** -log of the survival beyond x: z log(1 + concentration z)/(concentration z). */
  #depth(x: Tensor): Tensor {
    const z = divide(subtract(x, this.loc), this.scale)
    return multiply(z, relativeLog(multiply(this.concentration, z)))
  }
  protected density(x: Tensor): Tensor {
    const power = add(1, this.concentration)
    const fall = where(equal(power, 0), 0, multiply(power, this.#depth(x)))
    return negative(add(log(this.scale), fall))
  }
  protected override cumulative(x: Tensor): Tensor {
    return negative(expm1(negative(this.#depth(x))))
  }
  #at(depth: Tensor): Tensor {
    const z = multiply(depth, relativeExp(multiply(this.concentration, depth)))
    return add(this.loc, multiply(this.scale, z))
  }
  protected override quantile(p: Tensor): Tensor {
    const isWhole = equal(p, 1)
    const inside = this.#at(negative(log1p(negative(where(isWhole, 0.5, p)))))
    return where(isWhole, this.support.upper, inside)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return this.#at(negative(log(openUniform(shape, key, this.dtype))))
  }
}
