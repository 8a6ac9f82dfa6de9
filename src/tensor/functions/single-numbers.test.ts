import { expect, test } from 'vitest'
import { inMode } from '../../../test/support/compiled.ts'
import { digamma, logSoftmax, polygamma, softmax, tensor } from '../index.ts'

test('one number has the whole share', () => {
  for (const x of [3, -Infinity, tensor(3)]) expect([softmax(x).shape, logSoftmax(x).shape]).toEqual([[], []])
  expect([softmax(3).item(), logSoftmax(3).item()]).toEqual([1, 0])
})

test('polygamma(0, x) is digamma(x) compiled too, with its digits near its zero and its answers at poles', () => {
  const x = tensor([1.4616321449683622, 1.46, 0.3, -2, -0, 0, 1e300, Infinity, -Infinity, NaN], {
    dtype: 'float64',
  })
  inMode('compile', () => expect(polygamma(0, x).toArray()).toEqual(digamma(x).toArray()))
})
