import { expect, test } from 'vitest'
import { astype, grad, math, type Tensor, tensor } from './index.ts'

const x = tensor([0.5, 2, 8], { dtype: 'float64' })

test('log to a base, and the reciprocal kinds', () => {
  expect(math`log(${x}, 2)`.toArray()).toEqual([-1, 1, 3])
  expect((math`log(${tensor(100, { dtype: 'float64' })}, 10)` as Tensor).item()).toBe(2)
  const slope = grad((at: Tensor) => math`log(${at}, 3)`)
  expect(slope(tensor(2, { dtype: 'float64' })).item()).toBeCloseTo(1 / (2 * Math.log(3)), 15)
  const value = math`sec(${x}) * cos(${x}) + csc(${x}) * sin(${x}) + cot(${x}) * tan(${x})
    + sech(${x}) * cosh(${x}) + csch(${x}) * sinh(${x}) + coth(${x}) * tanh(${x})`
  for (const each of value.toArray() as number[]) expect(each).toBeCloseTo(6, 14)
})

test('numbers alone are computed in float64', () => {
  expect(math`exp(${1.1})`).toBeCloseTo(Math.exp(1.1), 14)
  expect(math`atan2(${1.1}, ${0.7}) + gamma(2.3)`).toBeCloseTo(Math.atan2(1.1, 0.7) + 1.1667119051981603, 13)
  expect(astype(1.1, 'float64').item()).toBe(1.1)
  expect(astype([1.1, 2], 'float64').toArray()).toEqual([1.1, 2])
  expect(astype(16777217, 'int32').item()).toBe(16777217)
  expect(astype([1.7, -1.7], 'int32').toArray()).toEqual([1, -1])
  expect(astype([16777217], 'int32').toArray()).toEqual([16777217])
  expect(astype(Uint32Array.of(2 ** 32 - 1), 'int32').toArray()).toEqual([-1])
  expect(astype(true, 'float64').item()).toBe(1)
})

test.each([
  [() => math`exp(${x}, 2)`, "'exp' takes 1 argument(s), not 2"],
  [() => math`atan2(1, 2, 3)`, "'atan2' takes 2 argument(s), not 3"],
  [() => math`log(1, 2, 3)`, "'log' takes 2 argument(s), not 3"],
  [() => math`nothing(1)`, "no function 'nothing'"],
  [() => math`sin'(${x})`, "sin' is a derivative"],
])('refuses %s', (write, message) => expect(write).toThrow(message))
