import { expect, test } from 'vitest'
import { expand, factorize, parse, text } from '../index.ts'

test.each([
  ['x^5 + x + 1', '(x^2 + x + 1)*(x^3 - x^2 + 1)'],
  ['x^8 + x^4 + 1', '(x^2 + x + 1)*(x^2 - x + 1)*(x^4 - x^2 + 1)'],
  ['x^4 + 4', '(x^2 + 2*x + 2)*(x^2 - 2*x + 2)'],
  ['6*x^4 + 5*x^3 + 15*x^2 + 5*x + 4', '(2*x^2 + x + 4)*(3*x^2 + x + 1)'],
  ['x^2 - y^2', '(x + y)*(x - y)'],
  ['x^3 - y^3', '(x - y)*(x^2 + x*y + y^2)'],
  ['x^2 + 2*x*y + y^2 - z^2', '(x + y + z)*(x + y - z)'],
  ['x^3 + y^3 + z^3 - 3*x*y*z', '(x + y + z)*(x^2 - x*y - x*z + y^2 - y*z + z^2)'],
  ['(2*x + y/2 - 1)*(x - 3*y + 1)', '(4*x + y - 2)*(x - 3*y + 1)/2'],
  ['(x*y - 1)*(x + y)^2*(x - 2*y + 1)', '(x + y)^2*(x - 2*y + 1)*(x*y - 1)'],
  ['(x + 3*y + 5)*(x + 2*y - 1)*(5*x + 7*y - 3)', '(5*x + 7*y - 3)*(x + 2*y - 1)*(x + 3*y + 5)'],
  // irreducible
  ['x^2 + y^2 + 1', 'x^2 + y^2 + 1'],
  ['x^3 + y^3 + x*y', 'x^3 + y^3 + x*y'],
  ['x^4 - 10*x^2 + 1', 'x^4 - 10*x^2 + 1'],
  ['x^4 + x + 1', 'x^4 + x + 1'],
])('%s = %s', (source, expected) => {
  expect(text(factorize(expand(parse(source))))).toBe(expected)
  expect(expand(factorize(parse(source)))).toBe(expand(parse(source)))
})
