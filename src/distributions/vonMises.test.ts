import { expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { checkDerivatives } from '../../test/support/derivatives.ts'
import { engine, grad, jit, random, type Tensor, tensor } from '../tensor/index.ts'
import { VonMises } from './index.ts'

const f64 = (x: number | readonly number[]): Tensor => tensor(x as number[], { dtype: 'float64' })
const numbers = (x: Tensor): number[] => Array.from(x.data(), Number)
const key = random.key(6)

test('draws are as frequent as the density says', () => {
  const n = 20000
  for (const k of [1e-9, 0.5, 2, 30, 1e4, 1e9]) {
    const d = new VonMises(f64(3), k)
    const x = d.sample([n], { key })
    expect(x.abs().lessEqual(Math.PI).all().toArray()).toBe(true)
    const away = x.sub(3).sin()
    const fall = x.sub(3).div(2).sin().square().mul(2)
    // the mean of cos is 1 - variance, that of sin 0
    for (const [found, wanted] of [
      [away, 0],
      [fall, d.variance.item()],
    ] as const)
      expect(Math.abs(found.mean().item() - wanted) / (found.std().item() / Math.sqrt(n))).toBeLessThan(4.5)
    // the mean of log p is -entropy
    const logs = d.logProb(x)
    const off = logs.mean().add(d.entropy()).abs().item()
    expect(off).toBeLessThanOrEqual(4.5 * (logs.std().item() / Math.sqrt(n)) + 1e-9)
  }
})

test('compiled as interpreted; what is no parameter', () => {
  const draw = (k: Tensor): Tensor => new VonMises(f64(0.5), k).sample([500], { key })
  const k = f64([0.1, 2, 50])
  const wanted = inMode('interpret', () => numbers(draw(k)))
  inMode('compile', () => {
    numbers(jit(draw)(k)).forEach((x, i) => {
      expect(x).toBeCloseTo(wanted[i]!, 12)
    })
  })
  expect(numbers(new VonMises(0, tensor([NaN, -1])).sample([], { key }))).toEqual([NaN, NaN])
  expect(() => new VonMises(0, 0)).toThrow('VonMises: concentration is 0')
})

/** By mpmath, with 40 digits: concentration, angle from loc, the share below it, and its slope by the concentration. */
const shares: readonly (readonly [number, number, number, number])[] = [
  [0.001, -1, 0.3407111145679383, -0.13396039719719433],
  [0.5, -3, 0.012873844040111326, -0.015952715142009043],
  [0.5, 2.5, 0.9397454832193558, 0.07070867454738204],
  [3, -0.1, 0.43483008256771766, -0.012275113695880193],
  [3, 1.2, 0.9661080669778918, 0.026800779779033293],
  [19, -0.7, 0.0014995119222864044, -0.00038666172089107644],
  [21, -2.5, 6.374817974853972e-18, -1.168337559310828e-17],
  [300, -0.1, 0.04176104276139292, -0.00025761144618430845],
  [300, 0.05, 0.8066380214931443, 0.0003960366478267783],
  [1e5, -0.01, 0.000782747173991507, -4.250401128684499e-8],
]

test.each(['interpret', 'compile'] as const)('the distribution function, and its slopes, %s', (mode) => {
  inMode(mode, () => {
    const fallbacks = JSON.stringify(engine.stats().fallbacks)
    const [k, x] = [f64(shares.map((row) => row[0])), f64(shares.map((row) => row[1]))]
    numbers(new VonMises(0, k).cdf(x)).forEach((p, i) => {
      expect(p / shares[i]![2], `${shares[i]}`).toBeCloseTo(1, 12)
    })
    const slopes = grad((k: Tensor) => new VonMises(0, k).cdf(x).sum())(k)
    numbers(slopes).forEach((slope, i) => {
      expect(slope / shares[i]![3], `${shares[i]}`).toBeCloseTo(1, 11)
    })
    expect(JSON.stringify(engine.stats().fallbacks)).toBe(fallbacks)
  })
  const d = new VonMises(f64(1), 2)
  expect(d.cdf([-10, 1 - Math.PI, 1, 1 + Math.PI, 10, NaN]).toArray()).toEqual([
    0,
    0,
    expect.closeTo(0.5, 13),
    1,
    1,
    NaN,
  ])
  checkDerivatives(
    (l, k, x) => new VonMises(l!, k!).cdf(x!),
    [f64([0.1, 0.2]), f64([0.7, 30]), f64([-1, 0.3])],
  )
})

test('draws are shared out as the distribution function says (Kolmogorov and Smirnov), and move with the parameters', () => {
  const n = 4000
  for (const k of [0.3, 4, 50]) {
    const d = new VonMises(f64(0), k)
    const below = numbers(d.cdf(d.sample([n], { key }))).sort((a, b) => a - b)
    const distance = Math.max(...below.map((p, i) => Math.max(p - i / n, (i + 1) / n - p)))
    // 1.63/sqrt(n) is passed by one sample in a hundred
    expect(distance, `${d}`).toBeLessThan(1.63 / Math.sqrt(n))
    // the mean of cos(x - loc) is r = 1 - variance, whose slope is the variance of the cosine
    const cosine = (k: Tensor): Tensor => new VonMises(f64(2), k).rsample([20000], { key }).sub(2).cos()
    const slope = grad((k: Tensor) => cosine(k).mean())(f64(k)).item()
    expect(slope / cosine(f64(k)).var().item()).toBeCloseTo(1, 1)
    expect(grad((l: Tensor) => new VonMises(l, k).rsample([3], { key }).sum())(f64(0.3)).item()).toBe(3)
  }
})
