import { describe, expect, test } from 'vitest'
import { checkDerivatives, expectClose, numbers, sample } from '../../../test/support/derivatives.ts'
import { grad, type Tensor, tensor, vmap, zerosLike } from '../index.ts'
import * as convolution from './convolution.ts'
import * as pooling from './pooling.ts'

/** [title, options] */
type Case<T> = [string, T]

const { conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d } = convolution

const { maxPool2d } = pooling

const f64 = { dtype: 'float64' } as const

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
  test('options stand in the place of a bias that is left out', () => {
    const x = sample([2, 3, 6, 5])
    const w = sample([4, 3, 3, 2], 2)
    const expected = conv2d(x, w, null, { stride: 2, padding: [2, 1] }).toArray()
    expect(conv2d(x, w, { stride: 2, padding: [2, 1] }).toArray()).toEqual(expected)
    expect(x.conv2d(w, { stride: 2, padding: [2, 1] }).toArray()).toEqual(expected)
    expect(convTranspose1d([[1, 2]], [[[1]]], { stride: 2 }).toArray()).toEqual([[1, 0, 2]])
    // a list is a bias
    expect(conv1d([[1, 2]], [[[1]]], [10], { padding: 1 }).toArray()).toEqual([[10, 11, 12, 10]])
    expect(() => conv2d(x, w, { strides: 2 } as never)).toThrow(
      /conv2d: there is no option 'strides'.*stride, padding/,
    )
    expect(() => conv2d(x, w, { stride: 2 }, { padding: 1 })).toThrow(/put options behind all tensors/)
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
    expect(() => convTranspose1d(sample([1, 1, 1]), sample([1, 1, 1]), { padding: 1 })).toThrow(
      /larger window or less padding/,
    )
  })
  test('a transposed convolution may have nothing as its result, or to start from', () => {
    // as PyTorch 2.13: (l - 1)*stride - 2*padding + k elements
    for (const [batch, l, k, options, length] of [
      [2, 1, 2, { padding: 1 }, 0],
      [0, 1, 2, { padding: 1 }, 0],
      [0, 0, 1, {}, 0],
      [0, 0, 2, {}, 1],
      [0, 0, 2, { stride: 2 }, 0],
      [0, 0, 4, { stride: 2 }, 2],
    ] as const) {
      const given = [sample([batch, 2, l]), sample([2, 4, k])] as const
      const f = (x: Tensor, w: Tensor): Tensor => convTranspose1d(x, w, options)
      expect(f(...given).shape).toEqual([batch, 4, length])
      const slopes = grad((x: Tensor, w: Tensor) => f(x, w).sum(), { argnums: [0, 1] })(...given)
      expect(slopes.map((g) => g.toArray())).toEqual(given.map((x) => zerosLike(x).toArray()))
    }
    expect(() => convTranspose1d(sample([0, 2, 0]), sample([2, 4, 1]), { stride: 2 })).toThrow(/less padding/)
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
