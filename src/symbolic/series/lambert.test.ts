import { describe, expect, test } from 'vitest'
import { evaluate, limit, NotFoundError, parse, series } from '../index.ts'
import '../../../test/support/patience.ts'

const about = (source: string, point: string, order: number, side?: '+' | '-'): string =>
  String(series(parse(source), 'x', parse(point), order, side))

describe('Lambert W', () => {
  test.each([
    ['LambertW(x)', 'oo', 2, 'log(x) - log(log(x)) + log(log(x))/log(x) + O(log(log(x))^2/log(x)^2)'],
    ['1/LambertW(x)', 'oo', 3, '1/log(x) + log(log(x))/log(x)^2 + O(log(log(x))^2/log(x)^3)'],
    ['LambertW(exp(x))', 'oo', 2, 'x - log(x) + log(x)/x + O(log(x)^2/x^2)'],
    ['LambertW(x*exp(x))', 'oo', 3, 'x + O(1/x^3)'],
    ['LambertW(-exp(-1 - x^2))', '0', 3, '-1 + sqrt(2)*x - 2*x^2/3 + O(x^3)'],
  ] as const)('%s at %s to order %s', (source, point, order, expected) => {
    expect(about(source, point, order)).toBe(expected)
  })

  test.each([
    ['LambertW(x)', 'oo', 1e200, 1e-6],
    ['LambertW(2*x)', 'oo', 1e200, 1e-6],
    ['LambertW(x^2)/log(x)', 'oo', 1e100, 1e-6],
    ['x*LambertW(x)', 'oo', 1e100, 1e-5],
    ['LambertW(-x)', '-oo', -1e100, 1e-5],
    ['li(x)', 'oo', 1e150, 1e-9],
    ['Ei(2*log(x))', 'oo', 1e100, 1e-9],
    ['LambertW(x)', '-1/E', -0.36787, 1e-12],
    ['LambertW(x, -1)', '-1/E', -0.36787, 1e-12],
  ] as const)('the first terms of %s at %s are close to it', (source, point, x, tolerance) => {
    const e = parse(source)
    const close = evaluate(series(e, 'x', parse(point), 8).toExpr(), { x })
    expect(Math.abs(close / evaluate(e, { x }) - 1)).toBeLessThan(tolerance)
  })

  test('limits at the branch point, and what is not real is refused', () => {
    const at = (source: string) => String(limit(parse(source), 'x', parse('-1/E'), '+'))
    expect(at('LambertW(x)')).toBe('-1')
    expect(at('(LambertW(x) - LambertW(x, -1))/sqrt(x + 1/E)')).toBe('2*sqrt(2)*exp(1/2)')
    expect(String(parse('LambertW(0, -1)'))).toBe('-oo')
    expect(() => about('LambertW(x, -1)', '0', 3)).toThrow('singular')
    expect(() => about('LambertW(x)', '-1/E', 3, '-')).toThrow('not real')
    expect(() => about('LambertW(x)', '-oo', 3)).toThrow(NotFoundError)
  })
})

test.each([
  // what is less than the quotient of log log x and log x decides
  ['(LambertW(x) - log(x) + log(log(x)))*log(x)/log(log(x))', 'oo', '1'],
  ['LambertW(x*exp(x)) - x', 'oo', '0'],
  ['LambertW(2*x) - LambertW(x)', 'oo', 'log(2)'],
  ['x^(1/LambertW(x))', 'oo', 'E'],
  ['LambertW(x, -1)/log(-x)', '0', '1'],
  ['LambertW(x, -1) - log(-x)', '0', '-oo'],
  ['x*LambertW(x, -1)', '0', '0'],
  ['(LambertW(-1/x, -1) + log(x) + log(log(x)))*log(x)/log(log(x))', 'oo', '-1'],
])('the limit of %s at %s', (source, point, expected) => {
  expect(String(limit(parse(source), 'x', parse(point), point === '0' ? '-' : 'both'))).toBe(expected)
})

describe('what is smaller than every power', () => {
  test.each([
    ['exp(-1/x^2)', '0', 6, 'O(x^6)'],
    ['exp(-1/x^2)/x^20 + sin(x)', '0', 4, 'x - x^3/6 + O(x^4)'],
    ['exp(-1/(x - 1)^2) + x', '1', 2, '1 + (x - 1) + O((x - 1)^2)'],
    ['exp(-1/x)', '0', 3, 'O(x^3)'],
    ['tanh(1/x)', '0', 3, '1 + O(x^3)'],
    ['erfc(1/x^2)', '0', 3, 'O(x^3)'],
  ] as const)('%s at %s to order %s', (source, point, order, expected) => {
    expect(about(source, point, order)).toBe(expected)
  })
  test('what grows beyond every power stands beside them, and is refused within other functions', () => {
    for (const source of ['exp(1/x^2)', 'x*exp(1/x)']) expect(String(about(source, '0', 4))).toBe(source)
    for (const source of ['1/(1 + exp(1/x^2))', 'log(1 + exp(-1/x^2))'])
      expect(() => about(source.replace('-1', '1'), '0', 4)).toThrow(NotFoundError)
    expect(String(about('exp(-1/x)', '0', 4, '-'))).toBe('exp(-1/x)')
  })
})

describe('exponentials beside powers at infinity', () => {
  test.each([
    ['1/(1 + exp(x)/x)', 3, 'x*exp(-x) - x^2*exp(-2*x) + O(x^3*exp(-3*x))'],
    ['1/(x + exp(x))', 3, 'exp(-x) - x*exp(-2*x) + O(x^2*exp(-3*x))'],
    ['log(x + exp(x))', 2, 'x + x*exp(-x) + O(x^2*exp(-2*x))'],
    ['1/(x + sin(x))', 3, '1/x - sin(x)/x^2 + O(1/x^3)'],
  ] as const)('%s', (source, order, expected) => expect(about(source, 'oo', order)).toBe(expected))

  test('are not expanded as if they were constants', () => {
    for (const source of ['exp(exp(x)/x)', 'cos(exp(x)/x)', '1/(1 + li(x))'])
      expect(() => about(source, 'oo', 3)).toThrow(NotFoundError)
  })

  test('a name of infinity is infinity', () => {
    expect(String(series(parse('1/(1 + x)'), 'x', 'oo', 3))).toBe('1/x - 1/x^2 + O(1/x^3)')
  })
})
