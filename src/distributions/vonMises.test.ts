import { expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { jit, random, type Tensor, tensor } from '../tensor/index.ts'
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
  expect(() => new VonMises(0, 1).rsample()).toThrow('its draws do not move')
})
