import { expect, test } from 'vitest'
import { wrapText } from './wrap-text.ts'

test('a sentence is broken at a blank, and not within its formula', () => {
  expect(wrapText('  Constant multiple rule: the derivative of 3*x is 3', 44)).toBe(
    '  Constant multiple rule: the derivative of\n    3*x is 3',
  )
})

test('a formula is broken before a sign, else behind the sign of an operation', () => {
  expect(wrapText('= aaaaaaaa*bbbbb + cccc', 20)).toBe('= aaaaaaaa*bbbbb\n  + cccc')
  expect(wrapText('= aaaaaaaa*bbbbbbbbbbbbb', 20)).toBe('= aaaaaaaa*\n  bbbbbbbbbbbbb')
})

test('a formula is broken where few brackets are open', () => {
  const explained = "Quotient rule: (u/v)' = (u'*v - u*v')/v^2 with u = x^2*exp(x), v = x^2 + 1"
  expect(wrapText(explained, 32)).toBe(
    "Quotient rule:\n  (u/v)' = (u'*v - u*v')/v^2\n  with u = x^2*exp(x),\n  v = x^2 + 1",
  )
  expect(wrapText('= d/dx(log(x + sqrt(x^2 + 1)))*sqrt(x^2 + 1)', 40)).toBe(
    '= d/dx(log(x + sqrt(x^2 + 1)))*\n  sqrt(x^2 + 1)',
  )
})
