import { describe, expect, test } from 'vitest'
import * as nn from '../nn/index.ts'
import { tensor } from '../tensor/index.ts'
import { Watch } from './early-stopping.ts'
import { accuracy, evaluate, meanAbsoluteError, meanSquaredError, TrainingError } from './index.ts'

describe('accuracy', () => {
  const logits = tensor([
    [
      [2, 0],
      [1, 3],
    ],
  ])
  test('of pixels: classes along axis 1, targets as numbers or one-hot', () => {
    expect(accuracy(logits, tensor([[0, 1]])).item()).toBe(1)
    const oneHot = tensor([
      [
        [1, 0],
        [0, 1],
      ],
    ])
    expect(accuracy(logits, oneHot).item()).toBe(1)
    expect(accuracy(logits, oneHot.neg()).item()).toBe(0)
  })
  test('of one logit an example, with targets in a column or not', () => {
    const output = tensor([[1], [-2], [3], [-4]])
    expect(accuracy(output, tensor([[1], [0], [0], [0]])).item()).toBe(0.75)
    expect(accuracy(output, tensor([1, 0, 0, 0])).item()).toBe(0.75)
  })
})

test('a label that is not whole is no class', () => {
  expect(
    accuracy(
      tensor([
        [2, 0],
        [0, 1],
        [0, 1],
      ]),
      tensor([0, 1, 1.7]),
    ).item(),
  ).toBeCloseTo(2 / 3, 6)
})

test('errors of columns and rows are refused, which would compare all with all', () => {
  const [column, row] = [tensor([[1], [2]]), tensor([1, 2])]
  for (const metric of [meanSquaredError, meanAbsoluteError])
    expect(() => metric(column, row)).toThrow('every one would meet every other')
  expect(meanSquaredError(row, tensor([3, 2])).item()).toBe(2)
  expect(meanAbsoluteError(row, tensor([3, 2])).item()).toBe(1)
})

test('means over batches are those over all examples, and batches of none weigh nothing', async () => {
  const batches = [[1, 2, 3], [], [6]].map((values) => {
    const x = tensor(values).reshape([values.length, 1])
    return [x, x.mul(0)] as const
  })
  const measured = await evaluate((x) => x, batches, { objective: nn.mse, metrics: ['meanAbsoluteError'] })
  expect(measured['loss']).toBeCloseTo(12.5, 6)
  expect(measured['meanAbsoluteError']).toBe(3)
})

test('a loss that is NaN is no improvement', () => {
  const watch = new Watch({ patience: 2 }, [], false)
  const see = (loss: number): boolean => watch.see({ epoch: 1, loss, metrics: {}, seconds: 0 }, (x) => x)
  expect([Number.NaN, 1, Number.NaN, 0.5, Number.NaN, Number.NaN].map(see)).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
  ])
  const lost = new Watch({ patience: 2 }, [], false)
  const gone = { epoch: 1, loss: Number.NaN, metrics: {}, seconds: 0 }
  expect([1, 2].map(() => lost.see(gone, (x) => x))).toEqual([false, true])
  expect(() => new Watch({ minDelta: Number.NaN }, [], false)).toThrow(TrainingError)
})
