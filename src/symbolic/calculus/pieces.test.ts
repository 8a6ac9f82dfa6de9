import { describe, expect, test } from 'vitest'
import {
  brokenPoints,
  diff,
  evaluate,
  gradient,
  LimitError,
  parse,
  pointsInWords,
  searchLimits,
  steps,
  symbol,
  text,
} from '../index.ts'
import '../../../test/support/patience.ts'

describe('where pieces meet the derivative is taken from both sides', () => {
  test.each([
    ['piecewise(x^2, x < 1, 3*x - 2)', 'piecewise(2*x, x < 1, 3, 1 < x)'],
    ['piecewise(x^2, x < 0, x^3)', 'where(x < 0, 2*x, 3*x^2)'],
    ['piecewise(x, x >= 0, -x)', 'piecewise(-1, x < 0, 1, 0 < x)'],
    ['piecewise(x, x != 0, 5)', 'piecewise(1, x != 0)'],
    ['piecewise(x, x != 0, 0)', '1'],
    ['piecewise(sin(x)/x, x != 0, 1)', 'where(x != 0, cos(x)/x - sin(x)/x^2, 0)'],
    ['piecewise(x^2*sin(1/x), x != 0, 0)', 'where(x != 0, 2*x*sin(1/x) - cos(1/x), 0)'],
    ['piecewise(exp(-1/x), x > 0, 0)', 'where(0 < x, exp(-1/x)/x^2, 0)'],
    ['piecewise(x^2, x < pi, pi^2)', 'piecewise(2*x, x < pi, 0, pi < x)'],
    ['piecewise(x^2, x <= a, x)', 'piecewise(2*x, x < a, 1, a < x)'],
    ['piecewise(x, x < y, y)', 'piecewise(1, x < y, 0, y < x)'],
    ['piecewise(sin(x), x < 0, x, x < 1, x^2)', 'piecewise(cos(x), x < 0, 1, x < 1, 2*x, 1 < x)'],
    ['piecewise(x^2, x <= 1)', 'piecewise(2*x, x <= 1)'],
    ['piecewise(1, x < 0, 2)', '0'],
  ])('%s', (source, expected) => expect(text(diff(parse(source), 'x'))).toBe(expected))
  test('conditions on squares', () => {
    const slope = diff(parse('piecewise(x^2, x^2 < 1, 1)'), 'x')
    expect(text(slope)).toMatch(/^piecewise\(0, x < -1, 2\*x, .*, 0, 1 < x\)$/)
  })
  test('gradients too', () => {
    expect(gradient(parse('piecewise(x^2, x < 0, x)'), ['x']).map((e) => text(e))).toEqual([
      'piecewise(2*x, x < 0, 1, 0 < x)',
    ])
  })
})

describe('points without a derivative come with it', () => {
  const words = (source: string): string => pointsInWords(brokenPoints(parse(source), 'x'), symbol('x'))
  test.each([
    ['abs(x) + abs(x - 1)', 'x = 0 and x = 1'],
    ['sign(x)', 'x = 0'],
    ['max(x, x^2)', 'x = 0 and x = 1'],
    ['floor(x)', 'x = n for every whole number n'],
    ['round(x)', 'x = n + 1/2 for every whole number n'],
    ['mod(x, 2)', 'x = 2*n for every whole number n'],
    ['x^2*floor(x)', 'x = n for every whole number n except 0'],
    ['abs(sin(x))', 'x = pi*n for every whole number n'],
    ['cbrt(x)', 'x = 0'],
    ['relu(x - 1)', 'x = 1'],
    ['piecewise(x^2*sin(1/x), x != 0, 0)', ''],
    ['x*abs(x)', ''],
  ])('%s: %s', (source, expected) => expect(words(source)).toBe(expected))
  test('in steps', () => {
    const kink = steps(parse('piecewise(x^2, x < 1, 3*x - 2)'), 'x')
    expect(kink.text()).toContain('at x = 1 the slopes 2 and 3 of the two sides differ')
    expect(kink.text()).toMatch(/There is no derivative at x = 1\.$/)
    expect(kink.html()).toContain('There is no derivative at x = 1.')
    expect(kink.latex()).toContain('There is no derivative at $x$ = $1$.')
    expect(steps(parse('x^2'), 'x').exceptions).toEqual([])
  })
})

test('a budget that is used up before the sides are known is an error, not a missing derivative', () => {
  const { work } = searchLimits
  searchLimits.work = 1
  try {
    expect(() => diff(parse('piecewise(sin(x)/x, x != 0, 1)'), 'x')).toThrow(LimitError)
  } finally {
    searchLimits.work = work
  }
})

describe('where the inner function is constant the slope is 0, though that of the outer one is infinite', () => {
  test.each([
    ['sqrt(relu(x))', 'where(0 < x, 1/(2*sqrt(relu(x))), 0)'],
    ['cbrt(max(x, 0))', 'where(x < 0, 0, where(x == 0, 1/2, 1)/(3*cbrt(max(x, 0))^2))'],
    ['sqrt(y*relu(x))', 'where(0 < x, y/(2*sqrt(y*relu(x))), 0)'],
    ['sign(max(x, 0))', 'where(x < 0, 0, 2*dirac(max(x, 0))*where(x == 0, 1/2, 1))'],
  ])('%s', (source, slope) => {
    const f = parse(source)
    for (const d of [diff(f, 'x'), gradient(f, ['x'])[0]!]) {
      expect(text(d)).toBe(slope)
      expect(evaluate(d, { x: -0.7, y: 2 })).toBe(0)
    }
  })
  test.each(['sign(min(x, ceil(-x)))', 'asin(min(x, 1))', 'sqrt(1 - max(-1, min(1, x))^2)'])('%s', (source) =>
    expect(evaluate(diff(parse(source), 'x'), { x: source.startsWith('sign') ? 0.3 : 1.7 })).toBeCloseTo(
      0,
      15,
    ),
  )
})

test.each([
  ['sqrt(abs(x) + x)', 'where(x < 0, 0, (1 + sign(x))/(2*sqrt(x + abs(x))))'],
  ['sqrt(y*abs(x) + y*x)', 'where(x < 0, 0, (y + y*sign(x))/(2*sqrt(x*y + y*abs(x))))'],
])("%s' with the sign of what is constant on one side", (source, slope) => {
  const d = diff(parse(source), 'x')
  expect(text(d)).toBe(slope)
  expect(evaluate(d, { x: -0.7, y: 2 })).toBe(0)
})

test.each([
  ['sqrt(abs(x) - x)', 0.7, 0],
  ['sqrt(abs(x) - x)', -0.5, -1],
  ['sqrt(abs(x) + x)', 0.5, 1],
])('the slope of %s at %s is %s', (source, x, slope) => {
  expect(evaluate(diff(parse(source), 'x'), { x })).toBeCloseTo(slope, 14)
})

test('a case distinction in another is taken on the side that is looked at', () => {
  const at = (source: string, x: number): number => evaluate(diff(parse(source), 'x'), { x })
  // it jumps at 0, where the inner one has the value of the other side
  expect(at('where(2*x > 0, where(2*x > 0, 1, x^4), where(-x < 1/2, 0, x^4))', 0)).toBeNaN()
  expect(at('where(x <= 0, x, where(x > 0, sin(x), 7))', 0)).toBe(1)
  expect(at('where(x <= 0, 0, x*sign(x)*where(x > 1, 3, x))', 0)).toBe(0)
  // and a condition may hold at one point alone
  expect(at('where(x^2 <= 0, -x, 0)', 0)).toBe(0)
  expect(at('where(x^2 > 0, exp(x), x^4)', 0)).toBeNaN()
})
