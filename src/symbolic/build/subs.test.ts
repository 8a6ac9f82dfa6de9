import { expect, test } from 'vitest'
import { evaluate, parse, subs } from '../index.ts'

test.each([
  ['Sum(x*k, k, 1, n)', { x: 'k' }, 'Sum(k*k_1, k_1, 1, n)'],
  ['Sum(x*k, k, 1, n)', { x: 'k', k: 3, n: 'k' }, 'Sum(k*k_1, k_1, 1, k)'],
  ['Sum(x*k_1*k, k, 1, n)', { x: 'k' }, 'Sum(k*k_1*k_2, k_2, 1, n)'],
  ['Sum(y*k, k, 1, n)', { x: 'k', k: 3, n: 'm' }, 'Sum(k*y, k, 1, m)'],
  ['x - y', { x: 'y', y: 'x' }, 'y - x'],
] as const)('%s at %o is %s', (source, values, expected) => {
  expect(String(subs(parse(source), values))).toBe(expected)
})

test('what is put in does not meet the bound variable, however deep', () => {
  const e = parse('Sum(Sum(x*j*k, j, 1, k), k, 1, 3)')
  const direct = evaluate(e, { x: 7 })
  expect(evaluate(subs(e, { x: parse('j + k') }), { j: 3, k: 4 })).toBe(direct)
  expect(evaluate(subs(parse('Integral(x*t, t, 0, x)'), { x: parse('t^2') }), { t: 2 })).toBeCloseTo(32, 12)
})
