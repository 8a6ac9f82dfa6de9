import { expect, test } from 'vitest'
import { leastSquares } from '../index.ts'

/** Powell's badly scaled function: a valley along x y = 1e-4. */
const powell = ([x, y]: number[]) => [1e4 * x! * y! - 1, Math.exp(-x!) + Math.exp(-y!) - 1.0001]

/** Gill, Murray and Pitfield's second penalty function of four variables. */
function penalty(x: number[]): number[] {
  const a = Math.sqrt(1e-5)
  const e = (t: number) => Math.exp(t / 10)
  return [
    x[0]! - 0.2,
    ...[2, 3, 4].map((i) => a * (e(x[i - 1]!) + e(x[i - 2]!) - e(i) - e(i - 1))),
    ...[5, 6, 7].map((i) => a * (e(x[i - 4]!) - e(-1))),
    x.reduce((sum, v, j) => sum + (4 - j) * v * v, -1),
  ]
}

test.each(['lm', 'trf'] as const)(
  '%s follows a bent valley, and bends no step that gains enough',
  (method) => {
    const narrow = leastSquares(powell, [0, 1], { method })
    expect(narrow.value).toBeLessThan(1e-20)
    expect(narrow.evaluations).toBeLessThan(110)
    const flat = leastSquares(penalty, [0.5, 0.5, 0.5, 0.5], { method })
    expect(flat.value).toBeCloseTo(9.37629300735544e-6, 17)
    expect(flat.evaluations).toBeLessThan(300)
  },
)

test('a bent step stays within bounds', () => {
  const box = { lower: [-2, -1], upper: [0.5, 3] }
  const rosenbrock = ([x, y]: number[]) => {
    expect(x! >= -2 && x! <= 0.5 && y! >= -1 && y! <= 3).toBe(true)
    return [10 * (y! - x! * x!), 1 - x!]
  }
  const fit = leastSquares(rosenbrock, [-1.9, 2.9], { bounds: box })
  expect(fit.converged).toBe(true)
  expect(fit.x[0]).toBeCloseTo(0.5, 9)
  expect(fit.x[1]).toBeCloseTo(0.25, 8)
})
