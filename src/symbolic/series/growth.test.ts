import { expect, test } from 'vitest'
import { constant, evaluate, limit, NotFoundError, parse, series } from '../index.ts'
import '../../../test/support/patience.ts'

test.each([
  ['tanh(x)', 'oo', 5, '1 - 2*exp(-2*x) + 2*exp(-4*x) + O(exp(-5*x))'],
  ['tanh(x)', '-oo', 3, '-1 + 2*exp(2*x) + O(exp(3*x))'],
  ['log(1 + exp(x))', 'oo', 3, 'x + exp(-x) - exp(-2*x)/2 + O(exp(-3*x))'],
  ['x*coth(x)', 'oo', 3, 'x + 2*x*exp(-2*x) + O(exp(-3*x))'],
  ['exp(x)/x', 'oo', 4, 'exp(x)/x'],
  [
    'sqrt(x)*exp(sqrt(x^2 + x))',
    'oo',
    1,
    'sqrt(x)*exp(1/2)*exp(x) - exp(1/2)*exp(x)/(8*sqrt(x)) + O(exp(x)/x)',
  ],
  ['exp(x)/(1 + x)', 'oo', 3, 'exp(x)/x - exp(x)/x^2 + O(exp(x)/x^3)'],
  ['sin(x + 1/x)', 'oo', 2, 'sin(x) + cos(x)/x + O(1/x^2)'],
  ['harmonic(x)', 'oo', 3, 'EulerGamma + log(x) + 1/(2*x) - 1/(12*x^2) + O(1/x^3)'],
  ['polygamma(1, x)', 'oo', 4, '1/x + 1/(2*x^2) + 1/(6*x^3) + O(1/x^4)'],
  ['gamma(x + 1/2)/gamma(x)', 'oo', 2, 'sqrt(x) - 1/(8*sqrt(x)) + 1/(128*x^(3/2)) + O(1/x^2)'],
  ['binomial(2*x, x)', 'oo', 1, '2^(2*x)/(sqrt(pi)*sqrt(x)) + O(2^(2*x)/x)'],
  ['log(gamma(x))', 'oo', 2, 'x*(log(x) - 1) + log(2*pi)/2 - log(x)/2 + 1/(12*x) + O(1/x^2)'],
  ['airyai(x)', 'oo', 1, 'exp(-2*x^(3/2)/3)/(2*sqrt(pi)*x^(1/4)) + O(exp(-2*x^(3/2)/3)/x)'],
] as const)('%s at %s to order %s', (source, point, order, expected) => {
  expect(String(series(parse(source), 'x', constant(point), order))).toBe(expected)
})

test.each([
  ['gamma(x)', 'oo', 60],
  ['besselj(2, x)', 'oo', 60],
  ['bessely(1, x)', 'oo', 60],
  ['besseli(1, x)', 'oo', 60],
  ['besselk(1, x)', 'oo', 60],
  ['airybi(x)', 'oo', 20],
  ['airyai(x)', '-oo', -20],
  ['airybi(x)', '-oo', -20],
  ['factorial(x)', 'oo', 60],
  ['polygamma(3, x)', 'oo', 60],
  ['erf(sqrt(x))', 'oo', 12],
  ['Si(2*x + 1)', 'oo', 60],
] as const)('the first terms of %s at %s are close to it', (source, point, x) => {
  const e = parse(source)
  const close = evaluate(series(e, 'x', constant(point), 6).toExpr(), { x })
  const exact = evaluate(e, { x })
  expect(Math.abs(close - exact)).toBeLessThan(1e-7 * Math.max(Math.abs(exact), 1e-2))
})

test('about a regular point a function stays in terms of itself', () => {
  expect(String(series(parse('tanh(x)'), 'x', parse('1/3'), 2))).toBe(
    'tanh(1/3) + (x - 1/3)*(1 - tanh(1/3)^2) + O((x - 1/3)^2)',
  )
  expect(String(series(parse('tan(x)'), 'x', parse('pi/4'), 3))).toBe(
    '1 + 2*(x - pi/4) + 2*(x - pi/4)^2 + O((x - pi/4)^3)',
  )
})

test('what grows neither as a power nor as an exponential or logarithm has no such expansion', () => {
  expect(() => series(parse('LambertW(1 + li(x))'), 'x', constant('oo'))).toThrow(NotFoundError)
})

test('poles of polygamma functions', () => {
  expect(String(series(parse('trigamma(x)'), 'x', 0, 1))).toBe('1/x^2 + pi^2/6 + O(x)')
  expect(String(limit(parse('polygamma(2, x)*(x + 1)^3'), 'x', -1))).toBe('-2')
})

test('ratios of gamma functions with a symbol between, and what is 0 all along', () => {
  expect(String(limit(parse('gamma(x + a)/(gamma(x)*x^a)'), 'x', 'oo'))).toBe('1')
  expect(String(limit(parse('gamma(x)^2/gamma(2*x)*4^x*sqrt(x)'), 'x', 'oo'))).toBe('2*sqrt(pi)')
  expect(String(limit(parse('x*(lgamma(x + 1) - lgamma(x) - log(x))'), 'x', 'oo'))).toBe('0')
  expect(String(limit(parse('x*(Si(x) - pi/2)'), 'x', 'oo'))).toBe('undefined')
})

test('limits by the same expansions', () => {
  expect(String(limit(parse('harmonic(n) - log(n)'), 'n', 'oo'))).toBe('EulerGamma')
  expect(String(limit(parse('x*polygamma(1, x)'), 'x', 'oo'))).toBe('1')
})

test.each([
  ['(x*exp(x))^x', /^x\^x\*exp\(x\)\^x$/],
  ['erfc(x)^x', /^x\^\(-x\)\*\(exp\(-x\^2\)\/sqrt\(pi\)\)\^x - /],
])('what grows within the exponent of what grows is put back: %s', (source, expected) => {
  expect(String(series(parse(source), 'x', 'oo', 3))).toMatch(expected)
})

test('a coefficient without a value is no expansion', () => {
  expect(() => series(parse('erfi(x)/(x - x)'), 'x', 2)).toThrow(NotFoundError)
  expect(() => series(parse('x + loggamma(-1)'), 'x')).toThrow(NotFoundError)
})
