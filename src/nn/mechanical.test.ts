import { describe, expect, test } from 'vitest'
import {
  conv1d,
  grad,
  manualSeed,
  maxPool1d,
  maxPool3d,
  ones,
  random,
  type Tensor,
  tensor,
  vmap,
} from '../tensor/index.ts'
import * as nn from './index.ts'

const along = (shape: readonly number[], f: (i: number) => number): Tensor => {
  const count = shape.reduce((product, n) => product * n, 1)
  return tensor(
    Float64Array.from({ length: count }, (_, i) => f(i)),
    { shape: [...shape] },
  )
}
const waves = (shape: readonly number[], shift = 0): Tensor =>
  along(shape, (i) => Math.sin(i * 1.3 + 0.4) + shift)

// of PyTorch 2.13: the shape of y, the sum of y*cos(i), and that of its gradient times cos(2i)
const layers: [
  name: string,
  nn.Module & { forward(x: Tensor): Tensor },
  x: Tensor,
  number[],
  number,
  number,
][] = [
  [
    'ConstantPad3d',
    new nn.ConstantPad3d([1, 0, 2, 1, 0, 1], 0.5),
    waves([1, 2, 2, 3, 2]),
    [1, 2, 3, 6, 3],
    4.065043211110192,
    -0.47325867198395055,
  ],
  [
    'ZeroPad1d',
    new nn.ZeroPad1d([2, 1]),
    waves([2, 3, 4]),
    [2, 3, 7],
    1.4939193985790515,
    -0.24319704721563778,
  ],
  [
    'ZeroPad3d',
    new nn.ZeroPad3d(1),
    waves([2, 2, 3, 2]),
    [2, 4, 5, 4],
    -4.064396743596655,
    6.606123108742887,
  ],
  [
    'ReflectionPad3d',
    new nn.ReflectionPad3d([1, 1, 0, 1, 1, 0]),
    waves([1, 2, 2, 3, 2]),
    [1, 2, 3, 4, 4],
    -7.082561646435987,
    0.30646162416461253,
  ],
  [
    'ReplicationPad3d',
    new nn.ReplicationPad3d([1, 2, 0, 1, 1, 0]),
    waves([1, 1, 2, 2, 3]),
    [1, 1, 3, 3, 6],
    -7.5946924791753325,
    21.154355527000227,
  ],
  [
    'CircularPad1d',
    new nn.CircularPad1d([2, 1]),
    waves([2, 2, 3]),
    [2, 2, 6],
    0.034001966634880976,
    -0.21608259981240824,
  ],
  [
    'CircularPad3d',
    new nn.CircularPad3d(1),
    waves([1, 1, 2, 2, 3]),
    [1, 1, 4, 4, 5],
    0.09548605565503032,
    -0.05331770061744091,
  ],
  [
    'ChannelShuffle',
    nn.channelShuffle(2),
    waves([2, 6, 2, 1]),
    [2, 6, 2, 1],
    -0.4713627511120553,
    1.2865433508385309,
  ],
  ['LPPool1d', nn.lpPool1d(2, 3), waves([1, 2, 8], 1.5), [1, 2, 2], 1.076270705844057, 0.006216056234758405],
  [
    'LPPool2d',
    nn.lpPool2d(4, [2, 3]),
    waves([1, 2, 5, 6], 1.5),
    [1, 2, 2, 2],
    4.7204507849302075,
    0.5029060078273724,
  ],
  [
    'LPPool3d',
    nn.lpPool3d(2, 2),
    waves([1, 1, 4, 4, 4], 1.5),
    [1, 1, 2, 2, 2],
    7.1923248461182006,
    1.9898269663908044,
  ],
  [
    'LocalResponseNorm',
    nn.localResponseNorm(3, { alpha: 0.5, beta: 0.6, k: 2 }),
    waves([1, 5, 2, 2]),
    [1, 5, 2, 2],
    0.04332154345211392,
    0.7205310032358071,
  ],
  [
    'Softmax2d',
    new nn.Softmax2d(),
    waves([2, 3, 2, 2]),
    [2, 3, 2, 2],
    0.12960423844572017,
    0.20251697368062105,
  ],
  ['Tanhshrink', nn.tanhshrink(), waves([2, 3]), [2, 3], 0.39797851797157074, -0.5197273309280286],
]

test.each(layers)('%s gives what PyTorch gives, with its gradient', (name, layer, x, shape, total, slope) => {
  expect(layer.constructor.name).toBe(name)
  expect(layer.forward(x).shape).toEqual(shape)
  const weighed = (y: Tensor): Tensor => layer.forward(y).mul(along(shape, Math.cos)).sum()
  expect(weighed(x).item()).toBeCloseTo(total, 12)
  const weights = along(x.shape, (i) => Math.cos(2 * i))
  expect(grad(weighed)(x).mul(weights).sum().item()).toBeCloseTo(slope, 12)
})

test.each<[string, number, () => [Tensor, Tensor]]>([
  [
    'sequences',
    1.066567514507553,
    () => {
      const [values, indices] = maxPool1d(waves([2, 2, 7]), 3, { stride: 2, returnIndices: true })
      return [new nn.MaxUnpool1d(3, { stride: 2 }).forward(values, indices), along([2, 2, 7], Math.cos)]
    },
  ],
  [
    'one sequence',
    1.957845586967486,
    () => {
      const [values, indices] = maxPool1d(waves([2, 6]), 2, { returnIndices: true })
      return [nn.maxUnpool1d(values, indices, 2), along([2, 6], Math.cos)]
    },
  ],
  [
    'volumes',
    0.891700796531977,
    () => {
      const [values, indices] = maxPool3d(waves([1, 2, 4, 4, 6]), 2, { returnIndices: true })
      return [new nn.MaxUnpool3d(2).forward(values, indices), along([1, 2, 4, 4, 6], Math.cos)]
    },
  ],
])('maxima of %s go back where they stood', (_, total, unpooled) => {
  const [y, weights] = unpooled()
  expect(y.shape).toEqual(weights.shape)
  expect(y.mul(weights).sum().item()).toBeCloseTo(total, 12)
})

describe('dropout of channels', () => {
  test.each<[nn.Dropout, number[]]>([
    [nn.dropout1d(0.5), [64, 4]],
    [nn.dropout1d(0.5), [8, 8, 4]],
    [nn.dropout2d(0.5), [8, 8, 2, 4]],
    [nn.dropout3d(0.5), [64, 2, 3, 4]],
    [nn.dropout3d(0.5), [8, 8, 2, 3, 4]],
    [nn.featureAlphaDropout(0.5), [8, 8, 4]],
  ])('%s drops each of 64 channels as a whole or not at all, also without a batch', (layer, shape) => {
    manualSeed(3)
    const channels = layer.forward(ones(shape)).reshape([64, -1]).toArray() as number[][]
    const values = channels.map((channel) => new Set(channel))
    expect(values.every((set) => set.size === 1)).toBe(true)
    expect(new Set(values.flatMap((set) => [...set])).size).toBe(2)
  })
  test('evaluation draws no random numbers', () => {
    const generator = new random.Generator(3)
    const layer = nn.dropout(0.5, { generator })
    layer.eval()
    layer.forward(ones([4]))
    const [after, fresh] = [generator, new random.Generator(3)].map((g) =>
      random.uniform([4], 0, 1, { generator: g }),
    )
    expect(after!.toArray()).toEqual(fresh!.toArray())
  })
  test('FeatureAlphaDropout keeps mean and variance of what selu gives', () => {
    manualSeed(1)
    const y = nn.featureAlphaDropout(0.3).forward(waves([20000, 1, 1]).mul(Math.SQRT2))
    expect(y.mean().item()).toBeCloseTo(0, 1)
    expect(y.var().item()).toBeCloseTo(1, 1)
  })
})

test('padding of volumes names its sides', () => {
  expect(() => new nn.ZeroPad3d([1, 2])).toThrow(
    'ZeroPad3d: the padding is [1,2]: it must be one integer, or 6 of them (left, right, top, bottom, front, back).',
  )
  expect(() => nn.channelShuffle(4).forward(ones([1, 6, 2]))).toThrow('unflatten')
  expect(() => nn.maxUnpool3d(ones([2, 2]), ones([2, 2]), 2)).toThrow(
    'both must be [n, c, d, h, w] or [c, d, h, w]',
  )
})

test('a padding mode without a padding pads nothing', () => {
  const layer = nn.conv2d(1, 1, 3, { paddingMode: 'reflect' })
  expect(layer.forward(ones([1, 1, 5, 6])).shape).toEqual([1, 1, 3, 4])
})

test('vmap over images and kernels of convolutions in groups is a loop', () => {
  const [x, w] = [waves([3, 2, 4, 7]), waves([3, 6, 2, 3], 0.2)]
  const f = (a: Tensor, b: Tensor): Tensor => conv1d(a, b, { groups: 2, padding: 1 })
  const looped = [0, 1, 2].map((i) => f(x.at(i), w.at(i)).toArray())
  const [found, wanted] = [vmap(f)(x, w).data(), tensor(looped, { dtype: 'float64' }).data()]
  expect(found.length).toBe(wanted.length)
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(wanted[i]!, 13)
})

test('dropout draws from the generator that it is given, and leaves the default one alone', () => {
  const x = ones([64])
  const drawn = (): unknown =>
    new nn.Dropout(0.5, { generator: new random.Generator(7) }).forward(x).toArray()
  manualSeed(1)
  const first = drawn()
  const next = random.uniform([4]).toArray()
  expect(drawn()).toEqual(first)
  manualSeed(1)
  expect(random.uniform([4]).toArray()).toEqual(next)
})
