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
      ['topk', (n) => nabla.topk(x, n)],
      ['kthvalue', (n) => nabla.kthvalue(x, n)],
      ['percentile', (n) => nabla.percentile(x, [n])],
      ['transpose', (n) => nabla.transpose(x, n)],
      ['permute', (n) => nabla.permute(x, n)],
      ['reshape', (n) => nabla.reshape(x, n)],
      ['split', (n) => nabla.split(x, [n])],
      ['fftfreq', (n) => nabla.fftfreq(n)],
      ['rfftfreq', (n) => nabla.rfftfreq(n)],
      ['logit', (n) => nabla.logit(x, { eps: n })],
      ['std', (n) => nabla.std(x, undefined, { correction: n })],
      ['cov', (n) => nabla.cov(x, { correction: n })],
      ['dropout', (n) => nabla.dropout(x, { p: n })],
      ['huberLoss', (n) => nabla.huberLoss(x, x, { delta: n })],
      ['smoothL1Loss', (n) => nabla.smoothL1Loss(x, x, { beta: n })],
      ['index', (n) => nabla.index(x, { step: n })],
      ['matrixNorm', (n) => nabla.matrixNorm(x, { ord: n })],
      ['conditionNumber', (n) => nabla.conditionNumber(x, n)],
      ['einsum', (n) => nabla.einsum(n, x)],
      ['tensor', (n) => tensor([1], { shape: n })],
      ['promote', (n) => nabla.promote(n, 'bool')],
      ['astype', (n) => nabla.astype(x, n)],
      ['quantile', (n) => nabla.quantile(x, 0.5, 0, { interpolation: n })],
      ['random\\.rand', (n) => nabla.random.rand([1], { dtype: n })],
      ['random\\.rand', (n) => nabla.random.rand([1], { key: n })],
      ['conv1d', (n) => nabla.conv1d(zeros([1, 1, 4]), zeros([1, 1, 2]), { padding: n })],
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

test('lists with holes, objects for widths and sizes that are no whole numbers', () => {
  const hole = new Array(2).fill(1, 1) as never
  const { concatenate, cat, stack, hstack, vstack, dstack, columnStack } = nabla
  for (const [name, join] of Object.entries({ concatenate, cat, stack, hstack, vstack, dstack, columnStack }))
    expect(() => join(hole), name).toThrow(new RegExp(`^${name}: an element is undefined`))
  expect(() => nabla.conv1d(zeros([1, 1, 4]), zeros([1, 1, 2]), { padding: {} as never })).toThrow(
    'conv1d: padding is [{}',
  )
  expect(() => nabla.split(tensor([1, 2]), [0.5, 1.5])).toThrow('split: a size is 0.5: it must be an integer')
  expect(() => tensor([1, 2], { shape: [-1, -2] })).toThrow('tensor: shape [-1,-2]: every extent must be')
})
