import { expect, test } from 'vitest'
import { diff, evaluate, integrate, parse } from '../index.ts'

/** Of these the derivative and the integrand are compared before they are returned. */
test.each([
  ['3^x/(1 + 9^x)', 'atan(3^x)/log(3)'],
  ['2^x/sqrt(1 - 4^x)', 'asin(2^x)/log(2)'],
  ['(1/2)^x*4^x/(1 + 2^x)', 'log(1 + 2^x)/log(2)'],
  ['log(tan(x))/(sin(x)*cos(x))', 'log(tan(x))^2/2'],
  ['x*exp(asin(x))/sqrt(1 - x^2)', 'exp(asin(x))*(x - sqrt(1 - x^2))/2'],
  ['x*exp(acos(x))', 'exp(acos(x))*(x*(2*x - sqrt(1 - x^2)) - 1)/5'],
  ['exp(atan(x))/(1 + x^2)^(3/2)', 'exp(atan(x))*(x + 1)/(2*sqrt(x^2 + 1))'],
  ['1/sqrt(x + sqrt(x))', '2*sqrt(x + sqrt(x)) - log(2*sqrt(x) + 2*sqrt(x + sqrt(x)) + 1)'],
])('%s', (f, F) => expect(String(integrate(parse(f), 'x'))).toBe(F))

test.each([
  // f(m - t) + f(m + t) = 2 f(m)
  ['1/(1 + tan(x)^sqrt(2))', '0', 'pi/2', 'pi/4'],
  ['1/(1 + tan(x)^a)', '0', 'pi/2', 'pi/4'],
  ['sqrt(x)/(sqrt(x) + sqrt(3 - x))', '1', '2', '1/2'],
  ['1/(1 + exp(x^3))', '-1', '1', '1'],
  ['cos(x)^2/(1 + exp(x))', '-pi/2', 'pi/2', 'pi/4'],
  // x = tan(u)
  ['log(1 + x)/(1 + x^2)', '0', '1', 'pi*log(2)/8'],
  // steps where the argument is a whole number
  ['floor(x^2)', '0', '2', '5 - sqrt(2) - sqrt(3)'],
  ['floor(exp(x))', '0', '2', '14 - log(5040)'],
  ['floor(2*sin(x))', '0', 'pi', '2*pi/3'],
  ['floor(1/x)', '1/10', '1', '4861/2520'],
  // by parts: the antiderivatives have no name
  ['x*cot(x)', '0', 'pi/2', 'pi*log(2)/2'],
  ['x^2/sin(x)^2', '0', 'pi/2', 'pi*log(2)'],
])('%s from %s to %s', (f, a, b, value) =>
  expect(integrate(parse(f), 'x', parse(a), parse(b))).toBe(parse(value)),
)

test.each([
  'atan(x^2 + a)',
  'x^2*acot(x^2 + a)',
  '(3*x^4 + x^2 + 2)/(2*(x^2 + a)^2 + 1)',
  '1/(x^4 + x^2 + 1 + a^2)',
])('%s with a denominator (x^2 + p x + q)(x^2 - p x + q)', (f) => {
  const slope = diff(integrate(parse(f), 'x'), 'x')
  for (const [x, a] of [
    [0.7, -1.3],
    [-2.1, 0.4],
    [3.3, 5],
  ] as const)
    expect(evaluate(slope, { x, a })).toBeCloseTo(evaluate(parse(f), { x, a }), 11)
})

test('an odd function with poles has no integral', () => {
  for (const f of ['x/(x^2 - 1/4)', '1/x^3'])
    expect(() => integrate(parse(f), 'x', -1, 1)).toThrow(/diverges/)
})

test('what has no antiderivative is told at once, and what stands beside it is found', () => {
  for (const f of ['x*sec(x)', 'x/sin(x)', 'x^2/cos(x)^2', 'x*csc(2*x)^3', 'x^2*tan(x)'])
    expect(() => integrate(parse(f), 'x')).toThrow(/not found/)
  for (const f of [
    'x/cos(x)^2',
    'x*tan(x)^2',
    'x*sec(x)^4',
    'x*sin(x)^2',
    'x^2*sin(x)*cos(x)',
    'x*sec(x)*tan(x)',
  ])
    expect(evaluate(integrate(parse(f), 'x', 0, 1))).toBeGreaterThan(0)
})

test('logarithms of what is less than 0', () => {
  expect(String(parse('log(-E)'))).toBe('1 + I*pi')
  expect(String(parse('log2(-E)'))).toBe('(1 + I*pi)/log(2)')
})
