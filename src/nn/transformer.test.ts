import { expect, test } from 'vitest'
import { agrees, f64, type Probe, waves } from '../../test/support/probe.ts'
import { random, tensor, tril } from '../tensor/index.ts'
import * as nn from './index.ts'

// what PyTorch 2 gives in float64
const torch: Readonly<Record<string, Probe>> = {
  after: {
    loss: 0.3075132602126,
    first: [
      0.03129956186516, -0.05760245916016, -0.06980836971306, -0.09581965714875, 0.04542893695107,
      0.0105891769063, 0.05134272906477, -0.06176689645999, 0.04996760496605, -0.05421191954193,
      -0.1501584658119, 0.3721875132008, 0.1362137185289, -0.1469079079697, 0.031975870233, -0.04169143564061,
      0.04508720787174, -0.0435479151677, -0.007730298876015, 0.001096508804525,
    ],
    second: [
      -0.7526909676337, 1.293535136633, 1.447302418705, 1.934554561868, -0.9078455821909, -0.1987907057849,
      -1.046716216145, 0.5640068265093, -1.027308456261, -1.605032832723, 3.491691153147, -9.784119520939,
      6.447446104185, 4.75757522823, -0.3993633071291, -0.1331785747486, -0.05267807756248, 0.3672411354038,
      0.0393961900548, -0.02312610402276,
    ],
  },
  before: {
    loss: -5.020801499816,
    first: [
      -2.320912315102, 0.3220728430139, 5.720974005862, 0.1110916637079, 5.164964146818, -0.05340950568042,
      5.789676190359, -1.150657231081, 0.6898305898383, 0.6013746174638, -0.1140890242903, -0.2476491888542,
      -0.6673501123951, 0.790063054532, 4.00855596914, 1.493523545702, 5.814535556652, -1.042419104011,
      1.515669978263, 0.1786404394058,
    ],
    second: [
      -8.117441364895, 0.9216959671896, 13.32739428871, -6.35744813477, 10.53883982706, 5.853396624137,
      12.48818956861, 6.890794979913, -0.5357772521873, -2.12918795721, -1.961976068304, 0.8520323725896,
      3.01278312367, -0.3730363664147, 4.629904296345, 3.821914603737, 12.64594885908, -0.6204965954871,
      6.516330990626, -1.194107963287,
    ],
  },
  whole: {
    loss: 0.1730948956737,
    first: [
      0.000358398284429, 9.600788877378e-5, 0.0003475789527071, 0.0008336489279975, 0.0003402872250589,
      8.859597098379e-5, 1.770084014263e-5, 0.001225191176866, 1.770083974289e-5, 0.0009130142147776,
      0.000820680087092, -0.002024801030883, 0.0163017547797, 0.005224931073555, 9.986400411713e-5,
      -3.723245536844e-5, 0.0001969113035356, 0.0002353119756952, 0.005081751527489, 0.002554715268469,
      0.02823699276237, 0.003170426834868, 0.007499509021005, 0.002524987822454, -0.007927472793236,
      0.04383376537132, -0.007927472807547, 0.04229428107978, 0.03376407127665, 0.06346595470643,
      0.1418872199582, 0.2406877832368, 0.007177507453253, -0.00441259387378, 0.01320215564867,
      0.0008195977467542, 1.001559969974, 1.399271112503, 1.504271423186e-5, -1.24071550928e-5,
      -1.899295910547e-5, 6.960636538992e-5, -6.242842684009e-6, -7.273998678062e-5, 0.0001457515357965,
      0.0001429443760637, 1.890981682935e-6, -1.260722393389e-6, -1.472621486371e-6, -9.202077567112e-6,
      -9.950269861133e-5, 4.902533281107e-5, -0.0007436419191634, 0.0009594404629407, -0.0006230268362819,
      -5.46945725726e-5, -0.002593542869184, 0.006687629942915, 0.0001046499363979, 6.083188007099e-6,
      0.0003665120512213, -0.0003349351609605, 0.01017699161152, 0.006046814548117, 3.3078160245e-7,
      -0.0002817887008374,
    ],
    second: [
      0.01870858990171, 0.01251581922354, 0.001836889990827, 0.0502937464042, 0.008344116569288,
      0.002366244683437, -0.0001501733137119, 0.03843482973269, -0.0001501733450671, 0.04036232041811,
      0.02464276385715, -0.08897651037983, 0.1730455531687, 0.05489016846256, 0.001920086370546,
      0.0001278928088925, 0.003174323365211, 0.01580378024613, 0.4909781290071, 0.1375327224049,
      -0.2772220063724, 0.4766371260076, 0.142914486853, 0.03583220902088, 0.1459136023752, 0.390804488333,
      0.1459136014902, 0.721043677606, -0.1653266624587, 0.9999603920238, -0.04215954497453, -0.4695941194255,
      0.1091565250842, -0.04998814166937, 0.1412679823542, 0.03985478233671, 10.70957135875, 12.27293394997,
      0.0003848424584201, -0.0003535848218148, -0.0006095647086818, 0.003130143470396, -4.261001975549e-5,
      -0.004073456621048, 0.002640984568787, 0.004317322596575, 9.957568092859e-5, -3.28495391389e-5,
      -8.742159090996e-5, -0.0005195910967322, -0.002865646017419, 0.0007762724692938, -0.01440970931849,
      0.02347889349309, -0.01152666512521, -0.004362733667629, -0.00155651746992, 0.07456620291842,
      0.002984190585482, 0.0003805134055882, 0.009176605048136, -0.01152166301801, 0.03918889887338,
      0.009660940491992, -2.379940511369e-5, -0.007699313547473,
    ],
  },
  widths: {
    loss: 0.06078826737079,
    first: [
      -0.2503772520352, -0.09044148807326, 0.5503015134962, -0.2393009778991, 0.04721645430086,
      -0.07365234808904, 0.001329979156172, -0.007096340490418, -0.003299388465345,
    ],
    second: [
      0.3141299988495, -0.07493766732655, 0.3985572243775, -0.9108998314455, -0.1243142084584,
      -0.5212339901561, -0.03323505874531, 0.02210907014752, -0.01242930341678,
    ],
  },
}
const x = waves([2, 3, 4], 1.1)
const memory = waves([2, 5, 4], 0.8)
const keyPaddingMask = tensor([
  [false, false, false, false, false],
  [false, false, false, true, true],
])

test.each(['after', 'before'] as const)(
  "a decoder layer that normalises %s its parts is PyTorch's",
  (when) => {
    const normFirst = when === 'before'
    const layer = nn.transformerDecoderLayer(4, 2, {
      ...{ dimFeedforward: 6, dropout: 0, batchFirst: true, normFirst, ...f64 },
      activation: normFirst ? 'gelu' : (y) => y.relu(),
    })
    agrees(
      layer,
      [x, memory],
      (a, b) => layer.forward(a!, b!, { causal: true }, { keyPaddingMask }),
      torch[when]!,
    )
  },
)

test("a transformer is PyTorch's, and its state has the same names", () => {
  const model = nn.transformer(4, 2, {
    numEncoderLayers: 2,
    numDecoderLayers: 2,
    dimFeedforward: 6,
    dropout: 0,
    ...f64,
  })
  const mask = tril(
    tensor([
      [true, true, true],
      [true, true, true],
      [true, true, true],
    ]),
  )
  const masks = { source: { keyPaddingMask }, target: { mask }, memory: { keyPaddingMask } }
  agrees(
    model,
    [waves([5, 2, 4], 0.8), waves([3, 2, 4], 1.1)],
    (a, b) => model.forward(a!, b!, masks),
    torch['whole']!,
    false,
  )
  expect(model.namedParameters()[0]![0]).toBe('encoder.layers.0.self_attn.in_proj_weight')
  expect(
    model.decoder
      .namedParameters()
      .map(([name]) => name.replace(/^layers\.0\.|\.weight$|\.bias$/g, ''))
      .slice(0, 20),
  ).toEqual([
    ...['self_attn.in_proj_weight', 'self_attn.in_proj_bias', 'self_attn.out_proj', 'self_attn.out_proj'],
    ...[
      'multihead_attn.in_proj_weight',
      'multihead_attn.in_proj_bias',
      'multihead_attn.out_proj',
      'multihead_attn.out_proj',
    ],
    ...['linear1', 'linear1', 'linear2', 'linear2', 'norm1', 'norm1', 'norm2', 'norm2', 'norm3', 'norm3'],
    ...['layers.1.self_attn.in_proj_weight', 'layers.1.self_attn.in_proj_bias'],
  ])
})

test('keys and values may have other widths than queries', () => {
  const layer = nn.multiheadAttention(4, 2, { kdim: 3, vdim: 5, batchFirst: true, ...f64 })
  const inputs = [waves([2, 3, 4], 1.1), waves([2, 6, 3], 0.8), waves([2, 6, 5], 0.5)]
  agrees(layer, inputs, (q, k, v) => layer.forward(q!, k!, v!).output, torch['widths']!)
  expect(
    layer
      .namedParameters()
      .map(([name]) => name)
      .sort(),
  ).toEqual([
    'in_proj_bias',
    'k_proj_weight',
    'out_proj.bias',
    'out_proj.weight',
    'q_proj_weight',
    'v_proj_weight',
  ])
})

test('layers of a stack are made each for itself', () => {
  const make = () => nn.transformerEncoderLayer(4, 2, { dimFeedforward: 8 })
  const stack = nn.transformerEncoder(make, 2, { norm: nn.layerNorm(4) })
  expect(stack.parameters()).toHaveLength(26)
  expect(() => nn.transformerEncoder(make() as never, 2)).toThrow('the layers are made by a function')
  expect(() => nn.transformerDecoder(() => nn.transformerDecoderLayer(4, 2), 0)).toThrow('count is 0')
  expect(() => nn.transformerDecoderLayer(4, 2, { activation: 'tanh' as never })).toThrow(
    'activation is tanh',
  )
})

test('a stack without a norm is its layers, one after the other, all of the dtype that they are given', () => {
  const options = { dimFeedforward: 8, dropout: 0, dtype: 'float64' } as const
  const encoder = nn.transformerEncoder(() => nn.transformerEncoderLayer(4, 2, options), 2)
  const decoder = nn.transformerDecoder(() => nn.transformerDecoderLayer(4, 2, options), 2)
  const [x, memory] = [waves([3, 1, 4], 1), waves([2, 1, 4], 2)]
  const inTurn = encoder.layers.reduce((y, layer) => layer.forward(y), x)
  expect(encoder.forward(x).toArray()).toEqual(inTurn.toArray())
  const decoded = decoder.layers.reduce((y, layer) => layer.forward(y, memory), x)
  expect(decoder.forward(x, memory).toArray()).toEqual(decoded.toArray())
  for (const { dtype } of [...encoder.parameters(), ...decoder.parameters()]) expect(dtype).toBe('float64')
})

test('a decoder without a memory, and a function that makes no layer, are refused', () => {
  const layer = nn.transformerDecoderLayer(4, 2, { dimFeedforward: 8 })
  expect(() => layer.forward(waves([3, 1, 4], 1), undefined as never)).toThrow(
    'TransformerDecoderLayer: the memory is undefined: give forward(x, memory)',
  )
  expect(() => nn.transformerEncoder(() => undefined as never, 1)).toThrow('layer 0 is undefined')
})

test('parts in lists are printed', () => {
  const stack = nn.transformerEncoder(() => nn.transformerEncoderLayer(4, 2, { dimFeedforward: 8 }), 2)
  expect(
    String(stack)
      .split('\n')
      .filter((line) => /^ {2}\S/.test(line)),
  ).toEqual([
    '  (layers.0): TransformerEncoderLayer(',
    '  )',
    '  (layers.1): TransformerEncoderLayer(',
    '  )',
  ])
  expect(String(nn.multiheadAttention(4, 2, { kdim: 3 }))).toBe(
    'MultiheadAttention(4, heads: 2, kdim: 3, vdim: 4)',
  )
})

test("weights of a whole transformer start by Xavier's rule", () => {
  const generator = new random.Generator(1)
  const model = nn.transformer(16, 2, {
    numEncoderLayers: 1,
    numDecoderLayers: 1,
    dimFeedforward: 64,
    generator,
  })
  for (const [name, weight] of model.namedParameters().filter(([, p]) => p.ndim > 1)) {
    const [rows, columns] = weight.shape as [number, number]
    const bound = Math.sqrt(6 / (rows + columns))
    const largest = weight.abs().max().item()
    expect(largest, name).toBeLessThanOrEqual(bound)
    expect(largest, name).toBeGreaterThan(0.95 * bound)
  }
})
