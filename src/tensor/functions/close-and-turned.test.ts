import { expect, test } from 'vitest'
import { allclose, average, isclose, rot90, tensor } from '../index.ts'

const f64 = { dtype: 'float64' } as const

test('isclose measures by the second operand; NaN is close only where it is asked to be', () => {
  const found = (a: number, b: number, options = {}): number =>
    isclose(tensor(a, f64), tensor(b, f64), options).item()
  expect([found(1, 1), found(1, 1.1), found(1.1, 1), found(0, 2e-8), found(0, 5e-9)]).toEqual([1, 0, 0, 0, 1])
  expect([found(9, 10, { rtol: 0.1, atol: 0 }), found(10, 9, { rtol: 0.1, atol: 0 })]).toEqual([1, 0])
  expect([found(Infinity, Infinity), found(-Infinity, Infinity), found(1, Infinity)]).toEqual([1, 0, 0])
  expect([found(NaN, NaN), found(NaN, NaN, { equalNan: true }), found(NaN, 1, { equalNan: true })]).toEqual([
    0, 1, 0,
  ])
  expect([allclose([1, 2], [1, 2]), allclose([1, 2], [1, 3])]).toEqual([true, false])
})

test('turns go on from each other, and four of them, or one backwards, come back', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ])
  expect(rot90(x).toArray()).toEqual([
    [3, 6],
    [2, 5],
    [1, 4],
  ])
  for (const turns of [-2, -1, 0, 1, 2, 3, 4])
    expect(rot90(rot90(x, turns)).toArray()).toEqual(rot90(x, turns + 1).toArray())
  expect(rot90(x, -1, [1, 0]).toArray()).toEqual(rot90(x).toArray())
})

test('weights of one axis lie along it, unless they are as the operand is', () => {
  const x = tensor([
    [1, 2],
    [3, 6],
  ])
  expect(average(x, 0, { weights: [1, 3] }).toArray()).toEqual([2.5, 5])
  expect(average(x, 1, { weights: [1, 3] }).toArray()).toEqual([1.75, 5.25])
  const same = [
    [1, 3],
    [3, 1],
  ]
  expect(average(x, 0, { weights: same }).toArray()).toEqual([2.5, 3])
  expect(average(x, undefined, { weights: same }).item()).toBe(2.75)
})
