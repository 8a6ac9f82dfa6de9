import { describe, expect, test } from 'vitest'
import { inMode } from '../../../test/support/compiled.ts'
import {
  addcdiv,
  addcmul,
  arange,
  average,
  cdist,
  clip,
  concatenate,
  copysign,
  cov,
  divmod,
  einsum,
  floorDivide,
  full,
  grad,
  jit,
  lerp,
  logaddexp2,
  logsumexp,
  mean,
  median,
  nanmean,
  pad,
  pairwiseDistance,
  percentile,
  quantile,
  relEntr,
  reshape,
  sinc,
  split,
  std,
  type Tensor,
  tensor,
  variance,
  vectorNorm,
  vmap,
  zeros,
} from '../index.ts'

const f64 = { dtype: 'float64' } as const
const grid = (): Tensor => arange(12).reshape([3, 4])

describe('statistics', () => {
  test('quantiles of lists, as NumPy', () => {
    const x = tensor([[3, 1, 2, 10]], f64)
    expect(median(x).item()).toBe(2.5)
    expect(quantile(x, [0, 0.5, 1], 1).toArray()).toEqual([[1], [2.5], [10]])
    expect(percentile(x, 25, 1, { interpolation: 'lower', keepdims: true }).toArray()).toEqual([[1]])
    expect(() => quantile(x, 1.5)).toThrow(/from 0 to 1/)
  })
  test('a covariance with counts alone is that of columns written so often', () => {
    const x = tensor([1, 2, 4, 3, 1, 0], { ...f64, shape: [2, 3] })
    for (const correction of [0, 1]) {
      const counted = cov(x, { fweights: [1, 2, 1], correction }).data()
      cov(concatenate([x, tensor([2, 1], { ...f64, shape: [2, 1] })], 1), { correction })
        .data()
        .forEach((value, i) => {
          expect(counted[i]).toBeCloseTo(value, 12)
        })
    }
  })
  test('kinks have gradient 0 and not NaN', () => {
    expect(grad((x: Tensor) => vectorNorm(x))(tensor([0, 0], f64)).toArray()).toEqual([0, 0])
    expect(
      grad((x: Tensor) => vectorNorm(x, undefined, { ord: 1.5 }))(tensor([0, 0], f64)).toArray(),
    ).toEqual([0, 0])
    expect(grad((x: Tensor) => std(x))(tensor([2, 2], f64)).toArray()).toEqual([0, 0])
    const nothing = tensor([-Infinity, -Infinity], f64)
    expect(logsumexp(nothing).item()).toBe(-Infinity)
    expect(grad((x: Tensor) => logsumexp(x))(nothing).toArray()).toEqual([0, 0])
    expect(vectorNorm(tensor([3e200, 4e200], f64), 0, { ord: 3 }).item()).toBeCloseTo(
      3e200 * (91 / 27) ** (1 / 3),
      -186,
    )
  })
  test('integers stay integers where they can', () => {
    expect(floorDivide(tensor([-7, 7], { dtype: 'int32' }), 2).dtype).toBe('int32')
    expect(floorDivide(tensor([-7, 7], { dtype: 'int32' }), 2).toArray()).toEqual([-4, 3])
    const [one, two] = [1, 2].map((n) => tensor(new Uint32Array([n]), { shape: [1, 1] })) as [Tensor, Tensor]
    expect(pairwiseDistance(one, two, { eps: 0 }).toArray()).toEqual([1])
    expect(cdist(one, two).toArray()).toEqual([[1]])
    const large = tensor(new Int32Array([2 ** 30, 2 ** 30]))
    expect(nanmean(large).item()).toBe(mean(large).item())
    expect(() => grad((x: Tensor) => x.sum())(tensor([1, 2], { dtype: 'int32' }))).toThrow(
      /grad: an argument to differentiate by/,
    )
  })
})

describe('shapes', () => {
  test('errors name what came', () => {
    expect(() => reshape(grid(), [5, -1])).toThrow(/one extent may be -1/)
    expect(() => split(grid(), [1, 1], 0)).toThrow(/add up to 2/)
    expect(() => concatenate([])).toThrow(/a list with at least one/)
    expect(() => einsum('ij,jk->ik', grid(), grid())).toThrow(/'j' stands for extents 4 and 3/)
    expect(() => einsum('ij->k', grid())).toThrow(/is in no operand/)
    expect(() => pad(grid(), [1, 2, 3])).toThrow(/two for each padded axis/)
  })
  test('padding repeats reflections and crops', () => {
    expect(pad(tensor([1, 2, 3]), [[4, 5]], { mode: 'reflect' }).toArray()).toEqual([
      1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2,
    ])
    expect(pad(tensor([1, 2, 3]), [[2, -1]], { mode: 'symmetric' }).toArray()).toEqual([2, 1, 1, 2])
    expect(pad(tensor([1, 2]), 1, { value: 9 }).toArray()).toEqual([9, 1, 2, 9])
  })
  test.each([
    ['interpreted', (f: (x: Tensor) => Tensor) => f],
    ['compiled', (f: (x: Tensor) => Tensor) => jit(f)],
  ])('what is inside does not meet the padding value (%s)', (_, run) => {
    const padded = (value: Tensor): Tensor => pad(tensor([1, 2]), 1, { value })
    expect(run(vmap(padded))(tensor([-Infinity, 3])).toArray()).toEqual([
      [-Infinity, 1, 2, -Infinity],
      [3, 1, 2, 3],
    ])
    const weighted = (value: Tensor): Tensor =>
      padded(value)
        .mul(tensor([1, Infinity, 1e30, 5]))
        .sum()
    expect(run(grad(weighted))(tensor(7)).toArray()).toBe(6)
  })
  test('clips by bounds in any place, and no others', () => {
    const x = tensor([-2, 0.5, 9])
    for (const y of [clip(x, 0, 1), clip(x, { min: 0, max: 1 }), clip(x, 0, { max: 1 })])
      expect(y.toArray()).toEqual([0, 0.5, 1])
    expect(() => clip(x, { min: 0, maximum: 1 } as object)).toThrow(/there is no option 'maximum'/)
    expect(() => clip(x, { min: 0 }, 1)).toThrow()
  })
  test('clips by tensors too', () => {
    const g = grad((x: Tensor, low: Tensor) => clip(x, low, 5).sum(), { argnums: [0, 1] })
    expect(g(tensor([0, 3, 9], f64), tensor([1, 1, 1], f64)).map((t) => t.toArray())).toEqual([
      [0, 1, 0],
      [1, 0, 0],
    ])
  })
})

test.each([mean, variance])('%o of nothing is NaN, which nothing moves', (f) => {
  const [x, v] = [zeros([2, 0]), full([2], 1)]
  const total = (x: Tensor, v: Tensor): Tensor => f(x, 1).mul(v).sum()
  const slope = grad((x: Tensor, v: Tensor) => grad(total)(x, v).sum(), { argnums: [0, 1] })
  expect(total(x, v).item()).toBeNaN()
  expect(slope(x, v).map((g) => g.toArray())).toEqual([
    [[], []],
    [0, 0],
  ])
})

test.each(['interpret', 'compile'] as const)(
  'logarithms of sums and sinc, to their last digits (%s)',
  (mode) => {
    inMode(mode, () => {
      expect(logaddexp2(tensor(0, f64), tensor(-709, f64)).item()).toBe(2 ** -709 / Math.LN2)
      expect(logaddexp2(tensor([-1, 7, 0]), tensor([-1, 7, -24])).toArray()).toEqual([
        0,
        8,
        Math.fround(2 ** -24 / Math.LN2),
      ])
      const ends = logaddexp2(
        tensor([Infinity, -Infinity, Infinity, -Infinity, Number.NaN, 1]),
        tensor([Infinity, -Infinity, -Infinity, 2, Infinity, Number.NaN]),
      )
      expect(ends.toArray()).toEqual([Infinity, -Infinity, Infinity, 2, Number.NaN, Number.NaN])
      // p = 2^a/(2^a + 2^b), p' = ln(2) p(1 - p), where both are the same, too
      const slope = grad((a: Tensor, b: Tensor) => logaddexp2(a, b).sum(), { argnums: [0, 1] })
      const curve = grad((a: Tensor, b: Tensor) => slope(a, b)[0]!.sum(), { argnums: [0, 1] })
      const at = [tensor([3, 0, Infinity], f64), tensor([3, 2, 5], f64)] as const
      expect(slope(...at).map((g) => g.toArray())).toEqual([
        [0.5, expect.closeTo(0.2, 15), 1],
        [0.5, expect.closeTo(0.8, 15), 0],
      ])
      for (const [i, sign] of [1, -1].entries())
        expect(curve(...at)[i]!.toArray()).toEqual(
          [0.25, 0.16, 0].map((p) => expect.closeTo(sign * Math.LN2 * p, 15)),
        )
      expect(sinc(tensor([1, 2, -1, -2, 1e16, 0], f64)).toArray()).toEqual([0, 0, 0, 0, 0, 1])
    })
  },
)

test('copysign has the dtype in which its operands meet', () => {
  const y = copysign(tensor([1, 2]), tensor([-0, 3], f64))
  expect(y.dtype).toBe('float64')
  expect(y.toArray()).toEqual([-1, 2])
  expect(copysign(tensor([1, -2], { dtype: 'int32' }), -1).dtype).toBe('float32')
})

test('what operands of several dtypes give has the digits of the widest', () => {
  const [large, x] = [tensor([16777215, 2], { dtype: 'int32' }), tensor([1.5, 0.1], f64)]
  const other = (a: Tensor): Tensor => tensor([-2, 7], { dtype: a.dtype })
  for (const f of [
    (a: Tensor) => relEntr(a, x),
    (a: Tensor) => relEntr(x, a),
    (a: Tensor) => lerp(a, other(a), x),
    (a: Tensor) => addcmul(x, a, other(a), { value: 0.1 }),
    (a: Tensor) => addcdiv(x, a, other(a), { value: 0.1 }),
    (a: Tensor) => average(x, 0, { weights: a }),
  ])
    for (const narrow of [large, large.astype('float32')])
      expect(f(narrow).toArray(), String(f)).toEqual(f(narrow.astype('float64')).toArray())
})

test.each(['interpret', 'compile'] as const)(
  'divmod of int32 and uint32 fits together in int32 (%s)',
  (mode) => {
    inMode(mode, () => {
      const [a, b] = [
        tensor(new Int32Array([-7, 1, 9])),
        tensor(new Uint32Array([3, 4294967295, 4294967294])),
      ]
      for (const [x, y] of [
        [a, b],
        [b, a],
      ] as const) {
        const [whole, rest] = divmod(x, y)
        expect(whole.dtype).toBe('int32')
        expect(whole.mul(y).add(rest).toArray()).toEqual(x.astype('int32').toArray())
      }
      expect(divmod(a, b).map((part) => part.toArray())).toEqual([
        [-3, -1, -5],
        [2, 0, -1],
      ])
    })
  },
)
