import { expect, test } from 'vitest'
import { manualSeed, random, scaledDotProductAttention, type Tensor, tensor, zeros } from '../tensor/index.ts'
import * as nn from './index.ts'

const sequence = (batch: number, time: number): Tensor =>
  random.normal([batch, time, 4], 0, 1, { dtype: 'float64' })
const layer = () => nn.multiheadAttention(4, 2, { batchFirst: true, dtype: 'float64' })
const far = (a: Tensor, b: Tensor): number => a.sub(b).abs().amax().item()

test('padding may be hidden by numbers that are added to its scores', () => {
  manualSeed(1)
  const [attention, q, k] = [layer(), sequence(2, 3), sequence(2, 5)]
  const hides = [
    [false, false, true, false, true],
    [false, false, false, false, false],
  ]
  const named = attention.forward(q, k, k, { keyPaddingMask: tensor(hides) })
  const added = tensor(hides.map((row) => row.map((hidden) => (hidden ? -Infinity : 0))))
  const byNumbers = attention.forward(q, k, k, { keyPaddingMask: added })
  expect(far(byNumbers.weights, named.weights)).toBe(0)
  // and by less than all: a score that is raised by log(3) weighs three times as much
  const raised = attention.forward(q, k, k, {
    keyPaddingMask: tensor(
      [
        [Math.log(3), 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
      ],
      { dtype: 'float64' },
    ),
  })
  const plain = attention.forward(q, k, k)
  expect(far(raised.weights, plain.weights)).toBeGreaterThan(0.01)
  expect(far(raised.weights.take(1, { axis: 0 }), plain.weights.take(1, { axis: 0 }))).toBe(0)
})

test('a mask may be one for each head of each example', () => {
  manualSeed(2)
  const [attention, q, k] = [layer(), sequence(3, 2), sequence(3, 2)]
  const seen = [
    [true, false],
    [true, true],
  ]
  const shared = attention.forward(q, k, k, { mask: tensor(seen) })
  const own = attention.forward(q, k, k, { mask: tensor(new Array(6).fill(seen)) })
  expect(far(own.output, shared.output)).toBe(0)
})

test('one sequence alone is a batch of one', () => {
  manualSeed(3)
  for (const batchFirst of [true, false]) {
    const attention = nn.multiheadAttention(4, 2, { batchFirst, dtype: 'float64' })
    const [q, k] = [sequence(1, 3).reshape([3, 4]), sequence(1, 5).reshape([5, 4])]
    const padding = tensor([false, true, false, false, false])
    const axis = batchFirst ? 0 : 1
    const one = attention.forward(q, k, k, { keyPaddingMask: padding })
    const batch = attention.forward(q.unsqueeze(axis), k.unsqueeze(axis), k.unsqueeze(axis), {
      keyPaddingMask: padding.reshape([1, 5]),
    })
    expect([one.output.shape, one.weights.shape]).toEqual([
      [3, 4],
      [3, 5],
    ])
    expect(far(one.output, batch.output.squeeze(axis))).toBe(0)
  }
})

test.each<[string, (attention: nn.MultiheadAttention, q: Tensor) => unknown, string]>([
  [
    'a mask',
    (a, q) => a.forward(q, q, q, { mask: zeros([4, 5]) }),
    'multiHeadAttention, scores and mask: [2,2,5,5] and [4,5]',
  ],
  [
    'padding',
    (a, q) => a.forward(q, q, q, { keyPaddingMask: tensor([[true, false]]) }),
    'multiHeadAttention, scores and mask: [2,2,5,5] and [1,1,1,2]',
  ],
  [
    'a batch',
    (a, q) => a.forward(q, zeros([3, 5, 4])),
    'multiHeadAttention, batches of q, k and v: [2,2] and [3,2] and [3,2]',
  ],
  ['values', (a, q) => a.forward(q, q, zeros([2, 3, 4])), 'k and v equal last axes but one'],
  [
    'a mask of the function',
    (_, q) => scaledDotProductAttention(q, q, q, { mask: zeros([4, 5]) }),
    'scaledDotProductAttention, scores and mask: [2,5,5] and [4,5]',
  ],
])('%s of another shape is named', (_, run, message) => {
  const attention = nn.multiheadAttention(4, 2, { batchFirst: true })
  expect(() => run(attention, zeros([2, 5, 4]))).toThrow(message)
})

test('a mask of more digits than the scores does not widen them', () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ])
  const mask = tensor(
    [
      [0, -Infinity],
      [0.5, 0],
    ],
    { dtype: 'float64' },
  )
  const found = scaledDotProductAttention(x, x, x, { mask })
  expect(found.dtype).toBe('float32')
  const same = scaledDotProductAttention(x, x, x, { mask: mask.astype('float32') })
  expect(found.toArray()).toEqual(same.toArray())
  const wide = scaledDotProductAttention(x.astype('float64'), x, x, { mask: mask.astype('float32') })
  expect(wide.dtype).toBe('float64')
})
