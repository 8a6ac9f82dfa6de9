import { expect, test } from 'vitest'
import { apart, diff, type Expr, evaluate, evaluateComplex, integrate, parse, text } from '../index.ts'

const at = { x: 0.37, a: 1.3, b: 2.1, c: -0.7, d: 3.3 }

test.each([
  ['1/(x^2 - a^2)', '1/(2*a*(x - a)) - 1/(2*a*(a + x))'],
  ['(x + a)/(x + b)', '1 + (a - b)/(b + x)'],
  ['1/(x*(x + a)^2)', '1/(a^2*x) - 1/(a*(a + x)^2) - 1/(a^2*(a + x))'],
  ['exp(a)/(x^2 - x*exp(a))', '1/(x - exp(a)) - 1/x'],
  // nothing to take apart
  ['1/(a*x^2 + b*x + c)', '1/(a*x^2 + b*x + c)'],
])('apart of %s is %s', (source, expected) => {
  expect(text(apart(parse(source), 'x'))).toBe(expected)
})

const rational = [
  '1/((x + a)*(x + b))',
  '1/((x + a)*(x + b)*(x + c))',
  'x^3/((x + a)^2*(x - b))',
  '(a*x + b)/((c*x + d)*(x^2 + a^2))',
  '1/((x^2 + a^2)*(x^2 + b^2))',
  '1/(x^2 + a^2)^2',
  '(x + 1)/(x^2 + a*x + b)^2',
  '1/(x^4 - a^4)',
  '1/((x - a)^3*(x - b)^2)',
]
const pieces = (e: Expr): number => (e.kind === 'sum' ? e.args.length : 1)

test.each(rational)('%s is the sum of its parts, and the derivative of its integral', (source) => {
  const e = parse(source)
  const parts = apart(e, 'x')
  expect(evaluate(parts, at)).toBeCloseTo(evaluate(e, at), 9)
  if (!source.endsWith('^2')) expect(pieces(parts)).toBeGreaterThan(1)
  const slope = evaluateComplex(diff(integrate(e, 'x'), 'x'), at)
  expect(slope.re).toBeCloseTo(evaluate(e, at), 9)
  expect(slope.im).toBeCloseTo(0, 9)
})
