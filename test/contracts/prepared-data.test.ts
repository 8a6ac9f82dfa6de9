import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { engine, manualSeed, noGrad, random, slice, type Tensor, tensor, variable } from '../../src/index.ts'
import * as nn from '../../src/nn/index.ts'
import { Adam } from '../../src/optim/index.ts'
import { numbers } from '../support/compiled.ts'

/** Data that stands before a loop: it is no part of the steps, however it was made and however they cut it. */
describe('a loop over data that was prepared before it', () => {
  const before = engine.settings()
  beforeEach(() => {
    engine.settings({ mode: 'auto', threads: 1 })
  })
  afterEach(() => {
    engine.settings(before)
  })

  const raw = tensor(numbers(600 * 40, 1)).reshape([600, 40])
  const labels = tensor(Int32Array.from({ length: 600 }, (_, i) => (i * i) % 7))

  /** Losses of steps that take one batch after the other, as one writes it by hand. */
  function losses(x: Tensor, y: Tensor, count: number, each?: (compiled: number) => void): number[] {
    manualSeed(2)
    const model = nn.sequential(nn.linear(40, 64), nn.tanh(), nn.linear(64, 7))
    const optimizer = new Adam(model.parameters(), { lr: 0.01 })
    return Array.from({ length: count }, (_, i) => {
      const part = slice(50 * (i % 12), 50 * (i % 12) + 50)
      optimizer.zeroGrad()
      const loss = nn.crossEntropy(model.forward(x.at(part)), y.at(part))
      loss.backward()
      optimizer.step()
      each?.(engine.stats().compiled)
      return loss.item()
    })
  }
  const prepared = (): Tensor =>
    raw.sub(raw.mean(0)).div(raw.std(0).add(1e-3)).matmul(raw.transpose().matmul(raw))

  test('batches that are cut by hand are inputs of one program', () => {
    const x = prepared().eval()
    const compiled: number[] = []
    const found = losses(x, labels, 30, (n) => compiled.push(n))
    // the third step shows that places of batches change
    expect(compiled.at(-1)).toBe(compiled[2])
    engine.settings({ mode: 'interpret' })
    losses(x, labels, 5).forEach((loss, i) => {
      expect(Math.abs(found[i]! / loss - 1)).toBeLessThan(1e-4)
    })
  })

  test('what is scaled lazily before the loop is computed once', () => {
    const compiled: number[] = []
    const lazy = prepared()
    const found = losses(lazy, labels, 30, (n) => compiled.push(n))
    expect(compiled.at(-1)).toBe(compiled[3])
    expect(lazy.node.computed).toBe(true)
    expect(losses(prepared(), labels, 30)).toEqual(found)
    losses(prepared().eval(), labels, 5).forEach((loss, i) => {
      expect(Math.abs(found[i]! / loss - 1)).toBeLessThan(1e-4)
    })

    // also where no step reads a value
    const data = prepared()
    const v = variable(numbers(40 * 40, 3), { shape: [40, 40] })
    for (let i = 0; i < 4; i++) {
      v.assign(noGrad(() => v.sub(data.matmul(v).tanh().mean().mul(0.1))))
      v.eval()
    }
    expect(data.node.computed).toBe(true)

    const noise = random.normal([50, 40])
    const w = variable(numbers(40 * 40, 2), { shape: [40, 40] })
    const step = (): void => {
      w.assign(noGrad(() => w.sub(noise.matmul(w).tanh().mean().mul(0.1))))
      w.eval()
    }
    for (let i = 0; i < 4; i++) step()
    const kernels = engine.profile(step).kernels.map(({ results }) => results)
    expect(kernels.length).toBeGreaterThan(0)
    expect(kernels.join()).not.toContain('random_bits')
  })

  test('a part of known values that stands in a row is known, and what is changed elsewhere leaves it alone', () => {
    const w = variable(numbers(600, 4), { shape: [30, 20], requiresGrad: false })
    const part = w.at(slice(3, 9)).reshape([20, 6])
    const old = [...w.data()]
    w.assign(w.mul(0))
    expect([...part.data()]).toEqual(old.slice(60, 180))
    expect(w.at(slice(3, 9)).sum().item()).toBe(0)

    const leaf = tensor(numbers(6, 6), { shape: [3, 2], requiresGrad: true })
    leaf.at(1).square().sum().backward()
    expect(leaf.grad!.data()[2]).toBeCloseTo(2 * leaf.data()[2]!, 6)

    const x = tensor(numbers(2 * 3 * 4, 5)).reshape([2, 3, 4])
    const all = x.data()
    for (const [found, from, count] of [
      [x.at(1), 12, 12],
      [x.at(1, 2), 20, 4],
      [x.at(1, slice(1, 3)), 16, 8],
      [x.at(slice(1, 2), slice(0, 2)), 12, 8],
      [x.at(slice(2, 2)), 0, 0],
      [x.at(1, 1, slice(1, 3)), 17, 2],
      [x.at(1, 1, 1), 17, 1],
    ] as [Tensor, number, number][]) {
      expect([...found.data()]).toEqual([...all.slice(from, from + count)])
      expect([...found.add(0).data()]).toEqual([...all.slice(from, from + count)])
    }
    for (const [found, places] of [
      [x.at(':', 1), [4, 5, 6, 7, 16, 17, 18, 19]],
      [x.at('::2'), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
      [x.at(0, '::2'), [0, 1, 2, 3, 8, 9, 10, 11]],
      [x.at(0, 0, '::-1'), [3, 2, 1, 0]],
      [x.at(slice(0, 2), slice(0, 1), slice(1, 3)), [1, 2, 13, 14]],
    ] as [Tensor, number[]][])
      expect([...found.data()]).toEqual(places.map((place) => all[place]))
  })
})
