import { expect, test } from 'vitest'
import { limit, parse } from '../index.ts'
import { isZero, signOfConstant } from './decide.ts'

test.each(['sin(x)^2 + cos(x)^2 - 1', 'log(exp(2)) - 2', 'sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)'])(
  '%s is 0',
  (source) => {
    expect(isZero(parse(source))).toBe(true)
  },
)

test('what simplify makes one logarithm of, in which float64 leaves a rest', () => {
  expect(isZero(parse('log(sqrt(2) - 1) + log(sqrt(2) + 1)'))).toBe(true)
  expect(isZero(parse('log(sqrt(x^2 + 1) - x) + log(sqrt(x^2 + 1) + x)'))).toBe(true)
  expect(isZero(parse('exp(x) + 10^30 - 10^30 + 10^(-25)'))).toBe(false)
  expect(String(limit(parse('asinh(x)'), 'x', -1))).toBe('log(sqrt(2) - 1)')
  expect(String(limit(parse('acsch(x)'), 'x', -1))).toBe('log(sqrt(2) - 1)')
})

test.each([
  'sin(x)^2 + cos(x)^2 - 1 + x^2/10^13',
  'cosh(x)^2 - sinh(x)^2 - 1 + sin(x)/10^13',
  'sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3) + 10^(-30)',
])('what is left of large terms is not 0: %s', (source) => {
  expect(isZero(parse(source))).toBe(false)
})

test('a product of what cancels is 0 as the sum is', () => {
  expect(isZero(parse('3*x^2*(sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3))'))).toBe(true)
  expect(isZero(parse('x^2*(sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3) + 10^(-30))'))).toBe(false)
})

test('the sign of a number whose digits cancel', () => {
  expect(signOfConstant(parse('pi - 3.14159265358979323846'))).toBe(1)
  expect(signOfConstant(parse('exp(pi*sqrt(163)) - 262537412640768744'))).toBe(-1)
})
