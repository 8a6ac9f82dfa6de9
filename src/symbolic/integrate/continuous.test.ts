import { expect, test } from 'vitest'
import { evaluate, integrate, lambdify, NotFoundError, parse, text } from '../index.ts'

/** The largest difference between F and the integral of f along a line, at the ends of short steps. */
function worstGap(source: string): number {
  const e = parse(source)
  const [f, F] = [e, integrate(e, 'x')].map((g) => lambdify(g, ['x']) as (x: number) => number)
  const [steps, from, to] = [24_000, -12.3, 12.4]
  const h = (to - from) / steps
  let total = F!(from)
  let worst = 0
  for (let i = 0; i < steps; i++) {
    const x = from + i * h
    total += (h / 6) * (f!(x) + 4 * f!(x + h / 2) + f!(x + h))
    worst = Math.max(worst, Math.abs(F!(x + h) - total))
  }
  return worst
}

test('an antiderivative of what is continuous is continuous, past the poles of tan(x/2) and of steps', () => {
  const smooth = [
    '1/(2 + cos(x))',
    '1/(2 + sin(x))^2',
    '1/(1 + sin(x)^2)',
    '1/(3 + cos(x) + sin(x))',
    '1/(sin(x)^4 + cos(x)^4)',
    '1/(2 + cos(x/3))',
    '1/(2 + cos(x) + cos(x)^2)',
    '(3 + 2*cos(x))/(5 + 4*cos(x) + sin(x))',
    '1/((2 + cos(x))*(3 + sin(x)))',
    'sin(x)^2/(1 + sin(x)^2)',
    'sqrt(1 + cos(x))',
    'sqrt(3 - 3*sin(2*x))',
    'abs(sin(x))*cos(x)^2',
    // but for 0 itself
    '(1 + 1/x^2)^(-3/2)',
    'x^2*sqrt(1 + 1/x^2)',
  ]
  for (const source of smooth) expect(worstGap(source), source).toBeLessThan(1e-5)
  // Simpson's rule errs at jumps of the integrand
  for (const source of [
    'floor(x)^2',
    'x*ceil(x)',
    'mod(x, 3)^2',
    'round(x)',
    'trunc(x)*x',
    '(-1)^floor(x)',
    'floor(x)*sin(pi*x)',
  ])
    expect(worstGap(source), source).toBeLessThan(0.05)
})

test('of two forms without jumps the one without steps is taken, unless it is much longer', () => {
  const cases: [string, string][] = [
    ['1/(2 + cos(x))', 'sqrt(3)*(x - 2*atan(sin(x)/(2 + cos(x) + sqrt(3))))/3'],
    ['1/(5 + 4*sin(x))', 'x/3 + 2*atan(cos(x)/(2 + sin(x)))/3'],
    [
      '1/(a^2 + sin(x)^2)',
      '(atan(tan(x)*sqrt(a^2 + 1)/abs(a)) + pi*floor(x/pi + 1/2))/(abs(a)*sqrt(a^2 + 1))',
    ],
    ['abs(sin(x))', '2*floor(x/pi) - (-1)^floor(x/pi)*cos(x)'],
    ['round(x)', 'floor(x + 1/2)*(x - floor(x + 1/2)/2)'],
  ]
  for (const [source, expected] of cases) expect(text(integrate(parse(source), 'x'))).toBe(expected)
})

test('between limits the jumps of a tangent are passed too', () => {
  expect(text(integrate(parse('1/(2 + cos(x))'), 'x', 0, parse('1000*pi')))).toBe('1000*sqrt(3)*pi/3')
  expect(text(integrate(parse('1/(2 + cos(x))'), 'x', 0, parse('pi/2')))).toBe('sqrt(3)*pi/9')
  const upTo = integrate(parse('1/(2 + cos(x))'), 'x', 0, parse('t'))
  expect(evaluate(upTo, { t: 10 })).toBeCloseTo(evaluate(integrate(parse('1/(2 + cos(x))'), 'x', 0, 10)), 9)
})

test('the first steps tell nothing of the others where there is a kink among them', () => {
  // abs is no polynomial, though it is one for 0, 1, 2, ...
  for (const source of [
    'abs(floor(x))',
    'abs(floor(x) - 10)',
    'sqrt(floor(x)^2 + 2*floor(x) + 1)',
    'elu(x)*sign(sin(x))',
  ])
    expect(() => integrate(parse(source), 'x'), source).toThrow(NotFoundError)
  expect(worstGap('abs(x - round(x))')).toBeLessThan(1e-5)
  expect(worstGap('abs(x - floor(x) - 1/3)')).toBeLessThan(0.05)
})
