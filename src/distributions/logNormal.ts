import type { Shape } from '../graph/shape.ts'
import {
  add,
  exp,
  expm1,
  log,
  multiply,
  square,
  subtract,
  type Tensor,
  type TensorLike,
} from '../tensor/core.ts'
import { type Key, normal } from '../tensor/random.ts'
import { positive, real } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { Normal } from './locationScale.ts'
import { parameters } from './parameters.ts'

/** exp of a normal number, which has mean loc and deviation scale. */
export class LogNormal extends Univariate {
  readonly family = 'LogNormal'
  override readonly support = positive
  readonly loc: Tensor
  readonly scale: Tensor
  readonly #base: Normal
  constructor(loc: TensorLike = 0, scale: TensorLike = 1) {
    const given = parameters('LogNormal', { loc: [loc, real], scale: [scale, positive] })
    super(given.loc)
    this.loc = given.loc
    this.scale = given.scale
    this.#base = new Normal(this.loc, this.scale)
  }
  override get mean(): Tensor {
    return exp(add(this.loc, multiply(square(this.scale), 0.5)))
  }
  override get mode(): Tensor {
    return exp(subtract(this.loc, square(this.scale)))
  }
  override get variance(): Tensor {
    return multiply(expm1(square(this.scale)), square(this.mean))
  }
  override entropy(): Tensor {
    return add(this.#base.entropy(), this.loc)
  }
  protected density(x: Tensor): Tensor {
    const y = log(x)
    return subtract(this.#base.logProb(y), y)
  }
  protected override cumulative(x: Tensor): Tensor {
    return this.#base.cdf(log(x))
  }
  protected override quantile(p: Tensor): Tensor {
    return exp(this.#base.icdf(p))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return exp(add(this.loc, multiply(this.scale, normal(shape, 0, 1, { key, dtype: this.dtype }))))
  }
}
