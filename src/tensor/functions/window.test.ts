import { describe, expect, test } from 'vitest'
import { checkDerivatives, expectClose, numbers, sample } from '../../../test/support/derivatives.ts'
import { grad, type Tensor, tensor, vmap } from '../index.ts'
import * as adaptive from './adaptivePooling.ts'
import * as convolution from './convolution.ts'
import * as patches from './patches.ts'
import * as pooling from './pooling.ts'
import * as resample from './resample.ts'

/** [title, options] */
type Case<T> = [string, T]

const { conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d } = convolution
const { maxPool1d, maxPool2d, maxPool3d, avgPool1d, avgPool2d, avgPool3d, lpPool2d } = pooling
const { adaptiveAvgPool2d, adaptiveMaxPool1d, adaptiveMaxPool2d } = adaptive
const { interpolate } = resample
const { unfold, fold, pixelShuffle, pixelUnshuffle } = patches

const f64 = { dtype: 'float64' } as const

/** Distinct numbers in mixed order, so that no maximum is close to a tie. */
const distinct = (shape: readonly number[]): Tensor => {
  const count = shape.reduce((product, n) => product * n, 1)
  return tensor(
    Float64Array.from({ length: count }, (_, i) => ((i * 7919) % 1009) / 50),
    { ...f64, shape },
  )
}

/** The definition, one product at a time. */
function directConv2d(
  x: Tensor,
  w: Tensor,
  stride: number[],
  low: number[],
  high: number[],
  dilation: number[],
  groups: number,
) {
  const [n, , h, wd] = x.shape as [number, number, number, number]
  const [o, perGroup, kh, kw] = w.shape as [number, number, number, number]
  const places = [h, wd].map(
    (extent, i) =>
      Math.floor((extent + low[i]! + high[i]! - dilation[i]! * ([kh, kw][i]! - 1) - 1) / stride[i]!) + 1,
  )
  const a = x.data()
  const b = w.data()
  const out: number[] = []
  for (let i = 0; i < n; i++)
    for (let j = 0; j < o; j++)
      for (let p = 0; p < places[0]!; p++)
        for (let q = 0; q < places[1]!; q++) {
          let sum = 0
          for (let c = 0; c < perGroup; c++)
            for (let u = 0; u < kh; u++)
              for (let v = 0; v < kw; v++) {
                const row = p * stride[0]! + u * dilation[0]! - low[0]!
                const column = q * stride[1]! + v * dilation[1]! - low[1]!
                if (row < 0 || row >= h || column < 0 || column >= wd) continue
                const channel = Math.floor(j / (o / groups)) * perGroup + c
                sum +=
                  a[((i * x.shape[1]! + channel) * h + row) * wd + column]! *
                  b[((j * perGroup + c) * kh + u) * kw + v]!
              }
          out.push(sum)
        }
  return out
}

describe('convolution', () => {
  test('is its definition for many strides, paddings, dilations and groups', () => {
    for (const groups of [1, 2])
      for (const stride of [
        [1, 1],
        [2, 3],
      ])
        for (const dilation of [
          [1, 1],
          [2, 1],
        ])
          for (const [low, high] of [
            [
              [0, 0],
              [0, 0],
            ],
            [
              [1, 2],
              [2, 0],
            ],
            [
              [-1, 0],
              [1, -1],
            ],
          ] as const) {
            const x = sample([2, 4, 7, 6])
            const w = sample([6, 4 / groups, 3, 2], 2)
            const padding = [0, 1].map((i) => [low[i]!, high[i]!] as const)
            const y = conv2d(x, w, undefined, { stride, padding, dilation, groups })
            expectClose(
              y.data(),
              directConv2d(x, w, stride, [...low], [...high], dilation, groups),
              1e-13,
              'conv2d',
            )
          }
  })
  test.each<Case<convolution.ConvOptions>>([
    ['plain', {}],
    ['stride and padding', { stride: 2, padding: 1 }],
    ['stride that leaves a rest', { stride: 3 }],
    ['dilation', { dilation: 2, padding: 2 }],
    ['groups', { groups: 2, stride: 2 }],
    ['depthwise', { groups: 4, padding: 'same' }],
    ['cropping', { padding: [[-1, 2]] }],
  ])('conv1d: %s', (_, options) => {
    const groups = options.groups ?? 1
    checkDerivatives(
      (x, w, b) => conv1d(x, w, b, options),
      [sample([2, 4, 8]), sample([4, 4 / groups, 3], 2), sample([4], 3)],
    )
  })
  test('conv2d and conv3d', () => {
    checkDerivatives(
      (x, w) => conv2d(x, w, undefined, { stride: [2, 1], padding: [1, 0], dilation: [1, 2], groups: 2 }),
      [sample([2, 4, 5, 5]), sample([2, 2, 2, 2], 2)],
    )
    checkDerivatives(
      (x, w, b) => conv3d(x, w, b, { stride: [1, 2, 1], padding: [1, 0, 1] }),
      [sample([1, 2, 3, 4, 3]), sample([2, 2, 2, 3, 2], 2), sample([2], 3)],
    )
  })
  test.each<Case<convolution.ConvTransposeOptions>>([
    ['plain', {}],
    ['stride, padding, outputPadding', { stride: 2, padding: 1, outputPadding: 1 }],
    ['dilation and groups', { dilation: 2, groups: 2 }],
    ['padding beyond the kernel', { stride: 3, padding: 4 }],
  ])('convTranspose1d: %s', (_, options) => {
    checkDerivatives(
      (x, w, b) => convTranspose1d(x, w, b, options),
      [sample([2, 4, 5]), sample([4, 3, 3], 2), sample([3 * (options.groups ?? 1)], 3)],
    )
  })
  test('convTranspose is the transpose of conv', () => {
    const w = sample([4, 3, 3, 2], 2)
    const x = sample([2, 3, 8, 9])
    const options = { stride: [2, 3], padding: [1, 0], dilation: [1, 2] }
    const y = conv2d(x, w, undefined, options)
    const ct = sample(y.shape, 5)
    const pulled = grad((z: Tensor) => conv2d(z, w, undefined, options).mul(ct).sum())(x) as Tensor
    const rest = [0, 1].map(
      (i) =>
        (x.shape[i + 2]! + 2 * options.padding[i]! - options.dilation[i]! * (w.shape[i + 2]! - 1) - 1) %
        options.stride[i]!,
    )
    const turned = convTranspose2d(ct, w, undefined, { ...options, outputPadding: rest })
    expectClose(turned.data(), pulled.data(), 1e-13, 'convTranspose2d')
    expect(convTranspose3d(sample([1, 2, 2, 2, 2]), sample([2, 1, 2, 2, 2])).shape).toEqual([1, 1, 3, 3, 3])
  })
  test("padding 'same' keeps ceil(n / stride) places", () => {
    for (const [n, k, stride, dilation] of [
      [7, 3, 1, 1],
      [8, 4, 1, 2],
      [7, 3, 2, 1],
      [9, 2, 4, 1],
    ] as const)
      expect(
        conv1d(sample([1, 1, n]), sample([1, 1, k]), undefined, { padding: 'same', stride, dilation })
          .shape[2],
      ).toBe(Math.ceil(n / stride))
    expect(conv1d(sample([1, 1, 7]), sample([1, 1, 3]), undefined, { padding: 'valid' }).shape[2]).toBe(5)
  })
  test('float32, integers, no batch axis, empty batches', () => {
    expect(conv1d([[1, 2, 3, 4]], [[[1, -1]]]).toArray()).toEqual([[-1, -1, -1]])
    expect(conv1d([[1, 2, 3, 4]], [[[1, -1]]]).dtype).toBe('float32')
    const x = tensor(new Float64Array(0), { ...f64, shape: [0, 3, 5, 5] })
    const w = sample([2, 3, 3, 3])
    expect(conv2d(x, w).shape).toEqual([0, 2, 3, 3])
    const g = grad((z: Tensor, k: Tensor) => conv2d(z, k).sum(), { argnums: [0, 1] })(
      x,
      w,
    ) as unknown as Tensor[]
    expect(g[0]!.shape).toEqual([0, 3, 5, 5])
    expect([...g[1]!.data()].every((value) => value === 0)).toBe(true)
  })
  test('says what does not fit', () => {
    expect(() => conv1d(sample([1, 1, 3]), sample([1, 1, 5]))).toThrow(
      /conv1d: x is f64\[1,1,3\], the window \[5\]: .*reaches over 5, but x with its padding has 3\. Use a smaller window/,
    )
    expect(() => conv2d(sample([1, 3, 4, 4]), sample([2, 2, 3, 3]))).toThrow(
      /x has 3 channels, the kernel takes 2/,
    )
    expect(() => conv2d(sample([4, 4]), sample([2, 2, 3, 3]))).toThrow(
      /it must be \[batch, channels, height, width\]/,
    )
    expect(() => conv1d(sample([1, 1, 3]), sample([1, 1, 1]), undefined, { stride: 0 })).toThrow(
      /stride is \[0\]/,
    )
    expect(() => conv1d(sample([1, 1, 3]), sample([2, 1, 1]), sample([3]))).toThrow(
      /one number for each of the 2 output channels/,
    )
    expect(() =>
      convTranspose1d(sample([1, 1, 3]), sample([1, 1, 2]), undefined, { outputPadding: 1 }),
    ).toThrow(/smaller than the stride/)
  })
})

describe('pooling', () => {
  test.each([
    ['1d', (x: Tensor) => maxPool1d(x, 3, { stride: 2, padding: 1, ceilMode: true }), [2, 2, 7]],
    [
      '2d',
      (x: Tensor) => maxPool2d(x, [3, 2], { stride: [1, 2], padding: 1, dilation: [2, 1] }),
      [1, 2, 6, 6],
    ],
    ['3d', (x: Tensor) => maxPool3d(x, 2), [1, 2, 4, 4, 4]],
    ['ceil', (x: Tensor) => maxPool2d(x, 2, { ceilMode: true }), [1, 1, 5, 5]],
    [
      'overhang of padding only',
      (x: Tensor) => maxPool1d(x, 2, { stride: 3, ceilMode: true, dilation: 2 }),
      [1, 1, 8],
    ],
    ['adaptive', (x: Tensor) => adaptiveMaxPool2d(x, [3, 2]), [2, 2, 5, 4]],
    ['adaptive even', (x: Tensor) => adaptiveMaxPool1d(x, 3), [2, 6]],
  ] as [string, (x: Tensor) => Tensor, number[]][])('max %s', (_, f, shape) => {
    checkDerivatives((x) => f(x).mul(f(x)), [distinct(shape)])
  })
  test('the first of equal maxima has the gradient', () => {
    const g = grad((x: Tensor) => maxPool2d(x, 2).sum())(
      tensor(
        [
          [
            [3, 3, 1, 0],
            [3, 3, 0, 1],
          ],
        ],
        f64,
      ),
    ) as Tensor
    expect(g.toArray()).toEqual([
      [
        [1, 0, 1, 0],
        [0, 0, 0, 0],
      ],
    ])
    const [, places] = maxPool2d(
      tensor([
        [
          [3, 3, 1, 0],
          [3, 3, 0, 1],
        ],
      ]),
      2,
      { returnIndices: true },
    )
    expect(places.toArray()).toEqual([[[0, 2]]])
    const uneven = grad((x: Tensor) => adaptiveMaxPool1d(x, 2).sum())(tensor([[2, 2, 2]], f64)) as Tensor
    expect(uneven.toArray()).toEqual([[1, 1, 0]])
  })
  test('indices count over the spatial axes', () => {
    const x = distinct([2, 3, 5, 4])
    for (const [values, places] of [
      maxPool2d(x, 2, { returnIndices: true }),
      adaptiveMaxPool2d(x, [3, 3], { returnIndices: true }),
    ]) {
      const plane = values.size / 6
      const wanted = places.data().map((at, i) => x.data()[Math.floor(i / plane) * 20 + at]! * 1e6)
      expectClose(values.mul(1e6).data(), wanted, 1e-6, 'values at indices')
      expect(places.dtype).toBe('int32')
    }
  })
  test('NaN wins, infinities do not disturb', () => {
    expect(maxPool1d([[1, Number.NaN, 2, 3]], 2).toArray()).toEqual([[Number.NaN, 3]])
    expect(maxPool1d([[Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]], 2).item()).toBe(
      Number.NEGATIVE_INFINITY,
    )
    expect(maxPool1d(tensor([[3, 1, 2, 7]], { dtype: 'int32' }), 2).toArray()).toEqual([[3, 7]])
  })
  test.each([
    ['1d', (x: Tensor) => avgPool1d(x, 3, { stride: 1, padding: 1 }), [1, 2, 6]],
    [
      'without padding',
      (x: Tensor) => avgPool2d(x, 3, { stride: 2, padding: 1, countIncludePad: false }),
      [1, 1, 5, 5],
    ],
    ['divisor', (x: Tensor) => avgPool2d(x, 2, { divisorOverride: 3 }), [1, 1, 4, 4]],
    ['ceil', (x: Tensor) => avgPool2d(x, 3, { stride: 2, padding: 1, ceilMode: true }), [1, 1, 6, 4]],
    ['3d', (x: Tensor) => avgPool3d(x, 2, { stride: 1 }), [1, 1, 3, 3, 3]],
    ['adaptive uneven', (x: Tensor) => adaptiveAvgPool2d(x, [3, 2]), [1, 2, 5, 3]],
    ['adaptive even', (x: Tensor) => adaptiveAvgPool2d(x, [null, 2]), [2, 3, 4]],
    ['lp', (x: Tensor) => lpPool2d(x, 2, 2), [1, 1, 4, 4]],
  ] as [string, (x: Tensor) => Tensor, number[]][])('mean %s', (_, f, shape) => {
    checkDerivatives((x) => f(x).sin(), [distinct(shape).mul(0.1).add(0.3)])
  })
  test('counts the elements of each window', () => {
    const x = tensor([[1, 2, 3, 4]], f64)
    expect(avgPool1d(x, 3, { stride: 2, padding: 1 }).toArray()).toEqual([[1, 3]])
    expect(avgPool1d(x, 3, { stride: 2, padding: 1, countIncludePad: false }).toArray()).toEqual([[1.5, 3]])
    expect(avgPool1d(x, 3, { stride: 2, padding: 1, ceilMode: true }).toArray()).toEqual([[1, 3, 2]])
    expect(avgPool1d(x, 3, { stride: 2, ceilMode: true }).toArray()).toEqual([[2, 3.5]])
  })
  test('ceilMode keeps a first window that hangs over', () => {
    const x = tensor([[1, 2, 3, 4]], f64)
    expect(maxPool1d(x, 3, { stride: 3, dilation: 2, ceilMode: true }).toArray()).toEqual([[3]])
    expect(avgPool1d(tensor([[1, 2]], f64), 3, { ceilMode: true }).toArray()).toEqual([[1.5]])
    expect(() => maxPool1d(x, 3, { stride: 3, dilation: 2 })).toThrow(/reaches over 5/)
  })
  test('lp of zeros has gradient 0', () => {
    const g = grad((x: Tensor) => lpPool2d(x, 2, 2).sum())(
      tensor(
        [
          [
            [0, 0],
            [0, 0],
          ],
        ],
        f64,
      ),
    ) as Tensor
    expect([...g.data()]).toEqual([0, 0, 0, 0])
  })
  test('refuses windows that do not fit', () => {
    expect(() => maxPool2d(sample([1, 1, 2, 2]), 3)).toThrow(
      /maxPool2d: .*reaches over 3, but x with its padding has 2/,
    )
    expect(() => maxPool1d(sample([1, 1, 4]), 2, { padding: 2 })).toThrow(/at most half the window/)
    expect(() => avgPool1d(sample([1, 1, 4]), 2, { divisorOverride: 0 })).toThrow(/divisorOverride is 0/)
    expect(maxPool2d(tensor(new Float64Array(0), { ...f64, shape: [0, 2, 4, 4] }), 2).shape).toEqual([
      0, 2, 2, 2,
    ])
  })
})

describe('patches', () => {
  const options = { stride: [2, 1], padding: [1, 0], dilation: [1, 2] }
  test('unfold and fold are transposes', () => {
    checkDerivatives((x) => unfold(x, [2, 2], options).sin(), [sample([2, 2, 4, 5])])
    checkDerivatives((x) => fold(x, [4, 5], [2, 2], options).sin(), [sample([2, 8, 9])])
    const x = sample([1, 2, 4, 5])
    const columns = unfold(x, 2, options)
    const ct = sample(columns.shape, 4)
    const pulled = grad((z: Tensor) => unfold(z, 2, options).mul(ct).sum())(x) as Tensor
    expectClose(fold(ct, [4, 5], 2, options).data(), pulled.data(), 1e-14, 'fold')
  })
  test('a convolution is a product with the unfolded operand', () => {
    const x = sample([1, 3, 6, 5])
    const w = sample([4, 3, 2, 2], 2)
    const product = w.reshape([4, 12]).matmul(unfold(x, 2, options))
    expectClose(product.data(), conv2d(x, w, undefined, options).data(), 1e-13, 'product')
  })
  test('fold says what it wants', () => {
    expect(() => fold(sample([1, 8, 3]), 3, 2)).toThrow(/x must be \[n, channels \* 4, 4\]/)
  })
  test('pixelShuffle there and back', () => {
    const x = sample([2, 8, 3, 2])
    expect(pixelShuffle(x, 2).shape).toEqual([2, 2, 6, 4])
    expect(pixelUnshuffle(pixelShuffle(x, 2), 2).toArray()).toEqual(x.toArray())
    expect(pixelShuffle(tensor([[[1]], [[2]], [[3]], [[4]]]), 2).toArray()).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
    ])
    expect(() => pixelShuffle(sample([1, 6, 2, 2]), 2)).toThrow(/divisible by 4/)
  })
})

describe('interpolate', () => {
  test.each([
    ['nearest', [1, 2, 5], { size: 8 }],
    ['nearest-exact', [1, 2, 5], { size: 8 }],
    ['linear', [1, 2, 5], { size: 7 }],
    ['linear', [1, 2, 5], { scaleFactor: 1.7, alignCorners: true }],
    ['bilinear', [1, 1, 3, 4], { size: [5, 3] }],
    ['bicubic', [1, 1, 4, 4], { size: [6, 3] }],
    ['bicubic', [1, 1, 4, 4], { scaleFactor: 2, alignCorners: true }],
    ['trilinear', [1, 1, 2, 3, 2], { scaleFactor: 2 }],
    ['area', [1, 1, 5, 4], { size: [3, 2] }],
  ] as [resample.InterpolateMode, number[], object][])('%s %j %j', (mode, shape, options) => {
    checkDerivatives((x) => interpolate(x, { mode, ...options }).sin(), [sample(shape)])
  })
  test('a straight line stays one between the corners', () => {
    const x = tensor([[[0, 1, 2, 3]]], f64)
    expectClose(
      interpolate(x, { size: 7, mode: 'linear', alignCorners: true }).data(),
      [0, 0.5, 1, 1.5, 2, 2.5, 3],
      1e-15,
      'linear',
    )
    expect(interpolate(x, { scaleFactor: 2 }).toArray()).toEqual([[[0, 0, 1, 1, 2, 2, 3, 3]]])
    expect(() => interpolate(x, {})).toThrow(/either size or scaleFactor/)
    expect(() => interpolate(x, { size: 3, mode: 'bilinear' })).toThrow(/2 spatial axes/)
  })
})

test('per-example gradients of a small network', () => {
  const w = sample([3, 1, 3, 3], 2)
  const loss = (k: Tensor, image: Tensor): Tensor => maxPool2d(conv2d(image, k).tanh(), 2).sum()
  const images = tensor(numbers(2 * 36, 8), { ...f64, shape: [2, 1, 6, 6] })
  const each = vmap(grad(loss) as never, { inAxes: [null, 0] })(
    w as never,
    images as never,
  ) as unknown as Tensor
  const total = grad(loss)(w, images) as Tensor
  expectClose(each.sum(0).data(), total.data(), 1e-12, 'sum of per-example gradients')
})
