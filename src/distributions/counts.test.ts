import { expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { engine, grad, jit, random, type Tensor, tensor, vmap } from '../tensor/index.ts'
import * as dist from './index.ts'

const f64 = (x: unknown): Tensor => tensor(x as number[], { dtype: 'float64' })
const numbers = (x: Tensor): number[] => Array.from(x.data(), Number)
const options = { key: random.key(6) }

const families: [string, dist.Univariate][] = [
  ['Poisson', new dist.Poisson(f64([0.2, 4, 9.9, 10, 31]))],
  [
    'Binomial',
    new dist.Binomial(f64([7, 40, 40, 200, 30, 1]), { probs: f64([0.2, 0.9, 0.5, 0.1, 0.37, 0.6]) }),
  ],
  ['Binomial of logits', new dist.Binomial(25, { logits: f64([-1, 3, 0.2]) })],
  ['NegativeBinomial', new dist.NegativeBinomial(f64([0.4, 3, 20]), { probs: f64([0.7, 0.4, 0.5]) })],
]

test.each(families)('%s: draws are as frequent as logProb says, and have its moments', (_, d) => {
  const n = 20000
  const x = d.sample([n], options)
  expect(x.equal(x.floor()).all().toArray()).toBe(true)
  const k = Array.from({ length: 60 }, (__, i) => i)
  const p = d.logProb(f64(k).reshape([60, 1])).exp()
  const shares = x
    .expandDims(0)
    .equal(f64(k).reshape([60, 1, 1]))
    .sum(1)
    .div(f64(n))
  // chi squared of counts that 10 and more are expected of: 5 deviations above its mean are seldom
  const size = d.batchShape[0]!
  for (let i = 0; i < size; i++) {
    let [chi, cells] = [0, 0]
    for (const at of k) {
      const [wanted, found] = [numbers(p)[at * size + i]!, numbers(shares)[at * size + i]!]
      if (n * wanted < 10) continue
      chi += (n * (found - wanted) ** 2) / wanted
      cells++
    }
    expect((chi - cells) / Math.sqrt(2 * cells), `${d} ${i}: ${chi} of ${cells}`).toBeLessThan(5)
  }
  const away = x
    .mean(0)
    .sub(d.mean)
    .div(d.variance.div(f64(n)).sqrt())
  expect(Math.max(...numbers(away.abs()))).toBeLessThan(4.5)
  // a sum of frequencies is the distribution function
  numbers(d.cdf(f64(k).reshape([60, 1])).sub(p.cumsum(0))).forEach((off) => {
    expect(Math.abs(off)).toBeLessThan(1e-12)
  })
})

test('large rates and totals', () => {
  const poisson = new dist.Poisson(f64([1e3, 1e6, 1e12]))
  const binomial = new dist.Binomial(f64([1e4, 1e9, 1e9]), { probs: f64([0.5, 0.3, 1e-6]) })
  for (const d of [poisson, binomial]) {
    const x = d.sample([20000], options)
    const z = x.sub(d.mean).div(d.variance.sqrt())
    numbers(z.mean(0).abs().mul(Math.sqrt(20000))).forEach((off) => {
      expect(off).toBeLessThan(4.5)
    })
    // the variance of z^2 is near 2
    numbers(z.square().mean(0).sub(1).abs().mul(100)).forEach((off) => {
      expect(off).toBeLessThan(5)
    })
  }
  // by mpmath, with 40 digits
  const wanted = [-7.826693895520143, -12.323698387635039, -14.73444909116903, -867.425577979366]
  numbers(new dist.Poisson(f64([1e6, 1e6, 1e12, 1e3])).logProb(f64([1e6, 1003000, 1e12, 30]))).forEach(
    (x, i) => {
      expect(x / wanted[i]!).toBeCloseTo(1, 13)
    },
  )
  expect(new dist.Binomial(f64(1e8), { probs: 0.5 }).cdf(f64(5e7)).item()).toBeCloseTo(0.50003989422, 10)
})

test('a vector of counts: moments, density, entropy', () => {
  const d = new dist.Multinomial(6, {
    probs: f64([
      [0.2, 0.3, 0.5],
      [1, 0, 3],
    ]),
  })
  const n = 20000
  const x = d.sample([n], options)
  expect(x.shape).toEqual([n, 2, 3])
  expect(x.sum(-1).equal(6).all().toArray()).toBe(true)
  expect(d.logProb(x).isfinite().all().toArray()).toBe(true)
  numbers(x.mean(0).sub(d.mean).abs()).forEach((off, i) => {
    expect(off).toBeLessThanOrEqual(4.5 * Math.sqrt(numbers(d.variance)[i]! / n))
  })
  numbers(d.logProb(x).mean(0).add(d.entropy())).forEach((off) => {
    expect(Math.abs(off)).toBeLessThan(0.05)
  })
  expect(
    d
      .logProb([
        [1, 2, 3],
        [1, 1, 4],
      ])
      .toArray(),
  ).toEqual([expect.closeTo(Math.log(60 * 0.2 * 0.09 * 0.125)), -Infinity])
  expect(d.logProb([1, 2, 2]).toArray()).toEqual([-Infinity, -Infinity])
})

test('special chances, rates and totals', () => {
  const none = new dist.Poisson(f64([0, 2]))
  expect(numbers(none.logProb([0, 0]))).toEqual([0, -2])
  expect(numbers(none.logProb([1, -1]))).toEqual([-Infinity, -Infinity])
  expect(numbers(none.cdf([0, -1]))).toEqual([1, 0])
  expect(numbers(none.sample([3], options)).filter((_, i) => i % 2 === 0)).toEqual([0, 0, 0])
  expect(grad((rate: Tensor) => new dist.Poisson(rate).logProb([0, 3]).sum())(f64([0, 2])).toArray()).toEqual(
    [-1, 0.5],
  )
  const sure = new dist.Binomial(f64([3, 3, 0]), { probs: f64([0, 1, 0.5]) })
  expect(numbers(sure.sample([], options))).toEqual([0, 3, 0])
  expect(Math.max(...numbers(sure.logProb([0, 3, 0]).abs()))).toBeLessThan(1e-15)
  expect(numbers(sure.cdf([1, 1, 0]))).toEqual([1, 0, 1])
  expect(numbers(sure.logProb([1, 2.5, 1]))).toEqual([-Infinity, -Infinity, -Infinity])
  const unknown = [new dist.Poisson(tensor([-1, NaN])), new dist.Binomial(3, { probs: tensor([NaN, NaN]) })]
  for (const d of unknown) expect(numbers(d.sample([], options))).toEqual([NaN, NaN])
  expect(() => new dist.Poisson(-1)).toThrow('Poisson: rate is -1')
  expect(() => new dist.Binomial(2.5, { probs: 0.5 })).toThrow(
    'Binomial: total is 2.5: it must be a whole number',
  )
  expect(() => new dist.Multinomial(2.5, { probs: [0.5] })).toThrow('Multinomial: the total')
  expect(() => new dist.Binomial([1, 2], { probs: 0.5 }).entropy()).toThrow('the entropy')
  expect(() => new dist.Poisson(1).rsample()).toThrow('its draws do not move')
})

test('draws are the same bits interpreted and compiled, on one thread and on two, and under vmap each its own', () => {
  const draw = (x: Tensor, key: Tensor): Tensor[] => [
    new dist.Poisson(x).sample([500], { key }),
    new dist.Binomial(60, { probs: x.div(40) }).sample([500], { key }),
    new dist.NegativeBinomial(x, { probs: 0.5 }).sample([500], { key }),
    new dist.Multinomial(9, { probs: x }).sample([500], { key }),
  ]
  const x = f64([0.5, 9, 30])
  const wanted = inMode('interpret', () => draw(x, options.key).map(numbers))
  const before = engine.settings()
  try {
    for (const threads of [1, 2]) {
      engine.settings({ mode: 'compile', threads })
      const found = (jit(draw as never) as unknown as typeof draw)(x, options.key)
      expect(found.map(numbers)).toEqual(wanted)
    }
    const keys = random.split(options.key, 2)
    const many = vmap((key: Tensor) => draw(x, key)[0]!)(keys)
    expect(numbers(many.at(1))).toEqual(numbers(draw(x, keys.at(1))[0]!))
    expect(engine.stats().fallbacks).toEqual({})
  } finally {
    engine.settings(before)
  }
})
