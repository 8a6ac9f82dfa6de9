import { expect, test } from 'vitest'
import { relu } from '../index.ts'
import { OptionError } from '../options.ts'
import { LayerError } from './errors.ts'
import * as nn from './index.ts'

const layers: Record<string, (options?: never) => unknown> = {
  Linear: (o) => nn.linear(2, 3, o),
  Bilinear: (o) => nn.bilinear(2, 3, 1, o),
  Embedding: (o) => nn.embedding(2, 3, o),
  Dropout: (o) => nn.dropout(0.5, o),
  Conv1d: (o) => nn.conv1d(2, 3, 3, o),
  Conv2d: (o) => nn.conv2d(2, 3, 3, o),
  Conv3d: (o) => nn.conv3d(2, 3, 3, o),
  ConvTranspose2d: (o) => nn.convTranspose2d(2, 3, 3, o),
  RNN: (o) => nn.rnn(2, 3, o),
  GRU: (o) => nn.gru(2, 3, o),
  LSTM: (o) => nn.lstm(2, 3, o),
  BatchNorm2d: (o) => nn.batchNorm2d(2, o),
  LayerNorm: (o) => nn.layerNorm(2, o),
  RMSNorm: (o) => nn.rmsNorm(2, o),
  GroupNorm: (o) => nn.groupNorm(1, 2, o),
  InstanceNorm: (o) => nn.instanceNorm(2, o),
  MultiheadAttention: (o) => nn.multiheadAttention(4, 2, o),
  TransformerEncoderLayer: (o) => nn.transformerEncoderLayer(4, 2, o),
  xavierUniform: (o) => nn.init.xavierUniform([2, 3], o),
  kaimingNormal: (o) => nn.init.kaimingNormal([2, 3], o),
  orthogonal: (o) => nn.init.orthogonal([2, 3], o),
}

test.each(Object.entries(layers))('%s refuses options that there are not, when it is made', (name, make) => {
  expect(() => make({ useBias: false } as never)).toThrow(`${name}: there is no option 'useBias'`)
  expect(() => make(2 as never)).toThrow(`${name}: options are given as 2`)
  expect(() => make({ useBias: false } as never)).toThrow(OptionError)
  expect(() => make()).not.toThrow()
})

test('options of other directions of a convolution are refused', () => {
  expect(() => nn.conv2d(1, 1, 3, { outputPadding: 1 } as never)).toThrow(/no option 'outputPadding'/)
  expect(() => nn.convTranspose2d(1, 1, 3, { outputPadding: 1 })).not.toThrow()
  expect(() => nn.lstm(1, 1, { nonlinearity: 'relu' } as never)).toThrow(/no option 'nonlinearity'/)
})

test('sizes are whole numbers', () => {
  expect(() => nn.linear(2, undefined as never)).toThrow(
    'Linear: outputs is undefined: it must be a whole number. The arguments are inputs, outputs, then options.',
  )
  expect(() => nn.linear('2' as never, 3)).toThrow('Linear: inputs is "2"')
  expect(() => nn.linear({ inputs: 2 } as never, 3)).toThrow(LayerError)
  expect(() => nn.conv2d(1, 2, undefined as never)).toThrow('Conv2d: kernel is undefined')
  expect(() => nn.lstm(2, 1.5)).toThrow('LSTM: hidden is 1.5')
})

test('what is no layer is named where it is put in', () => {
  const linear = nn.linear(2, 2)
  expect(() => nn.sequential([linear] as never)).toThrow(
    'Sequential: layer 0 is a list: it must be a module or a function of a tensor: spread it (...layers).',
  )
  expect(() => nn.sequential(linear, nn.ReLU as never)).toThrow('Sequential: layer 1 is the class ReLU')
  expect(() => nn.sequential(linear, undefined as never)).toThrow('Sequential: layer 1 is undefined')
  expect(() => nn.residual(3 as never)).toThrow('Residual: its layer is 3')
  expect(() => nn.sequential(linear, relu, (x) => x.tanh(), { forward: (x) => x })).not.toThrow()
})
