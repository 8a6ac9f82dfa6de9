import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { checkDerivatives } from '../../test/support/derivatives.ts'
import { engine, grad, jit, random, type Tensor, tensor, vmap } from '../tensor/index.ts'
import * as dist from './index.ts'

const f64 = (x: number | readonly number[]): Tensor => tensor(x as number[], { dtype: 'float64' })

/** Families with a distribution function, whose draws are judged by it. */
const continuous: readonly [string, () => dist.Distribution][] = [
  ['Normal', () => new dist.Normal(f64(0.5), 1.5)],
  ['Laplace', () => new dist.Laplace(f64(0.5), 1.5)],
  ['Cauchy', () => new dist.Cauchy(f64(0.5), 1.5)],
  ['Gumbel', () => new dist.Gumbel(f64(0.5), 1.5)],
  ['Logistic', () => new dist.Logistic(f64(0.5), 1.5)],
  ['Uniform', () => new dist.Uniform(f64(-1), 2)],
  ['Exponential', () => new dist.Exponential(f64(2))],
  ['HalfNormal', () => new dist.HalfNormal(f64(2))],
  ['Weibull', () => new dist.Weibull(f64(2), 1.7)],
  ['Pareto', () => new dist.Pareto(f64(2), 3.5)],
  ['LogNormal', () => new dist.LogNormal(f64(0.5), 0.8)],
  ['Gamma, a small concentration', () => new dist.Gamma(f64(0.2), 3)],
  ['Gamma', () => new dist.Gamma(f64(3.7), 0.5)],
  ['ChiSquared', () => new dist.ChiSquared(f64(3))],
]

test.each(continuous)('draws of %s: Kolmogorov and Smirnov, moments, and the inverse', (_, of) => {
  const d = of()
  const n = 4000
  const x = d.sample([n], { key: random.key(11) })
  const below = [...d.cdf(x).data()].map(Number).sort((a, b) => a - b)
  const distance = Math.max(...below.map((p, i) => Math.max(p - i / n, (i + 1) / n - p)))
  // 1.63/sqrt(n) is passed by one sample in a hundred
  expect(distance).toBeLessThan(1.63 / Math.sqrt(n))
  if (Number.isFinite(d.mean.item())) {
    const away = x.mean().sub(d.mean).abs().item()
    expect(away).toBeLessThan(4 * Math.sqrt(d.variance.item() / n))
  }
  if (_.startsWith('Gamma') || _ === 'ChiSquared') return
  const p = f64([0.01, 0.3, 0.5, 0.9])
  Array.from(d.cdf(d.icdf(p)).data(), Number).forEach((q, i) => {
    expect(q).toBeCloseTo([0.01, 0.3, 0.5, 0.9][i]!, 12)
  })
  // the density is the slope of the distribution function
  const at = d.icdf(f64(0.37))
  expect(grad((y: Tensor) => d.cdf(y))(at).item()).toBeCloseTo(d.logProb(at).exp().item(), 12)
})

test('draws move with parameters, to the second order', () => {
  const options = { key: random.key(3) }
  const cases: [(...xs: Tensor[]) => dist.Distribution, number[]][] = [
    [(a, b) => new dist.Normal(a, b), [0.5, 1.5]],
    [(a, b) => new dist.Laplace(a, b), [0.5, 1.5]],
    [(a, b) => new dist.Cauchy(a, b), [0.5, 1.5]],
    [(a, b) => new dist.Gumbel(a, b), [0.5, 1.5]],
    [(a, b) => new dist.Logistic(a, b), [0.5, 1.5]],
    [(a, b) => new dist.Uniform(a, b), [0.5, 1.5]],
    [(a) => new dist.Exponential(a!), [1.5]],
    [(a) => new dist.HalfNormal(a), [1.5]],
    [(a, b) => new dist.LogNormal(a, b), [0.5, 0.8]],
    [(a, b) => new dist.Weibull(a!, b!), [2, 1.5]],
    [(a, b) => new dist.Pareto(a!, b!), [2, 3.5]],
  ]
  for (const [of, at] of cases)
    checkDerivatives((...xs) => of(...xs).rsample([3], options), at.map(f64), { step: 1e-4, batch: false })
})

test('outside of the support there is no density, and no gradient', () => {
  const cases: [(a: Tensor) => dist.Univariate, number[]][] = [
    [(a) => new dist.Normal(0, a), [Infinity, -Infinity]],
    [(a) => new dist.Cauchy(0, a), [Infinity, -Infinity]],
    [(a) => new dist.Logistic(0, a), [Infinity, -Infinity]],
    [(a) => new dist.Uniform(0, a), [-0.1, 2, 3, Infinity, -Infinity]],
    [(a) => new dist.Exponential(a), [-1, -Infinity, Infinity]],
    [(a) => new dist.Weibull(a, 1.5), [-1, Infinity]],
    [(a) => new dist.Pareto(a, 1.5), [1.9, -3, 0, Infinity]],
  ]
  for (const [of, values] of cases) {
    const d = of(f64(2))
    expect(d.logProb(values).toArray()).toEqual(values.map(() => -Infinity))
    expect(d.cdf(values).toArray()).toEqual(values.map((x) => (x > 0 && x !== 1.9 ? 1 : 0)))
    const slopes = grad((a: Tensor, x: Tensor) => of(a).logProb(x).sum(), { argnums: [0, 1] })
    const [a, x] = slopes(f64(2), f64(values))
    expect(a.item()).toBe(0)
    expect(x.toArray()).toEqual(values.map(() => 0))
    expect(d.logProb(Number.NaN).item()).toBeNaN()
    expect(d.cdf(Number.NaN).item()).toBeNaN()
    expect(d.icdf([-0.1, 1.1, Number.NaN]).toArray()).toEqual([Number.NaN, Number.NaN, Number.NaN])
  }
})

test('shapes, dtypes and keys', () => {
  const d = new dist.Normal(tensor([[0], [1]]), [1, 2, 3])
  expect([d.batchShape, d.eventShape, d.dtype]).toEqual([[2, 3], [], 'float32'])
  expect(d.sample([4]).shape).toEqual([4, 2, 3])
  expect(d.sample().dtype).toBe('float32')
  expect(d.logProb(tensor(0.1, { dtype: 'float64' })).dtype).toBe('float64')
  expect(new dist.Normal(f64(0), [0.1]).scale.item()).toBe(0.1)
  expect(new dist.Normal(f64(0), 1).logProb([0.1]).dtype).toBe('float64')
  expect(new dist.Normal(0, [1]).sample([0, 2]).shape).toEqual([0, 2, 1])
  expect(new dist.Normal(tensor([]), 1).logProb(0).shape).toEqual([0])
  const options = { key: random.key(5) }
  expect(d.sample([2], options).toArray()).toEqual(d.sample([2], options).toArray())
  const of = (generator: random.Generator): unknown => d.sample([2], { generator }).toArray()
  expect(of(new random.Generator(3))).toEqual(of(new random.Generator(3)))
  expect(of(new random.Generator(3))).not.toEqual(of(new random.Generator(4)))
  const blocked = grad((a: Tensor) => new dist.Normal(a, 1).sample([], options))(f64(1))
  expect(blocked.item()).toBe(0)
})

test('under jit and vmap, compiled', () => {
  const before = engine.settings()
  engine.settings({ mode: 'compile' })
  try {
    const key = random.key(5)
    const draw = (a: Tensor, k: Tensor): Tensor => new dist.Gumbel(a, 2).rsample([3], { key: k })
    const wanted = draw(tensor(1), key).toArray()
    Array.from(jit(draw)(tensor(1), key).data(), Number).forEach((x, i) => {
      expect(x).toBeCloseTo((wanted as number[])[i]!, 5)
    })
    const keys = random.split(key, 4)
    const many = vmap(draw, { inAxes: [null, 0] })(tensor(1), keys)
    expect(many.shape).toEqual([4, 3])
    expect(new Set(many.ravel().toArray() as number[]).size).toBe(12)
    expect(engine.stats().fallbacks).toEqual({})
  } finally {
    engine.settings(before)
  }
})

test('what is refused', () => {
  expect(() => new dist.Normal(0, -1)).toThrow('Normal: scale is -1: it must be finite and above 0.')
  expect(() => new dist.Normal([0, Number.NaN], 1)).toThrow('Normal: loc is NaN: it must be finite.')
  expect(() => new dist.Uniform(0, Infinity)).toThrow('Uniform: high is Infinity: it must be finite.')
  expect(() => new dist.Exponential([[1, 0]])).toThrow('Exponential: rate is 0: it must be')
  expect(() => new dist.Weibull(1, undefined as never)).toThrow('Weibull: there is no concentration')
  expect(() => new dist.Normal([1, 2], [1, 2, 3])).toThrow(/^Normal: .*broadcast/)
  expect(() => new dist.Normal().sample(3 as never)).toThrow('Normal.sample: the shape is 3')
  expect(() => new dist.Normal().sample([3], { keys: 1 } as never)).toThrow("there is no option 'keys'")
  // of tensors nothing is read
  expect(new dist.Normal(0, tensor(-1)).logProb(0).item()).toBeNaN()
})

test('the console shows a distribution in a line', () => {
  const independent = new dist.Independent(new dist.Normal([0, 1], 2), 1)
  const chances = new dist.Categorical({ logits: [0, 1, 2] })
  const shown: [dist.Distribution, string][] = [
    [new dist.Normal(0.1, 2), 'Normal(loc: 0.1, scale: 2)'],
    [independent, 'Independent(base: Normal(loc: f32[2], scale: f32[2]), axes: 1)'],
    [new dist.ChiSquared(3), 'ChiSquared(df: 3)'],
    [new dist.StudentT(f64([3]), 1, 2), 'StudentT(df: f64[1], loc: f64[1], scale: f64[1])'],
    [new dist.Bernoulli({ logits: 0 }), 'Bernoulli(probs: 0.5)'],
    [
      new dist.MixtureSameFamily(chances, new dist.Exponential([1, 2, 3])),
      'MixtureSameFamily(mixture: Categorical(probs: f32[3]), component: Exponential(rate: f32[3]))',
    ],
    [
      new dist.MultivariateNormal([0, 0], {
        scaleTril: [
          [1, 0],
          [1, 1],
        ],
      }),
      'MultivariateNormal(loc: f32[2], scaleTril: f32[2,2])',
    ],
  ]
  for (const [d, text] of shown) expect([inspect(d), String(d)]).toEqual([text, text])
  const seen: string[] = []
  jit((rate: Tensor) => {
    seen.push(String(new dist.Exponential(rate)))
    return rate
  })(tensor(1))
  expect(seen[0]).toBe('Exponential(rate: f32[])')
})
