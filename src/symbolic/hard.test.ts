import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { define, diff, type Expr, evaluate, evaluateComplex, lambdify, parse, text, walk } from './index.ts'

/** Made by scripts/symbolic-hard.py with SymPy and mpmath. */
interface Case {
  readonly expr: string
  readonly by: readonly string[]
  /** Whether SymPy's own derivative has the value. */
  readonly sympy: boolean
  readonly points: readonly { at: Record<string, string>; value: readonly [re: string, im: string] }[]
}

const fixture = JSON.parse(readFileSync('test/fixtures/symbolic/hard.json', 'utf8')) as {
  definitions: Record<string, { parameters: string[]; body: string }>
  cases: Case[]
}

const defined = (e: Expr): Expr =>
  Object.entries(fixture.definitions).reduce(
    (result, [name, { parameters, body }]) => define(result, name, parameters, parse(body)),
    e,
  )

/** Derivatives by an order or a parameter for which books have no formula; they have a numerical value. */
const keptBySymPyToo = /^(bessel[jyik]|zeta|hurwitz|polylog|hyp|expint)/

function unevaluated(e: Expr): string[] {
  const found: string[] = []
  walk(e, (node) => {
    if (node.kind !== 'call' || (node.name !== 'Derivative' && node.weights.length === 0)) return
    if (!keptBySymPyToo.test(node.name) && node.name !== 'dirac') found.push(text(node))
  })
  return found
}

const short = (s: string): string => (s.length > 70 ? `${s.slice(0, 67)}...` : s)

describe('hard derivatives have the values of mpmath', () => {
  test.each(fixture.cases.map((c) => [short(c.expr), c.by.join(' '), c] as const))('%s by %s', (_, __, c) => {
    const derivative = defined(diff(parse(c.expr), ...c.by))
    if (c.sympy) expect(unevaluated(derivative)).toEqual([])
    for (const { at, value } of c.points) {
      const point = Object.fromEntries(Object.entries(at).map(([x, v]) => [x, Number(v)]))
      const [re, im] = value.map(Number) as [number, number]
      const size = Math.max(Math.hypot(re, im), 1e-6)
      const said = `${c.expr} by ${c.by.join(' ')} at ${JSON.stringify(at)}: ${short(text(derivative))}`
      const complex = evaluateComplex(derivative, point)
      expect(
        Math.hypot(complex.re - re, complex.im - im) / size,
        `${said}: complex ${complex.re}, not ${re}`,
      ).toBeLessThan(1e-9)
      if (im !== 0 || /I/.test(c.expr)) continue
      const real = evaluate(derivative, point)
      expect(Math.abs(real - re) / size, `${said}: ${real}, not ${re}`).toBeLessThan(1e-9)
      const compiled = lambdify(derivative, Object.keys(at))(...Object.values(point))
      expect(Math.abs(compiled - re) / size, `${said}: compiled ${compiled}`).toBeLessThan(1e-9)
    }
  })
})
