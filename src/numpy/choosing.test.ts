import { expect, test } from 'vitest'
import { type DType, grad, jit, ShapeError, type Tensor, tensor } from '../tensor/index.ts'
import { histogram2d, lexsort, nanpercentile, nanquantile, putAlongAxis, select, unwrap } from './index.ts'

const of = (dtype: DType, x: readonly unknown[]): Tensor => tensor(x as number[], { dtype })

test('the first condition that holds chooses, and gradients reach what is chosen', () => {
  const x = tensor([-1, 0.5, 3])
  const f = (x: Tensor): Tensor => select([x.less(0), x.less(1)], [0, x.square()], x.mul(2))
  expect(f(x).toArray()).toEqual([0, 0.25, 6])
  expect(jit(f)(x).toArray()).toEqual([0, 0.25, 6])
  expect(grad((x: Tensor) => f(x).sum())(x).toArray()).toEqual([0, 1, 2])
  expect(select([[true, false]], [of('int32', [7, 8])]).toArray()).toEqual([7, 0])
  expect(select([[true, false]], [of('int32', [7, 8])]).dtype).toBe('int32')
  expect(select([[[true], [false]]], [[1, 2]], -1).toArray()).toEqual([
    [1, 2],
    [-1, -1],
  ])
  expect(() => select([], [])).toThrow('select: there are 0 conditions and 0 choices')
  expect(() => select([[true]], [1, 2])).toThrow('select: there are 1 conditions and 2 choices')
})

test('keys in a list, of several dtypes', () => {
  expect(lexsort([of('float64', [0.5, 0.25, 0.5]), of('bool', [true, false, false])]).toArray()).toEqual([
    1, 2, 0,
  ])
  expect(lexsort([3, 4]).toArray()).toBe(0)
  expect(lexsort([[]]).shape).toEqual([0])
  expect(() => lexsort([])).toThrow('lexsort: there is no key')
  expect(() => lexsort([[1, 2], [1]])).toThrow('lexsort: the keys have shapes [2] and [1]')
})

test('what is put keeps the dtype of what it is put into, and counts from the end', () => {
  const put = putAlongAxis(of('int32', [1, 2, 3]), [-1, 0], 7.9, 0)
  expect([put.dtype, put.toArray()]).toEqual(['int32', [7, 2, 7]])
  expect(() => putAlongAxis([[1]], [0], 1, 0)).toThrow(ShapeError)
  expect(() => putAlongAxis([1], [0.5], 1, 0)).toThrow('putAlongAxis: the indices are')
  expect(() => putAlongAxis([1, 2], [2], 1, 0).data()).toThrow('index 2 along axis 0')
})

test('quantiles without NaN of integers, of infinities, of nothing', () => {
  expect(nanquantile(of('int32', [1, 2]), 0.5).dtype).toBe('float32')
  expect(nanquantile([-Infinity, 1, 2, NaN], [0, 0.25, 0.5, 1]).toArray()).toEqual([
    -Infinity,
    -Infinity,
    1,
    2,
  ])
  expect(nanquantile([1, Infinity, Infinity], 1).item()).toBe(Infinity)
  expect(nanquantile([[NaN], [1]], [], 1).shape).toEqual([0, 2])
  expect(nanquantile(3, 0.2).item()).toBe(3)
  expect(() => nanquantile([], 0.2)).toThrow('nanquantile: x is f32[0]: there is no element')
  expect(() => nanquantile([1], 1.5)).toThrow('nanquantile: q is 1.5: it must be from 0 to 1')
  expect(() => nanpercentile([1], 150)).toThrow('nanpercentile: q is 1.5')
  expect(() => nanquantile([1], 0.5, 0, { interpolation: 'some' as never })).toThrow(
    'nanquantile: interpolation is some',
  )
})

test('phases of nothing, of one, and without a period', () => {
  expect(unwrap([]).shape).toEqual([0])
  expect(unwrap(of('int32', [5])).toArray()).toEqual([5])
  // half a period up stays, half a period down stays too
  expect(unwrap([0, 3, 0], { period: 6 }).toArray()).toEqual([0, 3, 0])
  expect(() => unwrap([1], { period: 0 })).toThrow('unwrap: the period is 0: it must be a finite number > 0.')
  expect(() => unwrap([1], { period: '6' as never })).toThrow('unwrap: the period is "6"')
})

test('points and their edges', () => {
  const found = histogram2d(of('int32', [648755223, 648755224]), [0, 1], { bins: [2, [0, 0.5]] })
  expect([found.counts.dtype, found.counts.toArray()]).toEqual(['int32', [[1], [0]]])
  expect([found.xEdges.shape, found.yEdges.toArray()]).toEqual([[3], [0, 0.5]])
  expect(() => histogram2d([1], [1, 2])).toThrow('histogram2d: there are 1 numbers in x and 2 in y')
  expect(() => histogram2d([1, 2], [1, 2], { weights: [1] })).toThrow(
    'histogram2d: there are 2 numbers and 1 weights',
  )
})
