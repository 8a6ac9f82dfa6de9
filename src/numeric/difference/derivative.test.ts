import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  approxFprime,
  type Complex,
  type DifferenceMethod,
  derivative,
  gradient,
  jacobian,
} from '../index.ts'

const logistic = (x: number) => 1 / (1 + Math.exp(-x))

const fixedMethods: DifferenceMethod[] = [
  'forward',
  'central',
  'backward',
  '2-point',
  '3-point',
  '4-point',
  '5-point',
  '6-point',
  '7-point',
  '8-point',
]

describe('approxFprime', () => {
  test('has the meaning of scipy.optimize.approx_fprime, bit for bit', () => {
    // values printed by SciPy 1.17 for lambda x: 1 / (1 + np.exp(-x[0]))
    expect(approxFprime(logistic, 0.5, 1e-8)).toBe(0.2350037153058221)
    expect(approxFprime(logistic, 0.5, 1e-12)).toBe(0.23492838903075386)
    expect(approxFprime(([x]) => logistic(x!), [0.5])).toEqual([0.23500370979309082])
  })

  test('gives the Jacobian of a vector-valued function, as rows', () => {
    const found = approxFprime(([x, y]) => [x! * y!, x! ** 2], [2, 3])
    expect(found.map((row) => row.map((d) => Math.round(d * 1e6) / 1e6))).toEqual([
      [3, 2],
      [4, 0],
    ])
  })

  test('replaces a step that is lost in the rounding of x', () => {
    expect(approxFprime((x) => x * x, 1e10, 1e-8)).toBeCloseTo(2e10, -4)
  })

  test('turns inward at a bound, takes one step for each coordinate, and passes args on', () => {
    const seen: number[] = []
    const f = ([x, y]: number[], a: number) => {
      seen.push(x!)
      return a * x! + y!
    }
    const found = approxFprime(f, [1, 1], [1e-6, 1e-3], { bounds: { upper: 1 }, args: [3] })
    expect(Math.max(...seen)).toBe(1)
    expect(found[0]).toBeCloseTo(3, 6)
  })
})

describe('derivative', () => {
  test.each(fixedMethods)('%s counts the rounding of its nodes', (method) => {
    let outside = 0
    for (let k = 0; k < 200; k++) {
      const x = 2 + 1.3 * Math.cos(k)
      const found = derivative(Math.sin, x, { method })
      if (Math.abs(found.value - Math.cos(x)) > found.error) outside++
    }
    expect(outside).toBeLessThan(4)
  })

  test.each(fixedMethods)('%s is as accurate as its error estimate says', (method) => {
    const found = derivative((x) => Math.exp(x) * Math.sin(x), 1.3, { method })
    const truth = Math.exp(1.3) * (Math.sin(1.3) + Math.cos(1.3))
    expect(Math.abs(found.value - truth)).toBeLessThan(4 * found.error)
    expect(found.converged).toBe(true)
    expect(found.method).toBe(method)
  })

  test.each([1, 2, 3, 4] as const)('order %i', (order) => {
    const found = derivative(Math.sin, 0.7, { order })
    const truth = [Math.cos(0.7), -Math.sin(0.7), -Math.cos(0.7), Math.sin(0.7)][order - 1]!
    expect(Math.abs(found.value - truth)).toBeLessThan(found.error)
    expect(found.error).toBeLessThan(1e-6)
  })

  test('the error estimate of the adaptive method covers the true error at random points', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (x) => {
        const found = derivative((t) => Math.sin(t) + t * t, x)
        const truth = Math.cos(x) + 2 * x
        return found.converged && Math.abs(found.value - truth) <= found.error
      }),
    )
  })

  test('scales its steps with x', () => {
    for (const x of [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9]) {
      const found = derivative(Math.log, x)
      expect(Math.abs(found.value * x - 1)).toBeLessThan(1e-9)
      expect(found.converged).toBe(true)
    }
    expect(Math.abs(derivative(Math.sin, 1e6).value - Math.cos(1e6))).toBeLessThan(1e-9)
  })

  test('sees a narrow peak and does not take a kink for smooth', () => {
    const peak = derivative((x) => Math.exp(-(((x - 1) / 1e-3) ** 2)), 1.0005)
    expect(peak.value / (-1000 * Math.exp(-0.25))).toBeCloseTo(1, 9)
    const kink = derivative(Math.abs, 0)
    expect(kink.converged).toBe(false)
    expect(kink.error).toBeGreaterThan(0.9)
  })

  test('adapts to a function computed in float32', () => {
    const found = derivative((x) => Math.fround(Math.sin(Math.fround(x))), 1, { dtype: 'float32' })
    expect(Math.abs(found.value - Math.cos(1))).toBeLessThan(1e-5)
    expect(found.error).toBeLessThan(1e-4)
  })

  test('calls f only inside its bounds, with every method', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('adaptive' as const, ...fixedMethods),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(1e-7, 1e-3, 1, 1e3),
        (method, share, width) => {
          const [lower, upper] = [2, 2 + width]
          const x = Math.min(upper, lower + share * width)
          const inside = (t: number) => {
            expect(t).toBeGreaterThanOrEqual(lower)
            expect(t).toBeLessThanOrEqual(upper)
            return t * t
          }
          const found = derivative(inside, x, { method, bounds: { lower, upper } })
          expect(Math.abs(found.value - 2 * x)).toBeLessThan(1e-6 * x + 1e-7 / width)
        },
      ),
    )
  })

  test('names the point where f is not finite', () => {
    expect(() => derivative(Math.log, -1)).toThrow('derivative: the function is NaN at x = -1')
    expect(() => derivative(Math.sqrt, 0, { method: 'central' })).toThrow(/is NaN at x = -/)
  })

  test('complex-step is exact to rounding', () => {
    const at = (f: (z: Complex) => Complex, x: number) => derivative(f, x, { method: 'complex-step' }).value
    const close = (found: number, truth: number) => expect(Math.abs(found / truth - 1)).toBeLessThan(2e-15)
    close(
      at((z) => z.neg().exp().add(1).reciprocal(), 0.5),
      logistic(0.5) * (1 - logistic(0.5)),
    )
    close(
      at((z) => z.sin(), 1.1),
      Math.cos(1.1),
    )
    close(
      at((z) => z.cos(), 1.1),
      -Math.sin(1.1),
    )
    close(
      at((z) => z.tan(), 1.1),
      1 / Math.cos(1.1) ** 2,
    )
    close(
      at((z) => z.asin(), 0.3),
      1 / Math.sqrt(1 - 0.09),
    )
    close(
      at((z) => z.acos(), 0.3),
      -1 / Math.sqrt(1 - 0.09),
    )
    close(
      at((z) => z.atan(), -3),
      1 / 10,
    )
    close(
      at((z) => z.sinh(), 2),
      Math.cosh(2),
    )
    close(
      at((z) => z.cosh(), 2),
      Math.sinh(2),
    )
    close(
      at((z) => z.tanh(), 25),
      4 * Math.exp(-50),
    )
    close(
      at((z) => z.tanh(), 0.4),
      1 / Math.cosh(0.4) ** 2,
    )
    close(
      at((z) => z.asinh(), 2),
      1 / Math.sqrt(5),
    )
    close(
      at((z) => z.acosh(), 2),
      1 / Math.sqrt(3),
    )
    close(
      at((z) => z.atanh(), 0.5),
      1 / 0.75,
    )
    close(
      at((z) => z.log(), 7),
      1 / 7,
    )
    close(
      at((z) => z.log1p(), 1e-9),
      1 / (1 + 1e-9),
    )
    close(
      at((z) => z.sqrt(), 2),
      0.5 / Math.SQRT2,
    )
    close(
      at((z) => z.pow(2.5), 2),
      2.5 * 2 ** 1.5,
    )
    close(
      at((z) => z.pow(-3), -2),
      -3 / 16,
    )
    close(
      at((z) => z.abs().mul(2).sub(1).div(z), 4),
      1 / 16,
    )
    expect(gradient(([x, y]) => x!.mul(y!), [2, 3], { method: 'complex-step' }).value).toEqual([3, 2])
    expect(jacobian(([x, y]) => [x!.mul(y!), x!.square()], [2, 3], { method: 'complex-step' }).value).toEqual(
      [
        [3, 2],
        [4, 0],
      ],
    )
  })
})

test('a complex number refuses JavaScript operators, which would lose the derivative', () => {
  const wrong = (z: unknown): never => ((z as number) * 2) as never
  expect(() => derivative(wrong, 0.5, { method: 'complex-step' })).toThrow(
    'write z.add(w), z.mul(w), z.exp()',
  )
  const wrongToo = (z: unknown): never => Math.exp(z as number) as never
  expect(() => derivative(wrongToo, 0.5, { method: 'complex-step' })).toThrow(
    'a complex number was used with',
  )
})
