import { describe, expect, test } from 'vitest'
import { diff, evaluate, integrate, parse, text } from '../index.ts'
import '../../../test/support/patience.ts'

/** The derivative is the integrand, at points on both sides of 0. */
function check(source: string): void {
  const e = parse(source)
  const slope = diff(integrate(e, 'x'), 'x')
  let compared = 0
  for (const x of [0.273, 0.619, -0.381, 1.47, 3.21, -2.13, 7.9]) {
    const expected = evaluate(e, { x })
    if (!Number.isFinite(expected)) continue
    compared++
    expect(Math.abs(evaluate(slope, { x }) - expected), `${source} at ${x}`).toBeLessThanOrEqual(
      1e-8 * Math.max(1, Math.abs(expected)),
    )
  }
  expect(compared).toBeGreaterThan(1)
}

describe('rational functions whose denominators have roots in real radicals and cosines', () => {
  test.each([
    '1/(x^5 + 1)',
    '1/(x^8 - 1)',
    'x^2/(x^7 + 1)',
    'x^4/(x^5 - 32)',
    '1/(x^3 + x + 1)',
    '(x + 2)/(x^3 + 2*x^2 + 3)',
    '1/(x^5 + x + 1)',
    'x/(x^5 + x + 1)',
  ])('%s', check)
})

describe('kinks that repeat, squares under roots, roots of quadratics', () => {
  test.each([
    'abs(sin(x))',
    'abs(cos(2*x + 1))',
    'abs(sin(x))^3',
    'sign(sin(x))',
    'sign(cos(3*x))',
    'cos(x)/sqrt(1 + cos(2*x))',
    'x*sqrt(2 - 2*cos(x))/x',
    '1/((x^2 + 1)*sqrt(x^2 + 2))',
    'x^2/((x^2 + 3)^2*sqrt(2*x^2 + 5))',
    'x*sqrt(x - 1)/sqrt(x + 2)',
    'sqrt(1 - x)/sqrt(1 + x)',
    'sqrt(tan(x))',
    'x*atan(x)^2',
    '2^x*3^(2*x)',
    '(1 - cos(x))/x^2',
    '(exp(x) - 1)/x',
  ])('%s', check)
  test('the antiderivative of abs(sin(x)) is continuous', () => {
    const F = integrate(parse('abs(sin(x))'), 'x')
    for (const k of [-2, -1, 0, 1, 2, 3]) {
      const [a, b] = [-1e-6, 1e-6].map((h) => evaluate(F, { x: k * Math.PI + h })) as [number, number]
      expect(Math.abs(a - b)).toBeLessThan(1e-5)
    }
  })
})

describe('definite integrals over jumps, kinks and half lines', () => {
  test.each([
    ['floor(x)', '0', '3', '3'],
    ['x*floor(x)', '0', '5/2', '15/4'],
    ['x - floor(x)', '0', '4', '2'],
    ['abs(sin(x))', '0', '2*pi', '4'],
    ['abs(cos(x))', '0', '5*pi', '10'],
    ['max(x, x^2)', '0', '2', '17/6'],
    ['piecewise(0, x < 0, x, x < 1, 1)', '-1', '3', '5/2'],
    ['sin(x)/x', '0', 'oo', 'pi/2'],
    ['sin(x)^2/x^2', '0', 'oo', 'pi/2'],
    ['(1 - cos(x))/x^2', '0', 'oo', 'pi/2'],
    ['sin(x^2)', '0', 'oo', 'sqrt(2)*sqrt(pi)/4'],
    ['exp(-abs(x))', '-oo', 'oo', '2'],
  ])('%s from %s to %s is %s', (e, a, b, expected) =>
    expect(text(integrate(parse(e), 'x', parse(a), parse(b)))).toBe(expected),
  )
})
