import { describe, expect, test } from 'vitest'
import { derivatives } from '../../src/formula/derivatives.ts'
import { derivative } from '../../src/numeric/index.ts'
import { diff, evaluate, parse } from '../../src/symbolic/index.ts'
import { domains } from './samples.ts'

/** Lines whose functions are operators in formulas, or exist for tensors only. */
const operators: Readonly<Record<string, string>> = {
  negative: '-x',
  add: 'x + z',
  subtract: 'x - z',
  multiply: 'x*z',
  divide: 'x/z',
  power: 'x^z',
  square: 'x^2',
  reciprocal: '1/x',
}
const z = 0.7

/** The page, line by line, against finite differences of the symbolic engine's own values. */
describe.each(derivatives.map((line) => [line.name, line] as const))('symbolic %s', (name, line) => {
  const text = operators[name] ?? `${name}(${line.arity === 1 ? 'x' : 'x, z'})`
  const [low, high] = domains[name] ?? [-2, 2]
  test(text, () => {
    const expression = parse(text)
    const slope = diff(expression, 'x')
    for (const part of [0.13, 0.37, 0.81]) {
      const x = low + part * (high - low)
      const wanted = derivative((t) => evaluate(expression, { x: t, z }), x).value
      expect(evaluate(slope, { x, z })).toBeCloseTo(wanted, 7)
    }
  })
})

test('every line of the page is used by tensors or expressions', () => {
  expect(derivatives.length).toBeGreaterThan(50)
})
