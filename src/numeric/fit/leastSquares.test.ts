import { describe, expect, test } from 'vitest'
import { confidenceBand, leastSquares } from '../index.ts'
import { studentQuantile, twoSidedP } from './studentT.ts'

const t = [0, 1, 2, 3, 4, 5]
const y = [5.1, 2.9, 1.9, 1.1, 0.62, 9]
const residuals = ([a, k]: number[]) => t.map((ti, i) => a! * Math.exp(-k! * ti) - y[i]!)

describe('robust losses give what scipy.optimize.least_squares gives', () => {
  // SciPy 1.17, f_scale=0.1, tolerances 1e-14
  test.each([
    ['huber', 5.06442459, 0.50761913, 1.7371777569854],
    ['soft_l1', 5.06778386, 0.50695815, 1.722868424982635],
    ['cauchy', 5.08807757, 0.51401244, 0.10639233871384],
  ] as const)('%s', (loss, a, k, value) => {
    for (const method of ['lm', 'trf'] as const) {
      const fit = leastSquares(residuals, [4, 0.5], { loss, lossScale: 0.1, method })
      expect(fit.x[0]).toBeCloseTo(a, 7)
      expect(fit.x[1]).toBeCloseTo(k, 7)
      expect(fit.value).toBeCloseTo(value, 12)
    }
  })

  test('arctan', () => {
    const fit = leastSquares(residuals, [4, 0.5], { loss: 'arctan', lossScale: 0.1 })
    expect(fit.value).toBeLessThan(0.0424)
  })
})

test('a parameter stays where its bounds meet', () => {
  const residuals = ([a, b]: number[]) => [a! - 2, b! - 3, a! * b! - 5]
  const fit = leastSquares(residuals, [1, 0], { bounds: { lower: [1, -9], upper: [1, 9] } })
  expect(fit.x[0]).toBe(1)
  expect(fit.x[1]).toBeCloseTo(4, 8)
})

test('bounds hold, and the fit goes to the edge where it should', () => {
  const inside = (b: number[]) => {
    expect(b[0]).toBeLessThanOrEqual(4.5)
    expect(b[1]).toBeGreaterThanOrEqual(0.6)
    return residuals(b).slice(0, 5)
  }
  const fit = leastSquares(inside, [1, 1], { bounds: { lower: [0, 0.6], upper: [4.5, 2] } })
  expect(fit.method).toBe('trf')
  expect(fit.x[0]).toBeCloseTo(4.5, 9)
  expect(fit.x[1]).toBeCloseTo(0.6, 9)
  expect(fit.value).toBeCloseTo(1.01350920413, 9)
})

test('a straight line has the statistics of linear regression', () => {
  const x = [1, 2, 3, 4, 5]
  const z = [2.1, 3.9, 6.2, 7.8, 10.1]
  const fit = leastSquares(([a, b]) => x.map((xi, i) => a! + b! * xi - z[i]!), [0, 0], {
    parameterNames: ['intercept', 'slope'],
    jacobian: () => x.map((xi) => [1, xi]),
  })
  // textbook formulas: slope 1.99, s^2 = RSS / 3, sd(slope) = s / sqrt(10)
  expect(fit.x[0]).toBeCloseTo(0.05, 10)
  expect(fit.x[1]).toBeCloseTo(1.99, 10)
  expect(fit.value).toBeCloseTo(0.107, 10)
  expect(fit.residualStandardDeviation).toBeCloseTo(Math.sqrt(0.107 / 3), 10)
  expect(fit.standardErrors[1]).toBeCloseTo(Math.sqrt(0.107 / 30), 9)
  expect(fit.covariance[0]![1]).toBeCloseTo((-3 * 0.107) / 30, 9)
  const band = confidenceBand(fit, ([a, b]) => [a! + 3 * b!])
  expect(band.upper[0]! - band.value[0]!).toBeCloseTo(studentQuantile(0.95, 3) * Math.sqrt(0.107 / 15), 8)
  const wide = confidenceBand(fit, ([a, b]) => [a! + 3 * b!], { kind: 'prediction' })
  expect(wide.upper[0]! - wide.value[0]!).toBeCloseTo(
    studentQuantile(0.95, 3) * Math.sqrt((0.107 * 6) / 15),
    8,
  )
})

test('prints a summary as statisticians expect', () => {
  const x = [1, 2, 3, 4, 5]
  const z = [2.1, 3.9, 6.2, 7.8, 10.1]
  const fit = leastSquares(([a, b]) => x.map((xi, i) => a! + b! * xi - z[i]!), [0, 0], {
    parameterNames: ['intercept', 'slope'],
  })
  const lines = fit.summary().split('\n')
  expect(lines[0]).toBe('Nonlinear least squares (lm): 5 observations, 2 parameters')
  expect(lines[2]).toMatch(/estimate +std. error +t value +Pr\(>\|t\|\) +95 % from +to/)
  expect(lines[4]).toMatch(/^slope +1\.9900000 +0\.059722 +33\.32 +5\.9\de-5 +1\.79994 +2\.18006/)
  expect(fit.summary()).toContain('on 3 degrees of freedom')
})

test('Student t agrees with tables', () => {
  expect(studentQuantile(0.95, 1)).toBeCloseTo(12.706204736, 8)
  expect(studentQuantile(0.95, 10)).toBeCloseTo(2.228138852, 8)
  expect(studentQuantile(0.99, 30)).toBeCloseTo(2.749995654, 8)
  expect(studentQuantile(0.95, Number.POSITIVE_INFINITY)).toBeCloseTo(1.959963984540054, 14)
  expect(twoSidedP(3.5, Number.POSITIVE_INFINITY)).toBeCloseTo(0.00046525815807105003, 15)
  expect(twoSidedP(2.9, Number.POSITIVE_INFINITY) / 0.003731626600768075).toBeCloseTo(1, 12)
  expect(twoSidedP(2.0, 7)).toBeCloseTo(0.0856193286, 9)
})

test('says which parameters the data do not determine', () => {
  const fit = leastSquares(([a, b, c]) => t.map((ti, i) => (a! + b!) * ti + c! - y[i]!), [1, 1, 1])
  expect(fit.rank).toBe(2)
  expect(fit.standardErrors[0]).toBe(Number.POSITIVE_INFINITY)
  expect(fit.standardErrors[2]).toBeLessThan(10)
  expect(fit.summary()).toContain('The data determine only 2 of 3')
})

test('an exact fit, more parameters than residuals, and stops', () => {
  const exact = leastSquares(
    ([a, k]) => t.map((ti) => a! * Math.exp(-k! * ti) - 3 * Math.exp(-0.7 * ti)),
    [1, 1],
  )
  expect(exact.x[0]).toBeCloseTo(3, 12)
  expect(exact.x[1]).toBeCloseTo(0.7, 12)
  const under = leastSquares(([a, b]) => [a! + b! - 3], [0, 0])
  expect(under.value).toBeLessThan(1e-20)
  expect(leastSquares(residuals, [1, 1], { maxIterations: 1 }).status).toBe('max-iterations')
  expect(leastSquares(residuals, [1, 1], { callback: () => true }).status).toBe('stopped')
  expect(leastSquares(residuals, [1, 1], { signal: AbortSignal.abort() }).status).toBe('aborted')
})

test('bad input is named', () => {
  const wrong = (run: () => unknown, message: string) => expect(run).toThrow(message)
  wrong(() => leastSquares(residuals, [1, Number.POSITIVE_INFINITY]), 'leastSquares: x0[1] is Infinity')
  wrong(
    () => leastSquares(residuals, [1, 1], { method: 'lm', bounds: { lower: 0 } }),
    'the method lm takes no bounds',
  )
  wrong(() => leastSquares(residuals, [1, 1], { loss: 'square' as never }), 'there is no loss "square"')
  wrong(
    () => leastSquares(residuals, [1, 1], { jacobian: () => [[1, 2]] }),
    'the Jacobian returned 1 rows; it must return 6',
  )
  wrong(
    () => leastSquares(residuals, [1, 1], { parameterNames: ['a'] }),
    'there are 1 parameterNames for 2 parameters',
  )
  wrong(() => leastSquares(() => [Number.NaN], [1]), 'residual 0 is NaN at x = [1]')
  wrong(() => leastSquares((() => ['a']) as never, [1]), 'entry 0 is the string "a"')
  let calls = 0
  wrong(() => leastSquares(() => new Array<number>(++calls).fill(1), [1]), 'returned 2 numbers at x = ')
})

describe('bounds and the statistics', () => {
  const decay = ([a, k]: number[]) => times.map((ti, i) => a! * Math.exp(-k! * ti) - seen[i]!)
  const times = [0, 1, 2, 3, 4, 5]
  const seen = [2.1, 1.3, 0.8, 0.5, 0.3, 0.2]

  test('a parameter that its bounds hold is a constant of the model', () => {
    const held = leastSquares(decay, [1, 0.4], { bounds: { lower: [0, 0.4], upper: [10, 0.4] } })
    const without = leastSquares(([a]) => decay([a!, 0.4]), [1])
    expect(held.x[0]).toBeCloseTo(without.x[0]!, 10)
    expect(held.activeBounds).toEqual([undefined, 'both'])
    expect(held.standardErrors[0]).toBeCloseTo(without.standardErrors[0]!, 8)
    expect(held.standardErrors[1]).toBe(0)
    expect(held.degreesOfFreedom).toBe(5)
    expect(held.rank).toBe(1)
    expect(held.summary()).toMatch(/^b2 +0\.40000000 +held$/m)
    expect(held.summary()).not.toContain('determine only')
    expect(held.summary()).not.toContain('Correlation')
    const all = leastSquares(decay, [1, 0.4], { bounds: { lower: [1, 0.4], upper: [1, 0.4] } })
    expect(all.x).toEqual([1, 0.4])
    expect(all.standardErrors).toEqual([0, 0])
    expect(all.degreesOfFreedom).toBe(6)
  })

  test('a parameter that rests on one bound is named', () => {
    const fit = leastSquares(decay, [1, 0.3], { bounds: { lower: [0, 0], upper: [10, 0.4] } })
    expect(fit.activeBounds).toEqual([undefined, 'upper'])
    expect(fit.summary()).toContain('b2 rests on its upper bound')
    expect(leastSquares(decay, [1, 0.3], { bounds: { lower: [0, 0], upper: [10, 4] } }).activeBounds).toEqual(
      [undefined, undefined],
    )
  })

  test('a parameter without effect takes no degree of freedom', () => {
    const more = leastSquares(([a, k, c]) => decay([a!, k!]).map((r) => r + 0 * c!), [1, 1, 1])
    const plain = leastSquares(decay, [1, 1])
    expect(more.degreesOfFreedom).toBe(4)
    expect(more.standardErrors[0]).toBeCloseTo(plain.standardErrors[0]!, 8)
    expect(more.standardErrors[2]).toBe(Number.POSITIVE_INFINITY)
    const under = leastSquares(([a, b]) => [a! + b! - 1], [0, 0])
    expect(under.degreesOfFreedom).toBe(0)
    expect(under.summary()).toContain('1 observation, 2 parameters')
    expect(under.summary()).toContain('No degrees of freedom are left')
  })
})

describe('honest ends and units', () => {
  const times = [0, 1, 2, 3, 4, 5]
  const seen = [5.1, 2.9, 1.9, 1.1, 0.7, 0.4]
  const decay = ([a, k]: number[]) => times.map((t, i) => a! * Math.exp(-k! * t) - seen[i]!)

  test.each(['lm', 'trf'] as const)(
    '%s with a Jacobian that is not that of the residuals has failed',
    (method) => {
      const fit = leastSquares(decay, [1, 1], {
        method,
        jacobian: ([a, k]) => times.map((t) => [-Math.exp(-k! * t), a! * t * Math.exp(-k! * t)]),
      })
      expect([fit.status, fit.converged]).toEqual(['failed', false])
      expect(fit.activeBounds).toEqual([undefined, undefined])
    },
  )

  test.each(['lm', 'trf'] as const)('%s does not depend on the unit of the residuals', (method) => {
    const usual = leastSquares(decay, [1, 1], { method })
    for (const unit of [1e-170, 1e170]) {
      const fit = leastSquares((x) => decay(x).map((r) => r * unit), [1, 1], { method })
      expect(fit.converged).toBe(true)
      for (const j of [0, 1]) {
        expect(fit.x[j]! / usual.x[j]!).toBeCloseTo(1, 9)
        expect(fit.standardErrors[j]! / usual.standardErrors[j]!).toBeCloseTo(1, 8)
      }
      expect(fit.residualStandardDeviation / unit / usual.residualStandardDeviation).toBeCloseTo(1, 9)
    }
  })

  test('options that cannot be meant are named', () => {
    const wrong = (options: object, message: string) =>
      expect(() => leastSquares(decay, [1, 1], options as never)).toThrow(message)
    wrong({ stepTolerance: Number.NaN }, 'stepTolerance is NaN; it must be a number not below 0')
    wrong({ maxIterations: -1 }, 'maxIterations is -1; it must be a number above 0')
    wrong(
      { loss: 'huber', lossScale: Number.POSITIVE_INFINITY },
      'lossScale is Infinity; use the loss linear',
    )
    wrong({ callback: 3 }, 'callback is 3; it must be a function')
    expect(() => leastSquares(null as never, [1])).toThrow('residuals is null; it must be a function')
    const fit = leastSquares(decay, [1, 1])
    expect(() => fit.summary(95)).toThrow('level is 95; it must lie between 0 and 1')
    expect(() => confidenceBand(fit, ([a]) => [a!], { kind: 'predict' as never })).toThrow(
      'no kind "predict"',
    )
  })
})

test.each(['lm', 'trf'] as const)(
  '%s: differences do not make parameters look determined that are not',
  (method) => {
    const t = [0.5, 1, 1.5, 2, 2.5]
    for (const x0 of [
      [0, 0],
      [3, -7],
    ]) {
      const fit = leastSquares(([a, b]) => t.map((v) => (a! + b! - 2) * v - Math.sin(v)), x0, { method })
      expect(fit.rank).toBe(1)
      expect(fit.standardErrors).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
    }
  },
)

test.each([1e-200, 1e200])(
  'a loss scale of %d, whose square is no number, gives values that are',
  (lossScale) => {
    const fit = leastSquares(([a]) => [1, 2, 4].map((v) => a! - v), [2], { loss: 'cauchy', lossScale })
    expect(Number.isFinite(fit.value)).toBe(true)
    if (lossScale > 1) expect(fit.x[0]).toBeCloseTo(7 / 3, 9)
  },
)

test('a start on bounds where all residuals are 0 is the answer', () => {
  const fit = leastSquares(([a, b]) => [a! - 1, b! - 2], [1, 2], { bounds: { lower: [1, 0], upper: [4, 2] } })
  expect([fit.x, fit.converged]).toEqual([[1, 2], true])
})
