import { describe, expect, test } from 'vitest'
import {
  criticalPoints,
  Expr,
  evaluate,
  NotFoundError,
  parse,
  solveInequality,
  solveSystem,
  text,
} from '../index.ts'
import '../../../test/support/patience.ts'

const plain = (v: unknown): unknown =>
  JSON.parse(JSON.stringify(v, (_, e) => (e instanceof Expr ? text(e) : e)))

test.each([
  [['x + y == 3', 'x - y == 1'], [{ x: '2', y: '1' }]],
  [
    ['x^2 + y^2 == 25', 'x*y == 12'],
    [
      { x: '-4', y: '-3' },
      { x: '-3', y: '-4' },
      { x: '3', y: '4' },
      { x: '4', y: '3' },
    ],
  ],
  [
    ['y == x^2', 'x == y^2'],
    [
      { x: '0', y: '0' },
      { x: '1', y: '1' },
    ],
  ],
  [['exp(x)*y == 1', 'x == 1'], [{ x: '1', y: 'exp(-1)' }]],
  [['x + y == 1', '2*x + 2*y == 2'], [{ x: '1 - y' }]],
  [['x + y == 1', 'x + y == 2'], []],
])('the system %j', (equations, expected) => {
  expect(
    plain(
      solveSystem(
        equations.map((e) => parse(e)),
        ['x', 'y'],
      ),
    ),
  ).toEqual(expected)
})

test('a linear system with symbols', () => {
  const [s] = solveSystem([parse('a*x + b*y == c'), parse('d*x - y == 0')], ['x', 'y'])
  const at = { a: 2, b: 3, c: 5, d: 0.5 }
  expect(evaluate(s!.x!, at)).toBeCloseTo(5 / 3.5, 12)
  expect(evaluate(s!.y!, at)).toBeCloseTo(2.5 / 3.5, 12)
})

describe('stationary points of several variables', () => {
  test.each([
    ['x^2 + y^2', ['minimum']],
    ['x^2 - y^2', ['saddle']],
    ['x^4 + y^4 - 4*x*y', ['minimum', 'saddle', 'minimum']],
    ['x^3 + y^3 - 3*x*y', ['saddle', 'minimum']],
    ['x*y*exp(-x^2 - y^2)', ['maximum', 'minimum', 'saddle', 'minimum', 'maximum']],
    ['x^3 - 12*x + y^3 - 27*y', ['maximum', 'saddle', 'saddle', 'minimum']],
    ['x^4 + y^4', ['undecided']],
  ])('%s', (source, kinds) => {
    expect(criticalPoints(parse(source), ['x', 'y']).map((p) => p.kind)).toEqual(kinds)
  })
  test('with three variables, and where there are infinitely many', () => {
    const [p] = criticalPoints(parse('x^2 + y^2 + z^2 - x*y + x - 2*z'), ['x', 'y', 'z'])
    expect(plain(p)).toEqual({ point: { x: '-2/3', y: '-1/3', z: '1' }, value: '-4/3', kind: 'minimum' })
    expect(() => criticalPoints(parse('sin(x) + y^2'), ['x', 'y'])).toThrow(NotFoundError)
  })
})

describe('inequalities', () => {
  test.each([
    ['x^2 < 4', '(-2, 2)'],
    ['x^2 >= 4', '(-oo, -2] [2, oo)'],
    ['(x - 1)/(x + 2) > 0', '(-oo, -2) (1, oo)'],
    ['abs(x - 1) < 2', '(-1, 3)'],
    ['x^2 + 1 > 0', '(-oo, oo)'],
    ['x^2 <= 0', '[0, 0]'],
    ['x^2 < 0', ''],
    ['1/x < 1', '(-oo, 0) (1, oo)'],
    ['sqrt(x) < 2', '[0, 4)'],
    ['log(x) > 1', '(E, oo)'],
    ['sin(x) > 1/2', '(pi/6, 5*pi/6)'],
    ['x^2 > 1 and x < 3', '(-oo, -1) (1, 3)'],
    ['x*exp(x) < 1', '(-oo, LambertW(1))'],
    ['(x^2 - 1)/(x^2 - 4) <= 0', '(-2, -1] [1, 2)'],
  ])('%s', (source, expected) => {
    const found = solveInequality(parse(source), 'x').intervals.map(
      (i) => `${i.closedFrom ? '[' : '('}${i.from}, ${i.to}${i.closedTo ? ']' : ')'}`,
    )
    expect(found.join(' ')).toBe(expected)
  })
  test('what is no inequality says so', () => {
    expect(() => solveInequality(parse('x^2'), 'x')).toThrow(/no inequality/)
  })
})

test('the size of numbers does not matter', () => {
  const everywhere = solveInequality(parse('abs(x) + 10^(-12) > 0'), 'x').intervals
  expect(everywhere.map((i) => `${i.from} ${i.to}`)).toEqual(['-oo oo'])
  expect(solveSystem([parse('x^5 - 10^10*x + 7 - y'), parse('y')], ['x', 'y']).length).toBe(3)
  const kind = (source: string): string => criticalPoints(parse(source), ['x', 'y'])[0]!.kind
  expect(kind('x^2/10^12 + y^2')).toBe('minimum')
  expect(kind('x^2/10^12 + y^2 - 3*x*y/10^6')).toBe('saddle')
})
