import { describe, expect, test } from 'vitest'
import { AssumptionError, type Assumptions, parse, simplify, symbol, text } from '../index.ts'

const read = (source: string, symbols: Record<string, Assumptions> = {}): string =>
  text(parse(source, { symbols }))

describe('constants are compared and rounded by their digits', () => {
  test.each([
    ['floor(pi)', '3'],
    ['ceil(E)', '3'],
    ['trunc(-pi)', '-3'],
    ['sign(pi - 3)', '1'],
    ['max(pi, 3)', 'pi'],
    ['min(E, pi, 3)', 'E'],
    ['abs(pi - 4)', '4 - pi'],
    ['sqrt((pi - 4)^2)', '4 - pi'],
    ['log(pi - 4)', 'I*pi + log(4 - pi)'],
    ['pi > 3', 'true'],
    ['pi == 22/7', 'false'],
    ['E^pi > pi^E', 'true'],
    ['floor(exp(100))', '26881171418161354484126255515800135873611118'],
    // within 1e-12 of a whole number
    ['floor(exp(pi*sqrt(163)))', '262537412640768743'],
    ['where(pi > 3, 1, 2)', '1'],
    ['max(1, oo)', 'oo'],
  ])('%s is %s', (source, expected) => expect(read(source)).toBe(expected))
  test.each([
    // equal, which digits cannot show
    'sign(sqrt(2) + sqrt(3) - sqrt(5 + 2*sqrt(6)))',
    'floor(log(8)/log(2))',
    // unknown
    'sign(f(2))',
  ])('%s stays', (source) => expect(read(source)).toBe(source))
})

test('what is too large to compute stays, at once', () => {
  expect(read('floor(9^9^9^9 + pi)')).toBe('3 + 9^(9^387420489)')
  for (const source of ['9^9^9^9 < 3', 'abs(exp(exp(exp(10))) - gamma(1e9))', 'sign(sin(1e300) - 1/2)'])
    expect(parse(read(source))).toBe(parse(source))
})

describe('assumptions and what follows from them', () => {
  const cases: readonly (readonly [Assumptions, string, string])[] = [
    [{ negative: true }, 'sqrt(x^2)', '-x'],
    [{ negative: true }, 'abs(x^3)', '-x^3'],
    [{ negative: true }, 'x < 0', 'true'],
    [{ nonpositive: true }, 'sqrt(x^2)', '-x'],
    [{ nonpositive: true }, 'x > 0', 'false'],
    [{ nonnegative: true }, 'abs(x)', 'x'],
    [{ even: true }, '(-1)^x', '1'],
    [{ odd: true }, '(-1)^x', '-1'],
    [{ even: true }, 'floor(x/2)', 'x/2'],
    [{ even: true }, 'sin(pi*x/2)', '0'],
    [{ odd: true }, '(-y)^x', '-y^x'],
    [{ integer: true }, 'cos(pi*x)', '(-1)^x'],
    [{ integer: true }, 'sin(pi*x)', '0'],
    [{ integer: true }, 'exp(2*i*pi*x)', '1'],
    [{ integer: true }, 'floor(y + x)', 'x + floor(y)'],
    [{ imaginary: true }, 're(x)', '0'],
    [{ imaginary: true }, 'conjugate(x)', '-x'],
    [{ imaginary: true }, 'sign(-x^2)', '1'],
    [{ complex: true }, 'sqrt(x^2)', 'sqrt(x^2)'],
  ]
  test.each(cases)('%o: %s is %s', (assumptions, source, expected) =>
    expect(text(simplify(parse(source, { symbols: { x: assumptions } })))).toBe(expected),
  )
  test('what no number is, is refused', () => {
    expect(() => symbol('x', { positive: true, negative: true })).toThrow(AssumptionError)
    expect(() => symbol('x', { even: true, odd: true })).toThrow('even, odd')
    expect(() => symbol('x', { imaginary: true, real: true })).toThrow(AssumptionError)
    expect(symbol('x', { nonnegative: true, nonzero: true })).toBe(symbol('x', { positive: true }))
  })
})
