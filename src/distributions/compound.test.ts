import { expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { checkDerivatives, sample } from '../../test/support/derivatives.ts'
import { engine, grad, jit, random, type Tensor, tensor } from '../tensor/index.ts'
import * as dist from './index.ts'

const f64 = (x: unknown): Tensor => tensor(x as number[], { dtype: 'float64' })
const options = { key: random.key(6) }
const numbers = (x: Tensor): number[] => Array.from(x.data(), Number)
const near = (x: Tensor, wanted: Tensor, tolerance: number): void => {
  expect(x.shape).toEqual(wanted.shape)
  expect(Math.max(...numbers(x.sub(wanted).abs()))).toBeLessThan(tolerance)
}
/** The mean of draws is where it has to be, within 4.5 of its own deviations (one in 10^5 is beyond). */
const asMean = (x: Tensor, wanted: Tensor): void => {
  const away = x
    .mean(0)
    .sub(wanted)
    .div(x.std(0).div(Math.sqrt(x.shape[0]!)))
  near(away, away.mul(0), 4.5)
}
const asMoments = (x: Tensor, d: dist.Distribution): void => {
  asMean(x, d.mean)
  asMean(x.sub(d.mean).square(), d.variance)
}

test.each<[string, dist.Distribution, number]>([
  ['Bernoulli', new dist.Bernoulli({ probs: f64([0.2, 0.9]) }), 2],
  ['Geometric', new dist.Geometric({ logits: f64([0, 1]) }), 12],
  [
    'Categorical',
    new dist.Categorical({
      probs: f64([
        [1, 2, 5],
        [3, 0, 1],
      ]),
    }),
    3,
  ],
])('%s: draws are as frequent as logProb says', (_, d, most) => {
  const n = 20000
  const x = d.sample([n], options)
  for (let k = 0; k < most; k++) {
    const p = d.logProb(f64([k, k])).exp()
    const share = x.equal(k).sum(0).div(f64(n))
    // 4.5 deviations of a share
    numbers(p).forEach((q, i) => {
      expect(Math.abs(numbers(share)[i]! - q)).toBeLessThanOrEqual(4.5 * Math.sqrt((q * (1 - q)) / n))
    })
  }
})

test('gamma draws have mean and variance, for large concentrations too', () => {
  // where the proposal of the rejection is too narrow
  const d = new dist.Gamma(f64([1, 5, 300]), 2)
  asMoments(d.sample([20000], options), d)
})

test('vectors: draws have mean and variance, and move with parameters', () => {
  const n = 20000
  const factor = f64([
    [1.5, 0],
    [-0.4, 0.3],
  ])
  for (const d of [
    new dist.Dirichlet(f64([0.5, 2, 3])),
    new dist.MultivariateNormal(f64([1, 2]), { scaleTril: factor }),
    new dist.OneHotCategorical({ logits: f64([0, 1, -1]) }),
  ]) {
    const x = d.sample([n], options)
    asMoments(x, d)
    expect(d.logProb(x).isfinite().all().toArray()).toBe(true)
  }
  const z = new dist.MultivariateNormal(f64([1, 2]), { scaleTril: factor })
    .sample([n], options)
    .sub(f64([1, 2]))
  asMean(z.reshape([n, 2, 1]).mul(z.reshape([n, 1, 2])), factor.matmul(factor.t()))
  checkDerivatives(
    (m, l) => new dist.MultivariateNormal(m!, { scaleTril: l }).rsample([2], options),
    [f64([1, 2]), factor],
    { batch: false },
  )
  checkDerivatives(
    (t, l) => new dist.RelaxedOneHotCategorical(t!, { logits: l }).rsample([2], options),
    [f64(0.8), f64([0.1, 1, -1])],
    { batch: false },
  )
  const relaxed = new dist.RelaxedOneHotCategorical(0.1, { probs: f64([0.2, 0.8]) }).sample([n], options)
  near(relaxed.sum(-1), f64(1).broadcastTo([n]), 1e-12)
  // the larger share is where the category would be
  asMean(relaxed.argmax(-1).astype('float64'), f64(0.8))
})

test('a mixture: its density, distribution function, moments and draws', () => {
  const [weights, means, spread] = [f64([0.3, 0.7]), f64([-2, 1]), f64([0.5, 1.5])]
  const of = (w: Tensor, m: Tensor, s: Tensor): dist.MixtureSameFamily =>
    new dist.MixtureSameFamily(new dist.Categorical({ probs: w }), new dist.Normal(m, s))
  const d = of(weights, means, spread)
  const x = f64([-2.5, 0, 1, 9])
  const parts = [0, 1].map((k) => new dist.Normal(means.at(k), spread.at(k)))
  const sum = (f: (p: dist.Normal) => Tensor): Tensor => f(parts[0]!).mul(0.3).add(f(parts[1]!).mul(0.7))
  near(
    d.logProb(x).exp(),
    sum((p) => p.logProb(x).exp()),
    1e-14,
  )
  near(
    d.cdf(x),
    sum((p) => p.cdf(x)),
    1e-14,
  )
  near(d.mean, f64(0.1), 1e-14)
  near(d.variance, f64(0.3 * (0.25 + 4) + 0.7 * (2.25 + 1) - 0.01), 1e-12)
  asMoments(d.sample([20000], options), d)
  expect(() => d.rsample()).toThrow('MixtureSameFamily.rsample: its draws do not move')
  checkDerivatives((w, m, s) => of(w!, m!, s!).logProb(x), [weights, means, spread])
  // far from both, where densities are 0 in float64
  expect(of(weights, means, spread).logProb(100).item()).toBeCloseTo(
    parts[1]!.logProb(100).item() + Math.log(0.7),
    9,
  )
})

test('independent axes and mixtures of vectors', () => {
  const rows = new dist.Independent(
    new dist.Normal(
      f64([
        [0, 1],
        [5, 6],
        [9, 9],
      ]),
      1,
    ),
    1,
  )
  expect([rows.batchShape, rows.eventShape, rows.sample([4]).shape]).toEqual([[3], [2], [4, 3, 2]])
  near(rows.logProb(f64([0, 1])), rows.base.logProb(f64([0, 1])).sum(-1), 1e-14)
  near(rows.entropy(), rows.base.entropy().sum(-1), 1e-14)
  const d = new dist.MixtureSameFamily(new dist.Categorical({ probs: f64([0, 1, 0]) }), rows)
  expect([d.batchShape, d.eventShape]).toEqual([[], [2]])
  near(d.logProb(f64([5, 5])), rows.logProb(f64([5, 5])).at(1), 1e-14)
  near(d.mean, f64([5, 6]), 1e-14)
  near(d.variance, f64([1, 1]), 1e-14)
  asMoments(d.sample([5000], options), d)
  expect(() => new dist.Independent(rows, 2)).toThrow('axes is 2: the batch [3] has fewer')
  const two = new dist.Categorical({ probs: [0.5, 0.5] })
  expect(() => new dist.MixtureSameFamily(two, rows)).toThrow(
    'there are 2 categories in [], and components in [3]',
  )
})

test('chances of 0 and 1, values that are none, and what is refused', () => {
  const sure = new dist.Bernoulli({ probs: f64([0, 1, 0.5]) })
  expect(sure.logProb(1).toArray()).toEqual([-Infinity, 0, Math.log(0.5)])
  expect(sure.logProb([0, 0.5, 2]).toArray()).toEqual([0, -Infinity, -Infinity])
  expect(sure.entropy().toArray()).toEqual([0, 0, Math.LN2])
  expect(sure.mode.toArray()).toEqual([0, 1, Number.NaN])
  expect(sure.cdf([-1, 0, 1]).toArray()).toEqual([0, 0, 1])
  const never = new dist.Categorical({ logits: tensor([0, -Infinity, 0], { dtype: 'float64' }) })
  expect(never.logProb([0, 1, 3, 0.5]).toArray()).toEqual([-Math.LN2, -Infinity, -Infinity, -Infinity])
  expect(never.entropy().item()).toBeCloseTo(Math.LN2, 14)
  const slope = grad((l: Tensor) => new dist.Categorical({ logits: l }).logProb(0))(f64([0, -800, 0]))
  expect(slope.toArray()).toEqual([0.5, 0, -0.5])
  expect(new dist.Geometric({ probs: f64(1) }).logProb([0, 1]).toArray()).toEqual([0, -Infinity])
  const failures = new dist.Geometric({ probs: f64(0.25) }).cdf([-1, 0, 1.5])
  near(failures, f64([0, 0.25, 0.4375]), 2 ** -53)
  // 1 - (1 - p)^(k + 1) would be 0
  expect(new dist.Geometric({ probs: f64(1e-20) }).cdf([0, 9]).toArray()).toEqual([1e-20, 1e-19])
  expect(
    new dist.Dirichlet(f64([1, 1]))
      .logProb([
        [0.4, 0.6],
        [0.4, 0.5],
        [-1, 2],
      ])
      .toArray(),
  ).toEqual([0, -Infinity, -Infinity])
  expect(new dist.OneHotCategorical({ probs: [0.5, 0.5] }).logProb([1, 1]).item()).toBe(-Infinity)
  expect(new dist.LogNormal().logProb([0, -1, Infinity]).toArray()).toEqual([-Infinity, -Infinity, -Infinity])
  expect(() => new dist.Bernoulli({ probs: 1.5 })).toThrow('Bernoulli: probs is 1.5')
  expect(() => new dist.Bernoulli({} as never)).toThrow('Bernoulli: neither of probs and logits came')
  expect(() => new dist.Categorical({ probs: 0.5 })).toThrow('Categorical: probs is one number')
  expect(() => new dist.Dirichlet(1)).toThrow('Dirichlet: concentration is one number')
  expect(() => new dist.Dirichlet([1, 2]).logProb([0.2, 0.3, 0.5])).toThrow('its last extents must be [2]')
  expect(() => new dist.MultivariateNormal([0, 0], {})).toThrow('MultivariateNormal: 0 matrices came')
  expect(() => new dist.MultivariateNormal([0, 0], { scaleTril: [[1]] })).toThrow(
    'they must be [..., n] and [..., n, n]',
  )
  expect(() => new dist.Bernoulli({ probs: 0.5 }).rsample()).toThrow(
    'Bernoulli.rsample: its draws do not move',
  )
})

test('chances of 0 and 1 have gradients, and masked categories none', () => {
  const slopes = (f: (x: Tensor) => Tensor, x: unknown): unknown =>
    grad((y: Tensor) => f(y).sum())(f64(x)).toArray()
  for (const Family of [dist.Bernoulli, dist.Geometric]) {
    const entropy = slopes((logits) => new Family({ logits }).entropy(), [800, 2]) as number[]
    expect(entropy[0]).toBe(0)
    expect(entropy[1]).toBeLessThan(0)
  }
  expect(slopes((probs) => new dist.Bernoulli({ probs }).logProb([1, 0]), [1, 0])).toEqual([1, -1])
  expect(slopes((probs) => new dist.Bernoulli({ probs }).entropy(), [0, 1, 0.5])).toEqual([
    Infinity,
    -Infinity,
    0,
  ])
  expect(slopes((probs) => new dist.Geometric({ probs }).logProb([0, 3]), [1, 0.5])).toEqual([1, -4])
  const masked = tensor([0, -Infinity, 0], { dtype: 'float64' })
  const of = (logits: Tensor): dist.Categorical => new dist.Categorical({ logits })
  expect(slopes((x) => of(x).entropy(), masked)).toEqual([0, 0, 0])
  expect(slopes((x) => new dist.OneHotCategorical({ logits: x }).logProb([1, 0, 0]), masked)).toEqual([
    0.5, 0, -0.5,
  ])
  expect(slopes((x) => dist.klDivergence(of(x), of(f64([0, 1, 2]))), masked)).toEqual([0.5, 0, -0.5])
  expect(new dist.Geometric({ probs: f64([0, 1]) }).sample([2], options).toArray()).toEqual([
    [Infinity, 0],
    [Infinity, 0],
  ])
  // shares of which most are 0 in float32
  const sharp = new dist.RelaxedOneHotCategorical(0.005, { logits: [0, 1, 2] })
  const drawn = sharp.sample([20], options)
  expect(drawn.equal(0).any().toArray()).toBe(true)
  expect(sharp.logProb(drawn).isfinite().all().toArray()).toBe(true)
})

test('draws are compiled, as they are interpreted', () => {
  const draw = (x: Tensor): Tensor[] => [
    new dist.Bernoulli({ logits: x }).sample([2], options),
    new dist.Geometric({ logits: x }).sample([2], options),
    new dist.Categorical({ logits: x }).sample([2], options),
    new dist.Dirichlet(x.exp()).rsample([2], options),
    new dist.RelaxedOneHotCategorical(1, { logits: x }).rsample([2], options),
    new dist.LogNormal(x).rsample([2], options),
  ]
  const x = sample([3])
  const wanted = inMode('interpret', () => draw(x).map(numbers))
  inMode('compile', () => {
    ;(jit(draw as never) as unknown as typeof draw)(x).forEach((found, k) => {
      numbers(found).forEach((y, i) => {
        expect(y).toBeCloseTo(wanted[k]![i]!, 12)
      })
    })
    expect(engine.stats().fallbacks).toEqual({})
  })
})

test('values that are no events, mixtures without a distribution function, and rows of no chance are refused', () => {
  const pair = new dist.Independent(new dist.Normal([0, 0], 1), 1)
  for (const value of [[1, 2, 3], [1], 1])
    expect(() => pair.logProb(value)).toThrow('Independent.logProb: the value is f32')
  const parts = new dist.Independent(
    new dist.Normal(
      f64([
        [0, 0],
        [1, 1],
      ]),
      1,
    ),
    1,
  )
  const mixture = new dist.MixtureSameFamily(new dist.Categorical({ probs: [0.5, 0.5] }), parts)
  expect(() => mixture.logProb(1)).toThrow('MixtureSameFamily.logProb: the value is')
  expect(() => mixture.cdf([1, 1])).toThrow('MixtureSameFamily: the distribution function has no closed form')
  expect(() => new dist.Categorical({ probs: [0, 0] })).toThrow('Categorical: all probs of a row are 0')
  expect(
    () =>
      new dist.OneHotCategorical({
        probs: [
          [1, 2],
          [0, 0],
        ],
      }),
  ).toThrow('all probs of a row are 0')
  // of tensors nothing is read
  expect(new dist.Categorical({ probs: tensor([0, 0]) }).logProb(0).item()).toBeNaN()
})
