import type { Shape } from '../graph/shape.ts'
import {
  abs,
  add,
  asin,
  astype,
  broadcastTo,
  cos,
  customJvp,
  divide,
  exp,
  expandDims,
  greater,
  greaterEqual,
  less,
  log,
  logicalNot,
  logicalOr,
  maximum,
  minimum,
  multiply,
  negative,
  remainder,
  sign,
  sin,
  sqrt,
  square,
  stopGradient,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  tensor,
  where,
} from '../tensor/core.ts'
import type { Key } from '../tensor/random.ts'
import { positive, real } from './constraints.ts'
import { Univariate } from './distribution.ts'
import { byRejection } from './gammaSampler.ts'
import { inFloat64, openUniform, parameters, twoKeys } from './parameters.ts'
import { gaussLegendre } from './quadrature.ts'

const { nodes, weights } = /* @__PURE__ */ gaussLegendre(48)

/**
 * log(e^-k I0(k)) and 1 - I1(k)/I0(k): I0 is the mean of exp(k cos t) over t from 0 to pi; followed to where that fell by e^-40, it is smooth
 * and of one scale.
 */
function circular(k: Tensor): { logNormalizer: Tensor; spread: Tensor } {
  const reach = divide(20, maximum(stopGradient(k), 20))
  const end = multiply(2, asin(sqrt(reach)))
  const list = (values: readonly number[]): Tensor => tensor(values as number[], { dtype: k.dtype })
  // cos t - 1 = -2 sin^2(t/2)
  const fall = multiply(square(sin(multiply(expandDims(divide(end, 2), -1), list(nodes)))), 2)
  const parts = multiply(exp(multiply(fall, multiply(expandDims(k, -1), -1))), list(weights))
  const whole = sum(parts, -1)
  return {
    logNormalizer: log(multiply(whole, divide(end, Math.PI))),
    spread: divide(sum(multiply(parts, fall), -1), whole),
  }
}

/**
 * Of the angles below d, from -pi to 0 around the mean: their density there, their share over it, and its derivative by k over it. With t from d
 * down to where the density fell by e^-40, or to -pi, what is integrated is smooth and of one scale.
 */
function tail(k: Tensor, d: Tensor): { logDensity: Tensor; mass: Tensor; byK: Tensor } {
  const { logNormalizer, spread } = circular(k)
  // cos t - 1 = -2 sin^2(t/2)
  const start = square(sin(divide(d, 2)))
  const last = minimum(add(start, divide(20, k)), 1)
  const end = stopGradient(multiply(asin(sqrt(last)), -2))
  const width = subtract(d, end)
  const list = (values: readonly number[]): Tensor => tensor(values as number[], { dtype: k.dtype })
  const t = subtract(expandDims(d, -1), multiply(expandDims(width, -1), list(nodes)))
  const fall = square(sin(divide(t, 2)))
  const exponent = multiply(multiply(subtract(fall, expandDims(start, -1)), expandDims(k, -1)), -2)
  const parts = multiply(exp(exponent), list(weights))
  const slopes = subtract(expandDims(spread, -1), multiply(fall, 2))
  return {
    logDensity: negative(add(multiply(multiply(start, k), 2), add(logNormalizer, Math.log(2 * Math.PI)))),
    mass: multiply(width, sum(parts, -1)),
    byK: multiply(width, sum(multiply(parts, slopes), -1)),
  }
}
/** How an angle d moves with k where the share below it stays. */
function slopeAtShare(k: Tensor, d: Tensor): Tensor {
  const { byK } = tail(k, negative(abs(d)))
  return where(greater(d, 0), byK, negative(byK))
}
/** The share of angles below d, from -pi to pi. */
const below = /* @__PURE__ */ customJvp(
  (k: Tensor, d: Tensor): Tensor => {
    const { logDensity, mass } = tail(k, negative(abs(d)))
    const share = multiply(exp(logDensity), mass)
    return where(greater(d, 0), subtract(1, share), share)
  },
  ([k, d], [dk, dd]) => {
    const { logDensity } = tail(k, negative(abs(d)))
    return multiply(exp(logDensity), subtract(dd, multiply(slopeAtShare(k, d), dk)))
  },
)
/** Back to -pi up to pi. */
const around = (x: Tensor): Tensor => subtract(remainder(add(x, Math.PI), 2 * Math.PI), Math.PI)

/** `drawn`, which moves with the parameters as a quantile does. */
const following: (loc: Tensor, k: Tensor, drawn: Tensor) => Tensor = /* @__PURE__ */ customJvp(
  (_loc: Tensor, _k: Tensor, drawn: Tensor) => add(drawn, 0),
  ([loc, k, drawn], [dloc, dk]) => {
    const d = around(subtract(following(loc, k, drawn), loc))
    return add(dloc, multiply(slopeAtShare(k, d), dk))
  },
)

/** Angles around loc: exp(concentration cos(x - loc))/(2 pi I0(concentration)); draws are from -pi to pi. */
export class VonMises extends Univariate {
  readonly family = 'VonMises'
  override readonly support = real
  readonly loc: Tensor
  readonly concentration: Tensor
  constructor(loc: TensorLike, concentration: TensorLike) {
    const given = parameters('VonMises', { loc: [loc, real], concentration: [concentration, positive] })
    super(given.loc)
    this.loc = given.loc
    this.concentration = given.concentration
  }
  /** That of directions. */
  override get mean(): Tensor {
    return this.loc
  }
  override get mode(): Tensor {
    return this.loc
  }
  /** That of directions, 1 - I1/I0: from 0 to 1. */
  override get variance(): Tensor {
    return circular(this.concentration).spread
  }
  override entropy(): Tensor {
    const { logNormalizer, spread } = circular(this.concentration)
    return add(add(logNormalizer, multiply(this.concentration, spread)), Math.log(2 * Math.PI))
  }
  protected density(x: Tensor): Tensor {
    // cos d - 1 = -2 sin^2(d/2)
    const fall = multiply(square(sin(divide(subtract(x, this.loc), 2))), -2)
    const { logNormalizer } = circular(this.concentration)
    return subtract(subtract(multiply(this.concentration, fall), logNormalizer), Math.log(2 * Math.PI))
  }
  /** The share of angles from loc - pi on; beyond loc + pi it is 1. */
  protected override cumulative(x: Tensor): Tensor {
    const share = (x: Tensor, loc: Tensor, k: Tensor): Tensor => {
      const d = subtract(x, loc)
      const isWithin = less(abs(d), Math.PI)
      return where(isWithin, below(k, where(isWithin, d, 0)), divide(add(sign(d), 1), 2))
    }
    return inFloat64(share, x, this.loc, this.concentration)
  }
  /**
   * By rejection from a wrapped Cauchy distribution, in float64.
   * Source: Best, Fisher, "Efficient simulation of the von Mises distribution" (1979).
   */
  protected draw(shape: Shape, key: Key): Tensor {
    const given = broadcastTo(astype(stopGradient(this.concentration), 'float64'), shape)
    const isKnown = greaterEqual(given, 0)
    const k = maximum(where(isKnown, given, 1), 1e-30)
    const root = sqrt(add(1, square(multiply(k, 2))))
    const tau = add(1, root)
    // (tau - sqrt(2 tau))/(2 k), without loss for small k
    const rho = divide(divide(multiply(multiply(k, 2), tau), add(1, root)), add(tau, sqrt(multiply(tau, 2))))
    // r - 1, and 1 - f = 1 - (1 + r z)/(r + z) for a z = cos of a uniform angle
    const s = divide(square(subtract(1, rho)), multiply(rho, 2))
    const [k0, k1] = twoKeys(key)
    const fall = byRejection(
      k,
      (round) => {
        const [first, second] = twoKeys(round)
        const z = cos(multiply(openUniform(shape, first, 'float64'), Math.PI))
        const fall = divide(multiply(s, subtract(1, z)), add(add(s, 1), z))
        const c = multiply(k, add(s, fall))
        const bound = subtract(add(1, log(c)), c)
        return [fall, logicalOr(less(log(openUniform(shape, second, 'float64')), bound), logicalNot(isKnown))]
      },
      k0,
    )
    const angle = multiply(2, asin(sqrt(divide(fall, 2))))
    const isLeft = less(openUniform(shape, k1, 'float64'), 0.5)
    const x = add(where(isLeft, multiply(angle, -1), angle), astype(stopGradient(this.loc), 'float64'))
    const drawn = astype(where(isKnown, around(x), NaN), this.dtype)
    return following(broadcastTo(this.loc, shape), broadcastTo(this.concentration, shape), drawn)
  }
}
