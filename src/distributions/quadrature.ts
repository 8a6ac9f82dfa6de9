import {
  add,
  exp,
  expm1,
  less,
  multiply,
  negative,
  square,
  subtract,
  type Tensor,
  where,
} from '../tensor/core.ts'

/** Nodes and weights of Gauss's quadrature with n points on (0, 1), by Newton's method on Legendre's polynomial. */
export function gaussLegendre(n: number): {
  readonly nodes: readonly number[]
  readonly weights: readonly number[]
} {
  const pairs = Array.from({ length: n }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
    let slope = 0
    for (let round = 0; round < 8; round++) {
      let [before, p] = [1, x]
      for (let k = 2; k <= n; k++) [before, p] = [p, ((2 * k - 1) * x * p - (k - 1) * before) / k]
      slope = (n * (x * p - before)) / (x * x - 1)
      x -= p / slope
    }
    return [(1 - x) / 2, 1 / ((1 - x * x) * slope * slope)] as const
  })
  return { nodes: pairs.map(([x]) => x), weights: pairs.map(([, w]) => w) }
}

const onUnit = /* @__PURE__ */ gaussLegendre(10)

/**
 * M(2) - M(1)^2 where M(k) = exp(f(k h) - f(0)), for h from 0 on: M(2) (1 - exp(-d)) with the second difference d of f, which below
 * h = 1/4 is h^2 times the integral of u (f''(h u) + f''(h (2 - u))) from 0 to 1.
 */
export function varianceOfPowers(h: Tensor, f: (x: Tensor) => Tensor, second: (x: Tensor) => Tensor): Tensor {
  const isNear = less(h, 0.25)
  const near = where(isNear, h, 0)
  const bent = onUnit.nodes
    .map((u, i) => {
      const both = add(second(multiply(near, u)), second(multiply(near, 2 - u)))
      return multiply(both, u * onUnit.weights[i]!)
    })
    .reduce((sum, part) => add(sum, part))
  const [start, middle, end] = [0, 1, 2].map((k) => f(multiply(h, k))) as [Tensor, Tensor, Tensor]
  const direct = add(start, subtract(end, multiply(middle, 2)))
  const difference = where(isNear, multiply(square(near), bent), direct)
  return multiply(exp(subtract(end, start)), negative(expm1(negative(difference))))
}
