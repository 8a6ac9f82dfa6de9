import {
  abs,
  add,
  divide,
  less,
  log,
  multiply,
  negative,
  square,
  subtract,
  sum,
  type Tensor,
  where,
} from '../tensor/core.ts'
import { digammaRest, lgammaRest, logExcess, trigammaRest } from './gammaKernel.ts'
import { gaussLegendre } from './quadrature.ts'

const onUnit = /* @__PURE__ */ gaussLegendre(10)

/** x - 1 - log x for x = p/q, of which the distance from 1 is given too. */
export function excess(away: Tensor, logRatio: Tensor): Tensor {
  const isNear = less(abs(away), 0.5)
  return where(isNear, negative(logExcess(where(isNear, away, 0))), subtract(away, logRatio))
}

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
  const far = subtract(subtract(lgammaRest(b), lgammaRest(a)), multiply(away, digammaRest(a)))
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

/** The entropy of a Dirichlet distribution with concentrations a along the last axis, as a sum without differences of large numbers. */
export function dirichletEntropy(a: Tensor): Tensor {
  const n = sum(a, -1, { keepdims: true })
  const own = add(lgammaRest(a), subtract(log(divide(a, n)), multiply(subtract(a, 1), digammaRest(a))))
  const whole = subtract(multiply(subtract(n, a.shape.at(-1)!), digammaRest(n)), lgammaRest(n))
  return add(sum(own, -1), sum(whole, -1))
}
