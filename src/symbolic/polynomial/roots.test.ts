import { expect, test } from 'vitest'
import { Rational } from '../number/rational.ts'
import { complexRoots } from './complex-roots.ts'
import { realRoots } from './real-roots.ts'

const dense = (...c: readonly (number | bigint)[]): Rational[] => c.map((k) => Rational.of(k))

test('real roots are told apart however close they are', () => {
  // x^7 - 2 (1000 x - 1)^2
  expect(realRoots(dense(-2, 4000, -2_000_000, 0, 0, 0, 0, 1))).toEqual([
    0.0009999999999776392, 0.0010000000000223606, 18.205242014879943,
  ])
  // halves, 0 and thirds: (2x - 1) x (3x + 1)
  expect(realRoots(dense(0, -1, -1, 6))).toEqual([-1 / 3, 0, 0.5])
  expect(realRoots(dense(1, 0, 1))).toEqual([])
  expect(realRoots(dense(-(10n ** 400n), 0, 1))).toEqual([-1e200, 1e200])
})

test('complex roots of very different sizes, without the dust of rounding', () => {
  const rows = (p: readonly number[]): string[] =>
    complexRoots(p).map(([re, im]) => `${re.toPrecision(10)} ${im.toPrecision(10)}`)
  expect(rows([1, 1, 1e26, 1])).toEqual([
    '-1.000000000e+26 0.000000000',
    '-5.000000000e-27 -1.000000000e-13',
    '-5.000000000e-27 1.000000000e-13',
  ])
  // z^20 overflows at the largest root
  const large = complexRoots([1, ...Array.from({ length: 18 }, () => 0), 1e20, 1])
  expect(large[0]).toEqual([-1e20, 0])
  expect(large.slice(1).every(([re, im]) => Math.abs(Math.hypot(re, im) ** 19 * 1e20 - 1) < 1e-9)).toBe(true)
})
