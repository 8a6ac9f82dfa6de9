import { describe, expect, test } from 'vitest'
import {
  type Complex,
  type DerivativeOptions,
  derivative,
  gradient,
  hessian,
  NonFiniteError,
} from '../index.ts'

describe('awkward places', () => {
  const covered = (
    f: (x: number) => number,
    x: number,
    truth: number,
    relative: number,
    options?: DerivativeOptions,
  ) => {
    const found = derivative(f, x, options)
    expect(found.converged).toBe(true)
    expect(Math.abs(found.value - truth)).toBeLessThanOrEqual(found.error)
    expect(Math.abs(found.value / truth - 1)).toBeLessThan(relative)
  }

  test('poles and logarithms at the scale of a tiny x', () => {
    covered(Math.log, 1e-300, 1e300, 1e-10)
    covered((x) => 1 / x, 1e-150, -1e300, 1e-10)
    // between x and what its rounding hides, however far below the steps that leave the domain
    for (let x = 1e-20; x > 1e-306; x *= 3.7e-7) {
      covered(Math.log, x, 1 / x, 1e-9)
      covered(Math.sqrt, x, 0.5 / Math.sqrt(x), 1e-9)
    }
    covered((x) => 1 / x, 1e-100, 2e300, 1e-9, { order: 2 })
    covered((x) => 1 / (x * x), 5e-4, -24 / 5e-4 ** 5, 1e-6, { order: 3 })
    covered(Math.cbrt, 7e-21, Math.cbrt(7e-21) / 3 / 7e-21, 1e-10)
  })

  test('a huge x, and values that nearly overflow', () => {
    covered(Math.log, 1e300, 1e-300, 1e-10)
    covered((x) => x * x, 1e150, 2e150, 1e-12)
    covered(Math.exp, 709.7, Math.exp(709.7), 1e-9)
    covered((x) => x, 1e20, 1, 1e-1, { step: 1e-3 })
  })

  test('what rounding makes of steps below its own is no derivative', () => {
    expect(() => gradient(((x: number, y: number) => x * y) as never, [1, 2])).toThrow(
      'It gets the point as one array: ([x, y]) => ..., not (x, y) => ...',
    )
    expect(() => derivative((x) => Math.sqrt(x - 1), 1)).toThrow('the function is NaN at x = 0.99')
  })

  test('steps that are whole periods are noticed', () => {
    for (const wave of [50, 2 * Math.PI * 64, 804.987942429692])
      for (const order of [1, 2, 3] as const)
        for (const x of [0.3, 10.1, 30.2, 99.7]) {
          const found = derivative((t) => Math.sin(wave * t), x, { order })
          const truth = wave ** order * Math.sin(wave * x + (order * Math.PI) / 2)
          expect(Math.abs(found.value - truth)).toBeLessThan(1e-6 * wave ** order)
          expect(Math.abs(found.value - truth)).toBeLessThan(3 * found.error)
        }
    // each component is looked at
    const both = gradient(([x, y]) => Math.cos(50 * x!) + y!, [30, 1])
    expect(both.value).toEqual([expect.closeTo(-50 * Math.sin(1500), 7), expect.closeTo(1, 7)])
  })

  test('powers of steps that overflow', () => {
    covered(Math.sqrt, 1e200, -2.5e-301, 1e-8, { order: 2 })
    covered(Math.cbrt, 1e110, ((10 / 27) * 1e-293) / Math.cbrt(10), 1e-7, { order: 3 })
  })

  test('derivatives too small for a number are not claimed to be 0 without error', () => {
    for (const order of [2, 3, 4] as const) {
      for (const method of ['adaptive', 'central', 'forward'] as const) {
        const lost = derivative(Math.sin, 1e200, { order, method })
        expect(lost.error, method).toBeGreaterThan(0)
        expect(lost.converged, method).toBe(false)
        const small = derivative((x) => 1 / x, 1e100, { order, method, rtol: 0.5 })
        expect(
          Math.abs(small.value - (-1) ** order * [2, 6, 24][order - 2]! * 10 ** (-100 * (order + 1))),
        ).toBeLessThanOrEqual(small.error)
        expect(small.converged, method).toBe(true)
      }
    }
    const mixed = hessian(([x, y]) => Math.sin(x! + y!), [1e200, 1e200])
    expect(mixed.error.flat().every((e) => e > 0)).toBe(true)
    expect(mixed.converged).toBe(false)
    // the absolute tolerance is one of the derivative, which is 7.5e-11
    const within = (atol: number) =>
      derivative((x) => x ** 1.5, 1e20, { method: 'central', order: 2, rtol: 0, atol }).converged
    expect([1e-14, 1e-30].map(within)).toEqual([true, false])
  })

  test('rows that agree by chance have not converged', () => {
    for (const order of [2, 3, 4] as const) {
      for (let x = 29225; x < 29245; x += 0.7) {
        const found = derivative((t) => Math.sin(t) + Math.sin(t), x, { order })
        const truth = 2 * Math.sin(x + (order * Math.PI) / 2)
        if (found.converged) expect(Math.abs(found.value - truth)).toBeLessThan(0.1)
      }
    }
  })
})

describe('the complex step', () => {
  const at = (f: (z: Complex) => Complex, x: number) => derivative(f, x, { method: 'complex-step' }).value

  test('says so where the function leaves the real numbers', () => {
    expect(() => at((z) => z.log(), -2)).toThrow(NonFiniteError)
    expect(() => at((z) => z.sqrt(), -2)).toThrow(NonFiniteError)
    expect(() => at((z) => z.asin(), 2)).toThrow('the derivative by a complex step is NaN at x = 2.')
    expect(at((z) => z.square().log(), -2)).toBe(-1)
  })

  test('is exact at any scale', () => {
    expect(at((z) => z.log(), 1e-200)).toBeCloseTo(1e200, -187)
    expect(at((z) => z.sqrt(), 1e308) / 5e-155).toBeCloseTo(1, 14)
    expect(at((z) => z.pow(101.3), 900) / (101.3 * 900 ** 100.3)).toBeCloseTo(1, 14)
  })

  test('takes one step', () => {
    expect(() => derivative((z) => z, 1, { method: 'complex-step', step: 0 })).toThrow(
      'step is 0; it must be',
    )
    expect(() => gradient(([z]) => z!, [1], { method: 'complex-step', step: [1] as never })).toThrow(
      'step is an array of length 1; it must be one finite number',
    )
  })
})

describe('at the largest number', () => {
  const { MAX_VALUE } = Number

  test.each([1, -1])('differences go back from it, at %d times it', (sign) => {
    const half = derivative((x) => x / 2, sign * MAX_VALUE)
    expect(half.value).toBeCloseTo(0.5, 12)
    expect(half.converged).toBe(true)
    expect(derivative((x) => x / 4, sign * MAX_VALUE, { method: 'central' }).value).toBeCloseTo(0.25, 10)
    expect(gradient(([x, y]) => x! / 4 + y!, [sign * MAX_VALUE, 1]).value[0]).toBeCloseTo(0.25, 12)
  })

  test('what is small keeps its digits', () => {
    const root = derivative(Math.sqrt, MAX_VALUE)
    expect(root.value * 2 * Math.sqrt(MAX_VALUE)).toBeCloseTo(1, 9)
    expect(Math.abs(root.value - 0.5 / Math.sqrt(MAX_VALUE))).toBeLessThanOrEqual(root.error)
  })
})
