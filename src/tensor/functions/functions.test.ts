import { describe, expect, test } from 'vitest'
import {
  acoth,
  acsc,
  arange,
  asec,
  asech,
  batchNorm,
  bincount,
  clip,
  concatenate,
  crossEntropy,
  divmod,
  dropout,
  einsum,
  floorDivide,
  frexp,
  grad,
  index,
  indexPut,
  jit,
  ldexp,
  linear,
  logsumexp,
  lstm,
  lstmCell,
  maskedSelect,
  matmul,
  median,
  nonzero,
  pad,
  percentile,
  quantile,
  random,
  reshape,
  searchsorted,
  slice,
  softmax,
  split,
  std,
  type Tensor,
  take,
  tensor,
  variable,
  vectorNorm,
  vmap,
  zeros,
} from '../index.ts'

const f64 = { dtype: 'float64' } as const
const grid = (): Tensor => arange(12).reshape([3, 4])

describe('indexing', () => {
  test('takes integers, slices, text, ellipsis and new axes', () => {
    expect(index(grid(), 1).toArray()).toEqual([4, 5, 6, 7])
    expect(index(grid(), -1, -1).item()).toBe(11)
    expect(grid().at('...', '::2').toArray()).toEqual([
      [0, 2],
      [4, 6],
      [8, 10],
    ])
    expect(index(grid(), { start: 2, stop: 0, step: -1 }, slice(1)).toArray()).toEqual([[8], [4]])
    expect(index(grid(), '::-1', 0).toArray()).toEqual([8, 4, 0])
    expect(index(grid(), null, '...', null).shape).toEqual([1, 3, 4, 1])
    expect(index(grid(), '5:').shape).toEqual([0, 4])
  })
  test('takes lists, integer tensors and masks', () => {
    expect(index(grid(), [0, 2], [1, 3]).toArray()).toEqual([1, 11])
    expect(index(grid(), ':', tensor([[0], [-1]], { dtype: 'int32' })).shape).toEqual([3, 2, 1])
    expect(index(grid(), grid().greater(8)).toArray()).toEqual([9, 10, 11])
    expect(index(grid(), [true, false, true], 1).toArray()).toEqual([1, 9])
  })
  test('says what is wrong', () => {
    expect(() => index(grid(), 3)).toThrow(/index: place 3 along axis 0/)
    expect(() => index(grid(), 0, 0, 0)).toThrow(/3 indices/)
    expect(() => index(grid(), 'a:b')).toThrow(/not a slice/)
    expect(() => take(grid(), [12]).toArray()).toThrow(/index 12 along axis 0/)
    expect(() => take(grid(), tensor([0.5]))).toThrow(/must be integers/)
    expect(() => vmap((m: Tensor) => maskedSelect([1, 2], m.greater(0)))(tensor([[1, 0]]))).toThrow(
      /do not exist while/,
    )
  })
  test('puts values in for every kind of index', () => {
    expect(indexPut(zeros([3]), [[0, 0, 2]], 1, { mode: 'add' }).toArray()).toEqual([2, 0, 1])
    expect(indexPut(zeros([2, 3]), ['...', '::2'], [[1], [2]]).toArray()).toEqual([
      [1, 0, 1],
      [2, 0, 2],
    ])
    expect(indexPut(tensor([3, 1]), [0], 2, { mode: 'min' }).toArray()).toEqual([2, 1])
    // 6 * (2^32 - 1)^3 has more bits than a number, and is -6 modulo 2^32
    const product = indexPut(tensor([6], { dtype: 'uint32' }), [[0, 0, 0]], -1, { mode: 'multiply' })
    expect(product.toArray()).toEqual([2 ** 32 - 6])
    const also = (x: Tensor): Tensor => indexPut(x, [[0, 0, 1]], true, { mode: 'add' }).astype('int32')
    const truths = tensor([true, false, true])
    expect([also(truths), jit(also)(truths)].map((t) => t.toArray())).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ])
    const g = grad((x: Tensor, v: Tensor) => indexPut(x, ['1:'], v).square().sum(), { argnums: [0, 1] })
    expect(g(tensor([1, 2, 3], f64), tensor([5, 7], f64)).map((t) => t.toArray())).toEqual([
      [2, 0, 0],
      [10, 14],
    ])
  })
  test('finds places', () => {
    expect(
      nonzero(
        tensor([
          [0, 3],
          [1, 0],
        ]),
      ).toArray(),
    ).toEqual([
      [0, 1],
      [1, 0],
    ])
    expect(searchsorted([1, 2, 2, 5], [0, 2, 9]).toArray()).toEqual([0, 1, 4])
    expect(searchsorted([1, 2, 2, 5], [2, 5], { right: true }).toArray()).toEqual([3, 4])
    expect(searchsorted([], [1]).toArray()).toEqual([0])
    expect(bincount(tensor([0, 2, 2], { dtype: 'int32' }), 4).toArray()).toEqual([1, 0, 2, 0])
  })
})

describe('statistics', () => {
  test('quantiles of lists, as NumPy', () => {
    const x = tensor([[3, 1, 2, 10]], f64)
    expect(median(x).item()).toBe(2.5)
    expect(quantile(x, [0, 0.5, 1], 1).toArray()).toEqual([[1], [2.5], [10]])
    expect(percentile(x, 25, 1, { interpolation: 'lower', keepdims: true }).toArray()).toEqual([[1]])
    expect(() => quantile(x, 1.5)).toThrow(/from 0 to 1/)
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
    expect(() => grad((x: Tensor) => x.sum())(tensor([1, 2], { dtype: 'int32' }))).toThrow(
      /grad: an argument to differentiate by/,
    )
  })
})

describe('shapes', () => {
  test('errors name what came', () => {
    expect(() => reshape(grid(), [5, -1])).toThrow(/one extent may be -1/)
    expect(() => split(grid(), [1, 1], 0)).toThrow(/add up to 2/)
    expect(() => concatenate([])).toThrow(/the list is empty/)
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
  test('clips by tensors too', () => {
    const g = grad((x: Tensor, low: Tensor) => clip(x, low, 5).sum(), { argnums: [0, 1] })
    expect(g(tensor([0, 3, 9], f64), tensor([1, 1, 1], f64)).map((t) => t.toArray())).toEqual([
      [0, 1, 0],
      [1, 0, 0],
    ])
  })
})

describe('layers', () => {
  test('cross entropy takes a list of classes', () => {
    const x = tensor(
      [
        [2, 1, 0],
        [0, 0, 5],
      ],
      f64,
    )
    expect(crossEntropy(x, [0, 2]).item()).toBeCloseTo(0.2105, 4)
    expect(() => crossEntropy(x, [0, 1, 2])).toThrow(/class numbers must have the shape/)
    expect(() => crossEntropy(x, [0, 3]).item()).toThrow(/index 3/)
  })
  test('batch normalization moves its variables while training, also compiled', () => {
    const x = tensor([[1], [3]], f64)
    for (const step of [(f: () => Tensor) => f, (f: () => Tensor) => jit(f)]) {
      const runningMean = variable([0], { ...f64, requiresGrad: false })
      const runningVar = variable([1], { ...f64, requiresGrad: false })
      step(() => batchNorm(x, { runningMean, runningVar, training: true }))().data()
      expect(runningMean.item()).toBeCloseTo(0.2, 12)
      expect(runningVar.item()).toBeCloseTo(1.1, 12)
    }
  })
  test('a sequence is its cells in a row', () => {
    const normal = (shape: number[], i: number): Tensor =>
      random.normal(shape, 0, 1, { key: random.key(i), ...f64 })
    const [x, w, u] = [normal([4, 2, 3], 1), normal([20, 3], 2), normal([20, 5], 3)]
    const state = (): [Tensor, Tensor] => [zeros([2, 5], f64), zeros([2, 5], f64)]
    const loss = (weights: { w: Tensor; u: Tensor }): Tensor => {
      const { output, c } = lstm(x, state(), { inputWeight: weights.w, hiddenWeight: weights.u })
      return output.square().sum().add(c.sum())
    }
    const unrolled = (weights: { w: Tensor; u: Tensor }): Tensor => {
      let [h, c] = state()
      let total: Tensor = tensor(0, f64)
      for (let t = 0; t < 4; t++) {
        ;[h, c] = lstmCell(index(x, t), [h, c], { inputWeight: weights.w, hiddenWeight: weights.u })
        total = total.add(h.square().sum())
      }
      return total.add(c.sum())
    }
    const [a, b] = [grad(loss)({ w, u }), grad(unrolled)({ w, u })]
    for (const name of ['w', 'u'] as const)
      [...a[name].data()].forEach((value, i) => {
        expect(value).toBeCloseTo(b[name].data()[i]!, 10)
      })
  })
  test('dropout keeps the mean, repeats with its key, and rests in evaluation', () => {
    const x = zeros([10000]).add(1)
    const key = random.key(3)
    const y = dropout(x, { p: 0.25, key })
    expect(y.mean().item()).toBeCloseTo(1, 1)
    expect(dropout(x, { p: 0.25, key }).toArray()).toEqual(y.toArray())
    expect(dropout(x, { training: false }).toArray()).toEqual(x.toArray())
    expect(() => dropout(x, { p: 2 })).toThrow(/a probability is from 0 to 1/)
  })
  test('softmax and matmul of large numbers', () => {
    expect(softmax(tensor([1000, 1000], f64)).toArray()).toEqual([0.5, 0.5])
    expect(() => linear(grid(), grid().t())).toThrow(/last axis of x/)
    expect(() => matmul(grid(), grid())).toThrow(/would fit/)
  })
})

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
