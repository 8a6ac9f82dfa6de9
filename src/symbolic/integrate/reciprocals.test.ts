import { expect, test } from 'vitest'
import { diff, evaluate, integrate, parse } from '../index.ts'

const agrees = (source: string, places: readonly number[], a = 1.7): void => {
  const f = parse(source)
  const slope = diff(integrate(f, 'x'), 'x')
  for (const x of places)
    expect(evaluate(slope, { x, a }), `${source} at ${x}, a = ${a}`).toBeCloseTo(evaluate(f, { x, a }), 9)
}

test('inverse secants, their like and roots of 1 + 1/x^2, on both sides of 0', () => {
  for (const source of ['x*asec(x)', 'x*acsc(x)', 'acsc(x)/x^3', 'sqrt(1 - 1/x^2)', 'x*acoth(x)'])
    agrees(source, [-3.1, -1.2, 1.3, 4.7])
  for (const source of ['acsch(x)', 'x*acsch(x)', 'sqrt(4 + 9/x^2)', '1/sqrt(1 + 1/x^2)^3'])
    agrees(source, [-2.3, -0.4, 0.6, 5.2])
  for (const source of ['asech(x)', 'x*asech(x)']) agrees(source, [0.2, 0.5, 0.9])
  expect(evaluate(integrate(parse('x*asec(x)'), 'x', 1, 3))).toBeCloseTo(4.1251038161, 9)
})

test('over x^n + c with symbols in c, whatever its sign where n is odd', () => {
  for (const source of ['1/(x^3 - a^2)', '1/(x^3 + a)', 'x/(x^3 - a)'])
    for (const a of [1.7, -2.9]) agrees(source, [-3.1, -0.2, 0.4, 5.3], a)
  for (const a of [1.7, -0.8]) agrees('x^2/(x^4 + a^4)', [-3.1, -0.2, 0.4, 5.3], a)
})

test('over 1 + cos(x), and over what conjugates would raise to ever higher powers', () => {
  expect(String(integrate(parse('(x + sin(x))/(1 + cos(x))'), 'x'))).toBe('x*tan(x/2)')
  expect(String(integrate(parse('exp(x)*(1 + sin(x))/(1 + cos(x))'), 'x'))).toBe('exp(x)*tan(x/2)')
  expect(String(integrate(parse('cosh(x)/(cosh(x)^2 - 1)'), 'x'))).toBe('-1/sinh(x)')
})
