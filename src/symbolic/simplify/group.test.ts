import { expect, test } from 'vitest'
import { agree, type Expr, expand, measure, parse, text } from '../index.ts'
import { workDone } from '../work.ts'
import { group } from './group.ts'

test.each([
  ['x + y*f + z*f', 'f*(y + z) + x'],
  ['(a + b + c)*(d + f + g)*(x + y) + x*z', 'x*(z + (a + b + c)*(d + f + g)) + y*(a + b + c)*(d + f + g)'],
  ['(a + b + c + d + x)*(u + v + w + y + z + s)', '(a + b + c + d + x)*(s + u + v + w + y + z)'],
])('%s, multiplied out, is %s', (source, expected) => {
  expect(text(group(expand(parse(source))))).toBe(expected)
})

test('the work does not grow exponentially with the number of terms', () => {
  // the determinant of a 4 x 4 matrix: 24 terms
  const minor = (rows: number[], columns: number[]): string =>
    rows.length === 1
      ? `a${rows[0]}${columns[0]}`
      : columns
          .map((c, i) => {
            const rest = minor(
              rows.slice(1),
              columns.filter((k) => k !== c),
            )
            return `(${i % 2 === 0 ? '' : '-'}1)*a${rows[0]}${c}*(${rest})`
          })
          .join('+')
  const e: Expr = expand(parse(minor([0, 1, 2, 3], [0, 1, 2, 3])))
  const before = workDone()
  const grouped = group(e)
  expect(workDone() - before).toBeLessThan(100_000)
  expect(measure(grouped)).toBeLessThan(0.7 * measure(e))
  expect(agree(grouped, e)).toBe(true)
})
