import { describe, expect, test } from 'vitest'
import {
  about,
  asymptotes,
  convexIntervals,
  domain,
  extrema,
  type Interval,
  inflections,
  inverseDerivativeAt,
  inverseFunction,
  lambdify,
  monotonicIntervals,
  NotFoundError,
  nonDifferentiablePoints,
  normalLine,
  parity,
  parse,
  period,
  range,
  roots,
  singularities,
  stationaryPoints,
  tangentLine,
  tangentPlane,
  text,
} from '../index.ts'
import '../../../test/support/patience.ts'

const written = (list: readonly Interval[]): string =>
  list.map((i) => `${i.closedFrom ? '[' : '('}${i.from}, ${i.to}${i.closedTo ? ']' : ')'}`).join(' ')

const table: readonly (readonly [f: string, domain: string, range: string])[] = [
  ['x^3 - 3*x', '(-oo, oo)', '(-oo, oo)'],
  ['1/x', '(-oo, 0) (0, oo)', '(-oo, 0) (0, oo)'],
  ['log(1 - x^2)', '(-1, 1)', '(-oo, 0]'],
  ['sqrt(x)', '[0, oo)', '[0, oo)'],
  ['exp(-x^2)', '(-oo, oo)', '(0, 1]'],
  ['abs(x - 1)', '(-oo, oo)', '[0, oo)'],
  ['sqrt(x^2 - 4)', '(-oo, -2] [2, oo)', '[0, oo)'],
  ['(x^2 + 1)/x', '(-oo, 0) (0, oo)', '(-oo, -2] [2, oo)'],
  ['asin(x)', '[-1, 1]', '[-pi/2, pi/2]'],
  ['1/(1 + exp(-x))', '(-oo, oo)', '(0, 1)'],
  ['(x^2 - 1)/(x - 1)', '(-oo, 1) (1, oo)', '(-oo, 2) (2, oo)'],
  ['where(x < 0, x^2, x)', '(-oo, oo)', '[0, oo)'],
  ['sin(x)', '[0, 2*pi]', '[-1, 1]'],
  ['5', '(-oo, oo)', '[5, 5]'],
  ['relu(x)', '(-oo, oo)', '[0, oo)'],
  ['relu6(x)', '(-oo, oo)', '[0, 6]'],
  ['hardswish(x)', '(-oo, oo)', '[-3/8, oo)'],
  ['max(x, 1)', '(-oo, oo)', '[1, oo)'],
  ['abs(x - 1) + abs(x + 1)', '(-oo, oo)', '[2, oo)'],
  ['sign(x)', '(-oo, oo)', '[-1, -1] [0, 0] [1, 1]'],
  ['where(x < 0, 0, x^2)', '(-oo, oo)', '[0, oo)'],
]

test.each(table)('%s has domain %s and range %s', (source, expectedDomain, expectedRange) => {
  const f = parse(source)
  expect(written(domain(f, 'x').intervals)).toBe(expectedDomain)
  expect(written(range(f, 'x'))).toBe(expectedRange)
})

describe('what a curve sketch needs', () => {
  const f = parse('x^3 - 3*x')
  test('roots, extrema, inflections, monotony, convexity, tangent', () => {
    expect(roots(f, 'x').map((r) => text(r))).toEqual(['-sqrt(3)', '0', 'sqrt(3)'])
    expect(extrema(f, 'x').map((p) => `${p.kind} ${p.x} ${p.y}`)).toEqual(['maximum -1 2', 'minimum 1 -2'])
    expect(inflections(f, 'x').map((p) => text(p.x))).toEqual(['0'])
    expect(monotonicIntervals(f, 'x').map((i) => i.sign)).toEqual([1, -1, 1])
    expect(convexIntervals(f, 'x').map((i) => i.sign)).toEqual([-1, 1])
    expect(text(tangentLine(f, 'x', 2))).toBe('9*x - 16')
    expect(stationaryPoints(parse('x^3'), 'x').map((p) => p.kind)).toEqual(['saddle'])
  })
  test('asymptotes and singularities', () => {
    const g = parse('(x^2 + 1)/(x - 1)')
    expect(
      asymptotes(g, 'x').map((a) => (a.kind === 'vertical' ? `x=${a.at}` : `${a.slope}*x+${a.intercept}`)),
    ).toEqual(['x=1', '1*x+1', '1*x+1'])
    expect(singularities(parse('sin(x)/(x^2 + x)'), 'x').map((s) => `${s.kind} ${s.at}`)).toEqual([
      'pole -1',
      'removable 0',
    ])
    expect(singularities(parse('log(sin(x))'), 'x').map((s) => text(s.at))).toEqual(['0', 'pi'])
    expect(singularities(parse('atan(1/x)'), 'x').map((s) => s.kind)).toEqual(['jump'])
  })
  test('parity and period', () => {
    expect(parity(parse('x*sin(x)'), 'x')).toBe('even')
    expect(parity(parse('x + tan(x)'), 'x')).toBe('odd')
    expect(parity(parse('sqrt(x)'), 'x')).toBe('neither')
    expect(text(period(parse('sin(x)^2'), 'x')!)).toBe('pi')
    expect(text(period(parse('sin(2*x) + cos(3*x)'), 'x')!)).toBe('2*pi')
    expect(text(period(parse('sin(x/2) + tan(x/3)'), 'x')!)).toBe('12*pi')
    expect(period(parse('sin(x) + x'), 'x')).toBe(undefined)
    expect(period(parse('sin(x)^2 + cos(x)^2'), 'x')).toBe(undefined)
  })
  test('points without a derivative', () => {
    expect(nonDifferentiablePoints(parse('abs(x^2 - 1)'), 'x').map((p) => text(p))).toEqual(['-1', '1'])
    expect(nonDifferentiablePoints(parse('where(x < 0, x^2, x^3)'), 'x')).toEqual([])
    expect(nonDifferentiablePoints(parse('where(x < 0, x^2, x)'), 'x').map((p) => text(p))).toEqual(['0'])
    expect(nonDifferentiablePoints(parse('x*abs(x)'), 'x')).toEqual([])
  })
  test('infinitely many points and intervals come as families', () => {
    const intervals = (source: string): string[] =>
      monotonicIntervals(parse(source), 'x').map((i) => `${i.sign} ${i.from} ${i.to} ${i.period}`)
    expect(intervals('sin(x)')).toEqual(['1 -pi/2 pi/2 2*pi', '-1 pi/2 3*pi/2 2*pi'])
    expect(intervals('x + 2*sin(x)')).toEqual(['1 -2*pi/3 2*pi/3 2*pi', '-1 2*pi/3 4*pi/3 2*pi'])
    expect(intervals('x + sin(x)')).toEqual(['1 -oo oo undefined'])
    expect(stationaryPoints(parse('x + sin(x)'), 'x').map((p) => `${p.kind} ${p.x} ${p.period}`)).toEqual([
      'saddle pi 2*pi',
    ])
    expect(written(range(parse('x + sin(x)'), 'x'))).toBe('(-oo, oo)')
  })
  test('where no method solves, roots and extrema are found numerically', () => {
    expect(roots(parse('cos(x) - x'), 'x').map((r) => text(r))).toEqual(['0.7390851332151607'])
    const [minimum] = stationaryPoints(parse('x^2 + cos(x) + exp(x)'), 'x')
    expect(Number(text(minimum!.x))).toBeCloseTo(-0.5497895185792574, 14)
    expect(minimum!.kind).toBe('minimum')
    expect(String(about(parse('cos(x) - x'), 'x'))).toContain('≈ 0.7390851332151607')
  })
  test('extrema are where samples say', () => {
    for (const source of [
      'x*exp(-x)',
      'x^2*log(x)',
      'sin(x)^2 + cos(3*x)',
      'x/(x^2 + 1)',
      'x^4 - 2*x^2',
      'sqrt(x)*(x - 1)',
    ]) {
      const e = parse(source)
      const at = lambdify(e, ['x'])
      for (const p of extrema(e, 'x')) {
        const x = lambdify(p.x, [])()
        const h = 1e-4
        const sign = p.kind === 'minimum' ? 1 : -1
        expect(sign * (at(x + h) - at(x))).toBeGreaterThan(0)
        expect(sign * (at(x - h) - at(x))).toBeGreaterThan(0)
      }
    }
  })
  test('what is not decided says so', () => {
    expect(() => domain(parse('sqrt(sin(x))*x'), 'x')).toThrow(NotFoundError)
    expect(() => extrema(parse('x*sin(x)'), 'x')).toThrow(NotFoundError)
    expect(() => roots(parse('a*x'), 'x')).toThrow(/other symbols/)
  })
})

test('what is infinitely often there, on a part of the line', () => {
  const within = { from: -3, to: 3 }
  expect(singularities(parse('gamma(x)'), 'x', within).map((s) => String(s.at))).toEqual([
    '-3',
    '-2',
    '-1',
    '0',
  ])
  expect(extrema(parse('gamma(x)'), 'x', within).map((p) => p.kind)).toEqual([
    'maximum',
    'minimum',
    'maximum',
    'minimum',
  ])
  expect(roots(parse('x*sin(x)'), 'x', { from: 0, to: 7 }).map(String)).toEqual(['0', 'pi', '2*pi'])
  expect(roots(parse('1/gamma(x)'), 'x', { from: -2, to: 2 }).map(String)).toEqual(['-2', '-1', '0'])
})

test('families of points that do not belong to the domain', () => {
  const except = (source: string): string[] =>
    (domain(parse(source), 'x').except ?? []).map(
      (f) => `${f.start} step ${f.step}${f.bothWays ? ', both ways' : ''}`,
    )
  expect(except('gamma(x)')).toEqual(['0 step -1'])
  expect(except('factorial(2*x)')).toEqual(['-1/2 step -1/2'])
  expect(except('x*tan(x)')).toEqual(['pi/2 step pi, both ways'])
  expect(except('1/gamma(x)')).toEqual([])
})

test('singularities are told apart by how the function grows', () => {
  const kinds = (source: string): string[] => singularities(parse(source), 'x').map((s) => s.kind)
  expect(kinds('1/x^2')).toEqual(['pole'])
  expect(kinds('exp(1/x)')).toEqual(['essential'])
  expect(kinds('sin(1/x)')).toEqual(['essential'])
  expect(kinds('log(x)')).toEqual(['logarithmic'])
  expect(kinds('log(x)/x')).toEqual(['pole'])
  expect(kinds('sin(x)/x')).toEqual(['removable'])
  expect(kinds('abs(x)/x')).toEqual(['jump'])
})

test('normal lines and tangent planes', () => {
  expect(text(normalLine(parse('x^2'), 'x', 1))).toBe('y == 3/2 - x/2')
  expect(text(normalLine(parse('cos(x)'), 'x', 0))).toBe('x == 0')
  expect(text(tangentPlane(parse('x^2 + y^2'), ['x', 'y'], [1, 2]))).toBe('2*x + 4*y - 5')
})

test('derivatives of inverse functions, at a point and as formulas', () => {
  const at = (f: string, y: string | number, order = 1): string[] =>
    inverseDerivativeAt(parse(f), 'x', y, order).map((e) => text(e))
  expect(at('x^3 + x', 2)).toEqual(['1/4'])
  expect(at('exp(x)', 'y', 2)).toEqual(['-1/y^2'])
  expect(at('x^2', 9)).toEqual(['-1/6', '1/6'])
  // 5 x^4 + 1 at the root of x^5 + x = 3
  expect(Number(at('x^5 + x', 3)[0])).toBeCloseTo(0.108235, 5)
  expect(inverseFunction(parse('exp(2*x)'), 'x').map((e) => text(e))).toEqual(['log(y)/2'])
  expect(() => inverseDerivativeAt(parse('exp(x)'), 'x', -1)).toThrow(/nowhere -1/)
})

test('stretches along which a function is constant or straight', () => {
  expect(inflections(parse('abs(x)'), 'x')).toEqual([])
  expect(extrema(parse('abs(x - 1) + abs(x + 1)'), 'x')).toEqual([])
  const monotonic = monotonicIntervals(parse('abs(x - 1) + abs(x + 1)'), 'x')
  expect(monotonic.map(({ from, to, sign }) => `${from}..${to} ${sign}`)).toEqual([
    '-oo..-1 -1',
    '-1..1 0',
    '1..oo 1',
  ])
  expect(written(domain(parse('sqrt(x)*floor(x)'), 'x').intervals)).toBe('[0, oo)')
})

test('at a kink the slope jumps: no stationary point, and no interval of one curvature goes across', () => {
  const x = 'x'
  const spans = (source: string): string[] =>
    convexIntervals(parse(source), x).map(({ from, to, sign, period }) => `${from} ${to} ${sign} ${period}`)
  expect(spans('abs(x)')).toEqual(['-oo 0 0 undefined', '0 oo 0 undefined'])
  expect(spans('abs(sin(x))')).toEqual(['0 pi -1 pi'])
  expect(spans('x - floor(x)')).toEqual(['0 1 0 1'])
  expect(stationaryPoints(parse('abs(x)'), x)).toEqual([])
  expect(stationaryPoints(parse('abs(x^2 - 1)'), x).map((p) => String(p.x))).toEqual(['0'])
  expect(extrema(parse('abs(x)'), x).map((p) => p.kind)).toEqual(['minimum'])
})

test('periods of remainders', () => {
  expect(String(period(parse('x - floor(x)'), 'x'))).toBe('1')
  expect(String(period(parse('mod(x, 3)^2 + sin(2*pi*x)'), 'x'))).toBe('3')
  expect(period(parse('floor(x)'), 'x')).toBeUndefined()
  expect(period(parse('sin(x) + x - floor(x)'), 'x')).toBeUndefined()
})

test('a constant that is no real number takes no value', () => {
  for (const source of ['1/0', '0/0', 'i']) expect(range(parse(source), 'x'), source).toEqual([])
  expect(range(parse('5'), 'x').length).toBe(1)
})

describe('in small units as in large ones', () => {
  test('points, jumps and kinks', () => {
    expect(roots(parse('(x - 10^(-10))*(x - 2*10^(-10))'), 'x').length).toBe(2)
    expect(domain(parse('sqrt(x^2 - 10^(-20))'), 'x').intervals.length).toBe(2)
    expect(singularities(parse('sign(x)/10^12'), 'x').map((s) => s.kind)).toEqual(['jump'])
    expect(nonDifferentiablePoints(parse('abs(x)/10^12'), 'x').map(String)).toEqual(['0'])
    expect(written(range(parse('sign(x)/10^13'), 'x')).split(' ').length).toBe(6)
  })
  test('a kink is no stationary point, however flat', () => {
    expect(stationaryPoints(parse('abs(x)/200'), 'x')).toEqual([])
    expect(extrema(parse('abs(x)/200'), 'x').map((p) => p.kind)).toEqual(['minimum'])
    expect(stationaryPoints(parse('x^2/10^9 + x/10^12'), 'x').map((p) => String(p.x))).toEqual(['-1/2000'])
  })
  test('what is steep is continuous all the same, and a small jump is one', () => {
    expect(extrema(parse('abs(x)^(1/5)'), 'x').map((p) => p.kind)).toEqual(['minimum'])
    expect(extrema(parse('heaviside(x)/200 - abs(x)'), 'x')).toEqual([])
    expect(monotonicIntervals(parse('x/200 - heaviside(x)/300'), 'x').length).toBe(2)
    expect(convexIntervals(parse('x^2 - abs(x)/200'), 'x').length).toBe(2)
  })
})
