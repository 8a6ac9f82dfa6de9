import { describe, expect, test } from 'vitest'
import { diff, evaluate, integrate, parse, text } from '../index.ts'
import '../../../test/support/patience.ts'

describe('fractions of sums of one sine and cosine', () => {
  test.each([
    ['1/(1 + sin(x))', '-2/(1 + tan(x/2))'],
    ['1/(1 - cos(x))', '-1/tan(x/2)'],
    ['1/(1 + sin(x) + cos(x))', 'log(abs(1 + tan(x/2)))'],
    ['1/(1 + tan(x))', 'x/2 + log(abs(cos(x) + sin(x)))/2'],
    ['cos(x)/(a*sin(x) + b*cos(x))', '(b*x + a*log(abs(a*sin(x) + b*cos(x))))/(a^2 + b^2)'],
    ['1/(a + b*tan(x))', '(a*x + b*log(abs(a*cos(x) + b*sin(x))))/(a^2 + b^2)'],
    ['sin(x)/(1 + cos(x))', '-log(abs(1 + cos(x)))'],
  ])('%s', (source, expected) => expect(text(integrate(parse(source), 'x'))).toBe(expected))

  test.each([
    '1/(2 + 3*sin(x))',
    '1/(5 - 3*cos(2*x + 1))',
    '1/(a*sin(x) + b*cos(x))',
    '(1 + sin(x))/(2 + cos(x))',
  ])('differentiated: %s', (source) => {
    const e = parse(source)
    const slope = diff(integrate(e, 'x'), 'x')
    for (const x of [-2.3, -0.4, 0.7, 1.9, 5.1]) {
      const values = { x, a: 1.9, b: 0.7 }
      expect(evaluate(slope, values) / evaluate(e, values), `at ${x}`).toBeCloseTo(1, 9)
    }
  })
})

describe('no constants that an antiderivative need not have', () => {
  test.each([
    ['sqrt(x + 1)/x^2', 'log(abs(sqrt(x + 1) - 1))/2 - log(1 + sqrt(x + 1))/2 - sqrt(x + 1)/x'],
    ['1/(2*x + 4)', 'log(abs(x + 2))/2'],
    ['sin(x)^2*cos(x)^2/(sin(x)^2 + cos(x)^2)', 'x/8 - sin(4*x)/32'],
  ])('%s', (source, expected) => expect(text(integrate(parse(source), 'x'))).toBe(expected))
  test('x for atan(tan(x))', () => {
    expect(text(integrate(parse('sin(2*x)^4*cos(x)^4'), 'x'))).toMatch(/^7\*x\/64 \+ /)
  })
})

test.each([
  ['(5*x - 1)*log(2*x + 1)^2', 0.3, 4],
  ['x*log(x + a)^2', 0.3, 4],
  // real on a short interval only
  ['sqrt((x - 1)/(2 - x))', 1.1, 1.9],
  ['sqrt((-x - 1)/x)', -0.9, -0.1],
])('%s', (source, low, high) => {
  const e = parse(source)
  const slope = diff(integrate(e, 'x'), 'x')
  for (let k = 0; k <= 8; k++) {
    const values = { x: low + ((high - low) * k) / 8, a: 1.9 }
    expect(evaluate(slope, values)).toBeCloseTo(evaluate(e, values), 8)
  }
})
