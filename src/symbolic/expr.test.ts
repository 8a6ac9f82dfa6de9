import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from './index.ts'

test('an expression shows as mathematics wherever it is shown', () => {
  const e = parse('x^2/2 + sin(x)')
  expect(inspect({ e })).toBe('{ e: x^2/2 + sin(x) }')
  expect(JSON.stringify({ e })).toBe('{"e":"x^2/2 + sin(x)"}')
  expect(parse(JSON.parse(JSON.stringify(e)))).toBe(e)
  const display = (e as unknown as Record<symbol, () => Record<string, string>>)[
    Symbol.for('Jupyter.display')
  ]!
  expect(display.call(e)['text/latex']).toBe('$\\displaystyle \\frac{x^{2}}{2} + \\sin\\left(x\\right)$')
})
