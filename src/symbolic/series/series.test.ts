import { describe, expect, test } from 'vitest'
import { diff, evaluate, limit, NotFoundError, parse, series, subs, text } from '../index.ts'
import '../../../test/support/patience.ts'

const printed: readonly (readonly [string, number | string, number, string])[] = [
  ['exp(x)', 0, 4, '1 + x + x^2/2 + x^3/6 + O(x^4)'],
  ['tan(x)', 0, 8, 'x + x^3/3 + 2*x^5/15 + 17*x^7/315 + O(x^8)'],
  ['sin(x)/x^3', 0, 4, '1/x^2 - 1/6 + x^2/120 + O(x^4)'],
  ['sqrt(sin(x))', 0, 4, 'sqrt(x) - x^(5/2)/12 + O(x^4)'],
  ['x^x', 0, 3, '1 + x*log(x) + x^2*log(x)^2/2 + O(x^3*log(x)^3)'],
  ['x^(1 + x)*cos(log(x))', 0, 2, 'x*cos(log(x)) + O(x^2*log(x))'],
  ['log(x + 1/x)^2', 'oo', 3, 'log(x)^2 + 2*log(x)/x^2 + O(1/x^3)'],
  ['log(x + 1/x)^2', 'oo', 4, 'log(x)^2 + 2*log(x)/x^2 + O(log(x)/x^4)'],
  ['x + x^2*log(x)^2/log(-log(x))', 0, 2, 'x + O(x^2*log(x)^2)'],
  ['sqrt(x) + x/sin(log(x))', 0, 1, 'sqrt(x) + O(x/sin(log(x)))'],
  ['sqrt(x) + x*log(x)/(1 + sin(log(x)))', 0, 1, 'sqrt(x) + O(x*log(x)/(1 + sin(log(x))))'],
  ['x + x^2/log(1 + 1/log(x))', 0, 2, 'x + O(x^2/log((1 + log(x))/log(x)))'],
  ['1/x + exp(x)/x^2', 'oo', 2, '1/x + O(exp(x)/x^2)'],
  ['1/(x + log(x))', 0, 2, '1/log(x) - x/log(x)^2 + O(x^2)'],
  ['sqrt(x^2 + x)', 'oo', 3, 'x + 1/2 - 1/(8*x) + 1/(16*x^2) + O(1/x^3)'],
  ['sqrt(x^2 + x)', '-oo', 3, '-x - 1/2 + 1/(8*x) - 1/(16*x^2) + O(1/x^3)'],
  ['atan(x)', 'oo', 5, 'pi/2 - 1/x + 1/(3*x^3) + O(1/x^5)'],
  ['sqrt(x)', 4, 3, '2 + (x - 4)/4 - (x - 4)^2/64 + O((x - 4)^3)'],
  ['f(x)', 0, 3, "f(0) + x*f'(0) + x^2*f''(0)/2 + O(x^3)"],
  ['(1 + x)^3', 0, 6, '1 + 3*x + 3*x^2 + x^3'],
  ['Ci(x)', 0, 5, 'EulerGamma + log(x) - x^2/4 + x^4/96 + O(x^5)'],
  ['Ei(x)', 0, 3, 'EulerGamma + log(x) + x + x^2/4 + O(x^3)'],
  ['lgamma(x)', 0, 2, '-log(x) - EulerGamma*x + O(x^2)'],
  ['zeta(x)', 1, 1, '1/(x - 1) + EulerGamma + O(x - 1)'],
  ['polylog(2, x)', 0, 4, 'x + x^2/4 + x^3/9 + O(x^4)'],
  ['elliptic_k(x)', 0, 3, 'pi/2 + pi*x/8 + 9*pi*x^2/128 + O(x^3)'],
  [
    'airyai(x)',
    0,
    4,
    '3^(1/3)/(3*gamma(2/3)) - 3^(2/3)*x/(3*gamma(1/3)) + 3^(1/3)*x^3/(18*gamma(2/3)) + O(x^4)',
  ],
  ['asin(x)', 1, 1, 'pi/2 - sqrt(2)*sqrt(1 - x) + O(1 - x)'],
  ['Si(x)', 'oo', 3, 'pi/2 - cos(x)/x - sin(x)/x^2 + O(1/x^3)'],
  ['erf(x)', 'oo', 2, '1 - exp(-x^2)/(sqrt(pi)*x) + O(1/x^2)'],
  ['dawson(x)', 0, 6, 'x - 2*x^3/3 + 4*x^5/15 + O(x^6)'],
  ['sin(a*x)', 0, 4, 'a*x - a^3*x^3/6 + O(x^4)'],
]

test.each(printed)('%s at %s to order %s', (source, point, order, expected) => {
  expect(String(series(parse(source), 'x', typeof point === 'string' ? parse(point) : point, order))).toBe(
    expected,
  )
})

describe('Taylor coefficients are f^(k)(a)/k!', () => {
  const sources =
    'sin(x) cos(x) tan(x) sec(x) exp(x) log(1+x) sqrt(1+x) asin(x) acos(x) atan(x) sinh(x) cosh(x) tanh(x) asinh(x) atanh(x) acosh(x+3) erf(x) erfc(x) gamma(x+2) lgamma(x+2) digamma(x+1) logistic(x) softplus(x) exp(sin(x)) log(cos(x)) 1/(1+x+x^2) x^2*exp(-x) (1+x)^(1/3) cbrt(x+2) atan2(x,2) exp(x)/(2+sin(x))'.split(
      ' ',
    )
  test.each(sources)('%s', (source) => {
    const e = parse(source)
    for (const point of [0, 0.25]) {
      const s = series(e, 'x', point, 5)
      let derivative = e
      let factorial = 1
      for (let k = 0; k < 5; k++) {
        const expected = evaluate(subs(derivative, { x: point })) / factorial
        const got = evaluate(s.coefficient(k))
        expect(Math.abs(got - expected), `${k}: ${got} ${expected}`).toBeLessThanOrEqual(
          1e-9 * Math.max(1, Math.abs(expected)),
        )
        derivative = diff(derivative, 'x')
        factorial *= k + 1
      }
    }
  })
})

test('functions of growth and unknown growth are not found', () => {
  expect(() => series(parse('1/(1 + exp(1/x))'), 'x')).toThrow(NotFoundError)
  expect(() => series(parse('sin(gamma(1/x))'), 'x')).toThrow(NotFoundError)
})

test('an order below 0 asks for the first terms only', () => {
  const e = parse('1/(sin(x) - x)')
  expect(String(series(e, 'x', 0, -2))).toBe('-6/x^3 + O(1/x^2)')
  expect(String(series(e, 'x', 0, -5))).toBe('O(1/x^5)')
})

test('angles have series on both sides of their cut', () => {
  expect(String(series(parse('atan2(x, -1)'), 'x', 0, 4))).toBe('pi - x + x^3/3 + O(x^4)')
  expect(String(series(parse('atan2(x, -1)'), 'x', 0, 4, '-'))).toBe('-pi - x + x^3/3 + O(x^4)')
  expect(String(series(parse('atan2(1, x)'), 'x', 'oo', 4))).toBe('1/x - 1/(3*x^3) + O(1/x^4)')
})

test('where it is real on neither side, the reason is told in the variable', () => {
  expect(() => series(parse('sqrt(x - 2)'), 'x')).toThrow('sqrt(x - 2) is not real there')
})

const terms = (source: string, point: string, order: number): string =>
  String(series(parse(source), 'x', point.endsWith('oo') ? point : parse(point), order))

test('incomplete gamma functions, elliptic integrals and polylogarithms at their singular points', () => {
  const cases: [string, string, number, string][] = [
    ['lowergamma(1/2, x)', '0', 3, '2*sqrt(x) - 2*x^(3/2)/3 + x^(5/2)/5 + O(x^3)'],
    ['uppergamma(-1, x)', '0', 2, '1/x + EulerGamma - 1 + log(x) - x/2 + O(x^2)'],
    ['expint(2, x)', '0', 3, '1 + x*(EulerGamma - 1 + log(x)) - x^2/2 + O(x^3)'],
    ['uppergamma(1/2, x)', 'oo', 2, 'exp(-x)/sqrt(x) - exp(-x)/(2*x^(3/2)) + O(exp(-x)/x^2)'],
    ['lowergamma(3, x)', 'oo', 4, '-x^2*exp(-x) - 2*x*exp(-x) + 2 - 2*exp(-x) + O(1/x^4)'],
    ['elliptic_k(x)', '1', 1, '2*log(2) - log(1 - x)/2 + O((1 - x)*log(1 - x))'],
    ['polylog(2, x)', '1', 2, 'pi^2/6 + (1 - x)*(log(1 - x) - 1) + O((1 - x)^2*log(1 - x))'],
    ['asec(x)', '-1', 1, 'pi - sqrt(2)*sqrt(-x - 1) + O(-x - 1)'],
  ]
  for (const [source, point, order, expected] of cases)
    expect(terms(source, point, order), source).toBe(expected)
  for (const [source, near] of [
    ['elliptic_e(x)', 0.999],
    ['polylog(3, x)', 0.998],
    ['elliptic_k(x)', 0.999],
  ] as const) {
    const e = parse(source)
    const approximate = evaluate(series(e, 'x', 1, 5).toExpr(), { x: near })
    expect(approximate).toBeCloseTo(evaluate(e, { x: near }), 10)
  }
  // it is infinite there
  expect(() => series(parse('hyp2f1(1, 1, 2, x)'), 'x', 1, 3)).toThrow(NotFoundError)
})

test('what grows stands beside the powers at finite points too, and before what is left out', () => {
  const cases: [string, string, number, string][] = [
    ['x^a*exp(x)', '0', 3, 'x^a + x^(a + 1) + x^(a + 2)/2 + O(x^(a + 3))'],
    ['exp(1/x)', '0', 3, 'exp(1/x)'],
    ['x*sin(1/x)', '0', 3, 'x*sin(1/x)'],
    ['exp(-1/x)', '0', 3, 'O(x^3)'],
    ['exp(-1/x)*Ei(1/x)', '0', 4, 'x + x^2 + 2*x^3 + O(x^4)'],
    ['log(gamma(1/x))', '0', 3, '(-1 - log(x))/x + log(2*pi)/2 + log(x)/2 + x/12 + O(x^3)'],
    ['(1 + x)^(1/x^2)*exp(-1/x)', '0', 2, 'exp(-1/2) + x*exp(-1/2)/3 + O(x^2)'],
    ['li(x)', 'oo', 3, 'x/log(x) + x/log(x)^2 + O(x/log(x)^3)'],
    ['Shi(x)', 'oo', 2, '(exp(-x)/2 + exp(x)/2)/x + O(exp(x)/x^2)'],
    ['(x + 1)^a', 'oo', 2, 'x^a + a*x^(a - 1) + O(x^(a - 2))'],
  ]
  for (const [source, point, order, expected] of cases)
    expect(terms(source, point, order), source).toBe(expected)
})

test('polylogarithms of every rational order where their argument tends to 1', () => {
  for (const order of ['1/2', '3/2', '-1/2', '-2', '5/3']) {
    const e = parse(`polylog(${order}, x)`)
    const found = series(e, 'x', 1, 4).toExpr()
    expect(evaluate(found, { x: 0.99 }) / evaluate(e, { x: 0.99 }), order).toBeCloseTo(1, 7)
  }
  expect(text(limit(parse('sqrt(1 - x)*polylog(1/2, x)'), 'x', 1, '-'))).toBe('sqrt(pi)')
  expect(() => series(parse('polylog(a, x)'), 'x', 1, 3)).toThrow(NotFoundError)
  expect(() => series(parse('polygamma(1/2, x)'), 'x', 0, 3)).toThrow(NotFoundError)
})

test('of exponentials that are no float64 far out the largest stands before what is left out', () => {
  const e = parse('exp(x^2)*sin(1/x) + exp(x^2 + x)*sin(1/x)')
  expect(String(series(e, 'x', parse('oo'), 4))).toMatch(/O\(exp\(x\^2 \+ x\)\/x\^4\)$/)
})
