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
