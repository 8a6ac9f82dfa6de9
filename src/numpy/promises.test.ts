import { describe, expect, test } from 'vitest'
import { inMode } from '../../test/support/compiled.ts'
import { type DType, grad, NablaError, type Tensor, tensor } from '../tensor/index.ts'
import * as np from './index.ts'

const of = (dtype: DType, x: number | readonly unknown[]): Tensor => tensor(x as number[], { dtype })
const int32 = (x: number | readonly unknown[]): Tensor => of('int32', x)
const float64 = (x: number | readonly unknown[]): Tensor => of('float64', x)
const told = (x: Tensor): unknown => [x.dtype, x.toArray()]

test('what may be left out', () => {
  expect(np.blockDiag().shape).toEqual([0, 0])
  expect(np.diagflat([1, 2]).toArray()).toEqual([
    [1, 0],
    [0, 2],
  ])
  expect(np.geomspace(1, 2).size).toBe(50)
  const indices = (pair: [Tensor, Tensor]): unknown => pair.map((x) => x.toArray())
  expect(indices(np.trilIndices(2))).toEqual([
    [0, 1, 1],
    [0, 0, 1],
  ])
  expect(indices(np.triuIndices(2))).toEqual([
    [0, 0, 1],
    [0, 1, 1],
  ])
  expect((np.gradient([1, 4, 9, 16]) as Tensor).toArray()).toEqual([3, 4, 6, 7])
  expect(np.polyint([2]).toArray()).toEqual([2, 0])
  expect(np.histogram([1, 2]).counts.shape).toEqual([10])
  const turned = np.fftshift({ re: [1, 2, 3], im: [4, 5, 6] }) as { re: Tensor; im: Tensor }
  expect([turned.re.toArray(), turned.im.toArray()]).toEqual([
    [3, 1, 2],
    [6, 4, 5],
  ])
  const again = np.ifftshift(turned) as { re: Tensor; im: Tensor }
  expect([again.re.toArray(), again.im.toArray()]).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ])
  expect(np.irfftn([4, 0, 0]).toArray()).toEqual([1, 1, 1, 1])
})

test('edges of what is allowed', () => {
  expect(np.cumulativeTrapezoid([3]).shape).toEqual([0])
  expect(np.blockDiag([[5]]).toArray()).toEqual([[5]])
  expect(np.trilIndices(2, 0, 0)[0].shape).toEqual([0])
  const [y, x] = [tensor([1, 2, 3, 6]).reshape([2, 2, 1]), tensor([0, 0, 1, 2]).reshape([2, 2, 1])]
  expect(np.cumulativeTrapezoid(y, x, 0).reshape([-1]).toArray()).toEqual([2, 8])
  expect(np.cumulativeTrapezoid(y, [0, 2], 1).reshape([-1]).toArray()).toEqual([3, 9])
  expect(np.vander([]).shape).toEqual([0, 0])
  expect(np.fftshift(3).item()).toBe(3)
  const cube = float64([1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14]).reshape([2, 2, 3])
  expect(np.irfft2(np.rfft2(cube), { n: 3 }).sub(cube).abs().amax().item()).toBeLessThan(1e-14)
  expect(np.interp([0.75], [0, 0.25], [1, 2], { period: 0.5 }).toArray()).toEqual([2])
  expect(grad((x: Tensor) => np.interp(x, [0, 1, 2], [0, 1, 5]))(1).item()).toBe(4)
  expect(np.histogram([1, 2], { bins: 1 }).counts.toArray()).toEqual([2])
  expect(np.digitize([1], []).toArray()).toEqual([0])
  expect(np.digitize([1.5, 0, 3], [2, 1]).toArray()).toEqual([1, 2, 0])
  expect(np.digitize([2, 3, 4, 0], [3, 3, 1]).toArray()).toEqual([2, 0, 0, 3])
  expect(np.correlate([1, 2, 5, 7], [3, 4, 1, 9], 'same').toArray()).toEqual([19, 51, 79, 33])
  expect(np.nanargmax([NaN]).item()).toBe(-1)
  expect(np.nanstd([0, 2]).item()).toBe(1)
  expect((np.gradient([0, Infinity, 1]) as Tensor).toArray()).toEqual([Infinity, 0.5, -Infinity])
  expect((np.gradient([1, 3]) as Tensor).toArray()).toEqual([2, 2])
  expect(49 * (1 / 49)).not.toBe(1)
  expect(told(np.geomspace(49, 1, 2, { dtype: 'float64' }))).toEqual(['float64', [49, 1]])
  // of large numbers only the ratio keeps the digits
  expect(np.geomspace(1e300, 8e300, 4, { dtype: 'float64' }).div(1e300).toArray()).toEqual([
    1,
    expect.closeTo(2, 14),
    expect.closeTo(4, 14),
    8,
  ])
  // rows that begin alike, and with NaN
  expect(
    np
      .unique(
        [
          [1, 2],
          [1, 1],
          [1, 2],
          [NaN, 1],
          [NaN, 0],
        ],
        { axis: 0 },
      )
      .toArray(),
  ).toEqual([
    [1, 1],
    [1, 2],
    [NaN, 0],
    [NaN, 1],
  ])
})

describe.each(['interpret', 'compile'] as const)('dtypes, %s', (mode) => {
  test.each<[string, () => Tensor, DType, unknown]>([
    ['blockDiag', () => np.blockDiag(int32([[1]]), int32([[2]])), 'int32', [1, 0, 0, 2]],
    ['gradient', () => np.gradient(int32([1, 4, 9]), 0.5) as Tensor, 'float32', [6, 8, 10]],
    ['isin', () => np.isin(int32([16777217]), tensor([16777216])), 'bool', [false]],
    ['vander', () => np.vander(of('bool', [true, false]), 2), 'int32', [1, 1, 0, 1]],
    [
      'polyfit',
      () => np.polyfit(float64([0, 1]), [0.1, 0.1], 0),
      'float64',
      [expect.closeTo(Math.fround(0.1), 14)],
    ],
    [
      'polyfit of integers',
      () => np.polyfit(int32([0, 1]), float64([0.1, 0.1]), 0),
      'float64',
      [expect.closeTo(0.1, 14)],
    ],
    ['polyder', () => np.polyder([1.5, 2]), 'float32', [1.5]],
    ['edges', () => np.histogram([0, 1], { bins: 1 }).edges, 'float32', [0, 1]],
    ['weights', () => np.histogram([1, 2], { bins: 1, weights: [0.5, 0.25] }).counts, 'float32', [0.75]],
    [
      'truths as weights',
      () => np.histogram([1, 2, 2], { bins: 1, weights: of('bool', [true, true, false]) }).counts,
      'int32',
      [2],
    ],
    ['convolve', () => np.convolve([1], [2]), 'float32', [2]],
    [
      'convolve of integers',
      () => np.convolve(int32([1, 200000003]), int32([1, 3])),
      'int32',
      [1, 200000006, 600000009],
    ],
    ['convolve of truths', () => np.convolve([true, true], [true, true]), 'int32', [1, 2, 1]],
    ['nanmax', () => np.nanmax(int32([1, -5])), 'int32', [1]],
    ['nanargmax', () => np.nanargmax(int32([1, -5])), 'int32', [0]],
    ['gcd of uint32', () => np.gcd(of('uint32', [4294967295, 3]), of('uint32', [3, 0])), 'uint32', [3, 3]],
    ['gcd of the least', () => np.gcd(int32([-4, -2147483648]), int32([-2147483648, 12])), 'int32', [4, 4]],
    ['gcd of truths', () => np.gcd(of('bool', [true]), of('bool', [false])), 'int32', [1]],
    [
      'histogram of large integers',
      () => np.histogram(int32([648755223, 648755224]), { bins: 2 }).counts,
      'int32',
      [1, 1],
    ],
    [
      'density of one large integer',
      () => np.histogram(int32([648755223]), { bins: 2, density: true }).counts,
      'float32',
      [0, 2],
    ],
    ['edges of integers', () => np.histogram(int32([3]), { bins: 1 }).edges, 'float32', [2.5, 3.5]],
    ['intersect1d', () => np.intersect1d(int32([1, 2]), float64([2, 0.5])), 'float64', [2]],
    ['lcm of zeros', () => np.lcm(int32([0, 2, -4]), int32([0, 0, 6])), 'int32', [0, 0, 12]],
  ])('%s', (_, make, dtype, values) =>
    inMode(mode, () => expect(told(make().reshape([-1]))).toEqual([dtype, values])),
  )
})

test.each(['interpret', 'compile'] as const)(
  'infinities beside a place of interp reach it from one side, %s',
  (mode) =>
    inMode(mode, () => {
      const f = (x: readonly number[], fp: readonly number[]): unknown =>
        np.interp(x, [0, 1, 3], fp).toArray()
      const inf = Infinity
      expect(f([0, 0.25, 0.75, 1, 2, 3], [-2, inf, 5])).toEqual([-2, inf, inf, inf, inf, 5])
      expect(f([0, 0.25, 0.75, 1, 1.5, NaN], [inf, 1, -inf])).toEqual([inf, inf, inf, 1, -inf, NaN])
      expect(f([0.5, 2, NaN], [inf, inf, -inf])).toEqual([inf, NaN, NaN])
      expect(f([0.5, 2], [NaN, 2, 3])).toEqual([NaN, 2.5])
    }),
)

test("Kaiser's window of a large beta", () => {
  const f64 = { dtype: 'float64' } as const
  expect(np.kaiser(1, 800, f64).toArray()).toEqual([1])
  // besseli(0, 800*sqrt(3/4))/besseli(0, 800) by mpmath
  const [, next, middle] = np.kaiser(5, -800, f64).toArray() as number[]
  expect(middle).toBe(1)
  expect(next! / 3.045810747211277e-47).toBeCloseTo(1, 12)
})

const mistakes: readonly [() => unknown, string][] = [
  [() => np.blockDiag([[[1]]] as never), 'blockDiag: a block is f32[1,1,1]: it must be a matrix'],
  [() => np.geomspace(1, Infinity), 'geomspace: from 1 to Infinity: both must be finite'],
  [() => np.cumulativeTrapezoid([1, 2], 1, 0.5), 'cumulativeTrapezoid: the axis is 0.5'],
  [() => np.trilIndices(2.5), 'trilIndices: n is 2.5'],
  [() => np.trilIndices(2, 0, 2.5), 'trilIndices: m is 2.5'],
  [() => np.triuIndices(2, 0.5), 'triuIndices: k is 0.5'],
  [() => np.unravelIndex(0, [2.5]), 'unravelIndex: an extent is 2.5'],
  [() => np.ravelMultiIndex(null as never, [1]), 'ravelMultiIndex: null stands where a list must'],
  [() => np.gradient([1, 2, 4], [[1, 2]]), 'gradient: axis 0 of f has 3 places, its spacing 2'],
  [() => np.gradient([1, 2, 4], 1, { edgeOrder: 3 as never }), 'gradient: edgeOrder is 3: it must be 1 or 2'],
  [() => np.bartlett(2.5), 'bartlett: n is 2.5'],
  [() => np.kaiser(2.5, 1), 'kaiser: n is 2.5'],
  [() => np.rfftn([1], { axes: [] }), 'rfftn: there is no axis to transform'],
  [() => np.vander([1], 0.5), 'vander: n is 0.5'],
  [() => np.polyfit([0, 1], [1, 2], 0.5), 'polyfit: the degree is 0.5'],
  [() => np.polyfit([0, 1], [1, 2, 3], 1), 'polyfit: there are 2 places and 3 values'],
  [() => np.polyder([1], 0.5), 'polyder: m is 0.5'],
  [() => np.interp(1, [1, 2], [1, 2], { period: Infinity }), 'interp: the period is Infinity'],
  [() => np.histogram([1], { range: [0, Infinity] }), 'between 0 and Infinity'],
  [() => np.histogram([1], { bins: [1] }), 'histogram: the edges are [1]: they must be two or more'],
  [() => np.histogram([1], { bins: tensor([[1, 2]]) }), 'histogram: the edges are [1,2]: they must be two'],
  [() => np.histogram([1, 2], { weights: [1] }), 'histogram: there are 2 numbers and 1 weights'],
  [() => np.digitize([1], [[1]]), 'digitize: the bins are [1,1]: they must be a vector'],
  [() => np.correlate([1], [1], 'some' as never), 'correlate: mode is some'],
]
test('mistakes are named', () => {
  for (const [call, message] of mistakes) {
    expect(call, message).toThrow(NablaError)
    expect(call).toThrow(message)
  }
})
