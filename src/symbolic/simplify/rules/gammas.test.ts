import { expect, test } from 'vitest'
import { parse, simplify, text } from '../../index.ts'

test.each([
  ['gamma(x + 1)/x', 'gamma(x)'],
  ['gamma(x)/(x - 1)', 'gamma(x - 1)'],
  ['(x - 1)/gamma(x)', '1/gamma(x - 1)'],
  ['(n + 3)!/(n + 3)', 'factorial(n + 2)'],
  ['gamma(x + 1)/(x*y)', 'gamma(x)/y'],
  ['gamma(x)*gamma(1 - x)', 'pi/sin(pi*x)'],
  ['2^(2*x - 1)*gamma(x)*gamma(x + 1/2)/sqrt(pi)', 'gamma(2*x)'],
  // by itself it is shorter as it is
  ['gamma(x)*gamma(x + 1/2)', 'gamma(x + 1/2)*gamma(x)'],
])('%s is %s', (e, form) => {
  expect(text(simplify(parse(e)))).toBe(form)
})

test('powers of products with nonnegative factors are taken apart where that is shorter', () => {
  const symbols = { x: { positive: true }, y: { positive: true }, a: { real: true } }
  expect(text(simplify(parse('(x*y)^a/x^a', { symbols })))).toBe('y^a')
  expect(text(simplify(parse('(x*y)^a/x^a')))).not.toBe('y^a')
})
