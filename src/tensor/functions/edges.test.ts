import { describe, expect, test } from 'vitest'
import { inMode } from '../../../test/support/compiled.ts'
import {
  acoth,
  acsc,
  amax,
  amin,
  arange,
  asec,
  asech,
  chunk,
  conv1d,
  divmod,
  entr,
  floorDivide,
  frexp,
  full,
  fullLike,
  grad,
  jit,
  jvp,
  ldexp,
  logSoftmax,
  logsumexp,
  mean,
  median,
  nanmean,
  nanmedian,
  onesLike,
  polygamma,
  relEntr,
  rightShift,
  ShapeError,
  scaledDotProductAttention,
  searchsorted,
  softmax,
  std,
  stdMean,
  type Tensor,
  tensor,
  varMean,
  zeros,
} from '../index.ts'

const inf = Number.POSITIVE_INFINITY
/** To the digits of float32. */
const expectNear = (x: number): unknown => (Number.isFinite(x) && x !== 0 ? expect.closeTo(x, 5) : x)

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
  test.each([
    [-0, 1, -0],
    [0, -1, -0],
    [-1, -2, 0],
    [1, 2, 0],
  ])('floorDivide(%d, %d) is a 0 with the sign of the quotient', (a, b, whole) => {
    expect(floorDivide(tensor(a, f64), tensor(b, f64)).item()).toBe(whole)
  })
  test('the smallest integer by -1 wraps around to itself, compiled too', () => {
    const int = { dtype: 'int32' } as const
    const [a, b] = [tensor([-(2 ** 31), 6], int), tensor([-1, -1], int)]
    for (const mode of ['interpret', 'compile'] as const) {
      const [q, r] = inMode(mode, () => divmod(a, b).map((x) => x.toArray()))
      expect([q, r]).toEqual([
        [-(2 ** 31), -6],
        [0, 0],
      ])
    }
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
    // just below a power of two, which its logarithm is rounded to; what has no exponent has 0
    const near = frexp(tensor([1 - 2 ** -24, 2 ** 20 - 2 ** -4, 0, -0, Infinity, NaN]))
    expect(near.exponent.toArray()).toEqual([0, 20, 0, 0, 0, 0])
    expect(near.mantissa.toArray()).toEqual([1 - 2 ** -24, 1 - 2 ** -24, 0, -0, Infinity, NaN])
    expect(ldexp(tensor(1, f64), 200).item()).toBe(2 ** 200)
  })
  test.each(['interpret', 'compile'] as const)('beside +infinity there are no shares, %s', (mode) => {
    for (const x of [
      [inf, 0],
      [inf, -inf],
      [-inf, -inf],
    ])
      inMode(mode, () => {
        expect(softmax(tensor(x)).toArray()).toEqual([NaN, NaN])
        expect(logSoftmax(tensor(x, f64)).toArray()).toEqual([NaN, NaN])
      })
    expect(inMode(mode, () => softmax(tensor([-inf, 0])).toArray())).toEqual([0, 1])
    expect(inMode(mode, () => logsumexp(tensor([inf, 0])).item())).toBe(inf)
  })
  test('a number that fills a tensor of integers saturates as a tensor of it', () => {
    for (const x of [3e9, -3e9, 1.9, NaN, inf])
      for (const dtype of ['int32', 'uint32', 'bool'] as const) {
        expect(full([1], x, { dtype }).toArray()).toEqual(tensor([x], { dtype }).toArray())
        expect(fullLike([0], x, { dtype }).toArray()).toEqual(tensor([x], { dtype }).toArray())
      }
  })
  test('chunks of nothing are as many as asked for, as PyTorch', () => {
    expect(chunk(zeros([0, 2]), 3).map((part) => part.shape)).toEqual([
      [0, 2],
      [0, 2],
      [0, 2],
    ])
    expect(chunk(arange(5), 4).map((part) => part.size)).toEqual([2, 2, 1])
  })
  test.each(['interpret', 'compile'] as const)(
    'means and deviations of nothing have no slope, %s',
    (mode) => {
      const nothing = zeros([0])
      const slope = (f: (x: Tensor) => Tensor, x: Tensor) =>
        inMode(mode, () => jvp(f, [x], [onesLike(x)]).map((y) => (y as Tensor).item()))
      for (const f of [mean, nanmean, std, (x: Tensor) => stdMean(x)[0]])
        expect(slope(f, nothing)).toEqual([NaN, 0])
      expect(slope(nanmean, tensor([NaN, NaN]))).toEqual([NaN, 0])
      expect(slope(nanmean, tensor([NaN, 2, 4]))).toEqual([3, 1])
      expect(slope(std, tensor([NaN, 1]))).toEqual([NaN, NaN])
    },
  )
  test('a range takes its options behind any of its numbers', () => {
    for (const x of [arange(4, f64), arange(0, 4, f64), arange(0, 4, 1, f64), arange(4, undefined, 1, f64)]) {
      expect(x.dtype).toBe('float64')
      expect(x.toArray()).toEqual([0, 1, 2, 3])
    }
    expect(arange(5, 1, -2).toArray()).toEqual([5, 3])
    expect(arange(3).dtype).toBe('int32')
    expect(() => arange(0, 3, f64 as never, f64)).toThrow('arange: {dtype} stands where a number must.')
  })
  test('NaN goes behind all numbers in a sorted vector', () => {
    const values = tensor([Number.NaN, Number.POSITIVE_INFINITY, 2], f64)
    const sorted = tensor([1, 2, Number.POSITIVE_INFINITY, Number.NaN, Number.NaN], f64)
    expect(searchsorted(sorted, values).toArray()).toEqual([3, 2, 1])
    expect(searchsorted(sorted, values, { right: true }).toArray()).toEqual([5, 3, 2])
    expect(searchsorted(tensor([1, 2, 3], f64), values).toArray()).toEqual([3, 3, 1])
  })
  test('nothing has no largest element, and nothing of nothing is asked for', () => {
    for (const f of [amax, amin]) {
      expect(() => f(zeros([0]))).toThrow(ShapeError)
      expect(() => f(zeros([2, 0]), 1)).toThrow(/am(ax|in): axis 1 of f32\[2,0\] is empty/)
      expect(f(zeros([0, 2]), 1).shape).toEqual([0])
    }
    expect(logsumexp(zeros([0])).item()).toBe(Number.NEGATIVE_INFINITY)
  })
  test('the mean of large integers', () => {
    const x = new Int32Array(1000).fill(2147483647)
    x[7] = -2147483648
    expect(mean(tensor(x)).item()).toBe(Math.fround((999 * 2147483647 - 2147483648) / 1000))
    expect(mean(tensor([true, false, true])).dtype).toBe('float32')
    const many = new Int32Array(1 << 20).fill(16777217)
    expect(mean(tensor(many)).item()).toBe(16777216)
  })
  test('moments of integers stand around their exact mean', () => {
    const x = new Int32Array([2147483647, -2147483648, 2147483646, -2147483647, 5001])
    const [, center] = varMean(tensor(x))
    expect(center.item()).toBe(Math.fround(4999 / 5))
  })
  test('entropies have an infinite slope at 0, and relative ones their digits where both are near', () => {
    const x = tensor([0, -0, 0.5, -1], f64)
    expect(entr(x).toArray()).toEqual([0, 0, 0.5 * Math.LN2, -inf])
    expect(grad((a: Tensor) => entr(a).sum())(x).toArray()).toEqual([inf, inf, Math.LN2 - 1, 0])
    const [a, b] = [tensor([65536, 2, 0, 0, 1, 3]), tensor([65535, 2, 0, 2, 0, 7])]
    expect(relEntr(a, b).toArray()).toEqual(
      [65536 * Math.log1p(1 / 65535), 0, 0, 0, inf, 3 * Math.log(3 / 7)].map(expectNear),
    )
  })
  test('a query that may see no key finds 0, and nobody learns from it', () => {
    const k = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      f64,
    )
    const bool = tensor([
      [false, false],
      [true, false],
    ])
    const numbers = bool
      .logicalNot()
      .mul(Number.NEGATIVE_INFINITY)
      .nanToNum({ nan: 0, neginf: Number.NEGATIVE_INFINITY })
    for (const mask of [bool, numbers]) {
      const f = (q: Tensor): Tensor => scaledDotProductAttention(q, k, k, { mask })
      const q = tensor(
        [
          [1, 0],
          [0, 1],
        ],
        f64,
      )
      expect(f(q).toArray()).toEqual([
        [0, 0],
        [1, 2],
      ])
      expect(grad((x: Tensor) => f(x).sum())(q).toArray()).toEqual([
        [0, 0],
        [0, 0],
      ])
    }
  })
  test('a convolution without a bias, and one with its options there', () => {
    const [x, w] = [tensor([[[1, 2, 3]]]), tensor([[[1, 1]]])]
    expect(conv1d(x, w, null, { padding: 1 }).toArray()).toEqual([[[1, 3, 5, 3]]])
    expect(conv1d(x, w, { padding: 1 }).toArray()).toEqual([[[1, 3, 5, 3]]])
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
  inMode(mode, () => {
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
  })
})

test('a number where a bool is wanted is true unless it is 0, compiled or not', () => {
  const x = tensor([true, false])
  for (const value of [2, -1, 0.5, Number.NaN]) {
    const f = (y: Tensor): Tensor[] => [
      full([2], value, { dtype: 'bool' }),
      fullLike(y, value),
      y.pad(1, { value }),
    ]
    for (const g of [f, jit(f)])
      expect(g(x).map((y) => [...y.data()])).toEqual([
        [1, 1],
        [1, 1],
        [1, 1, 0, 1],
      ])
  }
})

test('there is no median of nothing', () => {
  for (const f of [median, nanmedian]) {
    expect(() => f(zeros([0]))).toThrow(/is empty: there is no element to give/)
    expect(() => f(zeros([3, 0]), 1)).toThrow(ShapeError)
    expect(f(zeros([0, 3]), 1).shape).toEqual([0])
  }
})

test('polygamma has orders that are counts', () => {
  for (const order of [0.5, -1, Number.NaN])
    expect(() => polygamma(order, 2)).toThrow(/must be an integer >= 0/)
})
