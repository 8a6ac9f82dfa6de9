import { expect, test } from 'vitest'
import { parse, text } from '../index.ts'

test.each([
  ['sinx', 1, 'it is one name; write sin(x)'],
  ['1 + sin2x', 5, 'it is one name; write sin(2*x)'],
  ['2 sqrt2', 3, 'it is one name; write sqrt(2)'],
  ['arctany', 1, 'it is one name; write arctan(y)'],
  ['sum_(k=1)^n k', 1, 'it is one name; write Sum(f, (k, 1, n))'],
  ['1_000 x', 2, 'a number is written in decimal digits'],
  ['0x1F', 2, 'a number is written in decimal digits'],
])('%s is refused at column %i, with the repair', (source, column, repair) => {
  const read = (): unknown => parse(source, { implicitMultiplication: true })
  expect(read).toThrow(`at column ${column} of`)
  expect(read).toThrow(repair)
})

test.each([
  // names that only look like it
  ['cost*2', 'cost*2'],
  ['secant(x)', 'sec(x)'],
  ['log2(8) + log10 100', '5'],
  ['atan2(y, x) + log1p(x)', 'atan2(y, x) + log1p(x)'],
  ['`sinx` + 1', 'sinx + 1'],
  ['x_1 + 0 x', 'x_1'],
])('%s is %s', (source, expected) => {
  expect(text(parse(source, { implicitMultiplication: true }))).toBe(text(parse(expected)))
})

test('a symbol that is declared has its name, and without products that need no sign every name is one', () => {
  expect(text(parse('2 sinx', { implicitMultiplication: true, symbols: { sinx: {} } }))).toBe('2*sinx')
  expect(text(parse('2*sinx'))).toBe('2*sinx')
})
