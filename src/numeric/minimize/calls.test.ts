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

test('conjugate gradients end soon on quadratics', () => {
  // eigenvalues from 1 to 10^6, along the columns of a reflection
  const mirror = Array.from({ length: 7 }, (_, i) => Math.sin(1 + i * i))
  const size = mirror.reduce((sum, v) => sum + v * v, 0)
  const reflected = (x: readonly number[]) => {
    const along = (2 * x.reduce((sum, xi, i) => sum + xi * mirror[i]!, 0)) / size
    return x.map((xi, i) => xi - along * mirror[i]!)
  }
  const gradient = (x: number[]) => reflected(reflected(x).map((v, i) => v * 10 ** i))
  const f = (x: number[]) => gradient(x).reduce((sum, g, i) => sum + (g * x[i]!) / 2, 0)
  const start = Array.from({ length: 7 }, (_, i) => Math.cos(3 * i))
  for (const [gradientTolerance, most] of [
    [1e-5, 150],
    [1e-8, 200],
  ] as const) {
    const found = minimize(f, start, { method: 'cg', gradient, gradientTolerance })
    expect(found.status).toBe('converged')
    expect(found.evaluations).toBeLessThan(most)
  }
})

test('conjugate gradients begin again where the curvature changes', () => {
  // Powell's singular function takes 1,425 calls, and 23,189 where directions are never given up
  const singular = ([a, b, c, d]: number[]) =>
    (a! + 10 * b!) ** 2 + 5 * (c! - d!) ** 2 + (b! - 2 * c!) ** 4 + 10 * (a! - d!) ** 4
  const found = minimize(singular, [3, -1, 0, 1], { method: 'cg' })
  expect(found.status).toBe('converged')
  expect(found.evaluations).toBeLessThan(4000)
})
