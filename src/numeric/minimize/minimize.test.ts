import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MinimizeMethod, minimize, minimizeMethods } from '../index.ts'

const rosenbrock = ([x, y]: number[]) => 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2
const gradient = ([x, y]: number[]) => [-400 * x! * (y! - x! ** 2) - 2 * (1 - x!), 200 * (y! - x! ** 2)]
const hessian = ([x, y]: number[]) => [
  [1200 * x! ** 2 - 400 * y! + 2, -400 * x!],
  [-400 * x!, 200],
]
const slow: MinimizeMethod[] = ['gradient-descent']

describe.each(minimizeMethods)('%s', (method) => {
  test('finds the minimum of Rosenbrock, with exact and with numerical gradients', () => {
    for (const given of [gradient, undefined]) {
      const found = minimize(rosenbrock, [-1.2, 1], {
        method,
        gradient: given,
        maxIterations: 50_000,
        gradientTolerance: 1e-6,
      })
      expect(found.converged).toBe(true)
      expect(found.x[0]).toBeCloseTo(1, slow.includes(method) ? 4 : 5)
      expect(found.x[1]).toBeCloseTo(1, slow.includes(method) ? 4 : 5)
      expect(found.value).toBe(rosenbrock(found.x))
      expect(found.message).toContain('iterations')
    }
  })

  test('solves random convex quadratics', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.5, max: 20, noNaN: true }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (curvature, centre) => {
          const f = (x: number[]) => x.reduce((s, xi, i) => s + curvature[i]! * (xi - centre[i]!) ** 2, 1)
          const found = minimize(
            f,
            curvature.map(() => 0),
            { method },
          )
          expect(found.converged).toBe(true)
          for (let i = 0; i < curvature.length; i++)
            expect(Math.abs(found.x[i]! - centre[i]!)).toBeLessThan(1e-5)
        },
      ),
      { numRuns: 20 },
    )
  })

  test('always returns: callback, signal, limits, a constant, an unbounded function', () => {
    expect(
      minimize(rosenbrock, [-1.2, 1], { method, callback: ({ iteration }) => iteration === 3 }).status,
    ).toBe('stopped')
    expect(minimize(rosenbrock, [-1.2, 1], { method, signal: { aborted: true } }).status).toBe('aborted')
    const limited = minimize(rosenbrock, [-1.2, 1], { method, maxIterations: 2 })
    expect([limited.status, limited.iterations, limited.converged]).toEqual(['max-iterations', 2, false])
    expect(minimize(() => 7, [1, 2], { method }).converged).toBe(true)
    const falling = minimize(([x]) => -Math.exp(x!), [1], { method, maxIterations: 3000 })
    expect(['unbounded', 'max-iterations', 'failed']).toContain(falling.status)
  })

  test('what falls without end is not taken for a minimum', () => {
    for (const f of [([x]: number[]) => -(x! ** 3), ([x, y]: number[]) => -(x! ** 3) + (y ?? 0) ** 2]) {
      const found = minimize(f, [1, 1].slice(0, f.length + 1), { method, maxIterations: 3000 })
      expect(found.converged, found.message).toBe(false)
    }
    const cubic = minimize(([x]) => -(x! ** 3), [1], { method, maxIterations: 3000 })
    expect(['unbounded', 'max-iterations']).toContain(cubic.status)
  })

  test('takes NaN for a wall', () => {
    const f = ([x]: number[]) => (x! <= 0 ? Number.NaN : x! - Math.log(x!))
    expect(minimize(f, [5], { method }).x[0]).toBeCloseTo(1, 5)
  })
})

test('a Hessian, its product, and value with gradient are used where given', () => {
  for (const method of ['newton-cg', 'dogleg', 'steihaug'] as const) {
    const found = minimize(rosenbrock, [-1.2, 1], { method, gradient, hessian })
    expect(found.hessianEvaluations).toBeGreaterThan(0)
    expect(found.value).toBeLessThan(1e-14)
  }
  const product = minimize(rosenbrock, [-1.2, 1], {
    method: 'steihaug',
    gradient,
    hessianVectorProduct: (x, v) => hessian(x).map((row) => row[0]! * v[0]! + row[1]! * v[1]!),
  })
  expect(product.value).toBeLessThan(1e-14)
  let calls = 0
  const both = minimize(rosenbrock, [-1.2, 1], {
    valueAndGradient: (x) => {
      calls++
      return [rosenbrock(x), gradient(x)]
    },
  })
  expect(both.value).toBeLessThan(1e-14)
  expect(calls).toBeLessThan(70)
})

test.each(['newton-cg', 'dogleg', 'steihaug'] as const)(
  '%s takes few steps where curvatures differ',
  (method) => {
    const curvatures = [1, 10, 100, 1000, 1e4]
    const found = minimize(
      (x) => curvatures.reduce((sum, c, i) => sum + (c / 2) * (x[i]! - i) ** 2, 0),
      [1, 1, 1, 1, 1],
      {
        method,
        gradient: (x) => curvatures.map((c, i) => c * (x[i]! - i)),
        hessian: () => curvatures.map((c, i) => curvatures.map((_, j) => (i === j ? c : 0))),
      },
    )
    expect(found.iterations).toBeLessThan(20)
    expect(found.value).toBeLessThan(1e-14)
  },
)

test('a method that there is not is named', () => {
  expect(() => minimize(rosenbrock, [0, 0], { method: 'toString' as never })).toThrow(
    'there is no method "toString"; the methods are',
  )
})

describe('bounds', () => {
  test.each(['l-bfgs-b', 'nelder-mead'] as const)(
    '%s stays inside and finds the constrained minimum',
    (method) => {
      const inside = (x: number[]) => {
        expect(x[0]).toBeLessThanOrEqual(0.5)
        return rosenbrock(x)
      }
      const found = minimize(inside, [-1.2, 1], { method, bounds: { upper: [0.5, 2] } })
      expect(found.x[0]).toBeCloseTo(0.5, 6)
      expect(found.x[1]).toBeCloseTo(0.25, 5)
      expect(found.method).toBe(method)
    },
  )

  test.each(['l-bfgs-b', 'nelder-mead'] as const)('%s: a variable stays where its bounds meet', (method) => {
    for (const width of [0, 1e-12]) {
      const bounds = { lower: [0.5, -2], upper: [0.5 + width, 2] }
      const found = minimize(rosenbrock, [0.5, 1], { method, bounds })
      expect(found.x[0]).toBeCloseTo(0.5, 11)
      expect(found.x[1]).toBeCloseTo(0.25, 5)
      expect(found.gradientNorm).toBeLessThan(1e-4)
    }
  })

  test('l-bfgs-b satisfies the conditions of optimality on random problems', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: -3, max: 3, noNaN: true }),
            fc.double({ min: 0.01, max: 2, noNaN: true }),
          ),
          { minLength: 2, maxLength: 6 },
        ),
        (box) => {
          const lower = box.map(([lo]) => lo)
          const upper = box.map(([lo, width]) => lo + width)
          const f = (x: number[]) =>
            x.reduce((s, xi, i) => s + (xi - 0.3 * (x[i - 1] ?? 1)) ** 2 + 0.1 * xi ** 4, 0)
          const found = minimize(
            f,
            lower.map((lo, i) => (lo + upper[i]!) / 2),
            { bounds: { lower, upper } },
          )
          expect(found.converged).toBe(true)
          expect(found.gradientNorm).toBeLessThan(1e-6)
        },
      ),
    )
  })
})

test('the values that the user sees are theirs to keep', () => {
  const seen: number[][] = []
  minimize(
    (x) => {
      seen.push(x)
      return rosenbrock(x)
    },
    [-1.2, 1],
  )
  expect(new Set(seen.map(String)).size).toBeGreaterThan(50)
  expect(seen[0]).toEqual([-1.2, 1])
})

test('args go to f and to the gradient', () => {
  const found = minimize(([x], a: number) => (x! - a) ** 2, [0], {
    args: [3],
    gradient: ([x], a) => [2 * (x! - a)],
  })
  expect(found.x[0]).toBeCloseTo(3, 12)
})

test('bad input is named', () => {
  const wrong = (run: () => unknown, message: string) => expect(run).toThrow(message)
  wrong(() => minimize(rosenbrock, [Number.NaN, 1]), 'minimize: x0[0] is NaN')
  wrong(
    () => minimize(rosenbrock, [1, 2], { bounds: { lower: [2, 0], upper: [1, 5] } }),
    'bounds of x[0] are [2, 1]',
  )
  wrong(
    () => minimize(rosenbrock, [1, 2], { method: 'bfgs', bounds: { lower: 0 } }),
    'the method bfgs takes no bounds',
  )
  wrong(() => minimize(rosenbrock, [1, 2], { method: 'newton' as never }), 'there is no method "newton"')
  wrong(() => minimize((() => '3') as never, [1, 2]), 'the function returned the string "3" at x = [1, 2]')
  wrong(() => minimize(() => Number.NaN, [1, 2]), 'f is NaN at x = [1, 2]')
  wrong(() => minimize(rosenbrock, [1, 2], { gradient: () => [1] }), 'the gradient returned 1 numbers')
  wrong(() => minimize(rosenbrock, [1, 2], { maxIterations: -1 }), 'maxIterations is -1')
  const mine = new Error('mine')
  expect(() =>
    minimize(() => {
      throw mine
    }, [1]),
  ).toThrow(mine)
})

describe('a search that ends at no minimum says so', () => {
  const valley = ([x, y]: number[]) => 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2
  const slopes = ([x, y]: number[]) => [-400 * x! * (y! - x! ** 2) - 2 * (1 - x!), 200 * (y! - x! ** 2)]
  const withGradient = minimizeMethods.filter((method) => method !== 'nelder-mead')

  test.each(withGradient)('%s with a gradient that is not that of f', (method) => {
    for (const gradient of [
      () => [Number.NaN, Number.NaN],
      (x: number[]) => slopes(x).map((g) => -g),
      (x: number[]) => slopes(x).reverse(),
    ]) {
      const found = minimize(valley, [-1.2, 1], { method, gradient })
      expect(found.converged).toBe(false)
      expect(found.status).toBe('failed')
      expect(found.message).toContain('the gradient is not that of f')
    }
  })

  test.each(withGradient)('%s at a kink, and at a wall of the gradient', (method) => {
    const kink = minimize(([x, y]) => Math.abs(x! - 1) + 2 * Math.abs(y! + x!), [3, 4], { method })
    if (kink.value > 1e-3) expect(kink.converged).toBe(false)
    const wall = minimize(valley, [-1.2, 1], {
      method,
      gradient: (x) => (x[0]! > 0 ? [Number.NaN, Number.NaN] : slopes(x)),
    })
    expect(wall.converged).toBe(false)
    expect(wall.x[0]).toBeLessThanOrEqual(0)
    expect(wall.gradient.every(Number.isFinite)).toBe(true)
  })

  test('what rounding hides of the gradient has not converged to its tolerance', () => {
    const found = minimize((x) => 1e10 + valley(x), [-1.2, 1])
    expect(found.status).not.toBe('converged')
  })
})

test('difference gradients do not stand in the way where f falls to 0', () => {
  const many = (x: number[]) => {
    let sum = 0
    for (let i = 0; i < x.length; i += 2) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2
    return sum
  }
  const x0 = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? -1.2 : 1))
  for (const [method, most] of [
    ['l-bfgs', 25_000],
    ['nesterov', 200_000],
    ['cg', 30_000],
  ] as const) {
    const found = minimize(many, x0, { method })
    expect(found.status).toBe('converged')
    expect(found.evaluations).toBeLessThan(most)
  }
})

test('Newton methods work at any scale of x', () => {
  for (const method of ['newton-cg', 'dogleg', 'steihaug'] as const) {
    const found = minimize(
      ([x, y]) => 100 * (1e8 * y! - (1e8 * x!) ** 2) ** 2 + (1 - 1e8 * x!) ** 2,
      [-1.2e-8, 1e-8],
      {
        method,
      },
    )
    expect(found.x[0]! * 1e8).toBeCloseTo(1, 6)
  }
})

test('options that cannot be meant are named', () => {
  const f = ([x]: number[]) => x! * x!
  const wrong = (options: object, message: string) =>
    expect(() => minimize(f, [1], options as never)).toThrow(message)
  wrong({ memory: 2.5 }, 'memory is 2.5; it must be a whole number')
  wrong({ gradientTolerance: Number.NaN }, 'gradientTolerance is NaN; it must be a number not below 0')
  wrong({ callback: 5 }, 'callback is 5; it must be a function')
  wrong({ method: 'dogleg', hessian: () => [[Number.NaN]] }, 'the Hessian is NaN at x = [1]')
  expect(() => minimize(undefined as never, [1])).toThrow('f is undefined')
})
