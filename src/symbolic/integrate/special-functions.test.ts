import { expect, test } from 'vitest'
import { diff, evaluate, integrate, parse } from '../index.ts'
import '../../../test/support/patience.ts'

test.each([
  ['besselj(1, x)', '-besselj(0, x)'],
  ['x*besselj(0, x)', 'x*besselj(1, x)'],
  ['x*besselk(0, 3*x)', '-x*besselk(1, 3*x)/3'],
  ['x^(n + 1)*besselj(n, x)', 'x^(n + 1)*besselj(n + 1, x)'],
  ['digamma(x)', 'lgamma(x)'],
  ['Si(x)', 'x*Si(x) + cos(x)'],
  ['fresnels(x)', 'x*fresnels(x) + cos(pi*x^2/2)/pi'],
  [
    'sin(x*(2 - x))',
    'sqrt(2)*sqrt(pi)*(fresnelc(sqrt(2)*(x - 1)/sqrt(pi))*sin(1) - cos(1)*fresnels(sqrt(2)*(x - 1)/sqrt(pi)))/2',
  ],
  ['exp(-x)/sqrt(x)', 'sqrt(pi)*erf(sqrt(x))'],
  ['x^a*exp(-x)', '-uppergamma(a + 1, x)'],
  ['exp(-x^3)', 'x*hyp1f1(1/3, 4/3, -x^3)'],
  ['sin(x^3)', 'x^4*hyp1f2(2/3, 3/2, 5/3, -x^6/4)/4'],
  ['1/sqrt(1 - x^4)', 'x*hyp2f1(1/2, 1/4, 5/4, x^4)'],
  ['x/(exp(x) - 1)', '-x^2/2 - polylog(2, 1 - exp(x))'],
  ['x*abs(sin(x))', '(-1)^floor(x/pi)*(sin(x) - x*cos(x)) + pi*floor(x/pi)*(1 + floor(x/pi))'],
  ['exp(x)/(x^2 - 1)', 'E*(Ei(x - 1) - exp(-2)*Ei(x + 1))/2'],
  ['1/(4*sin(x)^2 + 9*cos(x)^2)', 'x/6 - atan(sin(2*x)/(5 + cos(2*x)))/6'],
  [
    '1/(sin(x)^4 + cos(x)^4)',
    'sqrt(2)*(2*x + atan(cos(2*x)/(1 + sin(2*x) + sqrt(2))) + atan(cos(2*x)/(sin(2*x) - 1 - sqrt(2))))/2',
  ],
  ['li(x)', 'x*li(x) - Ei(2*log(x))'],
  ['polylog(2, x)/x', 'polylog(3, x)'],
  ["f'(2*x)", 'f(2*x)/2'],
  ["f'(x)/f(x)", 'log(f(x))'],
  ["x*f''(x)", "x*f'(x) - f(x)"],
  ['x^2*dirac(2*x - 1)', 'heaviside(x - 1/2)/8'],
  ['abs(x)/x^2', 'where(x < 0, -log(abs(x)), log(abs(x)))'],
])('the antiderivative of %s is %s', (source, expected) => {
  expect(String(integrate(parse(source), 'x'))).toBe(expected)
})

test.each([
  'x^3*besselj(0, 2*x)',
  'x^4*besseli(1, x)',
  'x^2*abs(cos(x))',
  'exp(-x)*abs(sin(x))',
  'x^2*exp(x^4)',
])('the derivative of the antiderivative of %s, and its continuity', (source) => {
  const e = parse(source)
  const F = integrate(e, 'x')
  const slope = diff(F, 'x')
  for (const x of [0.3, 1.1, 1.7]) expect(evaluate(slope, { x })).toBeCloseTo(evaluate(e, { x }), 8)
  for (const x of [Math.PI / 2, Math.PI, 3 * Math.PI, -Math.PI])
    if (source.includes('abs'))
      expect(evaluate(F, { x: x + 1e-9 })).toBeCloseTo(evaluate(F, { x: x - 1e-9 }), 5)
})

test('an integral across the pole of one of two pieces that are chosen by size', () => {
  expect(String(integrate(parse('max(x, 1/x)'), 'x', parse('1/2'), 2))).toBe('3/2 + log(2)')
})

test.each([
  ['x^2*dirac(x - 1)', '-oo', 'oo', '1'],
  ['dirac(x)*cos(x)', '1', '2', '0'],
  ['dirac(x)*cos(x)', '0', '2', '1/2'],
  ['exp(-x) + 3*dirac(x - 2)', '0', 'oo', '4'],
])('the impulses of %s from %s to %s', (source, from, to, expected) => {
  expect(String(integrate(parse(source), 'x', parse(from), parse(to)))).toBe(expected)
})

test('a function that is not real there is known not to be at once', () => {
  const started = performance.now()
  for (const x of [1.5, 9, 23]) expect(evaluate(parse('polylog(2, x)'), { x })).toBeNaN()
  expect(performance.now() - started).toBeLessThan(50)
  expect(evaluate(parse('polylog(-1, 3)'))).toBeCloseTo(0.75, 12)
})
