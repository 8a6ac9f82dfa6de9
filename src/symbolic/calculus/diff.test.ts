import { expect, test } from 'vitest'
import { define, diff, parse, text } from '../index.ts'

test('a variable may be left out where there is one', () => {
  expect(text(diff(parse('x^3')))).toBe('3*x^2')
  expect(() => diff(parse('x*y'))).toThrow(
    "diff: no variable is given, and the expression has x, y: name one, diff(e, 'x').",
  )
  expect(() => diff(parse('3'))).toThrow('the expression has none')
})

test('an unknown function is defined by what stands for it', () => {
  expect(text(define(diff(parse('f(x^2)'), 'x'), 'f', ['t'], parse('sin(t)')))).toBe('2*x*cos(x^2)')
})
