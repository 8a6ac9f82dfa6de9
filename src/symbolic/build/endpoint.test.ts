import { expect, test } from 'vitest'
import { integrate } from '../integrate/integrate.ts'
import { limit } from '../limit/limit.ts'
import { parse } from '../parse/parse.ts'
import { series } from '../series/series.ts'

test.each(['oo', '+oo', 'inf', 'infinity', 'Infinity', '∞'])(
  '%s is infinity where a point stands',
  (name) => {
    expect(String(limit(parse('exp(-x)'), 'x', name))).toBe('0')
    expect(String(integrate(parse('exp(-x)'), 'x', 0, name))).toBe('1')
    expect(String(integrate(parse('exp(-x^2)'), 'x', `-${name.replace('+', '')}`, 0))).toBe('sqrt(pi)/2')
    expect(String(series(parse('1/(x + 1)'), 'x', name, 3))).toBe('1/x - 1/x^2 + O(1/x^3)')
  },
)

test('any other name is a symbol', () => {
  expect(String(limit(parse('x^2'), 'x', 'information'))).toBe('information^2')
})
