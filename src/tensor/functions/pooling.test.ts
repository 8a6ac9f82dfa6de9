import { describe, expect, test } from 'vitest'
import { checkDerivatives, expectClose, sample } from '../../../test/support/derivatives.ts'
import { grad, type Tensor, tensor } from '../index.ts'
import * as adaptive from './adaptivePooling.ts'
import * as pooling from './pooling.ts'

const { maxPool1d, maxPool2d, maxPool3d, avgPool1d, avgPool2d, avgPool3d, lpPool2d } = pooling

const { adaptiveAvgPool2d, adaptiveMaxPool1d, adaptiveMaxPool2d } = adaptive

const f64 = { dtype: 'float64' } as const

/** Distinct numbers in mixed order, so that no maximum is close to a tie. */
const distinct = (shape: readonly number[]): Tensor => {
  const count = shape.reduce((product, n) => product * n, 1)
  return tensor(
    Float64Array.from({ length: count }, (_, i) => ((i * 7919) % 1009) / 50),
    { ...f64, shape },
  )
}

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
