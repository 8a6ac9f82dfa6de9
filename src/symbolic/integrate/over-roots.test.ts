import { describe, expect, test } from 'vitest'
import {
  constant,
  diff,
  evaluate,
  evaluateComplex,
  freeSymbols,
  integrate,
  lambdify,
  latex,
  limit,
  mathml,
  parse,
  pretty,
  python,
  simplify,
  subs,
  text,
} from '../index.ts'
import '../../../test/support/patience.ts'

const F = () => parse('RootSum(log(x - z)/(5*z^4 - 1), z, z^5 - z - 1)')

describe('integrals over the roots of a polynomial', () => {
  test.each([
    ['1/(x^5 - x - 1)', 'RootSum(log(x - z)/(5*z^4 - 1), z, z^5 - z - 1)'],
    ['x^7/(x^5 - x - 1)', 'x^3/3 + RootSum(log(x - z)*(z^3 + z^2)/(5*z^4 - 1), z, z^5 - z - 1)'],
    ['(5*x^4 - 1)/(x^5 - x - 1)', 'log(abs(x^5 - x - 1))'],
    ['exp(x)/(exp(5*x) - exp(x) - 1)', 'RootSum(log(exp(x) - z)/(5*z^4 - 1), z, z^5 - z - 1)'],
  ])('%s', (source, expected) => expect(text(integrate(parse(source), 'x'))).toBe(expected))

  test.each([
    '1/(x^5 - x - 1)^2',
    '(x^3 + 1)/(2*x^5 + 3*x^2 - 7)^3',
    '1/((x^5 - x - 1)*(x^2 + 1))',
    '1/(x^4 + x + 1)',
    'x^2/(x^6 - x^3 + 7)',
    '(x^9 + 1)/(x^20 - x - 1)',
    '(x^4 - 3*x^2 + 6)/(x^6 - 5*x^4 + 5*x^2 + 4)',
  ])('the derivative of the integral of %s is it, on both sides of the real roots', (source) => {
    const f = parse(source)
    const found = integrate(f, 'x')
    const slope = diff(found, 'x')
    for (const x of [-2.3, -0.6, 0.3, 0.77, 1.9]) {
      const expected = evaluate(f, { x })
      expect(Math.abs(evaluate(slope, { x }) / expected - 1)).toBeLessThan(1e-9)
      const difference = (evaluate(found, { x: x + 1e-4 }) - evaluate(found, { x: x - 1e-4 })) / 2e-4
      expect(Math.abs(difference / expected - 1)).toBeLessThan(1e-5)
    }
  })

  // by mpmath's quad
  test.each([
    ['1/(x^5 - x - 1)', '0', '1', -0.762572793802825],
    ['1/(x^5 + x + 3)', '0', 'oo', 0.3864812089992566],
    ['x^3/(x^6 + x + 1)', '0', 'oo', 0.484793810464202],
    ['1/(x^4 + x + 1)', '-oo', 'oo', 2.68354824425648],
    ['1/(x^8 + x + 3)', '-oo', '0', 0.46879471708642],
    ['(x^3 + 2)/(x^6 + x^4 + x + 1)', '-oo', 'oo', 4.03594730082258],
    ['1/(2 + 3*x - 4*x^2 - 2*x^3)', '-oo', '-4', 0.0261948577255983],
  ])('%s from %s to %s', (source, from, to, expected) => {
    const end = (e: string) => (e === 'oo' || e === '-oo' ? constant(e) : parse(e))
    expect(evaluate(integrate(parse(source), 'x', end(from), end(to)))).toBeCloseTo(expected, 13)
  })
})

describe('sums over roots', () => {
  test('derivatives are fractions, and so are sums of fractions', () => {
    expect(text(diff(F(), 'x'))).toBe('1/(x^5 - x - 1)')
    expect(text(diff(F(), 'z'))).toBe('0')
    expect(text(parse('RootSum(z^2, z, z^3 - 3*z^2 + 2)'))).toBe('9')
    expect(text(parse('RootSum(a/(5*z^4 - 1), z, z^5 - z - 1)'))).toBe('0')
    expect(text(parse('RootSum(y, z, z^5 - z - 1)'))).toBe('5*y')
    expect(text(parse('RootSum(1/(x - z), z, z^2 - 2)'))).toBe('2*x/(x^2 - 2)')
  })

  test('values in float64, complex ones, and to many digits', () => {
    // the real part of log(x - z) is log|x - z| at the real root, on its left too
    expect(evaluate(F(), { x: 2 })).toBeCloseTo(-0.016377062056673115, 15)
    expect(evaluate(F(), { x: 0.5 })).toBeCloseTo(0.3213733512747674, 14)
    expect(evaluate(F(), { x: 2 }, { digits: 30 })).toBe('-0.0163770620566732189622727702984')
    expect(lambdify(F(), ['x'])(2)).toBeCloseTo(-0.016377062056673115, 15)
    expect(evaluateComplex(F(), { x: 2 }).im).toBeCloseTo(0, 14)
    expect(evaluateComplex(F(), { x: 0.5 }).im).toBeCloseTo(Math.PI / (5 * 1.1673039782614187 ** 4 - 1), 13)
    expect(evaluate(parse('RootSum(exp(z), z, z^3 - 2)'))).toBeCloseTo(4.016732904514681, 13)
    expect(text(limit(F(), 'x', constant('oo')))).toBe('0')
    // bodies that are not split into real and imaginary part
    expect(evaluate(parse('RootSum(sqrt(x - z), z, z^2 - 2)'), { x: 3 })).toBeCloseTo(3.360283116365224, 14)
    expect(evaluate(parse('RootSum(gamma(z + 3), z, z^3 - z - 1)'))).toBeCloseTo(11.2130201606249, 13)
    // the roots are those of the polynomial to all digits, however ill-conditioned it is
    const many = Array.from({ length: 15 }, (_, i) => `(z - ${i + 1})`).join('*')
    const exact = Array.from({ length: 15 }, (_, i) => Math.exp(-i - 1)).reduce((a, b) => a + b)
    expect(evaluate(parse(`RootSum(exp(-z), z, ${many})`))).toBeCloseTo(exact, 14)
    // multiple roots count as often as they are some
    const e3 = parse('RootSum(exp(z), z, (z - 1)^3*(z^2 - 2)^2)')
    const expected = 3 * Math.E + 4 * Math.cosh(Math.SQRT2)
    expect(evaluate(e3)).toBeCloseTo(expected, 12)
    expect(evaluate(e3, {}, { digits: 25 })).toBe(
      evaluate(parse('3*E + 4*cosh(sqrt(2))'), {}, { digits: 25 }),
    )
  })

  test('every printer that has a reader', () => {
    const e = F()
    expect(text(e)).toBe('RootSum(log(x - z)/(5*z^4 - 1), z, z^5 - z - 1)')
    expect(latex(e)).toBe('\\sum_{z^{5} - z - 1 = 0} \\frac{\\log\\left(x - z\\right)}{5 z^{4} - 1}')
    const sympy = python(e, { library: 'sympy' })
    expect(sympy).toBe('RootSum(z**5 - z - 1, Lambda(z, log(x - z)/(5*z**4 - 1)))')
    expect(parse(text(e))).toBe(e)
    expect(parse(latex(e))).toBe(e)
    expect(parse(sympy, { syntax: 'python' })).toBe(e)
    expect(pretty(e)).toContain('z  - z - 1 = 0')
    expect(mathml(e)).toContain('<munder><mo>∑</mo>')
  })

  test('its variable is bound, and its polynomial stays', () => {
    expect(freeSymbols(F()).map(String)).toEqual(['x'])
    expect(subs(F(), { z: 3 })).toBe(F())
    expect(text(subs(F(), { x: parse('y^2') }))).toBe('RootSum(log(y^2 - z)/(5*z^4 - 1), z, z^5 - z - 1)')
    expect(text(simplify(parse('RootSum(exp(x*z), z, z^6 - 5*z^4 + 5*z^2 + 4)')))).toContain(
      'z^6 - 5*z^4 + 5*z^2 + 4',
    )
  })

  test.each(['RootSum(z, z, sin(z))', 'RootSum(z, z, 3)', 'RootSum(x*z, z, a*z^2 + 1)', 'RootSum(z)'])(
    '%s is refused',
    (source) => expect(() => parse(source)).toThrow('at column 1'),
  )
})
