import { expect, test } from 'vitest'
import { allDerivatives, furtherPage } from './all-derivatives.ts'
import { page, parsePage } from './derivatives.ts'
import { specialPage } from './special-derivatives.ts'
import { formulaText } from './text.ts'

test('a line of a page is parsed once', () => {
  const lines = parsePage(`
f    2*x  ~ x + x
g    1    x1
`)
  expect([...lines.values()].map(({ name, arity }) => [name, arity])).toEqual([
    ['f', 1],
    ['g', 2],
  ])
  const f = lines.get('f')!
  expect(f.partials.map((partial) => formulaText(partial))).toEqual(['2*x'])
  expect(f.floats.map((partial) => formulaText(partial))).toEqual(['x + x'])
  expect(f.partials[0]).toBe(f.partials[0])
})

test('every line of the pages can be parsed, and has a partial derivative for each argument', () => {
  for (const { arity, partials, floats } of allDerivatives.values())
    expect([partials.length, floats.length]).toEqual([arity, arity])
})

test('no line stands twice', () => {
  const lines = `${page}${specialPage}${furtherPage}`.split('\n').filter((line) => line.trim())
  expect(allDerivatives.size).toBe(lines.length)
})
