import { describe, expect, test } from 'vitest'
import {
  acoth,
  acsc,
  asec,
  asech,
  divmod,
  engine,
  floorDivide,
  frexp,
  ldexp,
  median,
  quantile,
  rightShift,
  type Tensor,
  tensor,
} from '../index.ts'

describe('at the edges of the numbers', () => {
  const f64 = { dtype: 'float64' } as const
  // as NumPy 2 has it
  test.each([
    [1, 0.1, 9, 0.09999999999999995],
    [-1, 0.1, -10, 5.551115123125783e-17],
    [5, Number.POSITIVE_INFINITY, 0, 5],
    [-5, Number.POSITIVE_INFINITY, -1, Number.POSITIVE_INFINITY],
    [7.5, 2, 3, 1.5],
    [-7.5, 2, -4, 0.5],
    [3, -0.7, -5, -0.4999999999999998],
    [0.3, 0.1, 2, 0.09999999999999998],
    [1, 0, Number.POSITIVE_INFINITY, Number.NaN],
    [Number.POSITIVE_INFINITY, 2, Number.NaN, Number.NaN],
  ])('divmod(%d, %d)', (a, b, whole, rest) => {
    const [q, r] = divmod(tensor(a, f64), tensor(b, f64))
    expect([q.item(), r.item()]).toEqual([whole, rest])
  })
  test('divmod of integers', () => {
    const int = { dtype: 'int32' } as const
    const [q, r] = divmod(tensor([7, -7, 7, -7], int), tensor([2, 2, -2, -2], int))
    expect(q.toArray()).toEqual([3, -4, -4, 3])
    expect(r.toArray()).toEqual([1, 1, -1, -1])
  })
  test('subnormal numbers have a fraction and an exponent, and come back', () => {
    const x = tensor([5e-324, 1e-310, 2.2250738585072014e-308, 1e308, -3], f64)
    const { mantissa, exponent } = frexp(x)
    expect(exponent.toArray()).toEqual([-1073, -1029, -1021, 1024, 2])
    for (const m of mantissa.data()) expect(Math.abs(m)).toBeGreaterThanOrEqual(0.5)
    for (const m of mantissa.data()) expect(Math.abs(m)).toBeLessThan(1)
    expect(ldexp(mantissa, exponent).toArray()).toEqual(x.toArray())
    expect(frexp(tensor([1e-45, 1e-40])).exponent.toArray()).toEqual([-148, -132])
    expect(ldexp(tensor(1, f64), 200).item()).toBe(2 ** 200)
  })
  test('medians and quantiles of infinities, and of numbers whose difference is infinite', () => {
    const inf = Number.POSITIVE_INFINITY
    expect(median(tensor([1, inf, inf, inf], f64)).item()).toBe(inf)
    expect(median(tensor([-inf, 5], f64)).item()).toBe(-inf)
    expect(median(tensor([-inf, inf], f64)).item()).toBeNaN()
    expect(quantile(tensor([-1e308, 1.5e308], f64), 0.25).item()).toBe(-3.75e307)
    expect(quantile(tensor([0.1, 0.1], f64), 0.3).item()).toBe(0.1)
  })
  test.each<[string, (x: Tensor) => Tensor, (x: number) => number, readonly number[]]>([
    ['asech', asech, (x) => Math.atanh(Math.sqrt((1 - x) * (1 + x))), [1 - 1e-6, 1 - 1e-4, 0.99, 0.7]],
    ['asec', asec, (x) => Math.atan2(Math.sqrt(x * x - 1), 1), [1 + 1e-6, 1 + 1e-4, 1.01, 1.9, 2.1, 50]],
    ['acsc', acsc, (x) => Math.atan2(1, Math.sqrt(x * x - 1)), [1 + 1e-6, 1 + 1e-4, 1.01, 1.9, 2.1, 50]],
    ['acoth', acoth, (x) => Math.log1p(2 / (x - 1)) / 2, [1 + 1e-6, 1 + 1e-4, 1.01, 1.9, 2.1, 50]],
  ])('%s keeps its digits beside 1, in float32', (_, f, wanted, points) => {
    const x = tensor([...points])
    const y = f(x).data()
    x.data().forEach((at, i) => {
      expect(Math.abs(y[i]! / wanted(at) - 1)).toBeLessThan(1e-6)
    })
  })
})

test.each(['interpret', 'compile'] as const)('integers at the ends of their range (%s)', (mode) => {
  const before = engine.settings().mode
  engine.settings({ mode })
  try {
    const least = tensor(new Int32Array([-2147483648, 2147483647, -7, 7, -1]))
    expect(floorDivide(least, 3).toArray()).toEqual([-715827883, 715827882, -3, 2, -1])
    expect(floorDivide(least, -3).toArray()).toEqual([715827882, -715827883, 2, -3, 0])
    expect(
      floorDivide(tensor(new Uint32Array([4294967295])), tensor(new Uint32Array([2]))).toArray(),
    ).toEqual([2147483647])
    const shifts = tensor(new Uint32Array([1, 31]))
    expect(rightShift(tensor(new Uint32Array([4294967295, 4294967295])), shifts).toArray()).toEqual([
      2147483647, 1,
    ])
    expect(rightShift(least, 1).toArray()).toEqual([-1073741824, 1073741823, -4, 3, -1])
  } finally {
    engine.settings({ mode: before })
  }
})
