import { describe, expect, test } from 'vitest'
import { realFunctions } from '../evaluate/functions.ts'
import {
  call,
  evaluate,
  evaluateComplex,
  integer,
  nodeCount,
  parse,
  Rational,
  scale,
  sum,
  text,
} from '../index.ts'
import { aritiesOf } from '../parse/names.ts'

/** As SymPy evaluates by itself. */
test.each([
  ['sin(pi/12)', 'sqrt(6)/4 - sqrt(2)/4'],
  ['cos(pi/5)', '1/4 + sqrt(5)/4'],
  ['tan(pi/8)', 'sqrt(2) - 1'],
  ['sin(8*pi/7)', '-sin(pi/7)'],
  ['cos(100*pi/7)', 'cos(2*pi/7)'],
  ['sin(x + pi)', '-sin(x)'],
  ['cos(x + pi/2)', '-sin(x)'],
  ['tan(pi/2)', 'zoo'],
  ['asin((sqrt(6) - sqrt(2))/4)', 'pi/12'],
  ['atan(2 - sqrt(3))', 'pi/12'],
  ['acos(-1/2)', '2*pi/3'],
  ['acot(-1)', '-pi/4'],
  ['atan2(1, -1)', '3*pi/4'],
  ['log(-1)', 'I*pi'],
  ['log(1/2)', '-log(2)'],
  ['exp(i*pi)', '-1'],
  ['sin(i*x)', 'I*sinh(x)'],
  ['erf(i*x)', 'I*erfi(x)'],
  ['gamma(1/2)', 'sqrt(pi)'],
  ['loggamma(5)', 'log(24)'],
  ['digamma(3)', '3/2 - EulerGamma'],
  ['digamma(1/2)', '-EulerGamma - 2*log(2)'],
  ['polygamma(2, 1)', '-2*zeta(3)'],
  ['polygamma(1, 3)', 'pi^2/6 - 5/4'],
  ['erf(oo)', '1'],
  ['erfinv(1)', 'oo'],
  ['Si(oo)', 'pi/2'],
  ['fresnels(-oo)', '-1/2'],
  ['polylog(2, 1)', 'pi^2/6'],
  ['polylog(2, -1)', '-pi^2/12'],
  ['beta(2, 3)', '1/12'],
  ['LambertW(-1/e)', '-1'],
  ['7!!', '105'],
  ['rf(x, 2)', 'x*(x + 1)'],
  ['abs(3 + 4*i)', '5'],
  ['abs(exp(i*x))', '1'],
  ['conjugate(2 - 3*i)', '2 + 3*I'],
  ['re(i*x)', '0'],
  ['im((x + i*y)^2)', '2*x*y'],
  ['arg(i)', 'pi/2'],
  ['acsc(1)', 'pi/2'],
  ['asec(-2)', '2*pi/3'],
  ['asec(0)', 'zoo'],
  ['asec(oo)', 'pi/2'],
  ['acosh(-1/2)', '2*I*pi/3'],
  ['asech(2)', 'I*pi/3'],
  ['asech(1)', '0'],
  ['acoth(0)', 'I*pi/2'],
  ['acoth(-1)', '-oo'],
  ['acsch(0)', 'zoo'],
  ['sinh(-oo)', '-oo'],
  ['cosh(-oo)', 'oo'],
  ['acosh(oo)', 'oo'],
  ['floor(-oo)', '-oo'],
  ['factorial(oo)', 'oo'],
])('%s is %s', (e, value) => expect(text(parse(e))).toBe(value))

test('parts of what is not real on the whole line are not taken for the whole', () => {
  for (const e of ['re(sqrt(x))', 'conjugate(asin(x))', 're((-2)^x)', 'arg(asin(x))'])
    expect(text(parse(e))).toBe(e)
  expect(text(parse('re(log(x))'))).toBe('log(abs(x))')
  expect(text(parse('im(log(x))'))).toBe('atan2(0, x)')
  expect(text(parse('conjugate(f(x)*sqrt(x^2 + 1))'))).toBe('f(x)*sqrt(x^2 + 1)')
  expect(evaluateComplex(parse('im(-2*sin(acos(3)))'), {}).re).toBeCloseTo(-4 * Math.SQRT2, 12)
  expect(evaluateComplex(parse('conjugate(1/atanh(3))'), {}).im).toBeCloseTo(
    -evaluateComplex(parse('1/atanh(3)'), {}).im,
    12,
  )
})

test('parts of what is nested deep', () => {
  let e = parse('x + i*y')
  for (let k = 0; k < 20_000; k++) e = sum(call('sin', e), integer(1))
  const [re, back] = [call('re', e), call('conjugate', call('conjugate', e))]
  expect(nodeCount(re)).toBeLessThan(10 * 20_000)
  expect(back).toBe(e)
})

describe('exact values have the values of the functions', () => {
  const arguments_ = [
    '0',
    '1',
    '-1',
    '2',
    '3',
    '5',
    '1/2',
    '-1/2',
    '3/2',
    '5/2',
    'sqrt(2)',
    '-sqrt(3)',
    '1/sqrt(3)',
    'E',
    '1/E',
    'sqrt(2) - 1',
  ]
  const angles = Array.from({ length: 61 }, (_, k) => `${k - 30}*pi/60`).concat([
    'pi/8',
    '3*pi/8',
    '9*pi/7',
    '-5*pi/8',
  ])
  const unary = Object.keys(realFunctions).filter((name) => name !== 'arg' && aritiesOf(name)?.includes(1))
  test.each(unary)('%s', (name) => {
    for (const source of [...arguments_, ...angles]) {
      const x = parse(source)
      const f = realFunctions[name]!
      const value = call(name, x)
      const expected = f(evaluate(x))
      if (value.kind === 'call' && value.args[0] === x) continue
      if (!Number.isFinite(expected) || Math.abs(expected) > 1e12) continue
      const got = evaluate(value)
      expect(
        Math.abs(got - expected),
        `${name}(${source}) is ${text(value)}: ${got}, not ${expected}`,
      ).toBeLessThan(1e-11 * Math.max(1, Math.abs(expected)))
    }
  })
  test('with two arguments', () => {
    for (const source of [
      'polygamma(3, 2)',
      'polygamma(2, 1/2)',
      'polylog(2, 1/2)',
      'polylog(4, -1)',
      'hurwitz(3, 1)',
      'beta(3, 4)',
      'atan2(-1, 1)',
      'atan2(sqrt(3), -1)',
      'rf(1/2, 3)',
      'ff(1/2, 3)',
      'rf(7, -2)',
      'elliptic_f(pi/2, 1/3)',
    ]) {
      const e = parse(source)
      const [, name, a, b] = /(\w+)\((.+), (.+)\)/.exec(source)!
      const own = { rf: 'risingfactorial', ff: 'fallingfactorial' }[name!] ?? name!
      const expected = realFunctions[own]!(evaluate(parse(a!)), evaluate(parse(b!)))
      expect(evaluate(e) / expected, source).toBeCloseTo(1, 12)
    }
  })
  test('of complex arguments', () => {
    const z = { re: 0.3, im: 0.7 }
    for (const [source, direct] of [
      ['sin(i*z)', 'sin(w)'],
      ['cos(i*z)', 'cos(w)'],
      ['tan(i*z)', 'tan(w)'],
      ['atan(i*z)', 'atan(w)'],
      ['asinh(i*z)', 'asinh(w)'],
      ['erf(i*z)', 'erf(w)'],
      ['log(-2)', 'log(u)'],
    ] as const) {
      const symbols = { z: { real: false }, w: { real: false }, u: { real: false } }
      const a = evaluateComplex(parse(source, { symbols }), { z })
      const b = evaluateComplex(parse(direct, { symbols }), { w: { re: -0.7, im: 0.3 }, u: -2 })
      expect(Math.hypot(a.re - b.re, a.im - b.im), source).toBeLessThan(1e-14)
    }
  })
})

test.each([
  ['0^oo', '0'],
  ['0^(-oo)', 'zoo'],
  ['(1 - 1/10^30)^oo', '0'],
  ['(1 + 1/10^30)^oo', 'oo'],
])('powers to infinity by the exact size of the base: %s', (source, expected) => {
  expect(text(parse(source))).toBe(expected)
})

test.each([
  ['I*oo + I*oo', 'I*oo'],
  ['I*oo - I*oo', 'undefined'],
  ['x*oo - 2*x*oo + 1', 'undefined'],
  ['-2*zoo*x', 'zoo*x'],
])('infinities with a direction: %s', (source, expected) => {
  expect(text(parse(source))).toBe(expected)
})

test('an infinity with a direction takes up what it is scaled by', () => {
  expect(text(scale(parse('I*oo'), Rational.of(2, 3)))).toBe('I*oo')
  expect(text(scale(parse('I*oo'), Rational.of(-2, 3)))).toBe('-I*oo')
  expect(text(scale(parse('-I*oo'), Rational.of(-2)))).toBe('I*oo')
  expect(text(scale(parse('x*zoo'), Rational.of(-2)))).toBe('zoo*x')
})
