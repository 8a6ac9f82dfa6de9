import { expect, test } from 'vitest'
import { diff, evaluate, parse, text } from '../index.ts'

test.each([
  ['zeta(2)', 'pi^2/6'],
  ['zeta(12)', '691*pi^12/638512875'],
  ['zeta(-1)', '-1/12'],
  ['zeta(0)', '-1/2'],
  ['zeta(1)', 'zoo'],
  ['polygamma(0, x)', 'digamma(x)'],
  ['trigamma(1)', 'pi^2/6'],
  ['polylog(1, x)', '-log(1 - x)'],
  ['LambertW(e)', '1'],
  ['elliptic_k(0)', 'pi/2'],
  ['besselj(0, 0)', '1'],
  ['Si(-x)', '-Si(x)'],
])('%s is %s', (e, value) => expect(text(parse(e))).toBe(value))

test.each([
  ['zeta(2.5)', 1.341487257250917],
  ['zeta(3, 0.5)', 8.41439832211716],
  ['besselj(0, 1)', 0.7651976865579666],
  ['elliptic_e(0.5, 0.3)', 0.493991144728968],
  ['hyp2f1(1, 2, 3, 0.5)', 1.5451774444795625],
  ['binomial(5.5, 2.25)', 13.6304083008017],
])('%s is near %d', (e, value) => expect(evaluate(parse(e)) / value).toBeCloseTo(1, 13))

test.each([
  ['besselj(n, x)', 'besselj(n - 1, x)/2 - besselj(n + 1, x)/2'],
  ['polylog(2, x)', '-log(1 - x)/x'],
  ['li(x)', '1/log(x)'],
  ['LambertW(x)', '1/(x + exp(LambertW(x)))'],
])('d/dx %s is %s', (e, d) => expect(text(diff(parse(e), 'x'))).toBe(d))

test('the derivative by an order is kept', () => {
  expect(text(diff(parse('besselj(n, x)'), 'n'))).toBe('Derivative(besselj(n, x), n)')
})

test('a function of what 1/0 is has no value where nothing says what it tends to', () => {
  for (const source of ['sin(1/0)', 'atan(zoo)', '0*cos(zoo)', '2^zoo'])
    expect(text(parse(source))).toBe('undefined')
  expect(['log(zoo)', 'acot(zoo)', 'abs(zoo)', '0*f(zoo)'].map((source) => text(parse(source)))).toEqual([
    'zoo',
    '0',
    'oo',
    '0',
  ])
})

test('round and sinc of numbers', () => {
  const values = ['-7/2', '-5/2', '-1/2', '0', '1/3', '1/2', '3/2', '5/2', '8/3', '10^20 + 1/2']
  expect(values.map((x) => String(parse(`round(${x})`))).join()).toBe(
    '-4,-2,0,0,0,0,2,2,3,100000000000000000000',
  )
  expect(['0', '1', '-3', '1/2', 'n'].map((x) => String(parse(`sinc(${x})`))).join()).toBe(
    '1,0,0,sinc(1/2),sinc(n)',
  )
})
