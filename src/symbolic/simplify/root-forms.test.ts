import { expect, test } from 'vitest'
import { agree, diff, evaluate, measure, parse, simplify, text } from '../index.ts'
import { rootForms } from './root-forms.ts'

test.each([
  ['atan(x + sqrt(1 + x^2))', '1/(2*(x^2 + 1))'],
  ['log(x + sqrt(x^2 + 1))', '1/sqrt(x^2 + 1)'],
  ['sqrt((1 - x)/(1 + x))', 'sqrt((1 - x)/(1 + x))/(x^2 - 1)'],
  ['sqrt(exp(x)/(1 - exp(x)))', 'sqrt(exp(x)/(1 - exp(x)))/(2*(1 - exp(x)))'],
  ['asin(2*x*sqrt(1 - x^2))/sqrt(1 - x^2)', undefined],
  ['x/(sqrt(x) + sqrt(x + 1))', undefined],
] as const)('the derivative of %s keeps its value', (source, short) => {
  const slope = diff(parse(source), 'x')
  for (const form of rootForms(slope)) expect(agree(slope, form)).toBe(true)
  const made = simplify(slope)
  expect(agree(slope, made)).toBe(true)
  if (short !== undefined) expect(measure(made)).toBeLessThanOrEqual(measure(parse(short)) + 0.5)
})

test('a denominator that is never 0 stays so', () => {
  // (1 - sqrt(1 - x^2))/x^2 would have no value at 0
  const e = parse('1/(1 + sqrt(1 - x^2))')
  expect([...rootForms(e)].map((form) => text(form))).toEqual([])
  expect(evaluate(simplify(e), { x: 0 })).toBe(0.5)
})
