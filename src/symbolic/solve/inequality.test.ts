import { expect, test } from 'vitest'
import { parse, solveInequality } from '../index.ts'

test.each([
  ['abs(x) + abs(x - 9) <= 9', '[0, 9]'],
  ['abs(x) + abs(x - 9) < 9', ''],
  ['abs(x) + abs(x - 9) > 9', '(-oo, 0) (9, oo)'],
  ['abs(x - 0.1) + abs(x - 0.7) <= 0.6', '[1/10, 7/10]'],
  ['abs(x - 1) - abs(x - 4) >= 3', '[4, oo)'],
  ['abs(x) > x', '(-oo, 0)'],
  ['max(x, 3) <= 3', '(-oo, 3]'],
])('where both sides are one on a whole stretch, %s holds in %s', (source, expected) => {
  const { intervals } = solveInequality(parse(source), 'x')
  const texts = intervals.map((i) => `${i.closedFrom ? '[' : '('}${i.from}, ${i.to}${i.closedTo ? ']' : ')'}`)
  expect(texts.join(' ')).toBe(expected)
})

test.each([
  ['acos(x) <= x^2/9', 0.9939805022049466],
  ['3*x^2/2 + asin(x) < 0', -0.996762077132949],
  ['x^2 > acos(5*x)', 0.19984053088765957],
])('an end beside the end of the domain, where the function is steep: %s', (source, end) => {
  const ends = solveInequality(parse(source), 'x').intervals.flatMap((i) => [i.from, i.to].map(Number))
  expect(ends).toContainEqual(expect.closeTo(end, 12))
})
