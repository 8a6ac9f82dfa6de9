import { describe, expect, test } from 'vitest'
import { call, constant, heldDerivative, latex, parse, pretty, symbol, text } from '../index.ts'
import '../../../test/support/patience.ts'

describe('operations by the names that people type', () => {
  test.each([
    ['integrate(sin(t)/t, t, 0, x)', 'Integral(sin(t)/t, t, 0, x)'],
    ['integrate(x^2, x)', 'Integral(x^2, x)'],
    ['integral(x^2, x)', 'Integral(x^2, x)'],
    ['integral(x^2, x, 0, a)', 'Integral(x^2, x, 0, a)'],
    ['integral(a*x^2, (x, 0, 1))', 'Integral(a*x^2, x, 0, 1)'],
    ['int(x^2, x)', 'Integral(x^2, x)'],
    ['integrate(x^2)', 'Integral(x^2, x)'],
    ['integrate(x^2, 0, 1)', 'Integral(x^2, x, 0, 1)'],
    ['integral(i^2, i, 0, 1)', 'Integral(`i`^2, `i`, 0, 1)'],
    ['(x^2*y).diff(x).subs(x, 3)', '6*y'],
    ['(x**2).integrate((x, 0, 1))', 'Integral(x^2, x, 0, 1)'],
    ['sum(k^2, k, 1, n)', 'Sum(k^2, k, 1, n)'],
    ['summation(j^2, (j, 1, n))', 'Sum(j^2, j, 1, n)'],
    ['product(k, k, 1, n)', 'Product(k, k, 1, n)'],
    ['limit(sin(x)/x, x, 0)', '1'],
    ['lim(1/x, x, oo)', '0'],
    ['diff(x^2)', '2*x'],
    ['diff(sin(x), x, 2)', '-sin(x)'],
  ])('%s', (source, expected) => {
    expect(text(parse(source))).toBe(expected)
    expect(text(parse(text(parse(source))))).toBe(expected)
  })
  test('what has no variable is a function like any other, and reads back', () => {
    for (const source of ['sum(a, b)', 'product(a, b)', 'limit(a)'])
      expect(parse(text(parse(source)))).toBe(parse(source))
  })
  test('an integral over what it does not say is refused', () => {
    for (const source of ['integral(a*x^2)', 'integrate(a*x, 0, 1)', 'integral(2)'])
      expect(() => parse(source)).toThrow('write integral(f, x)')
    expect(() => parse('(x^2).diff')).toThrow('arguments of .diff')
    expect(() => parse('(x^2).foo(x)')).toThrow("unexpected '.'")
  })
  test('constructors know the names too', () => {
    const x = symbol('x')
    expect(call('ln', x)).toBe(parse('log(x)'))
    expect(call('arctan', x)).toBe(parse('atan(x)'))
    expect(call('Max', x, 3, 'y')).toBe(parse('max(x, 3, y)'))
    expect(call('Heaviside', x)).toBe(parse('heaviside(x)'))
    expect(text(call('f', x))).toBe('f(x)')
  })
})

test('names may stand for expressions', () => {
  const e = parse('\\gamma x', { names: { gamma: constant('EulerGamma') } })
  expect(text(e)).toBe('EulerGamma*x')
  expect(text(parse('\\gamma x'))).toBe('gamma*x')
})

test('held derivatives read back from LaTeX, and are partial where there are other symbols', () => {
  const held = heldDerivative(parse('x*f(x)'), 'x')
  expect(parse(latex(held))).toBe(held)
  // as people write it, it is taken
  expect(text(parse('\\frac{d}{dx}\\left[x^2\\right]'))).toBe('2*x')
  expect(pretty(held)).toContain('d\n──(x⋅f(x))\ndx')
  expect(pretty(heldDerivative(parse('x*f(x, y)'), 'x'))).toContain('∂\n──')
  expect(pretty(parse('Derivative(f(x, y), x)'))).toContain('(f(x, y))')
})
