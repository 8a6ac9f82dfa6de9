import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NonFiniteError, rootFind } from '../index.ts'

describe('one number', () => {
  test('Brent finds roots to the last digits', () => {
    expect(rootFind((x) => x * x - 2, { bracket: [0, 2] }).x).toBeCloseTo(Math.SQRT2, 15)
    expect(rootFind((x) => Math.exp(x) - 5, { bracket: [0, 100] }).x).toBeCloseTo(Math.log(5), 14)
    expect(rootFind((x) => x, { bracket: [0, 1] }).x).toBe(0)
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), fc.constantFrom(1, 3, 5), (x, power) => {
        // full relative precision of a tiny root takes a bisection for each power of two
        const root = Math.round(x * 1e6) / 1e6
        const found = rootFind((x) => (x - root) ** power, { bracket: [-60, 60] })
        expect(found.converged).toBe(true)
        expect(Math.abs(found.x - root)).toBeLessThan(power === 1 ? 1e-13 * 60 : 1e-2)
        expect(found.evaluations).toBeLessThan(400)
      }),
    )
  })

  test('Newton, with and without a derivative, from far away and from a stationary point', () => {
    expect(rootFind((x) => Math.cos(x) - x, 1).x).toBe(0.7390851332151607)
    const given = rootFind((x) => x * x - 2, 1, { derivative: (x) => 2 * x })
    expect(given.x).toBeCloseTo(Math.SQRT2, 15)
    expect(given.evaluations).toBeLessThan(12)
    expect(Math.abs(rootFind(Math.atan, 30).x)).toBeLessThan(1e-15)
    expect(rootFind((x) => x ** 3 - 2 * x + 2, 0).x).toBeCloseTo(-1.7692923542386314, 14)
    expect(rootFind((x) => x * x - 4, 0).converged).toBe(true)
  })

  test('says so where there is no root', () => {
    const found = rootFind((x) => x * x + 1, 3)
    expect([found.status, found.converged]).toEqual(['failed', false])
    expect(found.message).toContain('No root was found')
    expect(() => rootFind((x) => x * x + 1, { bracket: [0, 1] })).toThrow(
      'same sign at both ends of the bracket: f(0) = 1, f(1) = 2',
    )
    expect(() => rootFind(Math.log, -1)).toThrow('f is NaN at x = -1')
  })

  test('stops when told', () => {
    expect(rootFind(Math.cos, { bracket: [0, 3] }, { callback: () => true }).status).toBe('stopped')
    expect(rootFind(Math.cos, 1, { signal: { aborted: true } }).status).toBe('aborted')
  })
})

describe('several numbers', () => {
  test('finds roots of systems, badly scaled ones too', () => {
    const found = rootFind(([x, y]) => [x! + y! - 3, x! * y! - 2], [0, 5])
    expect(found.converged).toBe(true)
    expect(found.x[0]).toBeCloseTo(1, 13)
    const powell = rootFind(([x, y]) => [1e4 * x! * y! - 1, Math.exp(-x!) + Math.exp(-y!) - 1.0001], [0, 1])
    expect(powell.x[1]).toBeCloseTo(9.106146739867, 9)
    const given = rootFind(([x, y]) => [x! ** 2 - y!, y! - 4], [1, 1], {
      jacobian: ([x]) => [
        [2 * x!, -1],
        [0, 1],
      ],
    })
    expect(given.x[0]).toBeCloseTo(2, 14)
  })

  test('says so where there is no root, and names bad input', () => {
    expect(rootFind(([x, y]) => [x! ** 2 + 1, y! - 2], [3, 5]).status).toBe('failed')
    expect(() => rootFind(([x]) => [x!], [1, 2])).toThrow(
      'returned 1 number at x = [1, 2], but must return 2. For a root of a function of one number between two points give { bracket: [1, 2] }.',
    )
    expect(() => rootFind(((x: number) => x * x - 2) as never, [0, 2])).toThrow('{ bracket: [0, 2] }')
    expect(() => rootFind(([x]) => [x!, x!, x!], [1, 2])).toThrow('leastSquares takes others')
    expect(() => rootFind(() => 'x' as never, [1, 2])).toThrow(
      'it must return a number or an array of numbers',
    )
  })
})

test.each([
  [(x: number) => (x - 1) ** 3, 3, 1],
  [(x: number) => (x - 2) ** 2 * (x + 1), 5, 2],
  [(x: number) => Math.sin(x) - x, 1, 0],
])('a multiple root is reached from one side: %#', (f, start, root) => {
  const found = rootFind(f, start)
  expect(found.converged).toBe(true)
  expect(Math.abs(found.x - root)).toBeLessThan(1e-5)
  expect(found.iterations).toBeLessThan(200)
})

test('sentences', () => {
  expect(rootFind((x) => x, { bracket: [0, 2] }).message).toBe(
    'Converged after 0 iterations and 2 evaluations; |f| is 0.',
  )
  expect(rootFind((x) => x * x + 1, 1).message).toMatch(
    /^No root was found after \d+ iterations? and \d+ evaluations: \|f\| has a minimum there that is not 0 but 1\.0\. Try another start/,
  )
})

describe('no root', () => {
  test('a sign change by a jump or a pole is none', () => {
    for (const f of [(x: number) => (x > 1 ? 1 : -1), (x: number) => Math.tan(x * (Math.PI / 2) + 1e-3)]) {
      const found = rootFind(f, { bracket: [0.5, 1.5] })
      expect([found.status, found.converged]).toEqual(['failed', false])
      expect(found.message).toContain('by a jump or a pole')
    }
    expect(rootFind((x) => x - 1, { bracket: [-1e308, 1e308] }).x).toBeCloseTo(1, 14)
    expect(rootFind((x) => Math.tanh(1e9 * (x - 0.3)), { bracket: [0, 2] }).converged).toBe(true)
  })

  test('NaN inside a bracket, and a Jacobian of NaN, are named', () => {
    expect(() => rootFind((x) => (x > 0.3 && x < 0.6 ? Number.NaN : x - 0.4), { bracket: [0, 1] })).toThrow(
      NonFiniteError,
    )
    const f = ([x, y]: number[]) => [x! - 1, y! - 2]
    expect(() =>
      rootFind(f, [5, 5], {
        jacobian: () => [
          [Number.NaN, 0],
          [0, 1],
        ],
      }),
    ).toThrow('the Jacobian is NaN at x = [5, 5]')
  })

  test('the unit of a system does not matter', () => {
    for (const unit of [1e-200, 1e200]) {
      const found = rootFind(([x, y]) => [unit * (x! - 1), unit * (y! * y! - 4)], [5, 5])
      expect(found.converged).toBe(true)
      expect(found.x[1]).toBeCloseTo(2, 12)
    }
  })

  test('options that cannot be meant', () => {
    const f = (x: number) => x - 1
    expect(() => rootFind(f, 0, { tolerance: -1 })).toThrow(
      'tolerance is -1; it must be a number not below 0',
    )
    expect(() => rootFind(f, 0, { maxIterations: 'a' as never })).toThrow('maxIterations is the string "a"')
    expect(() => rootFind(f, 0, { jacobian: () => [[1]] } as never)).toThrow("there is no option 'jacobian'")
    expect(() => rootFind(f, null as never)).toThrow('x0 is null')
    expect(() => rootFind(5 as never, 1)).toThrow('f is 5; it must be a function')
  })
})
