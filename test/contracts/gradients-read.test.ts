import { afterEach, expect, test } from 'vitest'
import { engine, mseLoss, type Tensor, tensor, variable } from '../../src/index.ts'
import { Adam } from '../../src/optim/index.ts'
import { numbers } from '../support/compiled.ts'

const before = engine.settings()
afterEach(() => {
  engine.settings(before)
})

const layers = 5
const rounds = 8

/** Trains a deep network, reads gradients one by one, and returns them with what the engine did. */
function train(read: (gradients: readonly Tensor[]) => number[][], passes = 1) {
  const weights = Array.from({ length: layers }, (_, i) =>
    variable(
      numbers(64, i).map((x) => x / 3),
      { shape: [8, 8] },
    ),
  )
  const optimizer = new Adam(weights, { lr: 0.01 })
  const x = tensor(numbers(32, 9), { shape: [4, 8] })
  const found: number[][] = []
  const runs: number[] = []
  const start = engine.stats()
  for (let round = 0; round < rounds; round++) {
    const { runs: first } = engine.stats()
    optimizer.zeroGrad()
    let loss: Tensor | undefined
    for (let pass = 0; pass < passes; pass++) {
      loss = mseLoss(
        weights.reduce<Tensor>((h, w) => h.matmul(w).tanh(), x),
        x,
      )
      loss.backward()
    }
    found.push(...read(weights.map((w) => w.grad!)))
    optimizer.step()
    found.push([loss!.item()])
    runs.push(engine.stats().runs - first)
  }
  return { found, runs, compiled: engine.stats().compiled - start.compiled }
}

const each = (gradients: readonly Tensor[]): number[][] => gradients.map((g) => [...g.data()])

test.each([1, 2])(
  'gradients of %i passes that are read one by one take two programs, however deep the network',
  (passes) => {
    engine.settings({ mode: 'compile', threads: 1 })
    const { found, runs, compiled } = train(each, passes)
    expect(compiled).toBeLessThanOrEqual(6)
    expect(runs.slice(3)).toEqual(Array(rounds - 3).fill(3))
    engine.settings({ mode: 'interpret' })
    train(each, passes).found.forEach((wanted, i) => {
      wanted.forEach((value, k) => {
        expect(Math.abs(found[i]![k]! - value)).toBeLessThan(1e-5)
      })
    })
  },
)

test('one gradient that is read alone does not take the others with it; a second does', () => {
  const [first, second, third] = [variable([1, 1]), variable([2, 2]), variable([3, 3])] as const
  first.mul(second).mul(third).sum().backward()
  const computed = (): boolean[] => [first, second, third].map((w) => w.grad!.node.computed)
  first.grad!.data()
  expect(computed()).toEqual([true, false, false])
  second.grad!.data()
  expect(computed()).toEqual([true, true, true])
  expect(third.grad!.toArray()).toEqual([2, 2])
})
