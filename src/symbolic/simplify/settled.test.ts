import { expect, test } from 'vitest'
import { parse } from '../index.ts'
import { regionOf } from '../polynomial/fraction.ts'
import { isSettled } from './settled.ts'

const settled = (e: string): boolean => isSettled(parse(e), regionOf(parse(e)))

test.each(['x^2 + 3', 'y/(x + 2)', '2*x - 3*y', 'exp(x)/(y^2 + 1)', 'sqrt(x)*(y + 1)', 'x^(y + 1)'])(
  'no part makes %s shorter',
  (e) => {
    expect(settled(e)).toBe(true)
  },
)

test.each([
  'x^2 + x',
  'x + exp(x)',
  '1/(1 + 1/x)',
  '(x + 1)^2 - 1',
  '-1/(1 - x)',
  '2*x + 4',
  'x/2 + y/3',
  'log(x) + log(y)',
  '-1/cosh(x)^2',
  'sqrt(2)*x + sqrt(6)',
  'x*gamma(y)',
])('%s is looked at', (e) => {
  expect(settled(e)).toBe(false)
})
