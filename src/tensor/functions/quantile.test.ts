import { describe, expect, test } from 'vitest'
import { grad, jit, median, percentile, quantile, type Tensor, tensor, vmap } from '../index.ts'

const inf = Number.POSITIVE_INFINITY
const f64 = { dtype: 'float64' } as const

describe('quantiles', () => {
  test('medians and quantiles of infinities, and of numbers whose difference is infinite', () => {
    expect(median(tensor([1, inf, inf, inf], f64)).item()).toBe(inf)
    expect(median(tensor([-inf, 5], f64)).item()).toBe(-inf)
    expect(median(tensor([-inf, inf], f64)).item()).toBeNaN()
    expect(quantile(tensor([-1e308, 1.5e308], f64), 0.25).item()).toBe(-3.75e307)
    expect(quantile(tensor([0.1, 0.1], f64), 0.3).item()).toBe(0.1)
  })
  test('a quantile has a derivative by a fraction that is a tensor, between two elements', () => {
    const x = tensor([1, 3, 4, 8], f64)
    const q = tensor([0.5, 0.9, 1], f64)
    // x[1] + (3q - 1)(x[2] - x[1]), x[2] + (3q - 2)(x[3] - x[2]), and the last element, where it ends
    expect(grad((p: Tensor) => quantile(x, p).sum())(q).toArray()).toEqual([3, 12, 0])
    expect(grad((p: Tensor) => quantile(x, p))(tensor(0.5, f64)).item()).toBe(3)
    expect(grad((p: Tensor) => quantile(x, p, 0, { interpolation: 'lower' }))(tensor(0.5, f64)).item()).toBe(
      0,
    )
    expect(quantile(x, q).toArray()).toEqual(quantile(x, [0.5, 0.9, 1]).toArray())
  })
  test.each(['linear', 'lower', 'higher', 'midpoint', 'nearest'] as const)(
    'a traced fraction gives what a known one gives, %s',
    (interpolation) => {
      const x = tensor(
        [
          [3, 1, 8, 2, 2.5],
          [0, -inf, inf, 4, 1],
        ],
        f64,
      )
      for (const axis of [undefined, 0, 1])
        for (const q of [
          tensor(0.3, f64),
          tensor(
            [
              [0, 0.2],
              [0.9, 1],
            ],
            f64,
          ),
          tensor([0, 1], { dtype: 'int32' }),
        ]) {
          const found = jit((p: Tensor) => quantile(x, p, axis, { interpolation }))(q)
          expect(found.shape).toEqual([...q.shape, ...(axis === undefined ? [] : [axis === 0 ? 5 : 2])])
          const known = Array.from(q.data(), (p) => quantile(x, p, axis, { interpolation }).toArray())
          expect([found.flatten().toArray()].flat()).toEqual(known.flat())
          expect(quantile(x, q, axis, { interpolation }).toArray()).toEqual(found.toArray())
        }
    },
  )
  // at 0.5, 1.5, 2.25 and 2.5 of the places from 0 to 5
  test.each([
    ['lower', [0, 10, 30, 30]],
    ['higher', [10, 30, 60, 60]],
    ['midpoint', [5, 20, 45, 45]],
    ['nearest', [0, 30, 30, 30]],
    ['linear', [5, 20, 37.5, 45]],
  ] as const)('%s between two places', (interpolation, wanted) => {
    const x = tensor([100, 60, 30, 10, 0, 150], f64)
    const q = [0.1, 0.3, 0.45, 0.5]
    expect(q.map((p) => quantile(x, p, 0, { interpolation }).item())).toEqual(wanted)
    expect(quantile(x, q, 0, { interpolation }).toArray()).toEqual(wanted)
  })
  test('the place of a fraction of float32 is not rounded', () => {
    const x = tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    // a little less than 0.7
    for (const q of [tensor([0.7]), [Math.fround(0.7)]])
      expect(quantile(x, q, 0, { interpolation: 'lower' }).toArray()).toEqual([6])
  })
  test('fractions are batched, and those outside are NaN where they are not known', () => {
    const x = tensor([1, 3, 4, 8], f64)
    const q = tensor([0.5, -0.1, 1.1, NaN, 1], f64)
    expect(vmap((p: Tensor) => quantile(x, p))(q).toArray()).toEqual([3.5, NaN, NaN, NaN, 8])
    expect(() => quantile(x, q)).toThrow(/from 0 to 1/)
    expect(quantile(tensor([1, 2]), tensor([0.5], f64)).dtype).toBe('float64')
    expect(percentile(x, tensor([50, 100])).toArray()).toEqual([3.5, 8])
  })
  test('no fractions have no quantiles, whatever the axis', () => {
    const x = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      f64,
    )
    expect(quantile(x, []).shape).toEqual([0])
    expect(quantile(x, [], 1).shape).toEqual([0, 2])
    expect(quantile(x, tensor([], f64), 0, { keepdims: true }).shape).toEqual([0, 1, 3])
  })
})
