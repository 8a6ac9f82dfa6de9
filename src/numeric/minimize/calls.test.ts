import { expect, test } from 'vitest'
import { leastSquares, minimize, minimizeMethods } from '../index.ts'

const rosenbrock = ([x, y]: number[]) => 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2

test.each(minimizeMethods)('%s: every call of f is counted, the one at the start too', (method) => {
  let calls = 0
  const counted = (x: number[]) => {
    calls++
    return rosenbrock(x)
  }
  expect(minimize(counted, [-1.2, 1], { method, maxIterations: 50 }).evaluations).toBe(calls)
})

test('leastSquares: every call of the residuals is counted', () => {
  let calls = 0
  const residuals = ([x, y]: number[]) => {
    calls++
    return [10 * (y! - x! ** 2), 1 - x!]
  }
  expect(leastSquares(residuals, [-1.2, 1]).evaluations).toBe(calls)
})
