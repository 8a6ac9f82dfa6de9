import { describe, expect, test } from 'vitest'
import { sample } from '../../test/support/derivatives.ts'
import { type DType, eye, grad, NablaError, random, type Tensor, tensor } from '../tensor/index.ts'
import { incompleteGamma } from './incompleteGamma.ts'
import * as dist from './index.ts'

const of = (dtype: DType, x: number | readonly unknown[]): Tensor => tensor(x as number[], { dtype })
const f64 = (x: number | readonly unknown[]): Tensor => of('float64', x)
const options = { key: random.key(4) }
const numbers = (x: Tensor): number[] => Array.from(x.data(), Number)

const factors = sample([2, 3, 4, 4], 5).tril().add(eye(4).mul(2))
/** Families whose parameters have axes of their own, the shape [2, 3] of a batch before them. */
const families: readonly [string, (...xs: Tensor[]) => dist.Distribution, Tensor[], Tensor][] = [
  ['Categorical', (probs) => new dist.Categorical({ probs }), [sample([2, 3, 4]).exp()], f64(2)],
  [
    'OneHotCategorical',
    (logits) => new dist.OneHotCategorical({ logits }),
    [sample([2, 3, 4])],
    f64([0, 0, 1, 0]),
  ],
  [
    'RelaxedOneHotCategorical',
    (logits) => new dist.RelaxedOneHotCategorical(0.7, { logits }),
    [sample([2, 3, 4])],
    f64([0.1, 0.2, 0.3, 0.4]),
  ],
  ['Dirichlet', (a) => new dist.Dirichlet(a!), [sample([2, 3, 4]).add(3)], f64([0.1, 0.2, 0.3, 0.4])],
  [
    'MultivariateNormal',
    (loc, scaleTril) => new dist.MultivariateNormal(loc!, { scaleTril }),
    [sample([2, 3, 4]), factors],
    f64([0.1, 0.2, -0.3, 0.4]),
  ],
  [
    'Independent',
    (loc) => new dist.Independent(new dist.Normal(loc, 0.5), 2),
    [sample([2, 3, 4, 2])],
    sample([4, 2], 2),
  ],
  [
    'a mixture of numbers',
    (probs, loc) => new dist.MixtureSameFamily(new dist.Categorical({ probs }), new dist.Normal(loc)),
    [sample([2, 3, 4]).exp(), sample([2, 3, 4], 2)],
    f64(0.3),
  ],
  [
    'a mixture of vectors',
    (probs, loc) =>
      new dist.MixtureSameFamily(
        new dist.Categorical({ probs }),
        new dist.Independent(new dist.Normal(loc), 1),
      ),
    [sample([2, 3, 4]).exp(), sample([2, 3, 4, 5], 2)],
    sample([5], 3),
  ],
]
const parts: readonly [string, (d: dist.Distribution, x: Tensor) => Tensor][] = [
  ['mean', (d) => d.mean],
  ['variance', (d) => d.variance],
  ['mode', (d) => d.mode],
  ['entropy', (d) => d.entropy()],
  ['logProb', (d, x) => d.logProb(x)],
  ['logProb of as many', (d, x) => d.logProb(x.broadcastTo([...d.batchShape, ...x.shape]))],
  ['cdf', (d, x) => d.cdf(x)],
]
/** A value, or why there is none. */
const asked = (f: () => Tensor): Tensor | string => {
  try {
    return f().eval()
  } catch (error) {
    if (!(error instanceof NablaError)) throw error
    return error.message
  }
}

test.each(families)('a batch of %s is each of them', (_, make, params, x) => {
  const batch = make(...params)
  const event = x.shape
  expect([batch.batchShape, batch.eventShape]).toEqual([[2, 3], event])
  const drawn = batch.sample([5], options)
  expect(drawn.shape).toEqual([5, 2, 3, ...event])
  expect(batch.logProb(drawn).isfinite().all().toArray()).toBe(true)
  for (const [name, part] of parts) {
    const all = asked(() => part(batch, x))
    for (const [i, j] of [
      [0, 0],
      [1, 2],
    ]) {
      const one = asked(() => part(make(...params.map((p) => p.at(i!, j!))), x))
      if (typeof all === 'string' || typeof one === 'string') expect(all, name).toBe(one)
      else {
        expect(all.shape.slice(0, 2), name).toEqual([2, 3])
        expect(all.at(i!, j!).shape, name).toEqual(one.shape)
        numbers(all.at(i!, j!)).forEach((y, k) => {
          const wanted = numbers(one)[k]!
          if (!Object.is(y, wanted)) expect(y, name).toBeCloseTo(wanted, 12)
        })
      }
    }
  }
})

test('divergences of independent ones add up over all their axes', () => {
  const [p, q] = [new dist.Normal(sample([2, 3, 4])), new dist.Normal(0, f64(2))]
  const wide = new dist.Normal(q.loc.add(sample([2, 3, 4]).mul(0)), 2)
  const each = dist.klDivergence(p, wide)
  for (const [axes, sum] of [
    [0, each],
    [2, each.sum([1, 2])],
  ] as const) {
    const found = dist.klDivergence(new dist.Independent(p, axes), new dist.Independent(wide, axes))
    expect(found.shape).toEqual(sum.shape)
    numbers(found).forEach((x, i) => {
      expect(x).toBeCloseTo(numbers(sum)[i]!, 12)
    })
  }
  expect(new dist.Independent(p, 0).logProb(0).shape).toEqual([2, 3, 4])
})

test('what may be left out', () => {
  const standard = [dist.Normal, dist.Laplace, dist.Cauchy, dist.Gumbel, dist.Logistic, dist.LogNormal]
  for (const d of [...standard.map((Family) => new Family()), new dist.StudentT(3)])
    expect([d.loc.item(), d.scale.item()], d.family).toEqual([0, 1])
  const uniform = new dist.Uniform()
  expect([uniform.low.item(), uniform.high.item(), new dist.HalfNormal().scale.item()]).toEqual([0, 1, 1])
})

test('plain numbers at the ends of what is allowed, and integers', () => {
  expect(new dist.Bernoulli({ probs: 1 }).logits.item()).toBe(Infinity)
  expect(new dist.Bernoulli({ probs: 0.5 }).logits.item()).toBe(0)
  expect(new dist.Bernoulli({ logits: -2 }).logits.item()).toBe(-2)
  expect(new dist.Categorical({ logits: [-1, -1] }).probs.toArray()).toEqual([0.5, 0.5])
  const int32 = (x: number | readonly unknown[]): Tensor => of('int32', x)
  expect(new dist.Exponential(int32(2)).dtype).toBe('float32')
  const identity = int32([
    [1, 0],
    [0, 1],
  ])
  expect(new dist.MultivariateNormal(int32([1, 2]), { covarianceMatrix: identity }).dtype).toBe('float32')
  const two = new dist.MultivariateNormal([1, 2], { scaleTril: eye(2).broadcastTo([3, 2, 2]) })
  expect(two.batchShape).toEqual([3])
  // sums of shares: within 1e-6, of float32 1e-5
  const shares = [0.4, 0.600005]
  expect(new dist.Dirichlet(f64([1, 1])).logProb(shares).item()).toBe(-Infinity)
  expect(new dist.Dirichlet(f64([1, 1])).logProb([0.4, 0.6000005]).item()).toBe(0)
  expect(new dist.Dirichlet([1, 1]).logProb(shares).item()).toBe(0)
  expect(new dist.Dirichlet([1, 1]).logProb([0.4, 0.60002]).item()).toBe(-Infinity)
  // modes and moments that exist only just
  expect(new dist.Weibull(2, f64(1.5)).mode.item()).toBeCloseTo(2 * (1 / 3) ** (2 / 3), 12)
  expect(new dist.Pareto(2, f64(1.5)).mean.item()).toBeCloseTo(6, 12)
  expect(new dist.Pareto(2, f64(2.5)).variance.item()).toBeCloseTo((4 * 2.5) / (1.5 ** 2 * 0.5), 12)
})

test('at the lower end the distribution function is 0, and has no slope', () => {
  const cases: ((a: Tensor) => dist.Univariate)[] = [
    (a) => new dist.Gamma(a, 1),
    (a) => new dist.ChiSquared(a),
    (a) => new dist.Weibull(1, a),
    (a) => new dist.Exponential(a),
  ]
  for (const of of cases) {
    const cdf = (a: Tensor, x: Tensor): Tensor => of(a).cdf(x)
    const slopes = grad(cdf, { argnums: [0, 1] })(f64(0.5), f64(0))
    expect([cdf(f64(0.5), f64(0)), ...slopes].map((x) => x.item())).toEqual([0, 0, 0])
  }
})

test('independent ones draw as theirs do', () => {
  const moved = grad((a: Tensor) =>
    new dist.Independent(new dist.Normal(a.broadcastTo([3]), 1), 1).rsample([], options).sum(),
  )
  expect(moved(f64(1)).item()).toBe(3)
  const coins = new dist.Independent(new dist.Bernoulli({ probs: [0.5, 1] }), 1)
  expect(coins.sample([4], options).shape).toEqual([4, 2])
  expect(() => coins.rsample()).toThrow('Independent.rsample: its draws do not move')
  expect(coins.support).toBe(coins.base.support)
  const mixture = new dist.MixtureSameFamily(new dist.Categorical({ probs: [1, 1] }), coins.base)
  expect(mixture.support).toBe(coins.base.support)
})

describe('digits', () => {
  test('of the incomplete gamma functions near a large concentration (mpmath, 40 digits)', () => {
    const [a, x] = [f64([1e8, 1e8]), f64([1e8 + 1e4, 1e8 - 2e4])]
    const [below, above] = incompleteGamma(a, x)
    expect(below.at(1).item() / 0.022744732581593558).toBeCloseTo(1, 10)
    expect(above.at(0).item() / 0.1586552535282012).toBeCloseTo(1, 10)
  })
  test.each(['float32', 'float64'] as const)('of shares near 0, %s', (dtype) => {
    const sharp = new dist.RelaxedOneHotCategorical(1e-3, { logits: of(dtype, [0, 1, 2]) })
    const drawn = sharp.sample([20], options)
    expect(drawn.equal(0).any().toArray()).toBe(true)
    expect(sharp.logProb(drawn).isfinite().all().toArray()).toBe(true)
  })
  test.each([
    ['float32', 1e-30, 4],
    ['float64', 1e-60, 12],
  ] as const)('of tiny shares, %s', (dtype, x, digits) => {
    const d = new dist.RelaxedOneHotCategorical(2, { logits: of(dtype, [0, 0]) })
    // 2 x y/(x^2 + y^2)^2
    expect(d.logProb([x, 1]).item()).toBeCloseTo(Math.log(2 * x), digits)
  })
})

const mistakes: readonly [() => unknown, string][] = [
  [() => new dist.Normal(-Infinity, 1), 'Normal: loc is -Infinity: it must be finite'],
  [() => new dist.Normal(0, new Float32Array([-1])), 'Normal: scale is -1'],
  [() => new dist.Categorical({ probs: [-1, 2] }), 'Categorical: probs is -1'],
  [() => new dist.Categorical({ probs: [1, 2] }).rsample(), 'Categorical.rsample: its draws do not move'],
  [() => new dist.Gamma(1, 1).icdf(0.5), 'Gamma: the inverse of the distribution function has no closed'],
  [() => new dist.Independent(new dist.Normal([0]), 0.5), 'Independent: the number of axes is 0.5'],
  [() => new dist.MixtureSameFamily(new dist.Normal() as never, new dist.Normal()), 'must be a Categorical'],
  [() => new dist.MultivariateNormal([0, NaN], { scaleTril: 1 }), 'MultivariateNormal: loc is NaN'],
  [
    () => new dist.MultivariateNormal([0], { covarianceMatrix: [[Infinity]] }),
    'MultivariateNormal: covarianceMatrix is Infinity',
  ],
  [() => new dist.MultivariateNormal(0, { scaleTril: 1 }), 'they must be [..., n] and [..., n, n]'],
  [
    () => new dist.MultivariateNormal([0, 0, 0], { scaleTril: [[1, 0, 0]] }),
    'they must be [..., n] and [..., n, n]',
  ],
]
test('mistakes are named', () => {
  for (const [call, message] of mistakes) {
    expect(call, message).toThrow(NablaError)
    expect(call).toThrow(message)
  }
})
