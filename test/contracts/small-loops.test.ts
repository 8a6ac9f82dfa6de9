import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { engine, manualSeed, type Tensor, tensor, type Variable, variable } from '../../src/index.ts'
import * as nn from '../../src/nn/index.ts'
import { Adam } from '../../src/optim/index.ts'
import { numbers } from '../support/compiled.ts'

/** Loops of small steps: interpreted the first time, compiled when they are taken again, and always to the same bits. */
describe('a loop of small steps', () => {
  const before = engine.settings()
  beforeEach(() => {
    engine.settings({ mode: 'auto', threads: 1 })
  })
  afterEach(() => {
    engine.settings(before)
  })

  const rows = (count: number): [Tensor, Tensor] => [
    tensor(numbers(2 * count, 1), { shape: [count, 2] }),
    tensor(numbers(count, 2), { shape: [count, 1] }),
  ]

  const learner = (): ((x: Tensor, y: Tensor) => number) => {
    manualSeed(3)
    const model = nn.sequential(nn.linear(2, 16), nn.tanh(), nn.linear(16, 1))
    const optimizer = new Adam(model.parameters(), { lr: 0.01 })
    return (x, y) => {
      optimizer.zeroGrad()
      const loss = model.forward(x).sub(y).square().mean()
      loss.backward()
      optimizer.step()
      return loss.item()
    }
  }

  /** Steps of a loop by hand, without an optimizer. */
  const byHand = (): ((x: Tensor, y: Tensor) => number) => {
    const parameters: Variable[] = [
      variable(numbers(64, 5), { shape: [2, 32] }),
      variable(numbers(32, 6), { shape: [32, 1] }),
    ]
    return (x, y) => {
      const [a, b] = parameters as [Variable, Variable]
      const loss = x.matmul(a).tanh().matmul(b).sub(y).square().mean()
      loss.backward()
      for (const w of parameters) {
        w.assign(w.sub(w.grad!.mul(0.1)))
        w.grad = undefined
      }
      return loss.item()
    }
  }

  /** What each call of a step computed, and how: the counts of programs made, program runs and interpretations. */
  const watched = (step: () => number) => {
    const start = engine.stats()
    const loss = step()
    const end = engine.stats()
    return {
      loss,
      compiled: end.compiled - start.compiled,
      runs: end.runs - start.runs,
      interpreted: end.interpreted - start.interpreted,
    }
  }

  test.each([
    ['with an optimizer', learner],
    ['by hand', byHand],
  ])('is compiled when a step is taken again: %s', (_, make) => {
    const step = make()
    const [x, y] = rows(64)
    const steps = Array.from({ length: 12 }, () => watched(() => step(x, y)))
    expect(steps[0]).toMatchObject({ compiled: 0, runs: 0 })
    expect(steps[0]!.interpreted).toBeGreaterThan(0)
    for (const later of steps.slice(-6)) expect(later).toMatchObject({ compiled: 0, runs: 1, interpreted: 0 })
  })

  test.each([
    ['with an optimizer', learner],
    ['by hand', byHand],
  ])('gives the same bits when it is begun anew: %s', (_, make) => {
    const [x, y] = rows(65)
    const [first, second] = [0, 1].map(() => {
      const step = make()
      return Array.from({ length: 20 }, () => step(x, y))
    })
    expect(second).toEqual(first)
    engine.settings({ mode: 'interpret' })
    const reference = make()
    for (const loss of first!) expect(Math.abs(reference(x, y) / loss - 1)).toBeLessThan(2e-5)
  })

  test('compiles nothing for shapes that come once, and each of those that come again', () => {
    const step = learner()
    const once = Array.from({ length: 12 }, (_, i) => watched(() => step(...rows(50 + i))))
    for (const { compiled, runs } of once) expect([compiled, runs]).toEqual([0, 0])
    // a loop that has met many waits for longer (stock.test.ts)
    const another = learner()
    for (let round = 0; round < 3; round++) for (const count of [70, 71, 72]) another(...rows(count))
    for (const count of [70, 71, 72])
      expect(watched(() => another(...rows(count)))).toMatchObject({ compiled: 0, runs: 1, interpreted: 0 })
  })
})
