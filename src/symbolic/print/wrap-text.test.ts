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
