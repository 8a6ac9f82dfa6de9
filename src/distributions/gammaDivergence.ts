import {
  abs,
  add,
  digamma,
  divide,
  greater,
  less,
  log,
  multiply,
  negative,
  reciprocal,
  square,
  subtract,
  sum,
  type Tensor,
  trigamma,
  where,
} from '../tensor/core.ts'
import { logExcess, logKernel, polynomial } from './gammaKernel.ts'
import { gaussLegendre } from './quadrature.ts'

const onUnit = /* @__PURE__ */ gaussLegendre(10)

/** x - 1 - log x for x = p/q, of which the distance from 1 is given too. */
export function excess(away: Tensor, logRatio: Tensor): Tensor {
  const isNear = less(abs(away), 0.5)
  return where(isNear, negative(logExcess(where(isNear, away, 0))), subtract(away, logRatio))
}

/** A series in 1/x from 16 on, where the difference of two functions would lose its digits. */
function restOf(x: Tensor, far: (inverse: Tensor) => Tensor, near: (x: Tensor) => Tensor): Tensor {
  const isLarge = greater(x, 16)
  return where(isLarge, far(reciprocal(where(isLarge, x, 16))), near(where(isLarge, 1, x)))
}

/** The numbers of Bernoulli B_2, B_4, ... */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6]

/** trigamma(x) - 1/x */
const trigammaRest = (x: Tensor): Tensor =>
  restOf(
    x,
    (v) => multiply(square(v), add(0.5, multiply(v, polynomial(bernoulli, square(v))))),
    (x) => subtract(trigamma(x), reciprocal(x)),
  )

/** digamma(x) - log x, of which that is the derivative */
const digammaRest = (x: Tensor): Tensor =>
  restOf(
    x,
    (v) => {
      const integrated = bernoulli.map((b, k) => -b / (2 * k + 2))
      return multiply(v, add(-0.5, multiply(v, polynomial(integrated, square(v)))))
    },
    (x) => subtract(digamma(x), log(x)),
  )

/** For g(x) = lgamma(x) - x log x + x, which is convex: g(b) - g(a) - (b - a) g'(a), that is the integral of (b - t) g''(t) from a to b. */
function convexity(a: Tensor, b: Tensor): Tensor {
  const away = subtract(b, a)
  const isNear = less(abs(away), divide(a, 2))
  const [from, by] = [where(isNear, a, 1), where(isNear, away, 0)]
  const parts = onUnit.nodes.map((t, i) =>
    multiply(trigammaRest(add(from, multiply(by, t))), (1 - t) * onUnit.weights[i]!),
  )
  const near = multiply(
    square(by),
    parts.reduce((p, q) => add(p, q)),
  )
  const g = (x: Tensor): Tensor => logKernel(x, x, multiply(x, 0))
  const far = subtract(subtract(g(a), g(b)), multiply(away, digammaRest(a)))
  return where(isNear, near, far)
}

interface Shape {
  readonly concentration: Tensor
  readonly rate: Tensor
}

/**
 * The divergence of gamma distributions p and q: b (m - 1 - log m) for the ratio m of their means, and what the concentrations a and b differ
 * by beside. Both are positive: nothing cancels.
 */
export function gammaDivergence(p: Shape, q: Shape): Tensor {
  const [a, b] = [p.concentration, q.concentration]
  const byRate = divide(multiply(a, subtract(q.rate, p.rate)), p.rate)
  const away = divide(add(byRate, subtract(a, b)), b)
  const logRatio = add(log(divide(a, b)), log(divide(q.rate, p.rate)))
  return add(multiply(b, excess(away, logRatio)), convexity(a, b))
}

/** The divergence of Dirichlet distributions with concentrations a and b, along the last axis. */
export function dirichletDivergence(a: Tensor, b: Tensor): Tensor {
  const [own, other] = [a, b].map((x) => sum(x, -1, { keepdims: true })) as [Tensor, Tensor]
  const moved = subtract(a, b)
  // shares a/own of p over those of q
  const turned = subtract(multiply(moved, other), multiply(b, sum(moved, -1, { keepdims: true })))
  const away = divide(divide(turned, b), own)
  const logRatio = subtract(log(divide(a, b)), log(divide(own, other)))
  const parts = add(multiply(b, excess(away, logRatio)), convexity(a, b))
  return subtract(sum(parts, -1), sum(convexity(own, other), -1))
}
