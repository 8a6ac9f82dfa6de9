import { beforeEach, describe, expect, test } from 'vitest'
import { manualSeed, type Tensor, tensor } from '../tensor/index.ts'
import * as nn from './index.ts'

beforeEach(() => manualSeed(0))

const f64 = { dtype: 'float64' } as const

describe('init', () => {
  const spread = (x: Tensor): [number, number] => {
    const mean = x.mean().item()
    return [mean, x.sub(mean).square().mean().sqrt().item()]
  }
  test('PyTorch starts linear layers within 1/sqrt(inputs)', () => {
    const { weight, bias } = nn.linear(100, 400)
    expect(weight.abs().amax().item()).toBeLessThanOrEqual(0.1)
    expect(weight.abs().amax().item()).toBeGreaterThan(0.0999)
    expect(spread(weight)[1]).toBeCloseTo(0.1 / Math.sqrt(3), 3)
    expect(bias!.abs().amax().item()).toBeLessThanOrEqual(0.1)
  })
  test('fans, gains and spreads', () => {
    expect(nn.init.fans([8, 4, 3, 3])).toEqual({ fanIn: 36, fanOut: 72 })
    expect(() => nn.init.fans([8])).toThrow(/no fan/)
    expect(nn.init.calculateGain('tanh')).toBe(5 / 3)
    expect(nn.init.calculateGain('leakyRelu', 0.2)).toBeCloseTo(Math.sqrt(2 / 1.04), 12)
    expect(spread(nn.init.kaimingNormal([200, 300], { nonlinearity: 'relu' }))[1]).toBeCloseTo(
      Math.sqrt(2 / 300),
      3,
    )
    expect(spread(nn.init.kaimingUniform([200, 300], { mode: 'fanOut' }))[1]).toBeCloseTo(
      Math.sqrt(2 / 200),
      3,
    )
    expect(spread(nn.init.xavierNormal([200, 300]))[1]).toBeCloseTo(Math.sqrt(2 / 500), 3)
    expect(spread(nn.init.xavierUniform([200, 300], { gain: 2 }))[1]).toBeCloseTo(2 * Math.sqrt(2 / 500), 3)
  })
  test('truncated normal and orthogonal', () => {
    const x = nn.init.truncNormal([10_000], 1, 2, 0, 3)
    expect(x.amin().item()).toBeGreaterThanOrEqual(0)
    expect(x.amax().item()).toBeLessThanOrEqual(3)
    const usual = nn.init.truncNormal([10_000])
    for (const end of [usual.amin().neg().item(), usual.amax().item()]) {
      expect(end).toBeLessThanOrEqual(2)
      expect(end).toBeGreaterThan(1.95)
    }
    const q = nn.init.orthogonal([3, 5], { gain: 2, dtype: 'float64' })
    const defect = q.matmul(q.transpose()).sub(
      tensor(
        [
          [4, 0, 0],
          [0, 4, 0],
          [0, 0, 4],
        ],
        f64,
      ),
    )
    expect(defect.abs().amax().item()).toBeLessThan(1e-14)
    const tall = nn.init.orthogonal([5, 3], { dtype: 'float64' })
    expect(tall.transpose().matmul(tall).trace().item()).toBeCloseTo(3, 12)
  })
  test('fills a variable in place, and a seed makes it repeatable', () => {
    const w = nn.parameter([
      [0, 0],
      [0, 0],
    ])
    expect(nn.init.constant(w, 3)).toBe(w)
    expect(w.toArray()).toEqual([
      [3, 3],
      [3, 3],
    ])
    manualSeed(7)
    const first = nn.linear(5, 5).weight.data()
    manualSeed(7)
    expect(nn.linear(5, 5).weight.data()).toEqual(first)
  })
})
