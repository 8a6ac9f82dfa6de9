import { expect, test } from 'vitest'
import { allDerivatives } from './all-derivatives.ts'
import { parsePage } from './derivatives.ts'
import { ParseError } from './errors.ts'
import { formulaText } from './text.ts'

test('a line of a page is parsed when its formulas are asked for', () => {
  const lines = parsePage(`
f    2*x  ~ x + x    // twice
g    1    x1)
`)
  expect([...lines.values()].map(({ name, arity }) => [name, arity])).toEqual([
    ['f', 1],
    ['g', 2],
  ])
  const f = lines.get('f')!
  expect(f.partials.map((partial) => formulaText(partial))).toEqual(['2*x'])
  expect(f.floats.map((partial) => formulaText(partial))).toEqual(['x + x'])
  expect(f.partials[0]).toBe(f.partials[0])
  expect(() => lines.get('g')!.partials).toThrow(ParseError)
  expect(() => parsePage('f    1\nf    2')).toThrow('twice')
})

test('every line of the pages can be parsed, and has a partial derivative for each argument', () => {
  for (const { arity, partials, floats } of allDerivatives.values())
    expect([partials.length, floats.length]).toEqual([arity, arity])
})
