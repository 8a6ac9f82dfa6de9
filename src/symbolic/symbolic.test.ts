import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { diff, type Expr, evaluate, lambdify, parse, text } from './index.ts'

interface Case {
  readonly id: string
  readonly variables: string[]
  readonly expr: string
  readonly points: { at: Record<string, string>; value: string; derivatives: Record<string, string> }[]
}

const shared = '../shared/data/symbolic/derivatives.json'
const own = 'test/fixtures/symbolic/derivatives.json'
const cases = JSON.parse(readFileSync(existsSync(shared) ? shared : own, 'utf8')) as Case[]

/**
 * What float64 can promise of f at x: the points themselves are rounded, and so are the values on the way; the
 * condition number sum |x f'/f| says by how much that is magnified.
 */
function conditionOf(e: Expr, at: Record<string, number>): number {
  const value = evaluate(e, at)
  return Object.entries(at).reduce((sum, [x, v]) => sum + Math.abs((v * evaluate(diff(e, x), at)) / value), 0)
}

describe('values and derivatives to order 3, to 1e-12 times the condition number', () => {
  test.each(cases.map((c) => [c.id, c.expr, c] as const))('%s %s', (_id, expr, c) => {
    const f = parse(expr)
    for (const { at, value, derivatives } of c.points) {
      const point = Object.fromEntries(Object.entries(at).map(([x, v]) => [x, Number(v)]))
      for (const [name, expected] of [['d', value], ...Object.entries(derivatives)] as const) {
        const by = [...name.slice(1)]
        const derivative = diff(f, ...by)
        const got = evaluate(derivative, point)
        const want = Number(expected)
        const error = want === 0 ? Math.abs(got) : Math.abs(got / want - 1)
        if (!(error <= 1e-12)) {
          const condition = conditionOf(derivative, point)
          expect(
            error,
            `${name} at ${JSON.stringify(at)}: ${text(derivative)} = ${got}, not ${want}; condition ${condition}`,
          ).toBeLessThanOrEqual(2e-15 * Math.max(condition, 1))
        }
        expect(lambdify(derivative, c.variables)(...c.variables.map((x) => point[x]!))).toBeCloseTo(got, 6)
      }
    }
  })
})
