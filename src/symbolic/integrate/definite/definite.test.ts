import { describe, expect, test } from 'vitest'
import { constant, evaluate, integrate, LimitError, NotFoundError, parse, simplify } from '../../index.ts'
import '../../../../test/support/patience.ts'

const place = (text: string) => (text === 'oo' || text === '-oo' ? constant(text) : parse(text))
const between = (source: string, from: string, to: string): string =>
  String(integrate(parse(source), 'x', place(from), place(to)))

describe('integrals between known ends', () => {
  test.each([
    // powers, exponentials and waves
    ['x^5*exp(-x)', '0', 'oo', '120'],
    ['x^4*exp(-a*x^2)', '-oo', 'oo', 'piecewise(3*sqrt(pi)/(4*a^(5/2)), 0 < a)'],
    ['exp(-a*x)*x^n', '0', 'oo', 'piecewise(a^(-n - 1)*gamma(n + 1), 0 < a and 0 < n + 1)'],
    ['exp(-a*x)*sin(b*x)', '0', 'oo', 'piecewise(b/(a^2 + b^2), 0 < a)'],
    ['exp(-x)*sin(x)/x', '0', 'oo', 'pi/4'],
    ['sin(x)^3/x^2', '0', 'oo', '3*log(3)/4'],
    ['sin(x^3)', '0', 'oo', 'gamma(1/3)/6'],
    ['exp(-x)*log(x)^2', '0', 'oo', 'EulerGamma^2 + pi^2/6'],
    ['(exp(-a*x) - exp(-b*x))/x', '0', 'oo', 'piecewise(log(b) - log(a), 0 < a and 0 < b)'],
    ['(1 - exp(-x))/x^(3/2)', '0', 'oo', '2*sqrt(pi)'],
    ['exp(-x - 1/x)', '0', 'oo', '2*besselk(1, 2)'],
    ['exp(-a*x^2)*cos(b*x)', '-oo', 'oo', 'piecewise(sqrt(pi)*sqrt(1/a)*exp(-b^2/(4*a)), 0 < a)'],
    ['x*exp(-a*(x - m)^2)', '-oo', 'oo', 'piecewise(sqrt(pi)*m/sqrt(a), 0 < a)'],
    ['exp(-x)*sin(x)^2/x', '0', 'oo', 'log(5)/4'],
    // algebraic, with logarithms
    ['1/(1 + x^n)', '0', 'oo', 'piecewise(pi/(n*sin(pi/n)), 0 < n and 1 < n)'],
    ['log(x)^2/(1 + x^2)', '0', 'oo', 'pi^3/8'],
    ['log(1 + x^2)/(1 + x^2)', '0', 'oo', 'pi*log(2)'],
    ['log(x)/((x + 1)*(x + 2))', '0', 'oo', 'log(2)^2/2'],
    ['1/(x^2 + a^2)', '-oo', 'oo', 'piecewise(pi/abs(a), a != 0)'],
    ['x^(a - 1)/(1 + x)', '0', 'oo', 'piecewise(pi/sin(pi*a), 0 < a and a < 1)'],
    ['(atan(3*x) - atan(x))/x', '0', 'oo', 'pi*log(3)/2'],
    // series in exp(-x)
    ['x/(exp(x) - 1)', '0', 'oo', 'pi^2/6'],
    ['x^(s - 1)/(exp(x) - 1)', '0', 'oo', 'piecewise(gamma(s)*zeta(s), 1 < s)'],
    ['x^2/cosh(x)^2', '-oo', 'oo', 'pi^2/6'],
    ['x/sinh(x)', '0', 'oo', 'pi^2/4'],
    ['log(tanh(x))', '0', 'oo', '-pi^2/8'],
    // special functions
    ['besselj(0, x)', '0', 'oo', '1'],
    ['besselj(0, x)*exp(-a*x)', '0', 'oo', 'piecewise(1/sqrt(a^2 + 1), 0 < a)'],
    ['x*exp(-x^2)*besselj(0, x)', '0', 'oo', 'exp(-1/4)/2'],
    ['airyai(x)', '-oo', 'oo', '1'],
    // residues
    ['cos(x)/(1 + x^2)^2', '-oo', 'oo', 'pi*exp(-1)'],
    ['cos(x)/(x^2 + 2*x + 5)', '-oo', 'oo', 'pi*exp(-2)*cos(1)/2'],
    ['sin(x)/(x*(1 + x^2))', '0', 'oo', 'pi*(1 - exp(-1))/2'],
    // beta functions
    ['x^(a - 1)*(1 - x)^(b - 1)', '0', '1', 'piecewise(gamma(a)*gamma(b)/gamma(a + b), 0 < a and 0 < b)'],
    ['log(x)*log(1 - x)', '0', '1', '2 - pi^2/6'],
    ['x^n*log(x)', '0', '1', 'piecewise(-1/(n + 1)^2, 0 < n + 1)'],
    ['sqrt(log(1/x))', '0', '1', 'sqrt(pi)/2'],
    ['log(x)^2/(1 - x)', '0', '1', '2*zeta(3)'],
    ['log(sin(x))', '0', 'pi/2', '-pi*log(2)/2'],
    ['sqrt(tan(x))', '0', 'pi/2', 'sqrt(2)*pi/2'],
    // turns, and halves laid on each other
    ['1/(a + b*cos(x))', '0', '2*pi', 'piecewise(2*pi*sign(a)/sqrt(a^2 - b^2), b^2 < a^2)'],
    ['exp(cos(x))', '0', '2*pi', '2*pi*besseli(0, 1)'],
    ['1/(1 + cos(x)^2)', '0', 'pi', 'sqrt(2)*pi/2'],
    ['log(5 + 4*cos(x))', '0', 'pi', 'pi*log(4)'],
    ['cos(2*x - z*sin(x))', '0', 'pi', 'pi*besselj(2, z)'],
    ['x*log(sin(x))', '0', 'pi', '-pi^2*log(2)/2'],
    ['x*sin(x)/(1 + cos(x)^2)', '0', 'pi', 'pi^2/4'],
    ['log(1 + tan(x))', '0', 'pi/4', 'pi*log(2)/8'],
    // the signs of symbols
    ['sqrt(a^2 - x^2)', '0', 'a', 'where(0 < a, pi*a^2/4, Integral(sqrt(a^2 - x^2), x, 0, a))'],
  ])('%s from %s to %s is %s', (source, from, to, expected) => {
    expect(between(source, from, to)).toBe(expected)
  })
  test('values with complicated exact forms', () => {
    const value = (source: string, from: string, to: string): number =>
      evaluate(integrate(parse(source), 'x', place(from), place(to)))
    // Catalan's constant twice, and pi/(5 sin(pi/5))
    expect(value('x*sech(x)', '0', 'oo')).toBeCloseTo(2 * 0.915965594177219, 12)
    expect(value('1/(1 + x^5)', '0', 'oo')).toBeCloseTo(Math.PI / 5 / Math.sin(Math.PI / 5), 12)
  })
})

describe('what does not converge, or is not continuous, has no value', () => {
  test.each([
    ['x/(1 + x)', '0', 'oo', 'oo'],
    ['exp(-x)/x', '0', 'oo', 'oo'],
    ['1/(exp(x) - 1) - 1/x', '0', 'oo', '-oo'],
    ['erf(x)', '0', 'oo', 'oo'],
  ])('%s from %s to %s is %s', (source, from, to, expected) => {
    expect(between(source, from, to)).toBe(expected)
  })
  test.each([
    ['sin(x)', '0', 'oo'],
    ['floor(x)*exp(-x)', '0', 'oo'],
    ['abs(sin(x))*exp(-x)', '0', 'oo'],
    ['besselj(0, x)^2/x', '0', 'oo'],
    ['1/(1 - x)', '0', '2'],
  ])('%s from %s to %s', (source, from, to) => {
    let error: unknown
    try {
      between(source, from, to)
    } catch (thrown) {
      error = thrown
    }
    expect(error instanceof NotFoundError || error instanceof LimitError).toBe(true)
  })
})

test('what cancels between the halves of the line diverges on each', () => {
  for (const source of ['(x^2 - 1)/(x - x^3)', 'x', '1/x', 'x/(1 + x^2)'])
    expect(() => between(source, '-oo', 'oo'), source).toThrow(/diverges/)
  expect(between('max(1 - x, 0)*exp(x)', '1', 'oo')).toBe('0')
})

describe('integrands that are complex between the ends', () => {
  test.each([
    ['sqrt(x)', '-1', '1', '2/3 + 2*I/3'],
    ['1/sqrt(x)', '-1', '4', '4 - 2*I'],
    ['sqrt(1 - x^2)', '-2', '2', 'asin(2) + 2*sqrt(3)*I'],
  ])('%s from %s to %s is %s', (source, from, to, expected) => {
    expect(between(source, from, to)).toBe(expected)
  })
  test.each([
    ['1/sqrt(x^2 - 1)', '0', '2'],
    ['x^(1/3)*max(-x, 0)', '-2', '3'],
  ])('%s from %s to %s is not what its real part alone would be', (source, from, to) => {
    expect(() => between(source, from, to)).toThrow(NotFoundError)
  })
})

test('abs(x)/x^2 is 1/abs(x)', () => {
  expect(String(simplify(parse('3*abs(x)^3/x^4')))).toBe('3/abs(x)')
})

describe('over branch cuts', () => {
  test.each([
    ['log(x)', '-1', '1', 'I*pi - 2'],
    ['log(x)/x', '-2', '-1', '-log(2)*(I*pi + log(2)/2)'],
    ['log(1 - x)', '0', '3', '2*I*pi - 3 + 2*log(2)'],
    ['x^(1/3)', '-8', '1', '27/4 + 6*sqrt(3)*I'],
    ['exp(I*x)', '0', 'pi', '2*I'],
    ['1/(x - I)', '-1', '1', 'log(1 - I) - log(-1 - I)'],
  ])('%s from %s to %s is %s', (source, from, to, expected) => {
    expect(between(source, from, to)).toBe(expected)
  })
  test('a complex number is no sign', () => {
    expect(() => between('exp(I*x)', '0', 'oo')).toThrow(NotFoundError)
  })
})

test.each([
  ['x*floor(x)', '-3/2', '5/2'],
  ['ceil(2*x)*x', '-1', '1'],
  ['round(x)', '-3/4', '9/4'],
  ['frac(x)^2', '0', '5/2'],
  ['1/(2 + cos(x))', '0', '3*pi'],
  ['tan(x)^2', '0', '1'],
])('%s from %s to %s in small units is as much of it', (source, from, to) => {
  const whole = evaluate(parse(between(source, from, to)))
  const part = evaluate(parse(between(`(${source})/10^9`, from, to)))
  expect(part * 1e9).toBeCloseTo(whole, 10)
})

test('an integrand that is nowhere real is not taken for a Mellin transform: this one diverges, and was 0', () => {
  expect(() => integrate(parse('(x^2 - x)*sqrt(1 - x)'), 'x', 1, 'oo')).toThrow(NotFoundError)
})
