import { describe, expect, test } from 'vitest'
import { rootFind } from '../index.ts'

describe('what is no root is not called one', () => {
  test.each([
    ['exp(-x), which underflows to 0', (x: number) => Math.exp(-x), 0],
    ['exp(-x) from values that are hardly numbers', (x: number) => Math.exp(-x), 700],
    ['exp(-x^2)', (x: number) => Math.exp(-x * x), 0.5],
    ['1/x', (x: number) => 1 / x, 1],
    ['x/(1+x^2), whose denominator overflows', (x: number) => x / (1 + x * x), 2],
    ['x^-2', (x: number) => x ** -2, -3],
  ])('%s vanishes only at infinity', (_, f, x0) => {
    const found = rootFind(f, x0)
    expect([found.status, found.converged]).toEqual(['failed', false])
    expect(found.message).toContain('f only comes nearer and nearer to 0 on the way to x = ')
  })

  test('jumps, also one beside a bracket of a few numbers and one with a low side', () => {
    const step = (x: number) => (x > 0.3 ? 1 : -1)
    const slanted = (x: number) => (x > 0.3 ? 1 + x : -0.1 - (0.3 - x))
    for (const found of [
      rootFind(step, 0),
      rootFind(step, 0.3),
      rootFind(slanted, { bracket: [0, 1] }),
      rootFind(slanted, 0),
    ]) {
      expect([found.status, found.converged]).toEqual(['failed', false])
      expect(found.message).toContain('by a jump or a pole')
    }
  })

  test('a pole at 0 is seen before the smallest numbers, also with a coarse tolerance', () => {
    for (const tolerance of [0, 1e-3]) {
      const found = rootFind((x) => 1 / x, { bracket: [-1, 2] }, { tolerance })
      expect(found.status).toBe('failed')
      expect(found.evaluations).toBeLessThan(80)
    }
  })

  test.each([0.1, 1.5, -2, 4, 30, -100])('a minimum of |f| is found with few calls, from %d', (x0) => {
    for (const f of [
      (x: number) => x * x + 1,
      (x: number) => 2 + Math.sin(x),
      (x: number) => Math.sqrt(x * x + 1e-6),
      (x: number) => (x - 1) ** 2 + 1e-12,
    ]) {
      const found = rootFind(f, x0)
      expect(found.status).toBe('failed')
      expect(found.evaluations).toBeLessThan(180)
    }
  })

  test('a derivative that is not that of f', () => {
    expect(rootFind((x) => x - 1, 5, { derivative: () => 1e20 }).converged).toBe(false)
  })

  test('systems: a minimum far below the start, and a row that vanishes at infinity', () => {
    expect(rootFind(([x]) => [x! * x! + 1], [1e7]).converged).toBe(false)
    expect(rootFind(([x, y]) => [Math.exp(-x!), y!], [0, 1]).converged).toBe(false)
  })
})

describe('roots', () => {
  test.each([0.1, 1.5, -2, 4, 30, -100])('beyond a minimum of |f|, from %d', (x0) => {
    for (const f of [
      (x: number) => x ** 3 - 2 * x - 5,
      (x: number) => x ** 3 - 2 * x + 2,
      (x: number) => x + 3 * Math.sin(5 * x),
      (x: number) => (x - 2) * (x * x + 0.01),
    ])
      expect(rootFind(f, x0).status).toBe('converged')
  })

  test.each([1, -2, 50, 1e-3])('x^9 from %d, with few calls', (x0) => {
    const found = rootFind((x) => x ** 9, x0)
    expect(found.converged).toBe(true)
    expect(Math.abs(found.x)).toBeLessThan(1e-30)
    expect(found.evaluations).toBeLessThan(60)
  })

  test('a function that looks like a power from afar has its own root', () => {
    const found = rootFind((x) => x ** 20 - 1, 10)
    expect([found.converged, found.x]).toEqual([true, 1])
    expect(found.evaluations).toBeLessThan(100)
  })

  test('one that is far away, where f shows no change near the start', () => {
    expect(rootFind((x) => x - 1e30, 1).x).toBe(1e30)
    expect(rootFind((x) => Math.log(x) - 100, 1).x / Math.exp(100)).toBeCloseTo(1, 12)
  })

  test('what rounding leaves of f is told from a minimum', () => {
    expect(rootFind((x) => 1e8 + x - 1e8 - 1e-3, 1).converged).toBe(true)
    expect(rootFind((x) => x * x - 4 * x + 4, 7).converged).toBe(true)
    expect(rootFind((x) => x * x + 1e-13, 1).converged).toBe(false)
  })

  test('systems with a multiple root', () => {
    expect(rootFind(([x, y]) => [x! * x!, y! * y!], [1, 1]).converged).toBe(true)
    expect(rootFind(([x]) => [x! ** 9], [1]).converged).toBe(true)
    for (const far of [1e3, 1e9]) {
      expect(rootFind(([x, y]) => [x! * x!, y! - x!], [far, 3]).converged).toBe(true)
      expect(rootFind(([x, y]) => [x! * x! + 1, y! - x!], [far, 3]).converged).toBe(false)
    }
  })

  test.each([
    ['exp(-x)', (x: number) => Math.exp(-x), 1, 100, 'failed'],
    ['exp(-x^2)', (x: number) => Math.exp(-x * x), 0.5, 120, 'failed'],
    ['exp(-x) - 1e-200', (x: number) => Math.exp(-x) - 1e-200, 1, 60, 'converged'],
    ['cbrt', Math.cbrt, 1, 40, 'converged'],
    ['cbrt from far', Math.cbrt, 1e6, 40, 'converged'],
    ['fifth root', (x: number) => Math.sign(x) * Math.abs(x) ** 0.2, 5, 40, 'converged'],
  ] as const)('%s is told in few calls', (_, f, x0, most, status) => {
    const found = rootFind(f, x0)
    expect(found.status).toBe(status)
    expect(found.evaluations).toBeLessThan(most)
  })

  test('systems whose terms cancel are seen with longer steps', () => {
    for (const large of [1e8, 1e10, 1e12]) {
      const found = rootFind(([x]) => [large + x! - large - 1e-3], [1])
      expect([large, found.converged]).toEqual([large, true])
      expect(Math.abs(found.x[0]! - 1e-3)).toBeLessThan(large * 2 ** -48)
    }
    expect(rootFind(([x]) => [Math.exp(-x!)], [1]).converged).toBe(false)
  })

  test('chords take fewer calls than differences, and all calls are counted', () => {
    for (const [f, x0, most] of [
      [(x: number) => Math.cos(x) - x, 1, 10],
      [Math.tan, 2, 16],
      [(x: number) => x * Math.exp(x) - 1, 10, 37],
    ] as const) {
      let calls = 0
      const found = rootFind((x) => {
        calls++
        return f(x)
      }, x0)
      expect(found.converged).toBe(true)
      expect(found.evaluations).toBe(calls)
      expect(calls).toBeLessThan(most)
    }
  })
})
