import { expect, test } from 'vitest'
import { collect, freeSymbols, parse, text } from '../index.ts'

test.each([
  ['log(8, 2)', '3'],
  ['log(8, 4)', '3/2'],
  ['log(1/2, 2)', '-1'],
  ['log2(8)', '3'],
  ['log10(1/1000)', '-3'],
  ['log(10^400, 10)', '400'],
  ['log(1, 2)', '0'],
  ['log(27/8, 4/9)', '-3/2'],
  ['log(3, 2)', 'log(3)/log(2)'],
  ['log(x, 2)', 'log(x)/log(2)'],
])('%s is %s', (formula, expected) => {
  expect(text(parse(formula))).toBe(expected)
})

test('bound variables are not free', () => {
  const free = (formula: string): string[] => freeSymbols(parse(formula)).map((s) => s.name)
  expect(free('Integral(sin(t)/t, t, 0, x)')).toEqual(['x'])
  expect(free('Sum(a*k^2, k, 1, n) + k')).toEqual(['a', 'k', 'n'])
})

test('collect takes a name', () => {
  expect(text(collect(parse('x*y + x*z'), 'x'))).toBe('x*(y + z)')
})
