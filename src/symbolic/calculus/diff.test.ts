import { expect, test } from 'vitest'
import { define, diff, parse, text } from '../index.ts'

test('a list of no variables is the order 0', () => {
  expect(diff(parse('x^3*y'), ...[])).toBe(parse('x^3*y'))
})

test('an unknown function is defined by what stands for it', () => {
  expect(text(define(diff(parse('f(x^2)'), 'x'), 'f', ['t'], parse('sin(t)')))).toBe('2*x*cos(x^2)')
})
