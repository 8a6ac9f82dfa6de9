import { describe, expect, test } from 'vitest'
import { derivative, leastSquares, minimize, NonFiniteError } from '../index.ts'

const bowl = ([x, y]: number[]) => (x! - 1) ** 2 + 3 * (y! + 2) ** 2

describe('units that make every gradient small, or large', () => {
  test.each([1e-100, 1e-34, 1e-19, 1e-9, 1e9, 1e100])('values in units of %d', (unit) => {
    for (const method of ['bfgs', 'l-bfgs', 'cg', 'gradient-descent'] as const) {
      const found = minimize((x) => unit * bowl(x), [5, 5], { method })
      expect(found.converged).toBe(true)
      expect(found.x).toEqual([expect.closeTo(1, 2), expect.closeTo(-2, 2)])
      expect(found.evaluations).toBeLessThan(500)
    }
  })

  test.each([1e-9, 1e19, 1e60])('coordinates in units of %d', (unit) => {
    const found = minimize((x) => bowl(x.map((v) => v / unit)), [5 * unit, 5 * unit])
    expect(found.converged).toBe(true)
    expect(found.x.map((v) => v / unit)).toEqual([expect.closeTo(1, 2), expect.closeTo(-2, 2)])
  })

  test('a gradient that is asked for is enough', () => {
    const found = minimize((x) => 1e-19 * bowl(x), [5, 5], { gradientTolerance: 1e-8 })
    expect([found.iterations, found.status]).toEqual([0, 'converged'])
  })

  test('within bounds, a gradient larger than the room is not noise', () => {
    for (const unit of [1e20, 1e100]) {
      const found = minimize((x) => unit * bowl(x), [5, 5], { bounds: { lower: 0 } })
      expect(found.converged).toBe(true)
      expect(found.x).toEqual([expect.closeTo(1, 6), 0])
    }
  })

  test('squares that overflow leave a sum of 0 as it is', () => {
    const fit = leastSquares(([x, y]) => [1e200 * (x! - 1), 1e201 * (y! - x! ** 2)], [-1.2, 1])
    expect([fit.value, fit.gradientNorm]).toEqual([0, 0])
  })

  test('what is not finite has no derivative by a complex step', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => derivative(() => value, 1, { method: 'complex-step' })).toThrow(NonFiniteError)
  })
})

test.each(['bfgs', 'l-bfgs', 'cg', 'gradient-descent', 'newton-cg', 'steihaug'] as const)(
  '%s follows a fall without end to its end, with few calls',
  (method) => {
    for (const f of [([x]: number[]) => -x!, ([x]: number[]) => -(x! ** 3)]) {
      const found = minimize(f, [3.5], { method })
      expect(found.status).toBe('unbounded')
      expect(found.evaluations).toBeLessThan(600)
    }
    const far = minimize(([x, y]) => (x! - 1e13) ** 2 + (y! + 3e12) ** 2 + (x! * y!) / 10, [0, 1], { method })
    expect(far.converged).toBe(true)
    expect(far.x[0]! / 10175438596491.229).toBeCloseTo(1, 8)
  },
)

test.each([1e-250, 1e-200, 1e-100, 1, 1e100, 1e200, 1e250])('a fit of parameters in units of %d', (unit) => {
  const bent = ([x, y]: number[]) => [x! / unit - 1, 10 * (y! / unit - (x! / unit) ** 2), (0.1 * x!) / unit]
  const start = [-1.2 * unit, unit]
  for (const method of ['lm', 'trf'] as const) {
    const fit = leastSquares(bent, start, { method })
    expect(fit.converged).toBe(true)
    expect(fit.x.map((v) => v / unit)).toEqual([expect.closeTo(0.99009901, 8), expect.closeTo(0.98029605, 8)])
    expect(fit.standardErrors.map((v) => v / unit)).toEqual([
      expect.closeTo(0.099009901, 8),
      expect.closeTo(0.196311547, 8),
    ])
  }
  const bounds = { lower: -2 * unit, upper: [0.5 * unit, 2 * unit] }
  const held = leastSquares(bent, start, { bounds })
  expect(held.converged).toBe(true)
  expect(held.x.map((v) => v / unit)).toEqual([expect.closeTo(0.5, 8), expect.closeTo(0.25, 6)])
})

test.each([
  [1e-200, 1],
  [1, 1e200],
  [1, 1e160],
  [1, 1e-200],
  [1, 1e-306],
])(
  'numbers too large or small for the products of a search are not called a minimum: f in %d, x in %d',
  (f, x) => {
    for (const method of ['bfgs', 'cg', 'dogleg', 'nesterov'] as const) {
      const found = minimize((p) => f * bowl(p.map((v) => v / x)), [5 * x, 5 * x], { method })
      const [a, b] = found.x.map((v) => v / x)
      const there = Math.abs(a! - 1) + Math.abs(b! + 2) < 1e-3
      expect(found.status).toBe(there ? 'converged' : 'failed')
    }
  },
)
