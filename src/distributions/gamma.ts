import type { Shape } from '../graph/shape.ts'
import {
  add,
  betaln,
  divide,
  exp,
  greaterEqual,
  less,
  lgamma,
  log,
  log1p,
  logicalAnd,
  maximum,
  multiply,
  negative,
  sigmoid,
  square,
  stack,
  subtract,
  type Tensor,
  type TensorLike,
  where,
  xlog1py,
  xlogy,
} from '../tensor/core.ts'
import { met } from '../tensor/operands.ts'
import type { Key } from '../tensor/random.ts'
import { betainc } from './betainc.ts'
import { steadyBeta } from './betaKernel.ts'
import { nonnegative, positive, unit } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { dirichletEntropy } from './gammaDivergence.ts'
import { digammaRest, lgammaRest, steady } from './gammaKernel.ts'
import { logGammaDraw } from './gammaSampler.ts'
import { incompleteGamma } from './incompleteGamma.ts'
import { inFloat64, parameters, twoKeys } from './parameters.ts'

type Four = [Tensor, Tensor, Tensor, Tensor]

/** The smallest normal number of a dtype, for draws that would be 0. */
const smallest = { float32: 2 ** -126, float64: 2 ** -1022 }

/** x^(a - 1) e^(-x rate) rate^a/gamma(a), a the concentration. */
export class Gamma extends Univariate {
  readonly family: string = 'Gamma'
  override readonly support = nonnegative
  readonly concentration: Tensor
  readonly rate: Tensor
  constructor(concentration: TensorLike, rate: TensorLike = 1) {
    const given = parameters('Gamma', { concentration: [concentration, positive], rate: [rate, positive] })
    super(given.rate)
    this.concentration = given.concentration
    this.rate = given.rate
  }
  override get mean(): Tensor {
    return divide(this.concentration, this.rate)
  }
  override get mode(): Tensor {
    return divide(maximum(subtract(this.concentration, 1), 0), this.rate)
  }
  override get variance(): Tensor {
    return divide(this.concentration, square(this.rate))
  }
  override entropy(): Tensor {
    const a = this.concentration
    // of a - log(rate) + lgamma(a) + (1 - a) digamma(a) what does not cancel
    const whole = add(log(divide(a, this.rate)), lgammaRest(a))
    return add(whole, multiply(subtract(1, a), digammaRest(a)))
  }
  protected density(x: Tensor): Tensor {
    const [a, b] = [this.concentration, this.rate]
    const powers = add(xlogy(a, b), xlogy(subtract(a, 1), x))
    const direct = subtract(subtract(powers, multiply(b, x)), lgamma(a))
    return steady(a, multiply(b, x), direct, (kernel) => subtract(kernel, log(x)))
  }
  protected override cumulative(x: Tensor): Tensor {
    return inFloat64((a, b, x) => incompleteGamma(a, multiply(b, x))[0], this.concentration, this.rate, x)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    const x = divide(exp(logGammaDraw(this.concentration, shape, key)), this.rate)
    return maximum(x, smallest[this.dtype])
  }
}

/** The sum of squares of df standard normal numbers: a gamma distribution with concentration df/2 and rate 1/2. */
export class ChiSquared extends Gamma {
  override readonly family = 'ChiSquared'
  override readonly implied = ['like', 'concentration', 'rate']
  readonly df: Tensor
  constructor(df: TensorLike) {
    const given = parameters('ChiSquared', { df: [df, positive] })
    super(divide(given.df, 2), 0.5)
    this.df = given.df
  }
}

/** x^(a - 1) (1 - x)^(b - 1)/B(a, b) from 0 to 1, for concentrations a = concentration1 and b = concentration0. */
export class Beta extends Univariate {
  readonly family = 'Beta'
  override readonly support = unit
  readonly concentration1: Tensor
  readonly concentration0: Tensor
  readonly #total: Tensor
  constructor(concentration1: TensorLike, concentration0: TensorLike) {
    const given = parameters('Beta', {
      concentration1: [concentration1, positive],
      concentration0: [concentration0, positive],
    })
    super(given.concentration1)
    this.concentration1 = given.concentration1
    this.concentration0 = given.concentration0
    this.#total = add(this.concentration1, this.concentration0)
  }
  override get mean(): Tensor {
    return divide(this.concentration1, this.#total)
  }
  /** Where both concentrations are below 1, the end at which the density grows faster. */
  override get mode(): Tensor {
    const [a, b] = [this.concentration1, this.concentration0]
    const [up, down] = [maximum(subtract(a, 1), 0), maximum(subtract(b, 1), 0)]
    return where(logicalAnd(less(a, 1), less(b, 1)), greaterEqual(a, b), divide(up, add(up, down)))
  }
  override get variance(): Tensor {
    const [a, b, n] = [this.concentration1, this.concentration0, this.#total]
    return divide(multiply(divide(a, n), divide(b, n)), add(n, 1))
  }
  override entropy(): Tensor {
    return dirichletEntropy(stack([this.concentration1, this.concentration0], -1))
  }
  protected density(x: Tensor): Tensor {
    const [a, b] = [this.concentration1, this.concentration0]
    const powers = add(xlogy(subtract(a, 1), x), xlog1py(subtract(b, 1), multiply(x, -1)))
    const direct = subtract(powers, betaln(a, b))
    const both = met('Beta.logProb', true, a, b, x, subtract(1, x)) as Four
    return steadyBeta(...both, direct, (w) => add(w, subtract(log(a), add(log(x), log1p(negative(x))))))
  }
  protected override cumulative(x: Tensor): Tensor {
    return betainc(this.concentration1, this.concentration0, x)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    const [k1, k0] = twoKeys(key)
    const up = logGammaDraw(this.concentration1, shape, k1)
    return sigmoid(subtract(up, logGammaDraw(this.concentration0, shape, k0)))
  }
}
