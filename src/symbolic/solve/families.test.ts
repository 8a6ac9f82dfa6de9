import { expect, test } from 'vitest'
import { domain, extrema, parse, period, roots, singularities, solutionSet, solve, text } from '../index.ts'

test.each([
  // 0, 2*pi, ... is a part of 0, 2*pi/3, ...
  ['sin(x)*sin(3*x)', '0, pi/3, 2*pi/3', '0 + 2*pi/3, pi/3 + 2*pi/3'],
  ['sin(2*x)*sin(3*x)', '0, pi/3, pi/2, 2*pi/3, pi, 4*pi/3, 3*pi/2, 5*pi/3', undefined],
])(
  'no family of the solutions of %s is lost for another with the same first number',
  (source, all, families) => {
    const e = parse(source)
    expect(
      roots(e, 'x')
        .map((r) => text(r))
        .join(', '),
    ).toBe(all)
    const { solutions, periods } = solutionSet(e, 'x')
    if (families !== undefined)
      expect(solutions.map((s, i) => `${s} + ${periods[i]}`).join(', ')).toBe(families)
    const single = solve(e, 'x').map((s) => text(s))
    expect(new Set(single).size).toBe(single.length)
  },
)

test.each([
  ['cos(sin(x))', 'pi'],
  ['tan(sin(x))', '2*pi'],
  ['floor(sin(x))', '2*pi'],
  ['sin(x^2) + sin(x)', 'undefined'],
  ['sin(floor(x))', 'undefined'],
])('the period of %s is %s', (source, expected) => {
  expect(String(period(parse(source), 'x'))).toBe(expected)
})

test('x*sin(1/x) has no value at 0', () => {
  const e = parse('x*sin(1/x)')
  expect(domain(e, 'x').intervals.map((i) => `${i.from} ${i.to}`)).toEqual(['-oo 0', '0 oo'])
  expect(singularities(e, 'x').map((s) => `${s.kind} ${s.at}`)).toEqual(['removable 0'])
})

test('an extremum at a nested root is one', () => {
  const e = parse('sqrt((x - 1.011)*(x - 2)*(x - 3))')
  expect(extrema(e, 'x').map((q) => text(q.x))).toEqual(['6011/3000 - sqrt(2967121)/3000'])
})
