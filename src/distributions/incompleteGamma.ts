import {
  abs,
  add,
  customJvp,
  digamma,
  divide,
  exp,
  expandDims,
  expm1,
  greaterEqual,
  lessEqual,
  lgamma,
  log,
  maximum,
  multiply,
  negative,
  sqrt,
  square,
  stopGradient,
  subtract,
  sum,
  type Tensor,
  tensor,
  where,
  xlogy,
} from '../tensor/core.ts'
import { logKernel } from './gammaKernel.ts'
import { gaussLegendre } from './quadrature.ts'

/** By dtype: quadrature, and how far down the integrand is followed: exp(-reach). */
const rules = { float32: { ...gaussLegendre(16), reach: 18 }, float64: { ...gaussLegendre(40), reach: 40 } }

/**
 * The tail of the gamma distribution beyond x, away from its middle, over x p(x), for a >= 1: with t = x e^w the density
 * is p(t) dt = x p(x) exp(a w - x (e^w - 1)) dw, which is smooth, and falls at once where x is not in the middle.
 * Gives the integral of it, and that of w times it, which is the derivative by a.
 */
function tail(a: Tensor, x: Tensor): { isLower: Tensor; integral: Tensor; byA: Tensor } {
  const { nodes, weights, reach } = rules[a.dtype as 'float32' | 'float64']
  const isLower = lessEqual(x, a)
  const away = abs(subtract(x, a))
  // where the exponent is below -reach: below, a w - x (e^w - 1) <= -|w| away - x w^2/(2 + |w|), above <= -w away - x w^2/2
  const b = subtract(reach, multiply(away, 2))
  const below = divide(-4 * reach, subtract(sqrt(add(square(b), multiply(a, 8 * reach))), b))
  const above = divide(2 * reach, add(away, sqrt(add(square(away), multiply(x, 2 * reach)))))
  const end = stopGradient(where(isLower, below, above))
  const list = (values: readonly number[]): Tensor => tensor(values as number[], { dtype: a.dtype })
  const w = multiply(expandDims(end, -1), list(nodes))
  const exponent = subtract(multiply(expandDims(a, -1), w), multiply(expandDims(x, -1), expm1(w)))
  const density = multiply(exp(exponent), list(weights))
  const width = abs(end)
  return {
    isLower,
    integral: multiply(width, sum(density, -1)),
    byA: multiply(width, sum(multiply(density, w), -1)),
  }
}

/**
 * dx/da where x moves with a so that P(a, x) stays, for a >= 1: how a gamma draw moves with its concentration.
 * Source: Figurnov, Mohamed, Mnih, "Implicit reparameterization gradients" (2018).
 */
export function slopeAtShare(a: Tensor, x: Tensor): Tensor {
  const { isLower, integral, byA } = tail(a, x)
  const change = multiply(x, add(multiply(subtract(log(x), digamma(a)), integral), byA))
  return where(isLower, negative(change), change)
}

const gammaShares = /* @__PURE__ */ customJvp(
  (a: Tensor, x: Tensor): [Tensor, Tensor] => {
    const { isLower, integral } = tail(a, x)
    const share = multiply(exp(logKernel(a, x)), integral)
    const rest = subtract(1, share)
    return [where(isLower, share, rest), where(isLower, rest, share)]
  },
  ([a, x], [da, dx]): [Tensor, Tensor] => {
    const moved = subtract(dx, multiply(slopeAtShare(a, x), da))
    const change = multiply(divide(exp(logKernel(a, x)), x), moved)
    return [change, negative(change)]
  },
)

/**
 * The regularised incomplete gamma functions [P(a, x), Q(a, x)] for a > 0 and x > 0, with derivatives by both.
 * P is accurate where it is small, and Q for a >= 1.
 */
export function incompleteGamma(a: Tensor, x: Tensor): [below: Tensor, above: Tensor] {
  const isLarge = greaterEqual(a, 1)
  const [below, above] = gammaShares(where(isLarge, a, add(a, 1)), x)
  // P(a, x) = P(a + 1, x) + x^a e^-x/gamma(a + 1)
  const small = where(isLarge, 0.5, a)
  const step = where(isLarge, 0, exp(subtract(subtract(xlogy(small, x), x), lgamma(add(small, 1)))))
  return [add(below, step), maximum(subtract(above, step), 0)]
}
