import { describe, expect, test } from 'vitest'
import { directional, gradient, hessian, hessianVectorProduct, jacobian } from '../index.ts'

const rosenbrock = ([x, y]: number[]) => 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2

const rosenbrockGradient = ([x, y]: number[]) => [
  -400 * x! * (y! - x! ** 2) - 2 * (1 - x!),
  200 * (y! - x! ** 2),
]

describe('several variables', () => {
  test('gradient, jacobian, directional, hessian and its product agree', () => {
    const x = [-1.2, 1]
    const g = gradient(rosenbrock, x)
    const h = hessian(rosenbrock, x)
    const truth = [
      [1330, 480],
      [480, 200],
    ]
    expect(g.converged && h.converged).toBe(true)
    for (let i = 0; i < 2; i++) {
      expect(Math.abs(g.value[i]! - [-215.6, -88][i]!)).toBeLessThanOrEqual(g.error[i]!)
      for (let j = 0; j < 2; j++)
        expect(Math.abs(h.value[i]![j]! - truth[i]![j]!)).toBeLessThanOrEqual(h.error[i]![j]!)
    }
    const product = hessianVectorProduct(rosenbrock, x, [1, 2])
    const withGradient = hessianVectorProduct(rosenbrock, x, [1, 2], { gradient: rosenbrockGradient })
    for (const found of [product, withGradient]) {
      expect(found.value[0]).toBeCloseTo(2290, 8)
      expect(found.value[1]).toBeCloseTo(880, 8)
    }
    expect(withGradient.evaluations).toBeLessThan(product.evaluations)
    expect(hessian(rosenbrock, x, { gradient: rosenbrockGradient }).value[0]![1]).toBeCloseTo(480, 9)
    expect(directional(rosenbrock, x, [1, 2]).value).toBeCloseTo(-215.6 - 176, 9)
    expect(directional(rosenbrockGradient, x, [1, 2]).value[0]).toBeCloseTo(2290, 8)
    expect(jacobian(rosenbrockGradient, x).value[1]![0]).toBeCloseTo(480, 9)
  })

  test('hessians stay inside bounds, at corners too', () => {
    const lower = [-1.2, 1]
    const inside = (p: number[]) => {
      expect(p.every((pi, i) => pi >= lower[i]! && pi <= 5)).toBe(true)
      return rosenbrock(p)
    }
    for (const method of ['adaptive', 'central', 'forward'] as const) {
      const h = hessian(inside, lower, { bounds: { lower, upper: 5 }, method })
      expect(h.value[0]![0]! / 1330).toBeCloseTo(1, 2)
      expect(h.value[0]![1]! / 480).toBeCloseTo(1, 2)
    }
  })

  test('args go to f, fixed methods work on vectors, zero directions give zero', () => {
    expect(
      gradient(([x], a: number) => a * x! ** 2, [3], { args: [2], method: 'central' }).value[0],
    ).toBeCloseTo(12, 7)
    expect(directional(([x]) => x! ** 2, [3], [0]).value).toBe(0)
    expect(gradient(() => 1, []).value).toEqual([])
  })
})
