import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkDerivatives } from '../../test/support/derivatives.ts'
import { engine, grad, jit, random, type Tensor, tensor, vmap } from '../tensor/index.ts'
import { incompleteGamma, slopeAtShare } from './incompleteGamma.ts'
import {
  Beta,
  ContinuousBernoulli,
  FisherSnedecor,
  Gamma,
  GeneralizedPareto,
  HalfCauchy,
  InverseGamma,
  Kumaraswamy,
  RelaxedBernoulli,
  StudentT,
} from './index.ts'

const f64 = (x: number | readonly number[]): Tensor => tensor(x as number[], { dtype: 'float64' })
const f32 = (x: readonly number[]): Tensor => tensor(x as number[])

/** By mpmath, with 40 digits: a, x, P(a, x), Q(a, x), dx/da where P stays (for a >= 1). */
const { gamma: rows } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/distributions.json', import.meta.url), 'utf8'),
) as { gamma: [number, number, number, number, number][] }
const column = (i: number): number[] => rows.map((row) => row[i]!)

test('the incomplete gamma functions, and how draws move, in both dtypes', () => {
  for (const [of, tolerance] of [
    [f64, 2e-12],
    [f32, 1e-4],
  ] as const) {
    const [a, x] = [of(column(0)), of(column(1))]
    const [below, above] = incompleteGamma(a, x)
    const moved = slopeAtShare(a, x)
    rows.forEach(([, , p, q, slope], i) => {
      const label = `a ${rows[i]![0]}, x ${rows[i]![1]}`
      expect(Math.abs((below.data()[i] as number) - p), label).toBeLessThan(tolerance)
      expect(Math.abs((above.data()[i] as number) - q), label).toBeLessThan(tolerance)
      // what is small is accurate too
      if (of === f64 && p > 1e-300) expect((below.data()[i] as number) / p, label).toBeCloseTo(1, 10)
      if (of === f64 && q > 1e-300) expect((above.data()[i] as number) / q, label).toBeCloseTo(1, 10)
      const scale = Math.abs(slope)
      if (rows[i]![0] >= 1)
        expect(Math.abs((moved.data()[i] as number) - slope) / scale, label).toBeLessThan(tolerance * 10)
    })
  }
})

test('derivatives of the incomplete gamma functions to the second order', () => {
  const [a, x] = [f64([0.4, 1.3, 6, 25]), f64([0.6, 0.9, 8, 20])]
  checkDerivatives((a, x) => incompleteGamma(a!, x!)[0], [a, x], { step: 1e-3 })
  checkDerivatives((a, x) => incompleteGamma(a!, x!)[1], [a, x], { step: 1e-3 })
})

test('a gamma draw moves as the quantile does, to the second order', () => {
  const options = { key: random.key(4) }
  const draw = (a: Tensor): Tensor => new Gamma(a, 2).rsample([], options)
  for (const a of [1.5, 8]) {
    const x = draw(f64(a)).mul(2).item()
    const share = incompleteGamma(f64(a), f64(x))[0].item()
    // the quantile at a + t, by Newton's method
    const quantile = (t: number): number => {
      let y = x
      for (let i = 0; i < 30; i++) {
        const off = incompleteGamma(f64(a + t), f64(y))[0].item() - share
        y -= off / new Gamma(f64(a + t), 1).logProb(f64(y)).exp().item()
      }
      return y / 2
    }
    const h = 1e-3
    const [low, middle, high] = [quantile(-h), quantile(0), quantile(h)]
    expect(grad(draw)(f64(a)).item()).toBeCloseTo((high - low) / (2 * h), 6)
    expect(grad(grad(draw))(f64(a)).item()).toBeCloseTo((high - 2 * middle + low) / h ** 2, 5)
  }
})

test('gradients of expectations: E x = a/b, E x^2 = a (a + 1)/b^2; of a beta a/(a + b); of x^2 of Student df/(df - 2)', () => {
  const options = { key: random.key(9) }
  const n = 20000
  for (const a of [0.2, 0.9, 3]) {
    const mean = (a: Tensor): Tensor => new Gamma(a, 2).rsample([n], options).mean()
    expect(grad(mean)(f64(a)).item()).toBeCloseTo(0.5, 1)
    const square = (a: Tensor): Tensor => new Gamma(a, 2).rsample([n], options).square().mean()
    expect(grad(square)(f64(a)).item() / ((2 * a + 1) / 4)).toBeCloseTo(1, 1)
    const share = (a: Tensor): Tensor => new Beta(a, 2).rsample([n], options).mean()
    expect(grad(share)(f64(a)).item() / (2 / (a + 2) ** 2)).toBeCloseTo(1, 1)
  }
  const spread = (df: Tensor): Tensor => new StudentT(df, 0, 1).rsample([n], options).square().mean()
  expect(grad(spread)(f64(12)).item() / (-2 / 100)).toBeCloseTo(1, 0)
})

test('draws of beta and Student have their moments', () => {
  const n = 20000
  for (const d of [new Beta(f64(0.3), 0.7), new Beta(f64(5), 2), new StudentT(f64(6), 1, 2)]) {
    const x = d.sample([n], { key: random.key(2) })
    expect(Math.abs(x.mean().sub(d.mean).item())).toBeLessThan(4 * Math.sqrt(d.variance.item() / n))
    expect(x.var().div(d.variance).item()).toBeCloseTo(1, 1)
  }
})

test('tiny and huge concentrations, zeros, infinities, and what is no parameter', () => {
  const options = { key: random.key(2) }
  const x = new Gamma(f32([1e-6, 1e-3, 1e6, 1e30]), 1).sample([50], options)
  expect(x.greater(0).all().toArray()).toBe(true)
  expect(x.isfinite().all().toArray()).toBe(true)
  const tiny = new Beta(f32([1e-4]), 1e-4).sample([50], options)
  expect(tiny.greaterEqual(0).logicalAnd(tiny.lessEqual(1)).all().toArray()).toBe(true)
  expect(new Gamma(tensor([Number.NaN, -1, 0.5]), 1).sample([], options).isnan().toArray()).toEqual([
    true,
    true,
    false,
  ])
  expect(new Gamma(f64([0.5, 1, 2]), 2).logProb(0).toArray()).toEqual([Infinity, Math.log(2), -Infinity])
  expect(new Gamma(f64(2), 2).cdf([-1, 0, Infinity]).toArray()).toEqual([0, 0, 1])
  expect(new Beta(f64([0.5, 1, 2]), 2).logProb([0, 0, 0]).toArray()).toEqual([
    Infinity,
    Math.log(2),
    -Infinity,
  ])
  expect(new Beta(f64(2), 2).logProb([-0.1, 1.1, Infinity]).toArray()).toEqual([
    -Infinity,
    -Infinity,
    -Infinity,
  ])
  expect(() => new Gamma(0, 1)).toThrow('Gamma: concentration is 0')
  expect(() => new StudentT(-1)).toThrow('StudentT: df is -1')
})

test('draws are compiled, and the same as interpreted; each example has its own under vmap', () => {
  const draw = (a: Tensor, key: Tensor): Tensor => new Gamma(a, 2).rsample([3], { key })
  const slope = (a: Tensor, key: Tensor): Tensor => grad((a: Tensor) => draw(a, key).sum())(a)
  const key = random.key(8)
  const before = engine.settings()
  try {
    engine.settings({ mode: 'interpret' })
    const wanted = [draw(f64(0.7), key), slope(f64(0.7), key)].map((x) => Array.from(x.data(), Number))
    engine.settings({ mode: 'compile' })
    const found = [jit(draw)(f64(0.7), key), jit(slope)(f64(0.7), key)].map((x) =>
      Array.from(x.data(), Number),
    )
    wanted.flat().forEach((x, i) => {
      expect(found.flat()[i]).toBeCloseTo(x, 12)
    })
    const keys = random.split(key, 2)
    const many = vmap(draw)(f64([0.7, 4]), keys)
    const second = draw(f64(4), keys.at(1))
    Array.from(second.data(), Number).forEach((x, i) => {
      expect(many.at(1).data()[i]).toBeCloseTo(x, 12)
    })
    expect(engine.stats().fallbacks).toEqual({})
  } finally {
    engine.settings(before)
  }
})

test('StudentT of many degrees of freedom: density and entropy keep their digits (mpmath, 40 digits)', () => {
  const many = new StudentT(f64(1e5), 0.5, 1.5)
  const wanted = [-1.3332951183004835, -2.2132960178706784, -346.85344943609186, -304962.9894087102]
  Array.from(many.logProb(f64([0.3, 2.5, 40, -1e4])).data(), Number).forEach((x, i) => {
    expect(x / wanted[i]!).toBeCloseTo(1, 14)
  })
  const entropies: [number, number][] = [
    [31.9, 1.8559920317063261],
    [32.1, 1.855793763545887],
    [100, 1.8344284734264082],
    [1e5, 1.824413641337837],
    [1e12, 1.8244036413138371],
  ]
  for (const [df, entropy] of entropies) {
    expect(new StudentT(f64(df), 0.5, 1.5).entropy().item()).toBeCloseTo(entropy, 13)
    expect(new StudentT(df, 0.5, 1.5).entropy().item()).toBeCloseTo(entropy, 5)
  }
  checkDerivatives((df) => new StudentT(df!).entropy(), [f64([0.7, 20, 40])])
})

test('StudentT: the slope of the density by df keeps its digits (mpmath, 50 digits)', () => {
  const rows: [number, number, number, number][] = [
    [3, 0.5, -1.1609742649705825, 0.03774121133856171],
    [40, 0.7, -1.1747871892180999, 0.0002705619463681353],
    [1e3, 0.5, -1.0442978951442883, 3.5934883967967747e-7],
    [1e5, -2, -2.918921033871318, -1.7498666730788852e-10],
    [1e8, 3, -5.4189383782046825, -1.5499997975000209e-15],
    [1e3, 25, -243.91585033190427, -0.050253657890975405],
    [1e3, 30, -322.1670585624466, -0.08384774571790134],
  ]
  for (const [df, z, density, slope] of rows) {
    const of = (df: Tensor): Tensor => new StudentT(df).logProb(f64(z))
    expect(of(f64(df)).item() / density).toBeCloseTo(1, 14)
    expect(grad(of)(f64(df)).item() / slope, `df ${df}`).toBeCloseTo(1, 13)
  }
})

test('draws of other families are shared out as their distribution functions say: Kolmogorov and Smirnov', () => {
  const n = 4000
  const families = [
    new InverseGamma(f64(0.7), 2),
    new FisherSnedecor(f64(3), 5),
    new HalfCauchy(f64(2)),
    new Kumaraswamy(f64(0.7), 2),
    new RelaxedBernoulli(f64(0.7), { probs: 0.2 }),
    new Beta(f64(0.7), 2),
    new StudentT(f64(2.5), 1, 3),
    new ContinuousBernoulli({ probs: f64(0.9) }),
    new ContinuousBernoulli({ probs: f64(0.5) }),
    new GeneralizedPareto(f64(1), 2, -0.4),
    new GeneralizedPareto(f64(1), 2, 0),
  ]
  for (const d of families) {
    const below = Array.from(d.cdf(d.sample([n], { key: random.key(11) })).data(), Number).sort(
      (a, b) => a - b,
    )
    const distance = Math.max(...below.map((p, i) => Math.max(p - i / n, (i + 1) / n - p)))
    // 1.63/sqrt(n) is passed by one sample in a hundred
    expect(distance, `${d}`).toBeLessThan(1.63 / Math.sqrt(n))
  }
})
