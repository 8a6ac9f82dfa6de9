import { describe, expect, test } from 'vitest'
import { moons } from '../data/index.ts'
import { Adam, SGD } from '../optim/index.ts'
import { jit, manualSeed, ones, random, type Tensor, tensor, variable } from '../tensor/index.ts'
import { fit } from '../train/index.ts'
import * as nn from './index.ts'

describe('a compiled function follows what is changed outside of it', () => {
  test('train() and eval()', () => {
    manualSeed(0)
    const model = nn.sequential(nn.linear(2, 3), nn.dropout(0.5), nn.batchNorm1d(3))
    const forward = jit((x: Tensor) => model.forward(x))
    const x = random.normal([4, 2])
    expect(forward(x).toArray()).not.toEqual(forward(x).toArray())
    model.eval()
    const before = model.stateDict()['2.running_mean']!.toArray()
    expect(forward(x).toArray()).toEqual(forward(x).toArray())
    const [compiled, eager] = [forward(x).data(), model.forward(x).data()]
    compiled.forEach((value, i) => {
      expect(value).toBeCloseTo(eager[i]!, 5)
    })
    expect(model.stateDict()['2.running_mean']!.toArray()).toEqual(before)
    model.train()
    forward(x)
    expect(model.stateDict()['2.running_mean']!.toArray()).not.toEqual(before)
  })

  test('a parameter that is frozen and thawed', () => {
    const layer = nn.linear(2, 1)
    const optimizer = new SGD(layer.parameters(), { lr: 0.5 })
    const step = jit(() => {
      optimizer.zeroGrad()
      layer
        .forward(ones([1, 2]))
        .sum()
        .backward()
      optimizer.step()
    })
    const moved = (): boolean => {
      const before = layer.weight.toArray()
      step()
      return JSON.stringify(before) !== JSON.stringify(layer.weight.toArray())
    }
    expect(moved()).toBe(true)
    layer.weight.requiresGrad = false
    expect(moved()).toBe(false)
    layer.weight.requiresGrad = true
    expect(moved()).toBe(true)
  })

  test('two steps with one optimizer, of which one leaves a parameter out, and a group that comes later', () => {
    const run = (wrap: (f: () => void) => () => void): number[] => {
      const [a, b, late] = [1, 2, 3].map((x) => variable(x, { dtype: 'float64' }))
      const optimizer = new Adam([a!, b!], { lr: 0.1 })
      const stepOf = (loss: () => Tensor) =>
        wrap(() => {
          optimizer.zeroGrad()
          loss().backward()
          optimizer.step()
        })
      const both = stepOf(() => a!.mul(b!).add(late!).square())
      const one = stepOf(() => b!.sub(1).square())
      const twice = wrap(() => {
        for (const loss of [() => a!.mul(b!), () => a!.square()]) {
          optimizer.zeroGrad()
          loss().backward()
          optimizer.step()
        }
      })
      for (const step of [both, both, one, both, twice, twice, one]) step()
      optimizer.addGroup({ params: [late!] })
      for (const step of [both, one, twice, both]) step()
      return [a!, b!, late!].map((x) => x.item())
    }
    const compiled = run((f) => jit(f))
    run((f) => f).forEach((value, i) => {
      expect(compiled[i]).toBeCloseTo(value, 12)
    })
  })

  test('what a function decides itself is compiled once', async () => {
    let traced = 0
    const counted = (x: Tensor): Tensor => {
      traced++
      return x
    }
    const model = nn.sequential(nn.linear(2, 2), counted, nn.dropout(0.5))
    const data = moons(64, { seed: 1 })
    const options = {
      model,
      objective: nn.crossEntropy,
      optimizer: new SGD(model.parameters()),
      data,
      seed: 0,
    }
    await fit({ ...options, epochs: 5, validation: data })
    expect(traced).toBe(2)
    const measure = jit((x: Tensor) => {
      const { training } = model
      model.eval()
      const y = model.forward(x)
      model.train(training)
      return y
    })
    measure(tensor([[1, 2]]))
    expect(traced).toBe(3)
    expect(measure(tensor([[1, 2]])).toArray()).toEqual(measure(tensor([[1, 2]])).toArray())
    expect(traced).toBe(3)
  })
})
