import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  evaluate,
  limit,
  limitBounds,
  NotFoundError,
  parse,
  type Side,
  series,
  simplify,
  text,
} from '../index.ts'
import '../../../test/support/patience.ts'

const shared = '../shared/data/symbolic/limits_series_simplify.json'
const own = 'test/fixtures/symbolic/limits_series_simplify.json'
interface Case {
  readonly id: string
  readonly kind: 'limit' | 'series' | 'simplify'
  readonly expr: string
  readonly variable: string
  readonly point: string
  readonly side: Side
  readonly order: number
  readonly expected: string
  readonly coefficients: string[]
}
const cases = JSON.parse(readFileSync(existsSync(shared) ? shared : own, 'utf8')) as Case[]
const close = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b))

describe('reference limits, series and simplifications', () => {
  test.each(cases.map((c) => [c.id, c.expr, c] as const))('%s %s', (_id, expr, c) => {
    const e = parse(expr)
    if (c.kind === 'limit') {
      const value = limit(e, c.variable, parse(c.point), c.side)
      expect(close(evaluate(value), evaluate(parse(c.expected))), text(value)).toBe(true)
    } else if (c.kind === 'series') {
      const s = series(e, c.variable, parse(c.point), c.order)
      c.coefficients.forEach((expected, n) => {
        expect(close(evaluate(s.coefficient(n)), evaluate(parse(expected))), `${n}: ${s}`).toBe(true)
      })
    } else expect(text(simplify(e))).toBe(text(simplify(parse(c.expected))))
  })
})

/** Values from books and from Gruntz's thesis; `undefined` where the function has no limit. */
const limits: readonly (readonly [string, string, Side, string])[] = [
  ['sin(3*x)/tan(5*x)', '0', 'both', '3/5'],
  ['(1-cos(x))/(x*sin(x))', '0', 'both', '1/2'],
  ['(tan(x)-x)/(x-sin(x))', '0', 'both', '2'],
  ['x*log(x)', '0', '+', '0'],
  ['x^2*log(x)^3', '0', '+', '0'],
  ['(sin(x)/x)^(1/x^2)', '0', 'both', 'exp(-1/6)'],
  ['(cos(x))^(1/x^2)', '0', 'both', 'exp(-1/2)'],
  ['(1+2*x)^(3/x)', '0', 'both', 'exp(6)'],
  ['log(x)/x^(1/10)', 'oo', 'both', '0'],
  ['x^100/exp(x)', 'oo', 'both', '0'],
  ['(x^2+3*x+1)/(2*x^2-5)', 'oo', 'both', '1/2'],
  ['(x^3+1)/(x^2-1)', '-1', 'both', '-3/2'],
  ['(x^3+1)/(x^2-1)', 'oo', 'both', 'oo'],
  ['(x^3+1)/(x^2-1)', '-oo', 'both', '-oo'],
  ['(x^3+1)/(x^2-1)', '1', 'both', 'undefined'],
  ['(x^3+1)/(x^2-1)', '1', '-', '-oo'],
  ['sqrt(x^2+1)/x', '-oo', 'both', '-1'],
  ['sqrt(x^2+1)-sqrt(x^2-1)', 'oo', 'both', '0'],
  ['x*(sqrt(x^2+1)-x)', 'oo', 'both', '1/2'],
  ['(2^x-3^x)/x', '0', 'both', '-log(3) + log(2)'],
  ['(2^x+3^x+7^x)^(1/x)', 'oo', 'both', '7'],
  ['(2^x+3^x)/(3^x+1)', 'oo', 'both', '1'],
  ['6^x/(2^x*3^x+1)', 'oo', 'both', '1'],
  ['atan(x)', '-oo', 'both', '-pi/2'],
  ['atan(x)*x-pi*x/2', 'oo', 'both', '-1'],
  ['exp(-1/x^2)/x^10', '0', 'both', '0'],
  ['exp(1/x)', '0', '-', '0'],
  ['exp(1/x)', '0', '+', 'oo'],
  ['1/(1+exp(1/x))', '0', 'both', 'undefined'],
  ['1/(1+exp(1/x))', '0', '-', '1'],
  ['(asin(x)-x)/x^3', '0', 'both', '1/6'],
  ['(atan(x)-x)/x^3', '0', 'both', '-1/3'],
  ['(sinh(x)-sin(x))/x^3', '0', 'both', '1/3'],
  ['(cosh(x)-cos(x))/x^2', '0', 'both', '1'],
  ['cot(x)-1/x', '0', 'both', '0'],
  ['1/sin(x)-1/x', '0', 'both', '0'],
  ['1/sin(x)^2-1/x^2', '0', 'both', '1/3'],
  ['(x^x-x)/(1-x+log(x))', '1', 'both', '-2'],
  ['x^(1/(1-x))', '1', 'both', 'exp(-1)'],
  ['(pi/2-x)*tan(x)', 'pi/2', 'both', '1'],
  ['(1-x)*tan(pi*x/2)', '1', 'both', '2/pi'],
  ['log(sin(x))/(pi-2*x)^2', 'pi/2', 'both', '-1/8'],
  ['(exp(x)-exp(sin(x)))/(x-sin(x))', '0', 'both', '1'],
  ['(log(1+x)-x)/x^2', '0', 'both', '-1/2'],
  ['((1+x)^(1/x)-e)/x', '0', 'both', '-E/2'],
  ['x^(sin(x))', '0', '+', '1'],
  ['sin(x)^x', '0', '+', '1'],
  ['(1/x)^x', '0', '+', '1'],
  ['log(x)*log(1-x)', '1', '-', '0'],
  ['x*sin(1/x)', 'oo', 'both', '1'],
  ['x*(exp(1/x)-1)', 'oo', 'both', '1'],
  ['x*log(1+3/x)', 'oo', 'both', '3'],
  ['(x/(x+1))^x', 'oo', 'both', 'exp(-1)'],
  ['((x+3)/(x-1))^x', 'oo', 'both', 'exp(4)'],
  ['(1+1/x^2)^x', 'oo', 'both', '1'],
  ['(1+1/x)^(x^2)', 'oo', 'both', 'oo'],
  ['(1+1/x)^(x^2)*exp(-x)', 'oo', 'both', 'exp(-1/2)'],
  ['log(x+1)-log(x)', 'oo', 'both', '0'],
  ['x*(log(x+1)-log(x))', 'oo', 'both', '1'],
  ['log(1+exp(x))/x', 'oo', 'both', '1'],
  ['log(1+exp(x))', '-oo', 'both', '0'],
  ['log(log(x))', 'oo', 'both', 'oo'],
  ['dawson(x)', 'oo', 'both', '0'],
  ['x*dawson(x)', '-oo', 'both', '1/2'],
  ['x^2*(2*x*dawson(x) - 1)', 'oo', 'both', '1/2'],
  ['(dawson(x) - x)/x^3', '0', 'both', '-2/3'],
  ['log(x)^log(x)/x^3', 'oo', 'both', 'oo'],
  ['exp(log(log(x))^2)/x', 'oo', 'both', '0'],
  ['x^(1/x)', 'oo', 'both', '1'],
  ['(log(x))^(1/x)', 'oo', 'both', '1'],
  ['exp(x)/x^x', 'oo', 'both', '0'],
  ['exp(sqrt(log(x)))/x', 'oo', 'both', '0'],
  ['exp(sqrt(log(x)))/log(x)^5', 'oo', 'both', 'oo'],
  ['exp(x-sqrt(x^2-x))', 'oo', 'both', 'exp(1/2)'],
  ['exp(exp(x))/exp(x^2)', 'oo', 'both', 'oo'],
  ['x^exp(-x)', 'oo', 'both', '1'],
  ['tanh(x)', 'oo', 'both', '1'],
  ['x*(1-tanh(x))', 'oo', 'both', '0'],
  ['sinh(x)/cosh(x)', '-oo', 'both', '-1'],
  ['asinh(x)/log(x)', 'oo', 'both', '1'],
  ['asinh(x)-log(2*x)', 'oo', 'both', '0'],
  ['atanh(x)/x', '0', 'both', '1'],
  ['atanh(1/x)*x', 'oo', 'both', '1'],
  ['acos(x)/sqrt(1-x)', '1', '-', 'sqrt(2)'],
  ['gamma(x)*x', '0', 'both', '1'],
  ['gamma(x)', '0', '+', 'oo'],
  ['gamma(x)', '0', '-', '-oo'],
  ['gamma(x)*(x+1)', '-1', 'both', '-1'],
  ['erf(x)/x', '0', 'both', '2/sqrt(pi)'],
  ['erfc(x)*exp(x^2)*x', 'oo', 'both', '1/sqrt(pi)'],
  ['erf(x)', '-oo', 'both', '-1'],
  ['gamma(x+1/2)/(gamma(x)*sqrt(x))', 'oo', 'both', '1'],
  ['gamma(x+1)/gamma(x)/x', 'oo', 'both', '1'],
  ['(gamma(x+1)/(sqrt(2*pi*x)*x^x*exp(-x))-1)*x', 'oo', 'both', '1/12'],
  ['x*(gamma(x)-1/gamma(x))', '0', 'both', '1'],
  ['digamma(x)-log(x)', 'oo', 'both', '0'],
  ['x*(digamma(x)-log(x))', 'oo', 'both', '-1/2'],
  ['x^pi/x^3', 'oo', 'both', 'oo'],
  ['x^(sqrt(2))/x', '0', '+', '0'],
  ['(x^(sqrt(2))-1)/(x-1)', '1', 'both', 'sqrt(2)'],
  ['(x-1)/(sqrt(x)-1)', '1', 'both', '2'],
  ['(x^(1/3)-1)/(x^(1/4)-1)', '1', 'both', '4/3'],
  ['sqrt(x+sqrt(x+sqrt(x)))-sqrt(x)', 'oo', 'both', '1/2'],
  ['(x^5+x)^(1/5)-x', 'oo', 'both', '0'],
  ['((x+1)^(2/3)-(x-1)^(2/3))', 'oo', 'both', '0'],
  ['(8*x^3+x^2)^(1/3)-2*x', 'oo', 'both', '1/12'],
  ['abs(x-1)/(x-1)', '1', '+', '1'],
  ['abs(x-1)/(x-1)', '1', '-', '-1'],
  ['abs(sin(x))/x', '0', 'both', 'undefined'],
  ['abs(sin(x))/x', '0', '+', '1'],
  ['floor(x)', '1', '-', '0'],
  ['floor(x)', '3/2', 'both', '1'],
  ['x*floor(1/x)', '0', 'both', '1'],
  ['x-floor(x)', '2', '-', '1'],
  ['sign(x)', '0', '-', '-1'],
  ['Max(x,-x)/x', '0', '-', '-1'],
  ['sin(1/x)', '0', 'both', 'undefined'],
  ['x^2*sin(1/x)', '0', 'both', '0'],
  ['cos(x)/x', 'oo', 'both', '0'],
  ['x*cos(x)', 'oo', 'both', 'undefined'],
  ['(x+cos(x))/x', 'oo', 'both', '1'],
  ['(x+cos(x))/(x+sin(x))', 'oo', 'both', '1'],
  ['exp(-x)*sin(x)', 'oo', 'both', '0'],
  ['exp(x)*(exp(1/x+exp(-x)+exp(-x^2))-exp(1/x-exp(-exp(x))))', 'oo', 'both', '1'],
  ['exp(log(log(x+exp(log(x)*log(log(x)))))/log(log(log(exp(x)+x+log(x)))))', 'oo', 'both', 'E'],
  ['log(x)*(log(log(x)+log(log(x)))-log(log(x)))/log(log(x)+log(log(log(x))))', 'oo', 'both', '1'],
  ['exp((log(log(x+exp(log(x)*log(log(x))))))/(log(log(log(exp(x)+x+log(x))))))', 'oo', 'both', 'E'],
  ['exp(exp(exp(x)/(1-1/x)))-exp(exp(exp(x)/(1-1/x-log(x)^(-log(x)))))', 'oo', 'both', '-oo'],
  [
    '(exp(exp(-x/(1+exp(-x))))*exp(-x/(1+exp(-x/(1+exp(-x)))))*exp(exp(-x+exp(-x/(1+exp(-x))))))/(exp(-x/(1+exp(-x))))^2-exp(x)+x',
    'oo',
    'both',
    '2',
  ],
  ['exp(x*exp(-x)/(exp(-x)+exp(-2*x^2/(x+1))))/exp(x)', 'oo', 'both', '1'],
  ['(3*exp(x)-exp(-x))/(exp(x)+2)', '-oo', 'both', '-oo'],
  ['exp(exp(x-exp(-x)/(1-1/x)))-exp(exp(x))', 'oo', 'both', '-oo'],
  ['exp(exp(x)/(1-1/x))/exp(exp(x))', 'oo', 'both', 'oo'],
  [
    'log(x)^2*exp(sqrt(log(x))*(log(log(x)))^2*exp(sqrt(log(log(x)))*(log(log(log(x))))^3))/sqrt(x)',
    'oo',
    'both',
    '0',
  ],
  ['(x*log(x)*(log(x*exp(x)-x^2))^2)/(log(log(x^2+2*exp(exp(3*x^3*log(x))))))', 'oo', 'both', '1/3'],
  ['exp(-x)/cos(x)', '0', 'both', '1'],
  ['(e^x-1)/sqrt(x)', '0', '+', '0'],
  ['x/(e^x-1)', '0', 'both', '1'],
  ['(x-sin(x)*cos(x))/x^3', '0', 'both', '2/3'],
  ['(sqrt(1-cos(x)))/x', '0', '+', 'sqrt(2)/2'],
  ['(sqrt(1-cos(x)))/x', '0', '-', '-sqrt(2)/2'],
  ['sin(pi*x)/(x-1)', '1', 'both', '-pi'],
  ['log(x)/(x-1)', '1', 'both', '1'],
  ['(x^7-1)/(x^5-1)', '1', 'both', '7/5'],
  ['tan(x)/sec(x)', 'pi/2', 'both', '1'],
  ['csc(x)-cot(x)', '0', 'both', '0'],
  ['coth(x)-1/x', '0', 'both', '0'],
  ['log(tan(x))/log(sin(x))', '0', '+', '1'],
  ['log(cos(3*x))/log(cos(2*x))', '0', 'both', '9/4'],
  ['(x*cos(x)-sin(x))/x^3', '0', 'both', '-1/3'],
  ['sqrt(x)*log(x)', '0', '+', '0'],
  ['x^2*exp(-x)', '-oo', 'both', 'oo'],
  ['x*exp(x)', '-oo', 'both', '0'],
  ['x^3', '-oo', 'both', '-oo'],
  ['1/x', '-oo', 'both', '0'],
  ['2^(-x)', 'oo', 'both', '0'],
  ['(1/2)^x', 'oo', 'both', '0'],
  ['5', 'oo', 'both', '5'],
  ['x/abs(x)', '-oo', 'both', '-1'],
]

describe('limits of books', () => {
  test.each(limits)('%s as x -> %s (%s) is %s', (source, point, side, expected) => {
    const value = limit(parse(source), 'x', parse(point), side)
    if (expected === 'undefined') expect(text(value)).toBe('undefined')
    else expect(close(evaluate(value), evaluate(parse(expected))), text(value)).toBe(true)
  })
})

test('parameters, unknown functions and pieces', () => {
  expect(text(limit(parse('(1 + a/x)^x'), 'x', 'oo'))).toBe('exp(a)')
  expect(text(limit(parse('(f(a + h) - f(a))/h'), 'h', 0))).toBe("f'(a)")
  expect(text(limit(parse('where(x < 0, -1, x^2)'), 'x', 0, '-'))).toBe('-1')
  expect(text(limit(parse('where(x < 0, -1, x^2)'), 'x', 0))).toBe('undefined')
  expect(text(limit(parse('y + 1'), 'x', 0))).toBe('y + 1')
})

test('what is not decided says so', () => {
  expect(() => limit(parse('x^a'), 'x', 'oo')).toThrow(NotFoundError)
  expect(() => limit(parse('a*x'), 'x', 'oo')).toThrow(/sign of a/)
  expect(() => limit(parse('f(x)'), 'x', 'oo')).toThrow(NotFoundError)
})

test('between which values a function oscillates', () => {
  const bounds = (source: string, point: number | string): string =>
    limitBounds(parse(source), 'x', point)
      .map((e) => text(e))
      .join(' ')
  expect(bounds('sin(x)', 'oo')).toBe('-1 1')
  expect(bounds('2 + 3*cos(1/x)', 0)).toBe('-1 5')
  expect(bounds('x - floor(x)', 'oo')).toBe('0 1')
  expect(bounds('sin(x)/x', 'oo')).toBe('0 0')
  expect(() => limitBounds(parse('x*sin(x)'), 'x', 'oo')).toThrow(NotFoundError)
})

test('where a function is complex beside the point, it has its value there if it is continuous', () => {
  expect(text(limit(parse('sqrt(x)'), 'x', -1))).toBe('I')
  expect(text(limit(parse('x^(3/2)'), 'x', -1, '-'))).toBe('-I')
  expect(text(limit(parse('floor(x)*sqrt(x)'), 'x', -1))).toBe('undefined')
  expect(() => limit(parse('log(x)'), 'x', 0, '-')).toThrow('log(-w) is not real there')
})

test('what is 0 for positive symbols only is not 0', () => {
  expect(() => limit(parse('(abs(a) - a)*x'), 'x', 'oo')).toThrow('the sign of')
})

test('max, min and abs are what they come to in the end', () => {
  expect(text(limit(parse('exp(x)*max(1 - x, 0)'), 'x', 'oo'))).toBe('0')
  expect(text(limit(parse('exp(x)*min(x - 1, 2)'), 'x', 'oo'))).toBe('oo')
  expect(text(limit(parse('exp(x)*(abs(1 - x) - x + 1)'), 'x', 'oo'))).toBe('0')
  expect(text(limit(parse('max(x, x^2)/x'), 'x', 0, '+'))).toBe('1')
})

describe('what stays between two bounds', () => {
  test.each([
    // linear in the wave: the limit at both of its ends
    ['x^2*(1 + sin(x)) + x', 'oo'],
    ['x^2*(1 - sin(x)) - x', 'undefined'],
    ['x*(1 + sin(x))', 'undefined'],
    // Bessel functions swing less than their envelope 1
    ['x*(1 + sqrt(x)*besselj(0, x))', 'oo'],
    ['sqrt(x)*besselj(0, x)', 'undefined'],
    // and what settles does not swing
    ['(zeta(x) - 1 - 2^(-x))*3^x', '1'],
    ['round(x)/x', '1'],
    ['x*(sin(x)^2 + cos(x)^2)', 'oo'],
  ])('%s tends to %s', (source, expected) => {
    expect(text(limit(parse(source), 'x', 'oo'))).toBe(expected)
  })
  test('the bounds are those of the wave', () => {
    const bounds = (source: string): string => limitBounds(parse(source), 'x', 'oo').map(String).join(' ')
    expect(bounds('sqrt(x)*besselj(0, x)')).toBe('-sqrt(2)/sqrt(pi) sqrt(2)/sqrt(pi)')
    expect(bounds('3*(round(x) - x)')).toBe('-3/2 3/2')
  })
})

test.each([
  ['atan2(x, -1)', '-', '-pi'],
  ['atan2(x, -1)', '+', 'pi'],
  ['atan2(x, -1)', 'both', 'undefined'],
  ['atan2(x^2, -1)', 'both', 'pi'],
  ['atan2(x, x)', '-', '-3*pi/4'],
  ['atan2(x, x - 1)', '-', '-pi'],
  ['atan2(-x^2, x)', '-', '-pi'],
] as const)('the branch of an angle: %s from %s is %s', (source, side, expected) => {
  expect(text(limit(parse(source), 'x', 0, side))).toBe(expected)
})

test('whole and half numbers are told from what is close to them', () => {
  const from = (source: string, side: Side): string => text(limit(parse(source), 'x', 0, side))
  expect(from('round(x + 1/2 + 1/10^10)', 'both')).toBe('1')
  expect(from('round(x + 1/2)', '-')).toBe('0')
  const one = '8*cos(pi/7)*cos(2*pi/7)*cos(3*pi/7)'
  expect(from(`floor(x + ${one})`, '+')).toBe('1')
  expect(from(`floor(x + ${one})`, '-')).toBe('0')
})

test('names that a search makes up do not show in what it says', () => {
  expect(() => limit(parse('a^x'), 'x', 'oo')).toThrow('the sign of log(a) is not known')
})
