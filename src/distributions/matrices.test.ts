import { describe, expect, test } from 'vitest'
import { checkDerivatives } from '../../test/support/derivatives.ts'
import { engine, eye, grad, jit, NablaError, random, type Tensor, tensor, vmap } from '../tensor/index.ts'
import * as dist from './index.ts'

const f64 = (x: unknown): Tensor => tensor(x as number[], { dtype: 'float64' })
const numbers = (x: Tensor): number[] => Array.from(x.data(), Number)
const options = { key: random.key(5) }
const spread = f64([
  [2, 0.5],
  [0.5, 1],
])
const columns = f64([
  [1, 0.2],
  [0.3, -1],
  [0.5, 2],
])

/** The mean over the first axis is within 4.5 of its deviations. */
function expectMean(x: Tensor, wanted: Tensor): void {
  const error = x.var(0).div(f64(x.shape[0]!)).sqrt().add(1e-12)
  expect(Math.max(...numbers(x.mean(0).sub(wanted).div(error).abs()))).toBeLessThan(4.5)
}

test.each<[string, () => dist.Distribution]>([
  ['Wishart', () => new dist.Wishart(f64([2.5, 30]), { covarianceMatrix: spread })],
  [
    'LowRankMultivariateNormal',
    () => new dist.LowRankMultivariateNormal(f64([0, 1, 2]), columns, f64([0.5, 1, 0.2])),
  ],
])('draws of %s have mean and variance, compiled and interpreted', (_, make) => {
  const d = make()
  const fallbacks = JSON.stringify(engine.stats().fallbacks)
  const x = jit(() => d.sample([20000], options))() as Tensor
  expectMean(x, d.mean)
  expectMean(x.sub(d.mean).square(), d.variance)
  expect(d.logProb(x.at(':20')).isfinite().all().toArray()).toBe(true)
  expect(JSON.stringify(engine.stats().fallbacks)).toBe(fallbacks)
  expect(d.sample([3], options).toArray()).toEqual(d.sample([3], options).toArray())
  expect(d.sample([0]).shape).toEqual([0, ...d.batchShape, ...d.eventShape])
})

test('correlations of LKJCholesky are all shared out as beta numbers, and their factors keep to the support', () => {
  const [n, dim] = [4000, 4]
  for (const eta of [0.6, 1, 3]) {
    const d = new dist.LKJCholesky(dim, f64(eta))
    const factor = d.sample([n], options)
    expect(d.logProb(factor).isfinite().all().toArray()).toBe(true)
    const correlations = factor.matmul(factor.swapaxes(-1, -2))
    const own = new dist.Beta(f64(eta - 1 + dim / 2), f64(eta - 1 + dim / 2))
    for (const [i, j] of [
      [1, 0],
      [2, 0],
      [2, 1],
      [3, 2],
    ] as const) {
      const below = numbers(own.cdf(correlations.at(':', i, j).add(1).div(2))).sort((a, b) => a - b)
      const distance = Math.max(...below.map((p, k) => Math.max(p - k / n, (k + 1) / n - p)))
      // 1.95/sqrt(n) is passed by one sample in a thousand
      expect(distance, `${eta}: ${i}, ${j}`).toBeLessThan(1.95 / Math.sqrt(n))
    }
  }
})

describe('derivatives', () => {
  test('of draws', () => {
    // by rejection a path jumps: what moves is the expectation
    const trace = (df: Tensor): Tensor =>
      new dist.Wishart(df, { covarianceMatrix: spread }).rsample([20000], options).mean(0)
    expect(grad((df: Tensor) => trace(df).at(0, 0).add(trace(df).at(1, 1)))(f64(4.3)).item() / 3).toBeCloseTo(
      1,
      1,
    )
    // of a correlation r: E r^2 = 1/(2 concentration + dim - 1)
    const square = (eta: Tensor): Tensor =>
      new dist.LKJCholesky(3, eta).rsample([20000], options).at(':', 1, 0).square().mean()
    expect(grad(square)(f64(2)).item() / (-2 / 36)).toBeCloseTo(1, 1)
    checkDerivatives(
      (w, d) => new dist.LowRankMultivariateNormal(f64([0, 1, 2]), w!, d!).rsample([2], options),
      [columns, f64([0.5, 1, 0.2])],
      { batch: false },
    )
  })
  test('of ContinuousBernoulli at logits of 0, and of GeneralizedPareto at a concentration of 0', () => {
    const coin = (part: (d: dist.ContinuousBernoulli) => Tensor) => (l: Tensor) =>
      part(new dist.ContinuousBernoulli({ logits: l! }))
    const slope = (part: (d: dist.ContinuousBernoulli) => Tensor): number => grad(coin(part))(f64(0)).item()
    expect(slope((d) => d.logProb(0.3))).toBeCloseTo(-0.2, 14)
    expect(slope((d) => d.mean)).toBeCloseTo(1 / 12, 14)
    expect(slope((d) => d.cdf(0.3))).toBeCloseTo((0.3 * -0.7) / 2, 14)
    expect(slope((d) => d.icdf(0.3))).toBeCloseTo((0.3 * 0.7) / 2, 14)
    checkDerivatives(coin((d) => d.cdf(0.3)) as never, [f64([-30, -0.02, 0.005, 2, 40])], { step: 1e-4 })
    const tail = (k: Tensor): Tensor => new dist.GeneralizedPareto(0, 1, k).logProb(f64(2))
    // -(1 + k) (z - k z^2/2 + ...)
    expect(grad(tail)(f64(0)).item()).toBeCloseTo(0, 14)
    expect(grad(grad(tail))(f64(0)).item()).toBeCloseTo(-(2 * (8 / 3) - 4), 12)
  })
})

test('vmap is one for each', () => {
  const of = (df: Tensor): Tensor => new dist.Wishart(df, { covarianceMatrix: spread }).logProb(spread)
  expect(numbers(vmap(of)(f64([3, 4.5])))[1]).toBeCloseTo(of(f64(4.5)).item(), 13)
})

test('what is outside, and mistakes', () => {
  const d = new dist.Wishart(f64(4), { covarianceMatrix: spread })
  // of a batch, one value; a tensor's df that is none
  const batch = new dist.Wishart(f64([1, 4]), { covarianceMatrix: spread })
  expect(batch.logProb(spread).toArray()).toEqual([NaN, d.logProb(spread).item()])
  expect(batch.sample([], options).isnan().all([1, 2]).toArray()).toEqual([true, false])
  expect(
    d
      .logProb(
        f64([
          [1, 2],
          [2, 1],
        ]),
      )
      .item(),
  ).toBe(-Infinity)
  expect(
    d
      .logProb(
        f64([
          [1, 0.5],
          [0.4, 1],
        ]),
      )
      .item(),
  ).toBe(-Infinity)
  expect(
    d
      .logProb(
        f64([
          [1, NaN],
          [0.4, 1],
        ]),
      )
      .item(),
  ).toBe(NaN)
  expect(new dist.LKJCholesky(2, f64(1)).logProb(eye(2).mul(0.9)).item()).toBe(-Infinity)
  expect(new dist.LKJCholesky(2, f64(1)).logProb(eye(2)).item()).toBeCloseTo(-Math.LN2, 12)
  expect(new dist.GeneralizedPareto(f64(0), 1, -0.5).logProb([2.1, -0.1]).toArray()).toEqual([
    -Infinity,
    -Infinity,
  ])
  expect(new dist.GeneralizedPareto(f64(0), 1, -0.5).cdf([2.1, -0.1]).toArray()).toEqual([1, 0])
  for (const [call, message] of [
    [
      () =>
        new dist.Wishart(1, {
          covarianceMatrix: [
            [1, 0],
            [0, 1],
          ],
        }),
      'Wishart: df is 1: it must be above 1',
    ],
    [() => new dist.Wishart(3, {}), '0 matrices came'],
    [() => new dist.LKJCholesky(1), 'LKJCholesky: dim is 1'],
    [
      () => new dist.LowRankMultivariateNormal([0, 0], [[1]], [1, 1]),
      'they must be [..., n], [..., n, k] and [..., n]',
    ],
    [() => new dist.LowRankMultivariateNormal([0], [[1]], [0]), 'covDiag is 0'],
  ] as const) {
    expect(call, message).toThrow(NablaError)
    expect(call).toThrow(message)
  }
})

test('divergences between families are the mean of log p - log q over draws', () => {
  const p = new dist.Gamma(f64(3), 2)
  const x = p.sample([20000], options)
  for (const q of [new dist.Normal(f64(1), 2), new dist.Exponential(f64(0.7))]) {
    expectMean(p.logProb(x).sub(q.logProb(x)), dist.klDivergence(p, q))
  }
  const share = new dist.Beta(f64(3), 2)
  expect(dist.klDivergence(share, new dist.Uniform(f64(0), 2)).item()).toBeCloseTo(
    Math.LN2 - share.entropy().item(),
    13,
  )
  expect(dist.klDivergence(p, new dist.Uniform(f64(0), 2)).item()).toBe(Infinity)
  expect(dist.klDivergence(new dist.Laplace(), new dist.Exponential()).item()).toBe(Infinity)
  const low = new dist.LowRankMultivariateNormal(f64([0, 1, 2]), columns, f64([0.5, 1, 0.2]))
  const full = new dist.MultivariateNormal(f64([0, 1, 2]), { covarianceMatrix: low.covarianceMatrix })
  expect(dist.klDivergence(low, full).item()).toBeCloseTo(0, 12)
  expect(dist.klDivergence(full, low).item()).toBeCloseTo(0, 12)
  expect(() => dist.klDivergence(new dist.Poisson(2), new dist.Normal())).toThrow('no closed form')
})
