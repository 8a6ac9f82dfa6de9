import { expect, test } from 'vitest'
import { parse, solve, text } from '../index.ts'

const solutions = (source: string): string =>
  solve(parse(source), 'x')
    .map((s) => text(s))
    .join(', ')

test.each([
  ['3^x + 4^x = 5^x', '2'],
  ['5^x + 12^x = 13^x', '2'],
  ['3^x + 4^x + 5^x = 6^x', '3'],
  ['2^x + 3^x = 13', '2'],
  ['2^x + 5^x = 3^x + 4^x', '0, 1'],
  ['2^x*3^(x + 1) + 7^x = 25', '1'],
  ['exp(x) + 2^x = 2', '0'],
  ['4^x + 6^x = 9^x', 'log(1/2 + sqrt(5)/2)/log(3/2)'],
  ['6*9^x - 13*6^x + 6*4^x = 0', '-1, 1'],
  ['8^x + 18^x = 2*27^x', '0'],
])('the solutions of %s are %s', (source, expected) => {
  expect(solutions(source)).toBe(expected)
})

test.each(['3^x = 4^x + 5^x', '6^x + 4^x = 11^x', '4^x - 3*2^x + 3^x = -1/8'])(
  'where signs change more often than whole numbers solve %s, no list of them is given',
  (source) => {
    expect(() => solve(parse(source), 'x')).toThrow('no method')
  },
)

test.each([
  ['(x^2 - 5*x + 5)^(x^2 - 11*x + 30) = 1', '1, 2, 3, 4, 5, 6'],
  ['(x^2 - 7*x + 11)^(x - 6) = 1', '2, 4, 5, 6'],
  ['(x - 1)^(x + 2) = 1', '-2, 0, 2'],
  ['x^(x^2 - 4) = 1', '-2, 1, 2'],
  // 0^0 is none
  ['x^(x^2 + x) = 1', '-1, 1'],
])(
  'a power is 1 where its base is 1, its exponent 0, or the base -1 to an even one: %s',
  (source, expected) => {
    expect(solutions(source)).toBe(expected)
  },
)
