import { describe, expect, test } from 'vitest'
import { evaluate, limit, parse, series, text } from '../index.ts'
import '../../../test/support/patience.ts'

describe('Bessel functions near 0, where they have a logarithm or powers that are not whole', () => {
  test('as books print them', () => {
    expect(String(series(parse('besselk(0, x)'), 'x', 0, 2))).toBe(
      'log(2) - EulerGamma - log(x) + O(x^2*log(x))',
    )
    expect(String(series(parse('bessely(1, x)'), 'x', 0, 1))).toBe('-2/(pi*x) + O(x*log(x))')
    expect(String(series(parse('besselk(2, x)'), 'x', 0, 2))).toBe('2/x^2 - 1/2 + O(x^2*log(x))')
  })
  test.each([
    ...[0, 1, 2, 3].flatMap((n) => [`bessely(${n}, x)`, `besselk(${n}, 2*x)`]),
    'bessely(-1, x)',
    'besselj(1/2, x)',
    'besselk(1/3, x)',
    'bessely(1/3, sin(x))',
    'besseli(2/3, x)',
  ])('%s beside its value', (source) => {
    const e = parse(source)
    const [x, expected] = [0.1, evaluate(e, { x: 0.1 })]
    expect(Math.abs(evaluate(series(e, 'x', 0, 9).toExpr(), { x }) - expected)).toBeLessThan(
      1e-8 * Math.abs(expected),
    )
  })
})

test.each([
  ['x*bessely(1, x)', '0', '-2/pi'],
  ['besselk(0, x)/log(x)', '0', '-1'],
  ['bessely(0, x)', '0', '-oo'],
  ['besselj(0, x)', 'oo', '0'],
  ['sqrt(x)*exp(x)*besselk(0, x)', 'oo', 'sqrt(2)*sqrt(pi)/2'],
  ['besseli(2, x)/besseli(1, x)', 'oo', '1'],
  ['airyai(x)', 'oo', '0'],
  ['airybi(x)', 'oo', 'oo'],
  ['LambertW(x)/log(x)', 'oo', '1'],
])('%s as x tends to %s: %s', (source, at, expected) =>
  expect(text(limit(parse(source), 'x', parse(at), '+'))).toBe(expected),
)
