import { describe, expect, test } from 'vitest'
import { arange, maxPool2d, random, type Tensor, tensor, vjp } from '../tensor/index.ts'
import * as nn from './index.ts'

const f64 = { dtype: 'float64' } as const

type Case = [
  mode: 'bilinear' | 'nearest',
  paddingMode: 'zeros' | 'border' | 'reflection',
  alignCorners: boolean,
  value: number[],
  ofImage: number[],
  ofGrid: number[],
]
// grid_sample of PyTorch 2, and its gradients with the cotangent 1, 2, 3, 4
const cases: Case[] = [
  [
    'bilinear',
    'zeros',
    false,
    [0.0, 2.925, -0.22, 0.0],
    [0.27, 0.64, 0.09, 1.08, 0.52, 0.0],
    [0.0, 0.0, 3.0, 7.25, 5.4, -3.3, 0.0, 0.0],
  ],
  [
    'bilinear',
    'zeros',
    true,
    [0.72, 2.4375, -1.19, 0.32],
    [0.555, 2.68, 0.255, 0.745, 1.195, 1.12],
    [1.8, 0.4, 0.5, 4.75, 15.3, -2.1, -9.6, -1.6],
  ],
  [
    'bilinear',
    'border',
    false,
    [1.6, 2.925, -1.1, -1.0],
    [0.97, 2.68, 0.45, 1.38, 0.52, 4.0],
    [0.0, 2.0, 3.0, 7.25, 27.0, 0.0, 0.0, 0.0],
  ],
  [
    'bilinear',
    'border',
    true,
    [1.8, 2.4375, -1.4, 0.8],
    [0.915, 3.085, 0.3, 0.985, 1.915, 2.8],
    [0.0, 1.0, 0.5, 4.75, 18.0, 0.0, -24.0, 0.0],
  ],
  [
    'bilinear',
    'reflection',
    false,
    [1.0, 2.925, -1.1, 2.5],
    [0.69, 2.96, 3.25, 1.26, 0.64, 1.2],
    [2.25, 4.0, 3.0, 7.25, 27.0, 0.0, 0.0, 20.0],
  ],
  [
    'bilinear',
    'reflection',
    true,
    [1.2, 2.4375, -0.53, 1.64],
    [0.555, 3.76, 1.935, 0.745, 1.84, 1.165],
    [1.0, 2.5, 0.5, 4.75, 12.6, -8.7, 4.8, 2.8],
  ],
  [
    'nearest',
    'zeros',
    false,
    [0.0, 3.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 2.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
  ],
  [
    'nearest',
    'zeros',
    true,
    [0.0, 5.0, -2.0, 0.0],
    [0.0, 3.0, 0.0, 0.0, 2.0, 0.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
  ],
  [
    'nearest',
    'border',
    false,
    [1.0, 3.0, -2.0, -1.0],
    [1.0, 3.0, 0.0, 2.0, 0.0, 4.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
  ],
  [
    'nearest',
    'border',
    true,
    [1.0, 5.0, -2.0, -1.0],
    [1.0, 3.0, 0.0, 0.0, 2.0, 4.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
  ],
  [
    'nearest',
    'reflection',
    false,
    [1.0, 3.0, -2.0, 4.0],
    [1.0, 3.0, 4.0, 2.0, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
  ],
  [
    'nearest',
    'reflection',
    true,
    [-2.0, 5.0, -2.0, 4.0],
    [0.0, 4.0, 4.0, 0.0, 2.0, 0.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
  ],
]

describe('gridSample', () => {
  const image = tensor(
    [
      [
        [
          [1, -2, 4],
          [3, 5, -1],
        ],
      ],
    ],
    f64,
  )
  const grid = tensor(
    [
      [
        [
          [-1.6, -0.2],
          [-0.45, 0.3],
          [0.1, -1.3],
          [0.7, 2.2],
        ],
      ],
    ],
    f64,
  )

  test.each(cases)('%s, %s, alignCorners %s', (mode, paddingMode, alignCorners, value, ofImage, ofGrid) => {
    const sample = (x: Tensor, g: Tensor) => nn.gridSample(x, g, { mode, paddingMode, alignCorners })
    const [y, back] = vjp(sample, image, grid)
    const found = [y, ...back(tensor([[[[1, 2, 3, 4]]]], f64))]
    const close = (list: number[]) => list.map((x) => expect.closeTo(x, 9))
    expect(found.map((x) => [...x!.data()])).toEqual([value, ofImage, ofGrid].map(close))
  })

  test.each([true, false])(
    'of the grid of an affine map: identity and shift, alignCorners %s',
    (alignCorners) => {
      const x = random.normal([2, 3, 4, 5], 0, 1, { ...f64, key: random.key(1) })
      const shift = alignCorners ? 2 / 4 : 2 / 5 // one pixel
      const theta = tensor(
        [
          [
            [1, 0, 0],
            [0, 1, 0],
          ],
          [
            [1, 0, shift],
            [0, 1, 0],
          ],
        ],
        f64,
      )
      const y = nn.gridSample(x, nn.affineGrid(theta, x.shape, { alignCorners }), { alignCorners })
      expect(y.at(0).sub(x.at(0)).abs().max().item()).toBeLessThan(1e-14)
      expect(
        y
          .at(1, ':', ':', ':-1')
          .sub(x.at(1, ':', ':', '1:'))
          .abs()
          .max()
          .item(),
      ).toBeLessThan(1e-14)
    },
  )

  test('what stands outside is 0 whatever the edge is, and images may have more pixels than float32 has whole numbers', () => {
    const edge = tensor([[[[1, NaN, Infinity]]]])
    expect(
      nn
        .gridSample(edge, [
          [
            [
              [5, 0],
              [9, -9],
            ],
          ],
        ])
        .toArray(),
    ).toEqual([[[[0, 0]]]])
    const w = 2 ** 23 + 5
    const large = arange(2 * w, { dtype: 'int32' })
      .remainder(7)
      .astype('float32')
      .reshape(1, 1, 2, w)
    expect(nn.gridSample(large, [[[[1, 1]]]], { mode: 'nearest', alignCorners: true }).item()).toBe(
      (2 * w - 1) % 7,
    )
  })

  test('other shapes and options are refused', () => {
    expect(() => nn.gridSample(image, grid.at(0))).toThrow("they must be [n, c, h, w] and [n, h', w', 2]")
    expect(() => nn.gridSample(image, grid, { mode: 'cubic' as never })).toThrow('mode')
    expect(() => nn.affineGrid(grid, [1, 1, 2, 3])).toThrow('they must be [n, 2, 3] and [n, c, h, w]')
  })
})

test('maxUnpool2d puts the maxima back where they stood', () => {
  const x = arange(30).mul(7).remainder(11).astype('float64').reshape(1, 1, 5, 6)
  const there = (a: Tensor) => {
    const [y, places] = maxPool2d(a, 2, { returnIndices: true })
    return nn.maxUnpool2d(y, places, 2, { outputSize: [5, 6] })
  }
  const [y, back] = vjp(there, x)
  const rows = (t: Tensor) => t.reshape(5, 6).toArray()
  const none = [0, 0, 0, 0, 0, 0]
  expect(rows(y)).toEqual([[0, 0, 0, 10, 6, 0], [9, 0, 0, 0, 0, 0], [7, 0, 10, 0, 0, 9], none, none])
  expect(rows(back(arange(30).astype('float64').reshape(y.shape))[0])).toEqual([
    [0, 0, 0, 3, 4, 0],
    [6, 0, 0, 0, 0, 0],
    [12, 0, 14, 0, 0, 17],
    none,
    none,
  ])
  const [z, places] = maxPool2d(x, 2, { returnIndices: true })
  expect(nn.maxUnpool2d(z, places, 2).shape).toEqual([1, 1, 4, 6])
  expect(() => nn.maxUnpool2d(z, places.at(0), 2)).toThrow('both must be [n, c, h, w]')
})

describe('layers for images', () => {
  const x = arange(16).astype('float32').reshape(1, 4, 2, 2)

  test('do what their functions do, and print their options', () => {
    expect(nn.upsample({ scaleFactor: 2, mode: 'bilinear' }).forward(x).shape).toEqual([1, 4, 4, 4])
    const shuffled = nn.pixelShuffle(2).forward(x)
    expect(shuffled.at(0, 0).toArray()).toEqual([
      [0, 4, 1, 5],
      [8, 12, 9, 13],
      [2, 6, 3, 7],
      [10, 14, 11, 15],
    ])
    expect(nn.pixelUnshuffle(2).forward(shuffled).equal(x).all().item()).toBe(1)
    expect(nn.zeroPad2d(1).forward(x).at(0, 0).toArray()).toEqual([
      [0, 0, 0, 0],
      [0, 0, 1, 0],
      [0, 2, 3, 0],
      [0, 0, 0, 0],
    ])
    // left, right, top, bottom
    expect(nn.constantPad2d([1, 0, 0, 1], -1).forward(x).at(0, 0).toArray()).toEqual([
      [-1, 0, 1],
      [-1, 2, 3],
      [-1, -1, -1],
    ])
    expect(nn.reflectionPad2d(1).forward(x).at(0, 0, 0).toArray()).toEqual([3, 2, 3, 2])
    expect(nn.replicationPad2d([0, 2, 0, 0]).forward(x).at(0, 0, 1).toArray()).toEqual([2, 3, 3, 3])
    expect(new nn.ReflectionPad1d(1).forward(x.at(0)).at(0, 0).toArray()).toEqual([1, 0, 1, 0])
    expect(String(nn.upsample({ scaleFactor: 2 }))).toBe('Upsample(scaleFactor: 2)')
    expect(String(nn.zeroPad2d([1, 2, 3, 4]))).toBe('ZeroPad2d([1, 2, 3, 4])')
  })

  test('refuse at once what makes no sense', () => {
    expect(() => nn.upsample({})).toThrow('give either scaleFactor or size')
    expect(() => nn.upsample({ scaleFactor: 2, mode: 'cubic' as never })).toThrow('mode')
    expect(() => nn.zeroPad2d([1, 2])).toThrow('one integer, or 4 of them (left, right, top, bottom)')
    expect(() => nn.pixelShuffle(0.5)).toThrow('factor')
  })
})
