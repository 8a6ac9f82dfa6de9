import { describe, expect, test } from 'vitest'
import { OptionError } from '../options.ts'
import { NablaError, ones, tensor } from '../tensor/index.ts'
import * as nn from './index.ts'

const x = ones([2, 3, 8])
const wrong = (value: unknown): never => value as never

describe('masks of attention', () => {
  const encoder = nn.transformerEncoder(() => nn.transformerEncoderLayer(8, 2), 2)
  const decoder = nn.transformerDecoder(() => nn.transformerDecoderLayer(8, 2), 2)
  const [layer, other] = [nn.transformerEncoderLayer(8, 2), nn.transformerDecoderLayer(8, 2)]
  const attention = nn.multiheadAttention(8, 2)
  const calls: [string, (masks: never) => unknown][] = [
    ['MultiheadAttention', (masks) => attention.forward(x, x, x, masks)],
    ['MultiheadAttention', (masks) => attention.forward(ones([3, 8]), ones([3, 8]), ones([3, 8]), masks)],
    ['TransformerEncoderLayer', (masks) => layer.forward(x, masks)],
    ['TransformerDecoderLayer', (masks) => other.forward(x, x, masks)],
    ['TransformerDecoderLayer', (masks) => other.forward(x, x, {}, masks)],
    ['TransformerEncoder', (masks) => encoder.forward(x, masks)],
    ['TransformerDecoder', (masks) => decoder.forward(x, x, masks)],
    ['TransformerDecoder', (masks) => decoder.forward(x, x, undefined, masks)],
  ]
  const rule = 'the options are an object of mask, causal, keyPaddingMask.'
  test.each(calls)('%s refuses others by its own name, and tells its own', (name, call) => {
    const refused = (given: unknown, told: string) => {
      expect(() => call(wrong(given))).toThrow(`${name}: ${told}: ${rule}`)
      expect(() => call(wrong(given))).toThrow(OptionError)
    }
    refused({ isCausal: true }, "there is no option 'isCausal'")
    refused({ heads: 2 }, "there is no option 'heads'")
    refused(null, 'options are given as null')
    refused(tensor([true]), 'options are given as a Tensor')
    expect(() => call(wrong({ causal: 1 }))).toThrow(`${name}: causal is 1: it must be one of true, false.`)
    expect(call(wrong({ causal: true, mask: null, keyPaddingMask: null }))).toBeDefined()
  })
  test('a whole transformer passes the masks on to its parts, which refuse them', () => {
    const whole = nn.transformer(8, 2, { numEncoderLayers: 1, numDecoderLayers: 1 })
    expect(() => whole.forward(x, x, { source: wrong({ isCausal: true }) })).toThrow(
      'TransformerEncoder: there is no',
    )
    expect(() => whole.forward(x, x, { target: wrong(null) })).toThrow(
      'TransformerDecoder: options are given as null',
    )
  })
})

test.each<[string, () => unknown, string]>([
  [
    'Transformer',
    () => nn.transformer(wrong({ heads: 2 })),
    'Transformer: embed is {heads}: it must be a whole number.',
  ],
  [
    'a layer',
    () => nn.transformerEncoderLayer(8.5, 2),
    'TransformerEncoderLayer: embed is 8.5: it must be a whole',
  ],
  [
    'attention',
    () => nn.multiheadAttention(0, 2),
    'MultiheadAttention: embed is 0: it must be a whole number >= 1.',
  ],
  ...[nn.rnn, nn.lstm, nn.gru].map((made): [string, () => unknown, string] => [
    made.name,
    () => made(2, 3, { numLayers: 2 ** 53 }),
    `${made.name.toUpperCase()}: numLayers is 9007199254740992: it must be a number <= 65536.`,
  ]),
  [
    'layers of an encoder',
    () => nn.transformerEncoder(() => nn.transformerEncoderLayer(8, 2), 2 ** 53),
    'TransformerEncoder: count is 9007199254740992: it must be a number <= 65536.',
  ],
  ...[
    nn.adaptiveAvgPool1d,
    nn.adaptiveAvgPool2d,
    nn.adaptiveAvgPool3d,
    nn.adaptiveMaxPool1d,
    nn.adaptiveMaxPool2d,
    nn.adaptiveMaxPool3d,
  ].map((made): [string, () => unknown, string] => [
    made.name,
    () => made(2 ** 53).forward(ones([1, 2, 4, 4, 4].slice(0, 2 + Number(made.name.at(-2))))),
    `${made.name}: outputSize is 9007199254740992: it must be from 1 to 16777216.`,
  ]),
  ...[1n, Symbol('s'), '1'].flatMap((value): [string, () => unknown, string][] => [
    [`a mean that is a ${typeof value}`, () => nn.init.normal([2], wrong(value)), 'random.normal: '],
    [
      `a deviation that is a ${typeof value}`,
      () => nn.init.normal([2], 0, wrong(value)),
      'random.normal: std is ',
    ],
    [`a bound that is a ${typeof value}`, () => nn.init.uniform([2], wrong(value)), 'random.uniform: '],
    [
      `the other that is a ${typeof value}`,
      () => nn.init.uniform([2], 0, wrong(value)),
      'stands where a number must.',
    ],
  ]),
  [
    'a count of bags',
    () => nn.embeddingBag(-1, 2),
    'EmbeddingBag: count is -1: it must be a whole number. The',
  ],
  [
    'padding of bags',
    () => nn.embeddingBag(3, 2, { paddingIdx: 7 }),
    'EmbeddingBag: paddingIdx is 7: it must be a row',
  ],
  [
    'lengths in bags',
    () => nn.embeddingBag(3, 2, { maxNorm: -1 }),
    'EmbeddingBag: maxNorm is -1: it must be a number > 0.',
  ],
  [
    'an option of bags',
    () => nn.embeddingBag(3, 2, wrong({ modus: 'sum' })),
    "EmbeddingBag: there is no option 'modus': the options are an object of paddingIdx, maxNorm, normType, scaleGradByFreq, dtype, generator, mode.",
  ],
  [
    'no options of bags',
    () => nn.embeddingBag(3, 2, wrong(null)),
    'EmbeddingBag: options are given as null: the',
  ],
  [
    'an embedding',
    () => nn.embedding(3, 2, { normType: NaN }),
    'Embedding: normType is NaN: it must be a number > 0.',
  ],
])('%s: what is refused is named', (_, call, told) => {
  expect(call).toThrow(NablaError)
  expect(call).toThrow(told)
})

test('a dtype that is undefined is none', () => {
  const given = { dtype: undefined }
  expect(
    [tensor(1, given), ones([2], given), nn.layerNorm(2, given).weight!].map((made) => made.dtype),
  ).toEqual(new Array(3).fill('float32'))
})
