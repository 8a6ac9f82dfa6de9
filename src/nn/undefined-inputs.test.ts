import { expect, test } from 'vitest'
import { NablaError, ones, Tensor } from '../tensor/index.ts'
import * as nn from './index.ts'

const layers: readonly { readonly forward: (...inputs: never[]) => unknown }[] = [
  nn.linear(2, 3),
  nn.conv2d(1, 1, 1),
  nn.flatten(),
  nn.unflatten(1, [1, 2]),
  nn.embedding(3, 2),
  nn.embeddingBag(3, 2),
  nn.batchNorm1d(2),
  nn.batchNorm2d(2),
  nn.instanceNorm2d(2),
  nn.instanceNorm(2),
  nn.layerNorm(2),
  nn.rrelu(),
  nn.prelu(),
  nn.rnn(2, 3),
  nn.gru(2, 3),
  nn.lstm(2, 3),
  nn.rnnCell(2, 3),
  nn.gruCell(2, 3),
  nn.lstmCell(2, 3),
  nn.multiheadAttention(4, 2),
  nn.transformerEncoderLayer(4, 2),
]

test.each(layers.map((layer) => [String(layer), layer] as const))(
  '%s refuses what is no input',
  (_, layer) => {
    for (const wrong of [undefined, null, 'x', Symbol('x'), { x: 1 }, [undefined]])
      expect(() => layer.forward(wrong as never), String(wrong)).toThrow(NablaError)
  },
)

test.each<[string, () => unknown]>([
  ['RNNCell: an element is undefined', () => nn.rnnCell(2, 3).forward(undefined as never)],
  ['BatchNorm2d: an element is null', () => nn.batchNorm2d(2).forward(null as never)],
  ['Flatten: an element is "x"', () => nn.flatten().forward('x' as never)],
  ['Unflatten: x is [2]: it has no axis 1', () => nn.unflatten(1, [1]).forward(ones([2]))],
  ['LSTM: x is []: it must be', () => nn.lstm(2, 3).forward(1 as never)],
  ['LSTM: it starts from [1]: give both states', () => nn.lstm(2, 3).forward(ones([1, 1, 2]), 1 as never)],
  ['GRU: it starts from 0: give the state h', () => nn.gru(2, 3).forward(ones([1, 1, 2]), 0 as never)],
  ['MultiheadAttention: an element is', () => nn.multiheadAttention(4, 2).forward(undefined as never)],
  ['apply: f is 3: it must be a function', () => nn.sequential().apply(3 as never)],
  ['memory: ', () => nn.prelu(2 ** 53)],
])('%s', (message, call) => {
  expect(call).toThrow(NablaError)
  expect(call).toThrow(message)
})

test('a recurrent layer takes null for no state', () => {
  expect(nn.gru(2, 3).forward(ones([1, 1, 2]), null as never).output).toBeInstanceOf(Tensor)
})
