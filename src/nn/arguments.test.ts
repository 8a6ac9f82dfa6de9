import { expect, test } from 'vitest'
import { NablaError, shown } from '../errors.ts'
import { relu, tensor } from '../index.ts'
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
  expect(() => nn.convTranspose2d(1, 1, 3, { outputPadding: 1, stride: 2 })).not.toThrow()
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
    /Sequential: layer 0 is \[a Linear.*\]: it must be a module or a function of a tensor.*; spread a list \(\.\.\.layers\)\./,
  )
  expect(() => nn.sequential(linear, nn.ReLU as never)).toThrow('Sequential: layer 1 is the class ReLU')
  expect(() => nn.sequential(linear, undefined as never)).toThrow('Sequential: layer 1 is undefined')
  expect(() => nn.sequential(linear, nn.relu as never).forward(tensor([1, 2]))).toThrow(
    'forward: a function gave a ReLU: it must give a tensor, as nn.relu()',
  )
  expect(() => nn.residual(3 as never)).toThrow('Residual: its layer is 3')
  expect(() => nn.sequential(linear, relu, (x) => x.tanh(), { forward: (x) => x })).not.toThrow()
})

test('words that a layer does not know are named when it is made', () => {
  expect(() => nn.init.kaimingUniform([3, 2], { mode: 'fan_in' as never })).toThrow(
    'kaimingUniform: mode is fan_in: it must be one of fanIn, fanOut.',
  )
  expect(() => nn.init.kaimingUniform([3, 2], { nonlinearity: 'leaky_relu' as never })).toThrow(OptionError)
  expect(() => nn.init.calculateGain('gelu' as never)).toThrow(/nonlinearity is gelu/)
  expect(() => nn.transformerEncoderLayer(4, 2, { activation: 'swish' as never })).toThrow(
    /activation is swish/,
  )
  expect(() => nn.rnn(2, 3, { nonlinearity: 'sigmoid' as never })).toThrow(/nonlinearity is sigmoid/)
  expect(() => nn.gelu({ approximate: 'erf' as never }).forward(tensor(1))).toThrow(/approximate is erf/)
})

test('sizes and places that do not fit are named', () => {
  expect(() => nn.layerNorm(undefined as never)).toThrow('LayerNorm: size is undefined')
  expect(() => nn.batchNorm1d(undefined as never)).toThrow('BatchNorm1d: size is undefined')
  expect(() => nn.groupNorm(3, 4)).toThrow('GroupNorm: 3 groups of 4 channels')
  expect(() => nn.multiheadAttention(4, undefined as never)).toThrow('MultiheadAttention: heads is undefined')
  expect(() => nn.embedding(3, 2, { paddingIdx: 3 })).toThrow('paddingIdx is 3: it must be a row of the 3')
  expect(() => nn.conv2d(3, 4, [3, 3, 3] as never)).toThrow(
    'Conv2d: kernel is [3,3,3]: it must be one integer, or 2 of them',
  )
  expect(() => nn.conv1d(3, 4, 0)).toThrow('each at least 1')
  expect(() => nn.conv1d(3, 4, 3, { groups: 0 })).toThrow(LayerError)
  expect(() => nn.flatten().forward(tensor([1, 2]))).toThrow('Flatten: x is [2]: it has no axes 1 to -1')
  expect(() => nn.unflatten(0, [2.5])).toThrow('Unflatten: extent 0 is 2.5')
  expect(nn.unflatten(0, 2 as never).forward(tensor([1, 2])).shape).toEqual([2])
})

test.each<[string, () => unknown]>([
  [
    'LeakyReLU: negativeSlope is "a": it must be a number.',
    () => nn.leakyRelu({ negativeSlope: 'a' as never }),
  ],
  ["ELU: there is no option 'beta'", () => nn.elu({ beta: 1 } as never)],
  ['CELU: alpha is 0: it must be a number > 0.', () => nn.celu({ alpha: 0 })],
  ['GELU: approximate is erf', () => nn.gelu({ approximate: 'erf' as never })],
  ['Softplus: beta is -1', () => nn.softplus({ beta: -1 })],
  ['Hardtanh: maxVal is -2: it must be a number > -1.', () => nn.hardtanh({ maxVal: -2 })],
  ['Softshrink: lambda is -1: it must be a number >= 0.', () => nn.softshrink({ lambda: -1 })],
  ['Softmax: axis is 0.5', () => nn.softmax(0.5)],
  ['GLU: axis is "last"', () => nn.glu('last' as never)],
  ['PReLU: channels is 0: it must be a whole number >= 1.', () => nn.prelu(0)],
  ['maxPool2d: kernelSize is [0,0]', () => nn.maxPool2d(0)],
  ['maxPool1d: padding is [2], the window [3]', () => nn.maxPool1d(3, { padding: 2 })],
  ["maxPool2d: there is no option 'strides'", () => nn.maxPool2d(2, { strides: 2 } as never)],
  ['avgPool3d: stride is [1,2]', () => nn.avgPool3d(2, { stride: [1, 2] })],
  ['AdaptiveAvgPool2d: size is [0,0]', () => nn.adaptiveAvgPool2d(0)],
  ['AdaptiveMaxPool1d: size is [undefined]', () => nn.adaptiveMaxPool1d(undefined as never)],
  ['crossEntropy: labelSmoothing is 2', () => new nn.CrossEntropyLoss({ labelSmoothing: 2 })],
  ['nllLoss: reduction is avg', () => new nn.NLLLoss({ reduction: 'avg' as never })],
  ["mseLoss: there is no option 'reduce'", () => new nn.MSELoss({ reduce: true } as never)],
  ['mseLoss: options are given as "sum"', () => new nn.MSELoss('sum' as never)],
  ['huberLoss: delta is 0: it must be a number > 0.', () => new nn.HuberLoss({ delta: 0 })],
  ['smoothL1Loss: beta is -1', () => new nn.SmoothL1Loss({ beta: -1 })],
  [
    "binaryCrossEntropy: there is no option 'wait'",
    () => new nn.BCELoss({ weight: [1, 2], wait: 1 } as never),
  ],
  ['LSTM: numLayers is 0', () => nn.lstm(1, 1, { numLayers: 0 })],
  ['GRU: dropout is 1.5: it must be a number >= 0 and <= 1.', () => nn.gru(1, 1, { dropout: 1.5 })],
  ['MultiheadAttention: dropout is -1', () => nn.multiheadAttention(4, 2, { dropout: -1 })],
  [
    'TransformerEncoderLayer: dimFeedforward is 0',
    () => nn.transformerEncoderLayer(4, 2, { dimFeedforward: 0 }),
  ],
  ['Dropout: p is "0.5"', () => nn.dropout('0.5' as never)],
  ['FeatureDropout: p is 2', () => nn.featureDropout(2)],
  ['Linear: generator is 3: it must be', () => nn.linear(1, 1, { generator: 3 as never })],
  ['Linear: there is no dtype "half"', () => nn.linear(1, 1, { dtype: 'half' as never })],
  ['Flatten: start is 0.5', () => nn.flatten(0.5)],
  ['Unflatten: axis is "1"', () => nn.unflatten('1' as never, [2])],
  ['GroupNorm: groups is 0', () => nn.groupNorm(0, 0)],
  ['Conv2d: kernel is [3,"3"]: it must be one integer', () => nn.conv2d(1, 2, [3, '3'] as never)],
  ...([Symbol(), 3n, Object.create(null)] as never[]).flatMap((it): [string, () => unknown][] => [
    [`Conv2d: kernel is ${shown(it)}: it must be one`, () => nn.conv2d(1, 2, it)],
    [`ConvTranspose1d: kernel is [${shown(it)}]`, () => nn.convTranspose1d(1, 2, [it])],
    [`Conv1d: ${shown(it)} groups of 1 input`, () => nn.conv1d(1, 2, 3, { groups: it })],
    [`Embedding: paddingIdx is ${shown(it)}: it must be a row`, () => nn.embedding(4, 2, { paddingIdx: it })],
  ]),
])('%s, when the layer is made', (message, make) => {
  expect(make).toThrow(NablaError)
  expect(make).toThrow(message)
})

test('options that stand are taken', () => {
  expect(() => {
    nn.maxPool2d([2, 3], { stride: 1, padding: 1, dilation: 2, ceilMode: true })
    nn.adaptiveAvgPool2d([null, 2])
    new nn.CrossEntropyLoss({ weight: [1, 2, 3], labelSmoothing: 0.1, ignoreIndex: 2 })
    new nn.BCEWithLogitsLoss({ posWeight: [1, 2, 3], weight: [[1], [2]] })
    new nn.KLDivLoss({ reduction: 'batchmean', logTarget: true })
    nn.hardtanh({ minVal: -3, maxVal: -2 })
    nn.softmax(-2)
  }).not.toThrow()
})

test('an input that does not fit a linear layer is named with the layer', () => {
  expect(() =>
    nn.linear(784, 10).forward(tensor(new Float32Array(2 * 784), { shape: [2, 1, 28, 28] })),
  ).toThrow(
    'Linear(784 -> 10): x is [2,1,28,28]: its last axis must have 784 elements. Flatten each example first: nn.flatten().',
  )
  expect(() => nn.sequential(nn.linear(2, 3)).forward(tensor([[1, 2, 3]]))).toThrow(
    'The first number of linear(inputs, outputs) is that of the last axis, here 3.',
  )
  expect(() => nn.linear(2, 3).forward(tensor(1))).toThrow('Linear(2 -> 3): x is []: its last axis')
})

test('a linear layer takes plain numbers, a layer norm may have no shift', () => {
  const layer = nn.linear(2, 1, { bias: false })
  expect(layer.forward([1, 0] as never).item()).toBe(layer.weight.data()[0])
  const { norm1 } = nn.transformerEncoderLayer(4, 2, { bias: false })
  expect(norm1.namedParameters().map(([name]) => name)).toEqual(['weight'])
})

test('what is no state, and an option that loading does not have', () => {
  const layer = nn.linear(1, 1)
  expect(() => layer.loadStateDict(undefined as never)).toThrow('loadStateDict: the state is undefined')
  expect(() => layer.loadStateDict({}, { strct: false } as never)).toThrow(/there is no option 'strct'/)
})
