import { describe, expect, test } from 'vitest'
import { leastSquares } from '../index.ts'

// Brown and Dennis (1971): residuals of hundreds at the minimum, where Gauss-Newton steps go too far
const times = Array.from({ length: 20 }, (_, i) => (i + 1) / 5)
const brownDennis = ([a, b, c, d]: number[]) =>
  times.map((t) => (a! + t * b! - Math.exp(t)) ** 2 + (c! + d! * Math.sin(t) - Math.cos(t)) ** 2)

describe('large residuals', () => {
  test.each(['lm', 'trf'] as const)('%s learns the curvature that Gauss and Newton leave out', (method) => {
    const fit = leastSquares(brownDennis, [25, 5, -5, -1], { method })
    expect(fit.converged).toBe(true)
    expect(Math.abs(fit.value / 85822.2016263563 - 1)).toBeLessThan(1e-12)
    // 1023 and 3989 without it
    expect(fit.evaluations).toBeLessThan(330)
  })

  test('exact Jacobians: to the last digits of the gradient', () => {
    const jacobian = ([a, b, c, d]: number[]) =>
      times.map((t) => {
        const [u, v] = [2 * (a! + t * b! - Math.exp(t)), 2 * (c! + d! * Math.sin(t) - Math.cos(t))]
        return [u, u * t, v, v * Math.sin(t)]
      })
    const fit = leastSquares(brownDennis, [25, 5, -5, -1], { jacobian })
    expect(fit.status).toBe('converged')
    expect(fit.gradientNorm).toBeLessThan(1e-5)
  })
})

test('a fit with a nearly singular Jacobian at its minimum has not failed', () => {
  // Chebyquad with 8 points: the minimum is not 0
  const chebyquad = (x: number[]) => {
    const n = x.length
    return x.map((_, k) => {
      const degree = k + 1
      const mean = x.reduce((sum, v) => sum + Math.cos(degree * Math.acos(2 * v - 1)), 0) / n
      return mean + (degree % 2 === 0 ? 1 / (degree * degree - 1) : 0)
    })
  }
  const x0 = Array.from({ length: 8 }, (_, i) => (i + 1) / 9)
  for (const method of ['lm', 'trf'] as const) {
    const fit = leastSquares(chebyquad, x0, {
      method,
      bounds: method === 'trf' ? { lower: 0, upper: 1 } : undefined,
    })
    expect(fit.converged).toBe(true)
    expect(fit.value).toBeCloseTo(0.0035168737257, 12)
  }
})
