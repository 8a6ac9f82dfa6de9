import { expect, test } from 'vitest'
import * as data from '../../src/data/index.ts'
import * as nabla from '../../src/index.ts'
import { NablaError, tensor, zeros } from '../../src/index.ts'
import * as nn from '../../src/nn/index.ts'
import * as np from '../../src/numpy/index.ts'

const x = tensor([
  [1, 2],
  [3, 4],
])

/** What JavaScript itself refuses with an error of its own, which names neither the operation nor the repair. */
const nonsense: readonly (readonly [string, unknown, string])[] = [
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['a large integer', 3n, '3n'],
]

test.each(nonsense)(
  '%s where a number must stand is refused by a typed error that tells the operation',
  (_, wrong, text) => {
    const calls: readonly (readonly [string, (n: never) => unknown])[] = [
      ['maxPool1d', (n) => nabla.maxPool1d(zeros([1, 1, 4]), n)],
      ['maxPool1d', (n) => nabla.maxPool1d(zeros([1, 1, 4]), [n])],
      ['adaptiveAvgPool1d', (n) => nabla.adaptiveAvgPool1d(zeros([1, 1, 4]), [n])],
      ['unfold', (n) => nabla.unfold(zeros([1, 1, 4, 4]), n)],
      ['maxPool2d', (n) => nn.maxPool2d(n)],
      ['geomspace', (n) => np.geomspace(1, n)],
      ['geomspace', (n) => np.geomspace(n, 1)],
      ['kaiser', (n) => np.kaiser(3, n)],
      ['fftshift', (n) => np.fftshift(x, n)],
      ['ifftshift', (n) => np.ifftshift(x, [0, n])],
      ['cumulativeTrapezoid', (n) => np.cumulativeTrapezoid(x, 1, n)],
      ['permutation', (n) => data.permutation(n, 1)],
      ['weightedSampler', (n) => data.weightedSampler([1, n])],
    ]
    for (const [name, call] of calls) {
      const made = () => call(wrong as never)
      expect(made, name).toThrow(NablaError)
      expect(made, name).toThrow(new RegExp(`^${name}: `))
      expect(made, name).toThrow(text)
    }
  },
)

test('distances that are none', () => {
  expect(() => np.gradient(x, null as never)).toThrow(
    'gradient: null stands where a list must: use brackets.',
  )
})
