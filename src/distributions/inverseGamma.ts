import type { Shape } from '../graph/shape.ts'
import {
  add,
  betaln,
  divide,
  exp,
  greater,
  lgamma,
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
import { met } from '../tensor/operands.ts'
import type { Key } from '../tensor/random.ts'
import { betaShare } from './betainc.ts'
import { steadyBeta } from './betaKernel.ts'
import { positive } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { digammaRest, lgammaRest, steady } from './gammaKernel.ts'
import { logGammaDraw } from './gammaSampler.ts'
import { incompleteGamma } from './incompleteGamma.ts'
import { inFloat64, parameters, twoKeys } from './parameters.ts'

/** 1/x of a gamma number x: rate^a x^(-a - 1) e^(-rate/x)/gamma(a), a the concentration. */
export class InverseGamma extends Univariate {
  readonly family = 'InverseGamma'
  override readonly support = positive
  readonly concentration: Tensor
  readonly rate: Tensor
  constructor(concentration: TensorLike, rate: TensorLike = 1) {
    const given = parameters('InverseGamma', {
      concentration: [concentration, positive],
      rate: [rate, positive],
    })
    super(given.rate)
    this.concentration = given.concentration
    this.rate = given.rate
  }
  /** Infinite for concentrations up to 1. */
  override get mean(): Tensor {
    const exists = greater(this.concentration, 1)
    const a = where(exists, this.concentration, 2)
    return where(exists, divide(this.rate, subtract(a, 1)), Infinity)
  }
  override get mode(): Tensor {
    return divide(this.rate, add(this.concentration, 1))
  }
  /** Infinite for concentrations up to 2. */
  override get variance(): Tensor {
    const exists = greater(this.concentration, 2)
    const a = where(exists, this.concentration, 3)
    const finite = divide(square(divide(this.rate, subtract(a, 1))), subtract(a, 2))
    return where(exists, finite, Infinity)
  }
  override entropy(): Tensor {
    const a = this.concentration
    const whole = add(log(divide(this.rate, a)), lgammaRest(a))
    return subtract(whole, multiply(add(a, 1), digammaRest(a)))
  }
  protected density(x: Tensor): Tensor {
    const [a, b] = [this.concentration, this.rate]
    const powers = subtract(multiply(a, log(divide(b, x))), log(x))
    const direct = subtract(subtract(powers, divide(b, x)), lgamma(a))
    return steady(a, divide(b, x), direct, (kernel) => subtract(kernel, log(x)))
  }
  protected override cumulative(x: Tensor): Tensor {
    return inFloat64((a, b, x) => incompleteGamma(a, divide(b, x))[1], this.concentration, this.rate, x)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return multiply(this.rate, exp(negative(logGammaDraw(this.concentration, shape, key))))
  }
}

/** The ratio of two chi-squared numbers, each over its degrees of freedom: the F distribution. */
export class FisherSnedecor extends Univariate {
  readonly family = 'FisherSnedecor'
  override readonly support = positive
  readonly df1: Tensor
  readonly df2: Tensor
  constructor(df1: TensorLike, df2: TensorLike) {
    const given = parameters('FisherSnedecor', { df1: [df1, positive], df2: [df2, positive] })
    super(given.df1)
    this.df1 = given.df1
    this.df2 = given.df2
  }
  /** NaN for df2 up to 2. */
  override get mean(): Tensor {
    const n = where(greater(this.df2, 2), this.df2, NaN)
    return divide(n, subtract(n, 2))
  }
  /** NaN for df1 up to 2. */
  override get mode(): Tensor {
    const m = where(greater(this.df1, 2), this.df1, NaN)
    return multiply(divide(subtract(m, 2), m), divide(this.df2, add(this.df2, 2)))
  }
  /** NaN for df2 up to 4. */
  override get variance(): Tensor {
    const [m, n] = [this.df1, where(greater(this.df2, 4), this.df2, NaN)]
    const share = divide(multiply(add(m, subtract(n, 2)), 2), multiply(m, subtract(n, 4)))
    return multiply(square(divide(n, subtract(n, 2))), share)
  }
  /** Of df1 x and df2 in their sum. */
  #shares(x: Tensor): [Tensor, Tensor] {
    const part = multiply(this.df1, x)
    const whole = add(part, this.df2)
    return [divide(part, whole), divide(this.df2, whole)]
  }
  protected density(x: Tensor): Tensor {
    const [a, b, ratio] = [divide(this.df1, 2), divide(this.df2, 2), divide(this.df1, this.df2)]
    const z = multiply(ratio, x)
    const powers = subtract(multiply(a, log(z)), multiply(add(a, b), log1p(z)))
    const direct = subtract(powers, add(log(x), betaln(a, b)))
    const shares = this.#shares(x)
    return steadyBeta(...met('FisherSnedecor.logProb', true, a, b, ...shares), direct, (w) =>
      add(w, subtract(log(a), log(x))),
    )
  }
  protected override cumulative(x: Tensor): Tensor {
    return betaShare(divide(this.df1, 2), divide(this.df2, 2), ...this.#shares(x))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    const [k0, k1] = twoKeys(key)
    const up = logGammaDraw(divide(this.df1, 2), shape, k0)
    const down = logGammaDraw(divide(this.df2, 2), shape, k1)
    return multiply(exp(subtract(up, down)), divide(this.df2, this.df1))
  }
}
