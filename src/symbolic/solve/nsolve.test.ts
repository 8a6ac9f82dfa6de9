import { describe, expect, test } from 'vitest'
import { evaluate, NotFoundError, nsolve, parse, solutionSet, solve, subs, text } from '../index.ts'
import '../../../test/support/patience.ts'

describe('roots as decimal numbers', () => {
  test.each([
    ['cos(x) == x', [0.7390851332151607]],
    ['exp(x) == 3*x + 2 + sin(x)', [-0.3197779743535139, 2.2556455882886106]],
    ['log(x) + x^2 == 3', [1.592142937058094]],
    // touches 0
    ['(x - sin(x))^2', [0]],
    ['(cos(x) - x)^2', [0.7390851332151607]],
    // ends in 0
    ['sqrt(x - 1)*exp(x)', [1]],
    ['x^2 + exp(x)', []],
  ] as const)('%s', (source, expected) => {
    const roots = nsolve(parse(source), 'x').map((r) => evaluate(r))
    expect(roots).toHaveLength(expected.length)
    roots.forEach((r, i) => {
      expect(r).toBeCloseTo(expected[i]!, 7)
    })
  })
  test('in an interval, near a place, to many digits', () => {
    const e = parse('tan(x) == x')
    expect(nsolve(e, 'x', { from: 1, to: 8 }).map((r) => text(r))).toEqual([
      '4.493409457909064',
      '7.725251836937707',
    ])
    expect(nsolve(e, 'x', { from: -9, to: 9, near: 7 }).map((r) => text(r))).toEqual(['7.725251836937707'])
    const [root] = nsolve(parse('cos(x) == x'), 'x', { digits: 60 })
    const rest = evaluate(subs(parse('cos(x) - x'), { x: root! }), {}, { digits: 3 })
    expect(Math.abs(Number(rest))).toBeLessThan(1e-59)
  })
  test('what has no end is refused with the way out', () => {
    expect(() => nsolve(parse('tan(x) == x'), 'x')).toThrow(/give an interval/)
    expect(() => nsolve(parse('a*x == 1'), 'x')).toThrow(NotFoundError)
    expect(() => solve(parse('cos(x) == x'), 'x')).toThrow(/nsolve/)
  })
  test('solve takes them where it is asked to', () => {
    const { solutions, exact } = solutionSet(parse('cos(x) == x'), 'x', { numeric: true })
    expect(solutions.map((s) => text(s))).toEqual(['0.7390851332151607'])
    expect(exact).toBe(false)
    expect(solve(parse('x^2 == 2'), 'x', { numeric: true }).map((s) => text(s))).toEqual([
      '-sqrt(2)',
      'sqrt(2)',
    ])
  })
})

test.each([
  ['gamma(x)', []],
  ['exp(-x)', []],
  ['exp(-x^2)', []],
  ['1/cosh(x)', []],
  ['besselk(0, x)', []],
  ['erfc(x)', []],
  ['x^20*exp(-x)', ['0']],
  ['x^100', ['0']],
  ['(x - 0.1)^3', ['0.1']],
  ['exp(-1/x^2)', ['0']],
])('what is too small for float64 is no root: %s', (source, expected) => {
  expect(nsolve(parse(source), 'x').map(String)).toEqual(expected)
})

test.each(['max(x, 0)', 'floor(x)', 'abs(x) - x', 'abs(x - 3) + abs(x + 1) - 4'])(
  'what is 0 along an interval has no list of roots: %s',
  (source) => {
    expect(() => nsolve(parse(source), 'x')).toThrow(/all along an interval/)
  },
)

test('no root is lost beside a pole or another root', () => {
  const found = nsolve(parse('tan(x) == x'), 'x', { from: 0.5, to: 100 }).map(Number)
  // one on each branch of the tangent
  expect(found.length).toBe(31)
  found.forEach((r, k) => {
    expect(Math.abs(r - (k + 1.5) * Math.PI)).toBeLessThan(0.3)
    expect(Math.tan(r) / r).toBeCloseTo(1, 9)
  })
  expect(nsolve(parse('(x - 1)*(x - 1.001)*(x - 1.002)'), 'x').map(String)).toEqual(['1', '1.001', '1.002'])
  expect(() => nsolve(parse('sin(1/x)'), 'x')).toThrow('solutions close to each other')
})

test('what is 0 everywhere has no list of roots', () => {
  for (const source of ['x == x', 'sec(3 - x) == sec(x - 3)'])
    expect(() => nsolve(parse(source), 'x'), source).toThrow('every x')
})

test('roots beside poles without end, and where float64 has no value', () => {
  expect(() => nsolve(parse('tan(x) == x^2 - 1'), 'x')).toThrow('infinitely many')
  expect(nsolve(parse('1/gamma(x)'), 'x', { from: -2.5, to: 1.5 }).map(String)).toEqual(['-2', '-1', '0'])
})

test.each([
  ['(x^2 - 2)^2', ['-1.414213562373095', '1.414213562373095']],
  ['abs(x - sqrt(2))', ['1.414213562373095']],
  ['tanh(x^2 - 2)*(x - 3)', ['-1.414213562373095', '1.414213562373095', '3']],
  // no value at 0
  ['x*log(x)', ['1']],
])('a root of a part is one of the whole: %s', (source, expected) => {
  expect(nsolve(parse(source), 'x').map((r) => text(r).slice(0, 16))).toEqual(
    expected.map((r) => r.slice(0, 16)),
  )
})

test('multiple roots have as many right digits as others', () => {
  const [turn] = nsolve(parse('1 - cos(x)'), 'x', { digits: 40, from: 5, to: 7 })
  expect(text(turn!)).toBe('6.283185307179586476925286766559005768394')
  const [root] = nsolve(parse('abs(x - sqrt(2))'), 'x', { digits: 30 })
  expect(text(root!)).toBe('1.41421356237309504880168872421')
  expect(nsolve(parse('x^2 - 2*x + 1'), 'x', { digits: 30 }).map(String)).toEqual(['1'])
})
