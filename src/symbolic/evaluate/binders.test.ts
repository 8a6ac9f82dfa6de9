import { expect, test } from 'vitest'
import { diff, evaluate, evaluateComplex, lambdify, parse } from '../index.ts'

/** Values by mpmath. */
test.each([
  ['Integral(exp(-t^2), t, -oo, oo)', {}, 1.772453850905516],
  ['Integral(1/sqrt(t), t, 0, 1)', {}, 2],
  ['Integral(abs(t - x), t, 0, 1)', { x: 0.3 }, 0.29],
  ['Integral(Integral(s*t, s, 0, t), t, 0, x)', { x: 2 }, 2],
  ['Sum(1/k^2, k, 1, oo)', {}, 1.6449340668482264],
  ['Sum((-1)^k/(2*k + 1), k, 0, oo)', {}, 0.7853981633974483],
  ['Sum(1/(k^2 + 1), k, 0, oo)', {}, 2.076674047468581],
  ['Sum(x^k/k, k, 1, n)', { x: 0.5, n: 10 }, 0.6930648561507936],
  ['Product(1 + 1/k^2, k, 1, oo)', {}, 3.676077910374978],
  ['Product(k, k, 1, 6)', {}, 720],
  ['Sum(k, k, 1, 0)', {}, 0],
])('%s', (source, values, expected) => {
  const e = parse(source)
  expect(Math.abs(evaluate(e, values) / expected - (expected === 0 ? Number.NaN : 1)) || 0).toBeLessThan(
    1e-13,
  )
  expect(evaluate(e, values)).toBeCloseTo(expected, 12)
  expect(lambdify(e, Object.keys(values))(...Object.values(values))).toBe(evaluate(e, values))
  expect(evaluateComplex(e, values).re).toBeCloseTo(expected, 10)
})

test('what diverges has no value', () => {
  for (const source of [
    'Integral(1/t, t, 0, 1)',
    'Integral(1/t, t, -1, 1)',
    'Integral(1/t, t, 1, oo)',
    'Sum(1/k, k, 1, oo)',
  ])
    expect(evaluate(parse(source)), source).toBeNaN()
})

/** Derivatives for which there is no formula, by mpmath to 20 digits. */
test.each([
  ['besselj(n, x)', ['n'], { n: 1.3, x: 2.5 }, 0.0222160017317597],
  ['besselk(n, x)', ['n', 'n'], { n: 1.3, x: 2.5 }, 0.042282863712289],
  ['zeta(s)', ['s'], { s: 2 }, -0.937548254315844],
])('the derivative of %s by %s', (source, by, values, expected) => {
  const d = diff(parse(source), ...by)
  expect(Math.abs(evaluate(d, values as Record<string, number>) / expected - 1)).toBeLessThan(1e-11)
})

test('terms that are 0 between others, and small ones, count', () => {
  expect(evaluate(parse('Sum(floor(k/4)/2^k, k, 0, oo)'))).toBeCloseTo(2 / 15, 14)
  expect(evaluate(parse('Sum(10^(-9)*(-1)^k/sqrt(k + 1), k, 0, oo)')) * 1e9).toBeCloseTo(0.60489864342163, 8)
})

test('an impulse is not seen by a quadrature: no value rather than 0', () => {
  expect(evaluate(parse('Integral(x^2*dirac(x - 1), x, 0, 2)'))).toBeNaN()
})

test('the derivative of an integral over jumps that move takes no seconds', () => {
  const slope = diff(parse('Integral(floor(t*x), (t, 0, 1))'), 'x')
  const start = process.cpuUsage().user
  // jumps at 1/x and 2/x: 1/x^2 + 2/x^2
  expect(evaluate(slope, { x: 2.5 })).toBeCloseTo(0.48, 10)
  expect(process.cpuUsage().user - start).toBeLessThan(1e6)
})
