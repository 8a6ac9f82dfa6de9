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

test('powers of 0 are not taken for 1', () => {
  const at = (source: string, side: '+' | '-' | 'both' = 'both') => text(limit(parse(source), 'x', 0, side))
  // 0 to the right, and no number to the left
  expect(at('0^sin(x)')).toBe('undefined')
  expect(at('0^sin(x)', '+')).toBe('0')
  expect(at('heaviside(x)^sin(x)', '-')).toBe('undefined')
  const positive = 'where(x > 0, x, 0)^(x^2)'
  for (const source of [
    positive,
    `exp(-1/x)*${positive}`,
    `${positive}*log(-x)/x`,
    '0^(2 + sin(1/x))',
    'where(x > 0, x, 0)^tan(-x)',
  ])
    expect(at(source, '-'), source).toBe('0')
  for (const source of ['where(x > 0, x, 0)^tan(x)', 'exp(2*tan(x)*log(where(x > 0, x, 0)))'])
    expect(at(source, '-'), source).toBe('undefined')
  expect([at(positive, '+'), at(positive)]).toEqual(['1', 'undefined'])
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

test('where the left side is complex and has no limit that is found, the right one counts', () => {
  expect(text(limit(parse('(1 + sqrt(x))^(1/x^2)'), 'x', 0))).toBe('oo')
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
    // below the line: what one term outweighs, and what swings alone
    ['(x + sin(x) + tanh(x))/(sin(x) - x + tanh(x))', '-1'],
    ['x/(x + sin(x) + exp(-x))', '1'],
    ['x/(2 + sin(x))', 'oo'],
    ['x/(sin(x) - 2)', '-oo'],
    ['x/cos(x)^2', 'oo'],
    ['exp(x)/cos(x)', 'undefined'],
    ['x^2/(cos(x) - 1/2)', 'undefined'],
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
  expect(() => limit(parse('x/(sin(x) + cos(x))'), 'x', 'oo')).toThrow(
    'the sign of s + s oscillates, where s is a part that oscillates',
  )
})
