import { expect, test } from 'vitest'
import { diff, latex, nthDerivative, parse, simplify, subs, takeDerivatives, text } from '../index.ts'
import '../../../test/support/patience.ts'

test.each([
  ['f(x)', 'Derivative(f(x), (x, n))'],
  ['f(x)*g(x)', 'Sum(Derivative(f(x), (x, k))*Derivative(g(x), (x, n - k))*binomial(n, k), k, 0, n)'],
])('the n-th derivative of %s keeps that of the unknown function', (source, expected) => {
  const e = nthDerivative(parse(source), 'x', 'n')
  expect(text(e)).toBe(expected)
  expect(text(parse(text(e)))).toBe(expected)
})

test('a number for the order gives the derivative', () => {
  const e = parse('x^2*f(x)')
  const third = takeDerivatives(subs(nthDerivative(e, 'x', 'n'), { n: 3 }))
  expect(simplify(parse(`(${text(third)}) - (${text(diff(e, 'x', 3))})`))).toBe(parse('0'))
})

test('sums within sums have indices of their own', () => {
  const e = text(nthDerivative(parse('f(x)*g(x)*exp(x)'), 'x', 'n'))
  expect(e).toContain('j, 0,')
  expect(e).toContain('k, 0, n)')
})

test('it is differentiated and printed', () => {
  const e = parse('Derivative(f(x), (x, n))')
  expect(text(diff(e, 'x'))).toBe('Derivative(f(x), (x, n + 1))')
  expect(latex(e)).toBe('\\frac{d^{n}}{dx^{n}}\\left[f{\\left(x\\right)}\\right]')
})
