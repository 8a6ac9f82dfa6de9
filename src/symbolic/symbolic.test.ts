import { existsSync, readFileSync } from 'node:fs'
import { Decimal } from 'decimal.js'
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
        const want = Number(expected)
        const compiled = lambdify(derivative, c.variables)(...c.variables.map((x) => point[x]!))
        for (const got of [evaluate(derivative, point), compiled]) {
          const error = want === 0 ? Math.abs(got) : Math.abs(got / want - 1)
          if (error <= 1e-12) continue
          const condition = conditionOf(derivative, point)
          expect(
            error,
            `${name} at ${JSON.stringify(at)}: ${text(derivative)} = ${got}, not ${want}; condition ${condition}`,
          ).toBeLessThanOrEqual(2e-15 * Math.max(condition, 1))
        }
      }
    }
  })
})

/** |a/b - 1| for decimal texts, as a decimal. */
const relative = (a: string, b: string): Decimal => {
  const D = Decimal.clone({ precision: 60 })
  const want = new D(b)
  return want.isZero() ? new D(a).abs() : new D(a).div(want).minus(1).abs()
}

describe('values and derivatives to order 3, to 1e-25 with 30 digits', () => {
  test.each(cases.map((c) => [c.id, c.expr, c] as const))('%s %s', (_id, expr, c) => {
    const f = parse(expr)
    for (const { at, value, derivatives } of c.points)
      for (const [name, expected] of [['d', value], ...Object.entries(derivatives)] as const) {
        const derivative = diff(f, ...name.slice(1))
        const got = evaluate(derivative, at, { digits: 30 })
        expect(
          relative(got, expected).toNumber(),
          `${name} at ${JSON.stringify(at)}: ${text(derivative)} = ${got}, not ${expected}`,
        ).toBeLessThan(1e-25)
      }
  })
})
