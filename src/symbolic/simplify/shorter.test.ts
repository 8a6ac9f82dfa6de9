import { expect, test } from 'vitest'
import { type Assumptions, evaluate, measure, parse, simplify, text } from '../index.ts'

test.each([
  'asinh(1 - y)',
  'atan(4 - 1/pi)',
  'csch(1/4 - y)',
  'asin(1 - x) + csch(-2 - x)',
  '2*atanh(9/4 - x)',
  'log(sqrt(x))',
  'log(x)/log(sqrt(2))',
  'exp(log(sqrt(x)) + y)',
  '((1 - (-1)^n)*(-1 - E))^(2/3)',
  'tanh(asinh(x))',
  'sin(acos(x^2 + y + 1))',
  'asin(sin(atan(tan(x))))',
  'abs(x/2)^2',
])('%s does not become longer', (source) => {
  const e = parse(source)
  const form = simplify(e)
  expect(measure(form)).toBeLessThanOrEqual(measure(e))
  expect(simplify(form)).toBe(form)
})

test('atan and acot of 0 are pi/2 together', () => {
  const e = parse('atan(x) + acot(x)')
  expect(evaluate(simplify(e), { x: 0 })).toBeCloseTo(Math.PI / 2, 14)
  const symbols = { x: { positive: true } }
  expect(text(simplify(parse('atan(x) + acot(x)', { symbols })))).toBe('pi/2')
})

test.each<[string, Record<string, Assumptions>, string]>([
  // i^2 = -1
  ['abs(y^n) - y^n', { n: { even: true }, y: { imaginary: true } }, 'abs(y^n) - y^n'],
  ['sign(i^n)', { n: { even: true } }, 'sign(i^n)'],
  // of modulus 1, and no whole number
  ['(-1)^(2*sign(z))', { z: { real: false } }, '(-1)^(2*sign(z))'],
  ['(-1)^(2*sign(x))', {}, '1'],
  ['1/(x^2*(pi^2 - 6*log(2)^2))', { x: { imaginary: true } }, '1/(x^2*(pi^2 - 6*log(2)^2))'],
])('what is known of complex numbers: %s', (source, symbols, form) => {
  expect(text(simplify(parse(source, { symbols })))).toBe(text(parse(form, { symbols })))
})
