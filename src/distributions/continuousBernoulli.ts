import type { Shape } from '../graph/shape.ts'
import {
  abs,
  add,
  customJvp,
  divide,
  exp,
  expm1,
  less,
  lessEqual,
  log,
  multiply,
  negative,
  reciprocal,
  sign,
  sinh,
  square,
  subtract,
  type Tensor,
  where,
} from '../tensor/core.ts'
import type { Key } from '../tensor/random.ts'
import { type ChanceOptions, chance } from './chance.ts'
import { unit } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { bernoulliNumbers, polynomial } from './gammaKernel.ts'
import { openUniform } from './parameters.ts'
import { relativeExp, relativeLog } from './relativeExp.ts'

/** x with |x| < 1 for a series, and another for a formula. */
function parted(x: Tensor, near: (square: Tensor) => Tensor, far: (x: Tensor) => Tensor): Tensor {
  const isNear = less(abs(x), 1)
  return where(isNear, near(square(where(isNear, x, 0))), far(where(isNear, 1, x)))
}
/** B_2/2!, B_4/4!, ... */
const terms = bernoulliNumbers.map((b, k) => {
  let factorial = 1
  for (let i = 2; i <= 2 * k + 2; i++) factorial *= i
  return b / factorial
})

/** The second derivative of log(sinh(x/2)/(x/2)): 1/x^2 - 1/(4 sinh(x/2)^2). */
const bend = (x: Tensor): Tensor =>
  parted(
    x,
    (s) =>
      polynomial(
        terms.map((c, k) => c * (2 * k + 1)),
        s,
      ),
    (x) => subtract(reciprocal(square(x)), square(reciprocal(multiply(sinh(divide(x, 2)), 2)))),
  )
/** The first: coth(x/2)/2 - 1/x. */
const slope = /* @__PURE__ */ customJvp(
  (x: Tensor): Tensor =>
    parted(
      x,
      (s) => multiply(x, polynomial(terms, s)),
      (x) => {
        const half = add(0.5, reciprocal(expm1(abs(x))))
        return subtract(multiply(sign(x), half), reciprocal(x))
      },
    ),
  ([x], [dx]) => multiply(bend(x), dx),
)
/** log(sinh(x/2)/(x/2)) */
const logWidth = /* @__PURE__ */ customJvp(
  (x: Tensor): Tensor =>
    parted(
      x,
      (s) =>
        multiply(
          s,
          polynomial(
            terms.map((c, k) => c / (2 * k + 2)),
            s,
          ),
        ),
      (x) => add(divide(abs(x), 2), log(divide(negative(expm1(negative(abs(x)))), abs(x)))),
    ),
  ([x], [dx]) => multiply(slope(x), dx),
)

/**
 * A density proportional to probs^x (1 - probs)^(1 - x) from 0 to 1: exp(logits (x - 1/2)) over its integral, which is smooth at probs = 1/2.
 * Source: Loaiza-Ganem, Cunningham, "The continuous Bernoulli: fixing a pervasive error in variational autoencoders" (2019).
 */
export class ContinuousBernoulli extends Univariate {
  readonly family = 'ContinuousBernoulli'
  override readonly support = unit
  readonly probs: Tensor
  readonly logits: Tensor
  constructor(options: ChanceOptions) {
    const given = chance('ContinuousBernoulli', options)
    super(given.probs)
    this.probs = given.probs
    this.logits = given.logits
  }
  override get mean(): Tensor {
    return add(0.5, slope(this.logits))
  }
  /** The end that is more probable; NaN where none is. */
  override get mode(): Tensor {
    return divide(add(1, divide(this.logits, abs(this.logits))), 2)
  }
  override get variance(): Tensor {
    return bend(this.logits)
  }
  override entropy(): Tensor {
    return subtract(logWidth(this.logits), multiply(this.logits, slope(this.logits)))
  }
  protected density(x: Tensor): Tensor {
    return subtract(multiply(this.logits, subtract(x, 0.5)), logWidth(this.logits))
  }
  /** (e^(x logits) - 1)/(e^logits - 1), of logits that are not above 0, and by those what it is of others. */
  protected override cumulative(x: Tensor): Tensor {
    const isFalling = lessEqual(this.logits, 0)
    const [falling, rising] = [where(isFalling, this.logits, 0), where(isFalling, 0, this.logits)]
    const share = (l: Tensor): Tensor => multiply(x, divide(relativeExp(multiply(l, x)), relativeExp(l)))
    const other = multiply(share(negative(rising)), exp(multiply(rising, subtract(x, 1))))
    return where(isFalling, share(falling), other)
  }
  /** log(1 + p (e^logits - 1))/logits */
  protected override quantile(p: Tensor): Tensor {
    const isFalling = lessEqual(this.logits, 0)
    const down = where(isFalling, this.logits, negative(this.logits))
    const share = where(isFalling, p, subtract(1, p))
    const x = multiply(multiply(share, relativeLog(multiply(share, expm1(down)))), relativeExp(down))
    return where(isFalling, x, subtract(1, x))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return this.quantile(openUniform(shape, key, this.dtype))
  }
}
