import { describe, expect, test } from 'vitest'
import {
  diff,
  directionalDerivative,
  eulerLagrange,
  evaluate,
  gradient,
  idiff,
  inverseDerivative,
  latex,
  NotFoundError,
  nthDerivative,
  parametricDerivative,
  parse,
  subs,
  text,
  totalDerivative,
} from '../index.ts'
import '../../../test/support/patience.ts'

test('implicit derivatives to third order on the circle', () => {
  // y = sqrt(1 - x^2) on the upper half
  const explicit = parse('sqrt(1 - x^2)')
  for (const order of [1, 2, 3])
    expect(evaluate(idiff(parse('x^2 + y^2 == 1'), 'y', 'x', order), { x: 0.6, y: 0.8 })).toBeCloseTo(
      evaluate(diff(explicit, 'x', order), { x: 0.6 }),
      10,
    )
  expect(text(idiff(parse('x^2 + y^2 - 1'), 'y', 'x'))).toBe('-x/y')
})

test('parametric and inverse derivatives', () => {
  expect(text(parametricDerivative(parse('cos(t)'), parse('sin(t)'), 't', 2))).toBe('-1/sin(t)^3')
  for (const order of [1, 2, 3]) {
    expect(evaluate(inverseDerivative(parse('exp(x)'), 'x', order), { x: 0.7 })).toBeCloseTo(
      evaluate(diff(parse('log(y)'), 'y', order), { y: Math.exp(0.7) }),
      10,
    )
    expect(evaluate(inverseDerivative(parse('sin(x)'), 'x', order), { x: 0.4 })).toBeCloseTo(
      evaluate(diff(parse('asin(y)'), 'y', order), { y: Math.sin(0.4) }),
      10,
    )
  }
})

test('total and directional derivatives', () => {
  const d = totalDerivative(parse('x*y^2 + t'), 't', ['x', 'y'])
  expect(d).toBe(parse("1 + x'(t)*y(t)^2 + 2*x(t)*y(t)*y'(t)"))
  expect(evaluate(directionalDerivative(parse('x^2*y'), ['x', 'y'], [3, 4]), { x: 1, y: 2 })).toBeCloseTo(
    3.2,
    12,
  )
  expect(() => directionalDerivative(parse('x'), ['x'], [1, 2])).toThrow(/one for each/)
})

test('Euler-Lagrange: oscillator, wave equation, second-order beam', () => {
  expect(text(eulerLagrange(parse("m*x'(t)^2/2 - k*x(t)^2/2"), ['x'])[0]!)).toBe("-k*x(t) - m*x''(t) == 0")
  expect(
    text(eulerLagrange(parse('Derivative(u(x, t), t)^2/2 - c^2*Derivative(u(x, t), x)^2/2'), ['u'])[0]!),
  ).toBe('c^2*Derivative(u(x, t), x, 2) - Derivative(u(x, t), t, 2) == 0')
  expect(text(eulerLagrange(parse("w''(x)^2/2 - q*w(x)"), ['w'])[0]!)).toBe('Derivative(w(x), x, 4) - q == 0')
  expect(() => eulerLagrange(parse('x^2'), ['x'])).toThrow(/no function/)
})

describe('n-th derivatives agree with repeated ones', () => {
  test.each(
    'sin(2*x+1) cos(x/3) exp(a*x) x^5 x^a sqrt(x) 1/(2*x+1) 1/x^3 log(3*x+1) x^2*exp(3*x) x*sin(x) x^3*log(x) exp(x)*cos(2*x) cosh(2*x) 2^x x+cos(x) cos(x)^2 sin(x)^3 sin(x)*cos(3*x) 1/(x^2-1) 1/(x^2+1) (2*x+3)/(x^2-5*x+6) x/(x^2+2*x+5) 1/(x^2-2) x^3/(x-3) atan(x) log(x^2+1) log(x^2-1) atanh(x/3) exp(2*x)*(x^2+1) (x+1)^2*exp(x) exp(x)/x sin(x)*sinh(x)'.split(
      ' ',
    ),
  )('%s', (source) => {
    const e = parse(source)
    const closed = nthDerivative(e, 'x', 'n')
    for (const n of [1, 2, 3, 4, 5, 6, 8]) {
      const expected = evaluate(subs(diff(e, 'x', n), { x: 0.8, a: 1.3 }))
      for (const got of [
        evaluate(subs(closed, { n, x: 0.8, a: 1.3 })),
        evaluate(closed, { n, x: 0.8, a: 1.3 }),
      ])
        expect(Math.abs(got - expected), `order ${n}`).toBeLessThanOrEqual(
          1e-9 * Math.max(1, Math.abs(expected)),
        )
    }
  })
  test('printed', () => {
    const closed = (source: string): string => text(nthDerivative(parse(source), 'x', 'n'))
    expect(closed('sin(x)*cos(x)')).toBe('2^n*sin(pi*n/2 + 2*x)/2')
    expect(closed('x^n')).toBe('gamma(n + 1)')
    expect(closed('exp(a*x)')).toBe('a^n*exp(a*x)')
    expect(closed('x^3')).toBe('where(n <= 3, 6*x^(3 - n)/factorial(3 - n), 0)')
    expect(closed('x*log(x)')).toBe('where(n == 1, 1 + log(x), (-1)^n*x^(1 - n)*factorial(n - 2))')
  })
  test('an exponent that is a symbol may turn out a whole number below the order', () => {
    expect(evaluate(nthDerivative(parse('x^a'), 'x', 'n'), { x: 2, a: 3, n: 5 })).toBe(0)
  })
  test('no closed form says so', () => {
    expect(() => nthDerivative(parse('tan(x)'), 'x', 'n')).toThrow(NotFoundError)
  })
})

test('Leibniz rule under integrals, sums and products', () => {
  expect(text(diff(parse('Integral(sin(x*t)/t, t, x, x^2)'), 'x'))).toBe(
    'Integral(cos(t*x), t, x, x^2) - sin(x^2)/x + 2*sin(x^3)/x',
  )
  expect(text(diff(parse('Integral(f(t), t, a, x)'), 'x'))).toBe('f(x)')
  expect(text(diff(parse('Integral(f(t), t, a, x)'), 't'))).toBe('0')
  expect(text(diff(parse('Sum(x^k/k, k, 1, n)'), 'x'))).toBe('Sum(x^(k - 1), k, 1, n)')
  expect(text(diff(parse('Product(x + k, k, 1, n)'), 'x'))).toBe(
    'Product(k + x, k, 1, n)*Sum(1/(k + x), k, 1, n)',
  )
  expect(gradient(parse('y*Integral(exp(-t^2*x), t, 0, x)'), ['x', 'y']).map((g) => text(g))[1]).toBe(
    'Integral(exp(-t^2*x), t, 0, x)',
  )
  expect(latex(parse('Integral(f(t), t, 0, x)'))).toContain('\\int_{0}^{x}')
})

test('a bound variable is not substituted', () => {
  expect(text(subs(parse('t + Integral(x*sin(t), t, 0, t)'), { t: 3, x: 2 }))).toBe(
    '3 + Integral(2*sin(t), t, 0, 3)',
  )
  expect(text(subs(parse('Sum(x^k, k, 1, n)'), new Map([[parse('k'), parse('5')]])))).toBe(
    'Sum(x^k, k, 1, n)',
  )
})

test('a jump of the integrand that moves with the variable is not lost', () => {
  const at = (source: string): number => evaluate(diff(parse(source), 'x'), { x: 0.7 })
  // the integral from 0 to x of t, and from x to 1 of 1
  expect(at('Integral(where(t < x, t, 1), t, 0, 1)')).toBeCloseTo(0.7 - 1, 6)
  expect(at('Integral(floor(t*x), t, 0, 3)')).toBeCloseTo(1 / 0.49 + 2 / 0.49, 4)
  // a kink, or a jump that stays where it is, is no hindrance
  expect(text(diff(parse('Integral(floor(t)*x, t, 0, 3)'), 'x'))).toBe('Integral(floor(t), t, 0, 3)')
  expect(text(diff(parse('Integral(where(t < x, x - t, 0), t, 0, 1)'), 'x'))).not.toContain('Derivative')
})
