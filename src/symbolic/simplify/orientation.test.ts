import { expect, test } from 'vitest'
import { Context, diff, parse, simplify, text, within } from '../index.ts'

test.each([
  '(sin(x) + cos(x))/(sin(x) - cos(x))',
  '(x - a)/(x - b)',
  '1/((x - a)*(x - b))',
  'sqrt(a^2 - x^2)/x',
])('the derivative of %s has one form, whatever was made before it', (source) => {
  const after = (earlier: readonly string[]): string =>
    within(new Context(), () => {
      for (const e of earlier) parse(e)
      return text(simplify(diff(parse(source), 'x')))
    })
  const plain = after([])
  expect(after(['b', 'a', 'x', 'cos(x)', 'sin(x)'])).toBe(plain)
  expect(after(['cos(x)', 'x^2', 'x', 'a^2', 'sin(x)^2', 'b - x'])).toBe(plain)
})
