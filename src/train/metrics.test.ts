import { describe, expect, test } from 'vitest'
import { tensor } from '../tensor/index.ts'
import { accuracy } from './index.ts'

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
