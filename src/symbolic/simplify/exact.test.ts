import { expect, test } from 'vitest'
import { nsimplify, parse, text } from '../index.ts'

test.each([
  [0, '0'],
  [0.25, '1/4'],
  [-0.3333333333333333, '-1/3'],
  [0.7853981633974483, 'pi/4'],
  [1.618033988749895, '1/2 + sqrt(5)/2'],
  [0.41421356237309503, 'sqrt(2) - 1'],
  [-1.2247448713915892, '-sqrt(6)/2'],
  [5.43656365691809, '2*E'],
  [1.7724538509055159, 'sqrt(pi)'],
  [0.34657359027997264, 'log(2)/2'],
  [1.2599210498948732, '2^(1/3)'],
  [1.6449340668482264, 'pi^2/6'],
  [Number.POSITIVE_INFINITY, 'oo'],
])('%s is %s', (x, form) => {
  const e = nsimplify(x)
  expect(e === parse(form) ? form : text(e)).toBe(form)
})

test('a number without a short form stays the float that it is', () => {
  expect(text(nsimplify(0.12345678901234568))).toMatch(/^0\.1234567890123/)
})
