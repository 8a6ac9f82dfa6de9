import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { derivative } from '../../src/numeric/index.ts'
import { compileFormula } from './formulaFunction.ts'

interface Case {
  readonly expr: string
  readonly variables: string[]
  readonly points: { readonly at: Record<string, string>; readonly derivatives: Record<string, string> }[]
}

const cases = JSON.parse(
  readFileSync(new URL('../fixtures/symbolic/derivatives.json', import.meta.url), 'utf8'),
) as Case[]

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!
}

test('the adaptive method meets its accuracy bars over the reference derivatives', () => {
  const errors: number[] = []
  const evaluations: number[] = []
  let covered = 0
  for (const { expr, variables, points } of cases) {
    const f = compileFormula(expr, variables)
    for (const point of points) {
      const at = variables.map((name) => Number(point.at[name]))
      for (const [j, name] of variables.entries()) {
        const found = derivative((t) => f(...at.with(j, t)), at[j]!)
        const truth = Number(point.derivatives[`d${name}`])
        const error = Math.abs(found.value - truth)
        errors.push(truth === 0 ? error : error / Math.abs(truth))
        evaluations.push(found.evaluations)
        if (found.error >= error) covered++
      }
    }
  }
  errors.sort((a, b) => a - b)
  evaluations.sort((a, b) => a - b)
  expect(errors.length).toBe(540)
  expect(quantile(errors, 0.5)).toBeLessThan(1e-12)
  expect(quantile(errors, 0.99)).toBeLessThan(1e-8)
  expect(covered / errors.length).toBeGreaterThan(0.95)
  // numdifftools takes 31 calls for each
  expect(quantile(evaluations, 0.5)).toBeLessThanOrEqual(15)
})
