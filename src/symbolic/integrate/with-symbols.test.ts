import { expect, test } from 'vitest'
import { diff, evaluate, integrate, parse, text } from '../index.ts'
import { coefficientsOf } from '../solve/coefficients.ts'
import '../../../test/support/patience.ts'

const values = { a: 1.37, b: 2.19, c: 3.83, m: 0.57 }

test.each([
  'x^2/(x^2 + a)',
  'x^2/(a - x^2)',
  'x^4/(x^2 + pi)',
  'x^3/(a*x^2 + b*x + c)',
  'x^4/(x^4 + pi)',
  'sqrt(x)/(x + a)',
  'x^(1/3)/(x + a)',
  'sqrt(x + 1)/(x + pi)',
  'log(x^2 + a)',
  'log(a*x^2 + b*x + c)',
  'log(x^3 + a)',
  'x*atan(a*x)',
  'x*asin(x/a)',
  'atan((x - m)/a)',
  'log(x)/(x + a)^2',
  'atan(x)/(x + a)^2',
  'exp(3*x)/(exp(2*x) + a)',
  'sqrt(1 - x^2/a^2)',
  'sqrt(1 + x^2/a^2)',
  'x^2/sqrt(1 - x^2/a^2)',
  'x^2*sqrt(x^2 + a^2)',
  'x^3/sqrt(x^2 + x + b)',
  'x/sqrt(x^2 + b*x + c)',
  'sqrt(a*x^2 + b*x + c)',
  'x/sqrt(a*x^2 + b*x + c)',
  'x^2*sqrt(b + a*x^2)',
  'sqrt(c - a*x^2)',
  '1/sqrt(b*x - a*x^2)',
  '1/(x^2 + a^2)^(3/2)',
  '1/(x^2 + 2*x + c)^(5/2)',
  'x^3/(x^2 + b)^(5/2)',
  '(x^3 + 2)/(a - x^2)^(3/2)',
  'sqrt(x^2 + a^2)/x',
  '1/(x*(x^2 + a^2)^(3/2))',
])('the antiderivative of %s is elementary', (source) => {
  const e = parse(source)
  const F = integrate(e, 'x')
  expect(text(F)).not.toMatch(/hyp|gamma|polylog|RootSum/)
  const slope = diff(F, 'x')
  const points = [0.273, 0.619, -0.381, 1.47, 3.21, -2.13].filter((x) =>
    Number.isFinite(evaluate(e, { x, ...values })),
  )
  expect(points.length).toBeGreaterThan(1)
  for (const x of points) {
    const expected = evaluate(e, { x, ...values })
    const error = Math.abs(evaluate(slope, { x, ...values }) - expected)
    expect(error, `at ${x}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)))
  }
})

test.each([
  ['x^2/(x^2 + a)', 'x - sqrt(a)*atan(x/sqrt(a))'],
  ['2*x/(x^2 + a*x + b) + a/(x^2 + a*x + b)', 'log(abs(b + x*(a + x)))'],
  ['1/(x^2 + a^2)^(3/2)', 'x/(a^2*sqrt(a^2 + x^2))'],
  ['1/sqrt(a*x^2 + c)', 'log(a*x + sqrt(a)*sqrt(a*x^2 + c))/sqrt(a)'],
  ['1/sqrt(c - a*x^2)', 'asin(a*x/sqrt(a*c))/sqrt(a)'],
  ['sin(a*x)*sin(b*x)', 'sin(x*(a - b))/(2*(a - b)) - sin(x*(a + b))/(2*(a + b))'],
  ['8^x/(1 + 4^x)', '(2^x - atan(2^x))/log(2)'],
  ['sqrt(exp(4*x) + 1)/exp(2*x)', 'x + log(1 + sqrt(1 + exp(-4*x)))/2 - sqrt(1 + exp(-4*x))/2'],
  ['atan(1/(a*x))', 'x*atan(1/(a*x)) + log(a^2*x^2 + 1)/(2*a)'],
  ['log(x)/(a + x)^2', '(x*log(x)/(a + x) - log(abs(a + x)))/a'],
])('the antiderivative of %s is %s', (source, expected) => {
  expect(text(integrate(parse(source), 'x'))).toBe(expected)
})

test('coefficients may have denominators', () => {
  const [e, x] = [parse('1 - x/b + x^2/a^2'), parse('x')]
  expect(coefficientsOf(e, x)?.map((c) => text(c))).toEqual(['1', '-1/b', '1/a^2'])
})

test('across jumps, with symbols', () => {
  const value = integrate(parse('floor(x^3) + a'), 'x', 1, 2)
  // 1 + 2 + ... + 7 times the width of each step, and a
  const steps = [1, 2, 3, 4, 5, 6, 7].reduce((s, k) => s + k * (Math.cbrt(k + 1) - Math.cbrt(k)), 0)
  expect(evaluate(value, { a: 0.5 })).toBeCloseTo(steps + 0.5, 12)
  expect(evaluate(integrate(parse('floor(x^3) + a'), 'x', 2, 1), { a: 0.5 })).toBeCloseTo(-steps - 0.5, 12)
})

test.each(['exp(x^2/a)', 'sin(x^2/a)', 'cos(a*x^2)', 'x^2*exp(a*x^2)', 'exp(x^2/(a - 1))'])(
  'one root of a symbol of unknown sign: %s',
  (source) => {
    const f = parse(source)
    for (const a of ['-0.7', '2.3'])
      expect(Number(evaluate(diff(integrate(f, 'x'), 'x'), { x: '0.6', a }, { digits: 15 }))).toBeCloseTo(
        evaluate(f, { x: 0.6, a: Number(a) }),
        10,
      )
  },
)
