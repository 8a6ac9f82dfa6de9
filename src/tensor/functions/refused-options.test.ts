import { expect, test } from 'vitest'
import {
  conv2d,
  convTranspose1d,
  crossEntropy,
  embedding,
  NablaError,
  ones,
  random,
  tensor,
} from '../index.ts'

const wrong = (value: unknown): never => value as never
const places = tensor([0, 2], { dtype: 'int32' })

test.each([
  [Symbol('s'), 'Symbol(s)'],
  [1n, '1n'],
])('%s for a number is refused by who was given it', (value, shown) => {
  const calls: [() => unknown, string][] = [
    [
      () => conv2d(ones([1, 2, 4, 4]), ones([2, 2, 3, 3]), { groups: wrong(value) }),
      `conv2d: groups is ${shown}: it must be an integer >= 1.`,
    ],
    [
      () => convTranspose1d(ones([1, 2, 4]), ones([2, 2, 3]), { groups: wrong(value) }),
      `convTranspose1d: groups is ${shown}: it must be an integer >= 1.`,
    ],
    [
      () => embedding(places, ones([3, 2]), { paddingIdx: wrong(value) }),
      `embedding: an element is ${shown}: every element must be a number`,
    ],
    [
      () => crossEntropy(ones([2, 3]), [0, 1], { reduction: wrong(value) }),
      `crossEntropy: reduction is ${shown}: it must be one of mean, sum, none.`,
    ],
    [
      () => crossEntropy(ones([2, 3]), [0, 1], { ignoreIndex: wrong(value) }),
      `crossEntropy: an element is ${shown}: every element must be`,
    ],
    [() => random.uniform([2], wrong(value), 1), `random.uniform: `],
    [() => random.normal([2], 0, wrong(value)), `random.normal: `],
  ]
  for (const [call, told] of calls) {
    expect(call).toThrow(NablaError)
    expect(call).toThrow(told)
  }
})

test('groups of 0 and of a half are refused, and paddingIdx may be counted from the end', () => {
  for (const groups of [0, 1.5])
    expect(() => conv2d(ones([1, 2, 4, 4]), ones([2, 2, 3, 3]), { groups })).toThrow(
      'it must be an integer >= 1.',
    )
  const table = tensor([[1], [2], [3]], { requiresGrad: true })
  embedding(places, table, { paddingIdx: -1 }).sum().backward()
  expect(table.grad!.toArray()).toEqual([[1], [0], [0]])
})
