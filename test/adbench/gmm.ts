import { concatenate, exp, lgamma, logsumexp, type Tensor, take, tensor } from '../../src/index.ts'

/** A mixture of `k` Gaussians in `d` dimensions and `n` points. */
export interface Mixture {
  readonly d: number
  readonly k: number
  readonly n: number
  readonly alphas: number[]
  readonly means: number[][]
  readonly icf: number[][]
  readonly x: number[][]
  readonly gamma: number
  readonly m: number
}

export function parseMixture(text: string): Mixture {
  const [first, ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const [d, k, n] = first as [number, number, number]
  const rows = (from: number, count: number): number[][] => lines.slice(from, from + count)
  const [gamma, m] = lines[3 * k + n] as [number, number]
  return {
    ...{ d, k, n, gamma, m },
    alphas: rows(0, k).flat(),
    means: rows(k, k),
    icf: rows(2 * k, k),
    x: rows(3 * k, n),
  }
}

/**
 * Where each element of a lower triangular matrix stands in a row of (diagonal, below it column by column, one zero).
 * Shapes: [d*d]
 */
function places(d: number): number[] {
  const zero = d + (d * (d - 1)) / 2
  const found = new Array<number>(d * d).fill(zero)
  let next = d
  for (let column = 0; column < d; column++) {
    found[column * d + column] = column
    for (let row = column + 1; row < d; row++) found[row * d + column] = next++
  }
  return found
}

/** log Gamma_d(a), the multivariate gamma function. */
function logGamma(d: number, a: number): number {
  const shifted = tensor(
    Array.from({ length: d }, (_, j) => a - j / 2),
    { dtype: 'float64' },
  )
  return (d * (d - 1) * Math.log(Math.PI)) / 4 + lgamma(shifted).sum().item()
}

/**
 * The log posterior of the mixture with a Wishart prior: a function of alphas [k], means [k,d] and icf [k, d + d(d-1)/2],
 * whose rows hold log diagonals and what is below of each inverse covariance's Cholesky factor.
 * Source: Srajer, Kukelova, Fitzgibbon, A benchmark of selected algorithmic differentiation tools (2018).
 */
export function gmm({ d, k, n, x, gamma, m }: Mixture): (...args: [Tensor, Tensor, Tensor]) => Tensor {
  const points = tensor(x, { dtype: 'float64' })
  const order = tensor(places(d), { dtype: 'int32' })
  const freedom = d + m + 1
  const constant =
    -(n * d * Math.log(2 * Math.PI)) / 2 -
    k * (freedom * d * (Math.log(gamma) - Math.log(2) / 2) - logGamma(d, freedom / 2))
  return (alphas, means, icf) => {
    const logs = icf.index('...', { stop: d })
    const below = icf.index('...', { start: d })
    const diagonal = exp(logs)
    const zero = logs.sum(1, { keepdims: true }).mul(0)
    const factors = take(concatenate([diagonal, below, zero], 1), order, { axis: 1 }).reshape([k, d, d])
    // Q (x - mu) for all points at once: [k, d, d] x [k, d, n]
    const centred = points.transpose().sub(means.reshape([k, d, 1]))
    const squares = factors.matmul(centred).square().sum(1)
    const sums = logs.sum(1)
    const terms = alphas.add(sums).reshape([k, 1]).sub(squares.mul(0.5))
    const prior = diagonal
      .square()
      .sum()
      .add(below.square().sum())
      .mul(gamma ** 2 / 2)
      .sub(sums.sum().mul(m))
    return logsumexp(terms, 0).sum().sub(logsumexp(alphas).mul(n)).add(prior).add(constant)
  }
}
