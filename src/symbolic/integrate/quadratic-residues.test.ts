import { describe, expect, test } from 'vitest'
import { diff, evaluate, integrate, parse, text } from '../index.ts'
import '../../../test/support/patience.ts'

describe('fractions whose residues are the roots of a quadratic equation', () => {
  test.each([
    // Rioboo's example: the logarithms of complex numbers jump, the arctangents do not
    ['(x^4 - 3*x^2 + 6)/(x^6 - 5*x^4 + 5*x^2 + 4)', 'atan(x) + atan(x*(x^2*(x^2 - 3) + 1)/2) + atan(x^3)'],
    ['x^3/(x^8 + x^4 + 5)', 'sqrt(19)*atan(sqrt(19)*(2*x^4 + 1)/19)/38'],
    ['(5*x^4 - 1)/((x^5 - x - 1)^2 + 1)', 'atan(x^5 - x - 1)'],
    ['x^2/(x^6 - x^3 - 7)', 'sqrt(29)*(log(abs(2*x^3 - sqrt(29) - 1)) - log(abs(2*x^3 + sqrt(29) - 1)))/87'],
    [
      '((3*x^2 + 1)*(x^3 + x + 5))/((x^3 + x)^2 + 3)',
      'log(x^6 + 2*x^4 + x^2 + 3)/2 + 5*sqrt(3)*atan(sqrt(3)*x*(x^2 + 1)/3)/3',
    ],
  ])('%s', (source, expected) => {
    const found = integrate(parse(source), 'x')
    expect(text(found)).toBe(expected)
    const slope = diff(found, 'x')
    for (const x of [-2.3, -0.6, 0.3, 0.77, 1.9])
      expect(evaluate(slope, { x })).toBeCloseTo(evaluate(parse(source), { x }), 12)
  })

  test('between limits', () => {
    const value = integrate(parse('(x^4 - 3*x^2 + 6)/(x^6 - 5*x^4 + 5*x^2 + 4)'), 'x', 1, 2)
    expect(text(value)).toBe('atan(5) + atan(8)')
    expect(text(integrate(parse('(3*x^2 + 1)/((x^3 + x)^2 + 3)'), 'x', '-oo', 'oo'))).toBe('sqrt(3)*pi/3')
  })
})
