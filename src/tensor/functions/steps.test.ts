import { expect, test } from 'vitest'
import { acot, grad, heaviside } from '../index.ts'

test('heaviside is 0, what stands for 0, 1, and NaN where x is', () => {
  expect(heaviside([-2, -0, 0, 3, NaN], 0.5).toArray()).toEqual([0, 0.5, 0.5, 1, NaN])
  expect(heaviside([-Infinity, 0, Infinity], [5, 6, 7]).toArray()).toEqual([0, 6, 1])
})

test('acot is the angle whose cotangent is x, odd, with slope -1 / (1 + x^2)', () => {
  for (const x of [0.25, 1, 2, 40]) {
    expect(acot(x).item()).toBeCloseTo(Math.atan(1 / x), 6)
    expect(acot(-x).item()).toBeCloseTo(-Math.atan(1 / x), 6)
    for (const at of [x, -x]) expect(grad(acot)(at).item()).toBeCloseTo(-1 / (1 + x * x), 6)
  }
})
