import { describe, expect, test } from 'vitest'
import { type DifferenceMethod, derivative, hessian, jacobian } from '../index.ts'

/** Places where steps that scale with x pass many periods: powers of two all but fit into those of the sine. */
const places = [1e6, 1e7, 1e8, 1e8 + 0.3, 123456789.123, 1e9, 1e10, 1e12, 1e14]

describe('a periodic function far out', () => {
  test.each(places)('is looked at from near by: x = %d', (x) => {
    for (const [order, exact] of [
      [1, Math.cos(x)],
      [2, -Math.sin(x)],
    ] as const) {
      const found = derivative(Math.sin, x, { order })
      expect(Math.abs(found.value - exact)).toBeLessThanOrEqual(found.error)
      expect(Math.abs(found.value - exact)).toBeLessThan(1e-4)
      expect(found.converged).toBe(true)
    }
  })

  test('a fixed step that passes periods says how wrong it is', () => {
    const methods: DifferenceMethod[] = ['forward', 'central', '3-point', '5-point', '7-point', '8-point']
    for (const method of methods)
      for (const x of [...places, 1e15]) {
        const found = derivative(Math.sin, x, { method })
        expect(Math.abs(found.value - Math.cos(x))).toBeLessThanOrEqual(found.error)
      }
  })

  test('a smooth function keeps its digits beside a periodic one', () => {
    const { value, error, converged } = jacobian(([x]) => [Math.sin(x!), x! * x!], [1e8])
    expect(Math.abs(value[0]![0]! - Math.cos(1e8))).toBeLessThan(1e-9)
    expect(value[1]![0]).toBe(2e8)
    expect(error[1]![0]).toBeLessThan(1e-2)
    expect(converged).toBe(true)
  })

  test('mixed derivatives', () => {
    for (const x of [1e3, 1e6, 1e8]) {
      const { value, error } = hessian(([a, b]) => Math.sin(a!) * Math.sin(b!), [x, x + 1])
      const wrong = Math.abs(value[0]![1]! - Math.cos(x) * Math.cos(x + 1))
      expect(wrong).toBeLessThanOrEqual(error[0]![1]!)
      expect(wrong).toBeLessThan(1e-9)
    }
  })
})

describe('what is far below the steps', () => {
  test.each<[string, (x: number) => number, (x: number) => number]>([
    ['short waves of 1e-6', (x) => x * x + 1e-6 * Math.sin(1e7 * x), (x) => 2 * x],
    ['values of six decimals', (x) => Math.round(1e6 * Math.sin(x)) / 1e6, Math.cos],
  ])('counts in the error, and nothing has converged: %s', (_, f, trend) => {
    for (const x of [0.3, 1, 2.5]) {
      const found = derivative(f, x)
      expect(Math.abs(found.value - trend(x))).toBeLessThanOrEqual(found.error)
      expect(found.error).toBeLessThan(1e-2)
      expect(found.converged).toBe(false)
    }
  })

  test('costs smooth functions nothing, in calls or in error', () => {
    for (const x of [0.3, 1, 2.5]) {
      const found = derivative(Math.exp, x)
      expect(found.evaluations).toBeLessThan(15)
      expect(found.error).toBeLessThan(1e-11)
      expect(found.converged).toBe(true)
    }
    // what is even and has a cusp at x moves no odd slope
    expect(derivative((x) => Math.abs(x - 1) ** 1.5, 1).error).toBeLessThan(1e-12)
  })
})
