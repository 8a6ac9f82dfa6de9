import { describe, expect, test } from 'vitest'
import { allDerivatives } from '../../src/formula/all-derivatives.ts'
import { families } from '../../src/formula/families.ts'
import { derivative } from '../../src/numeric/index.ts'
import { diff, evaluate, parse } from '../../src/symbolic/index.ts'
import { domains, familyPoints } from './domains.ts'

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
describe.each([...allDerivatives])('symbolic %s', (name, line) => {
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
  if (line.arity === 2)
    test(`${text}, by its second argument`, () => {
      const expression = parse(text)
      const slope = diff(expression, 'z')
      for (const part of [0.13, 0.37, 0.81]) {
        const x = low + part * (high - low)
        const wanted = derivative((t) => evaluate(expression, { x, z: t }), z).value
        expect(evaluate(slope, { x, z })).toBeCloseTo(wanted, 7)
      }
    })
})

/** The page of families: every parameter that has a line, at every point. */
describe.each(families().map((family) => [family.name, family] as const))('family %s', (name, family) => {
  const expression = parse(`${name}(${family.parameters.join(', ')})`)
  const points = familyPoints[name]!
  test.each(family.parameters.filter((_, i) => family.partials[i] !== undefined))('by %s', (parameter) => {
    const slope = diff(expression, parameter)
    for (const point of points) {
      const values = Object.fromEntries(family.parameters.map((p, i) => [p, point[i]!]))
      const wanted = derivative(
        (t) => evaluate(expression, { ...values, [parameter]: t }),
        values[parameter]!,
      )
      expect(Math.abs(evaluate(slope, values) - wanted.value)).toBeLessThan(
        1e-7 * Math.max(1, Math.abs(wanted.value)),
      )
    }
  })
})

test('every line of the page is used by tensors or expressions', () => {
  expect(allDerivatives.size).toBeGreaterThan(50)
})
