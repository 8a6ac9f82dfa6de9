import { describe, expect, test } from 'vitest'
import { agree, constant, evaluate, integrate, parse } from '../../index.ts'
import '../../../../test/support/patience.ts'

const place = (text: string) => (text === 'oo' || text === '-oo' ? constant(text) : parse(text))
const between = (source: string, from: string, to: string) =>
  integrate(
    parse(source, { symbols: { a: { positive: true }, b: { positive: true } } }),
    'x',
    place(from),
    place(to),
  )

describe('waves over rational functions from 0 to infinity', () => {
  // values by mpmath's quadosc
  test.each([
    ['sin(x)/(x^2 + 1)', 0.646761122779],
    ['x*cos(x)/(x^2 + 1)', -0.0504137604559],
    ['(2 - x)*sin(3*x + 1)/(x^2 + 4)', 0.12655823486],
    ['sin(x)/(x^2 + 1)^2', 0.348587441618],
    ['x*cos(2*x)/(x^2 + 3)^2', -0.0233363720907],
    ['(x + 3)*cos(x - 1)/((x + 1)*(x^2 + 4))', 0.629523416703],
    ['x^3*cos(x)/(x^4 + 5*x^2 + 4)', -0.189298141783],
    ['cos(x)^3/(x^2 + 1)', 0.4529490922],
    ['x*sin(x)^3/(x^2 + 1)', 0.413846420143],
    ['sin(x)/(x + 1)^2', 0.343377961556],
    ['cos(x)/(x + 2)^3', 0.0527273484813],
    ['sin(x)*cos(x)/(x^2 + 1)', 0.5159056633391479 / 2],
  ])('%s', (source, expected) => {
    expect(evaluate(between(source, '0', 'oo'))).toBeCloseTo(expected, 11)
    // the half on the other side, by -x
    const mirrored = between(source.replaceAll('x', '(-x)'), '-oo', '0')
    expect(evaluate(mirrored)).toBeCloseTo(expected, 11)
  })

  test.each([
    ['sin(a*x)/(x^2 + b^2)', '0', '(exp(-a*b)*Ei(a*b) + exp(a*b)*E1(a*b))/(2*b)'],
    ['sin(x)^2/(x^2 + 1)', '0', 'pi*(1 - exp(-2))/4'],
    ['cos(x)^2/(x^2 + 4)', '-oo', 'pi*(1 + exp(-4))/4'],
    ['x^2*cos(x)/(x^2 + 1)^2', '0', '0'],
  ])('%s from %s', (source, from, expected) => {
    const symbols = { a: { positive: true }, b: { positive: true } }
    expect(agree(between(source, from, 'oo'), parse(expected, { symbols }))).toBe(true)
  })

  test.each([
    ['x^2*cos(x)/(x^2 + 1)', '0', 'oo'],
    ['x^3*sin(2*x)/(x^2 + 1)', '-oo', 'oo'],
    ['cos(2*x + 1)', '-oo', '0'],
    ['sin(a*x)*(x + 1)/(x + 2)', '0', 'oo'],
    // a principal value is no integral
    ['cos(x)/(x^2 - 1)', '0', 'oo'],
    ['sin(x)/(x - 1)', '-oo', 'oo'],
    ['x*cos(x)/(x^2 - 4)', '1', '3'],
  ])('%s from %s to %s diverges', (source, from, to) => {
    expect(() => between(source, from, to)).toThrow('it diverges')
  })

  test('a pole where the wave is 0 is none', () => {
    expect(String(between('cos(pi*x/2)/(x^2 - 1)', '0', 'oo'))).toBe('-pi/2')
    expect(String(between('sin(pi*x)/(x^2 - 1)', '-oo', 'oo'))).toBe('0')
  })
})
