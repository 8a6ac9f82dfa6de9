import { expect, test } from 'vitest'
import { grad, manualSeed, ones, random, type Tensor, tensor } from '../tensor/index.ts'
import * as nn from './index.ts'

test('the only option of an activation may be given alone', () => {
  const x = tensor([-2, -0.3, 0.3, 2])
  for (const [short, long] of [
    [nn.leakyRelu(0.1), nn.leakyRelu({ negativeSlope: 0.1 })],
    [nn.elu(0.5), nn.elu({ alpha: 0.5 })],
    [nn.celu(0.5), nn.celu({ alpha: 0.5 })],
    [nn.softshrink(0.2), nn.softshrink({ lambda: 0.2 })],
    [nn.hardshrink(0.2), nn.hardshrink({ lambda: 0.2 })],
  ] as const)
    expect(short.forward(x).toArray()).toEqual(long.forward(x).toArray())
  expect(nn.leakyRelu(0.1).forward(tensor(-2)).item()).toBeCloseTo(-0.2, 7)
  expect(String(nn.leakyRelu(0.1))).toBe('LeakyReLU(0.1)')
  expect(() => nn.celu(-1)).toThrow('CELU: alpha is -1: it must be a number > 0.')
  expect(() => nn.leakyRelu(Number.NaN)).toThrow('LeakyReLU: negativeSlope is NaN: it must be a number.')
  expect(() => nn.softplus(2 as never)).toThrow('Softplus: options are given as 2')
})

test('RReLU draws its slopes while training, and takes their mean in evaluation', () => {
  const layer = nn.rrelu(0.1, 0.3)
  const x = ones([1000]).mul(-1)
  manualSeed(1)
  const slopes = layer.forward(x).neg()
  expect(slopes.amin().item()).toBeGreaterThanOrEqual(0.1)
  expect(slopes.amax().item()).toBeLessThan(0.3)
  expect(slopes.mean().item()).toBeCloseTo(0.2, 2)
  manualSeed(1)
  const loss = (v: Tensor): Tensor => layer.forward(v).sum()
  expect(grad(loss)(x).toArray()).toEqual(slopes.toArray())
  expect(layer.forward(tensor([3, 0.5])).toArray()).toEqual([3, 0.5])
  layer.eval()
  expect(layer.forward(tensor([-1, 2], { dtype: 'float64' })).toArray()).toEqual([-0.2, 2])
  expect(nn.rrelu().eval().forward(tensor(-48)).item()).toBeCloseTo(-11, 5)
  const seeded = () =>
    nn
      .rrelu(0.1, 0.3, { generator: new random.Generator(3) })
      .forward(x)
      .toArray()
  expect(seeded()).toEqual(seeded())
  expect(String(layer)).toBe('RReLU(0.1, 0.3)')
  expect(() => nn.rrelu(0.3, 0.1)).toThrow('RReLU: upper is 0.1: it must be a number >= 0.3.')
})
