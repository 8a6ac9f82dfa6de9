import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  diff,
  type Expr,
  evaluate,
  freeSymbols,
  integrate,
  limit,
  NotFoundError,
  parse,
  series,
  solutionSet,
  subs,
  text,
} from './index.ts'
import '../../test/support/patience.ts'

/*
 * What a first course integrates, takes limits of, expands and solves, beside SymPy's and mpmath's values
 * (scripts/calculus-reference.py). No answer may be wrong; those that are not found are counted.
 */
interface Case {
  readonly line: string
  readonly value: string | string[] | null
}
const folder = new URL('../../test/fixtures/symbolic/calculus/', import.meta.url)
const reference = JSON.parse(readFileSync(new URL('reference.json', folder), 'utf8')) as Record<
  'limits' | 'series' | 'equations' | 'definite',
  Case[]
> & { parameters: Record<string, number> }
const lines = (name: string): string[] =>
  readFileSync(new URL(name, folder), 'utf8')
    .split('\n')
    .filter((l) => l.trim() !== '')

const parameters = reference.parameters
const number = (e: Expr, more: Record<string, number> = {}): number =>
  evaluate(
    e,
    Object.fromEntries(freeSymbols(e).map((s) => [s.name, more[s.name] ?? parameters[s.name] ?? 2.3])),
  )
const end = (s: string): string | Expr => (s === 'oo' || s === '-oo' ? s : parse(s))
const close = (a: number, b: number, tolerance = 1e-8): boolean =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b))

/** Runs all; a case counts as found unless it throws NotFoundError. */
function survey<T>(cases: readonly T[], check: (c: T) => void): number {
  let found = 0
  const missing: string[] = []
  for (const c of cases) {
    try {
      check(c)
      found++
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error
      missing.push(typeof c === 'string' ? c : (c as Case).line)
    }
  }
  if (missing.length > 0) console.log(`not found: ${missing.join('   ')}`)
  return found / cases.length
}

test('antiderivatives: the derivative is the integrand', { timeout: 120_000 }, () => {
  const rate = survey(lines('integrals.txt'), (source) => {
    const e = parse(source)
    const slope = diff(integrate(e, 'x'), 'x')
    let compared = 0
    for (const x of [0.273, 0.619, -0.381, 1.47, 3.21, -2.13, 7.9, 0.05]) {
      const expected = number(e, { x })
      if (!Number.isFinite(expected)) continue
      compared++
      expect(close(number(slope, { x }), expected, 1e-7), `${source} at ${x}`).toBe(true)
    }
    expect(compared, source).toBeGreaterThan(0)
  })
  expect(rate).toBeGreaterThanOrEqual(0.98)
})

test('definite and improper integrals', { timeout: 60_000 }, () => {
  const rate = survey(reference.definite, ({ line, value }) => {
    const [e, a, b] = line.split(' | ') as [string, string, string]
    if (value === 'diverges') {
      try {
        expect(text(integrate(parse(e), 'x', end(a), end(b))), line).toMatch(/^-?oo$/)
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error
      }
      return
    }
    expect(close(number(integrate(parse(e), 'x', end(a), end(b))), Number(value)), line).toBe(true)
  })
  expect(rate).toBeGreaterThanOrEqual(0.98)
})

test('limits', { timeout: 60_000 }, () => {
  const rate = survey(reference.limits, ({ line, value }) => {
    const [e, v, point, side] = line.split(' | ') as [string, string, string, '+' | '-' | undefined]
    const got = limit(parse(e), v, end(point), side ?? 'both')
    if (value === null) return
    if (['oo', '-oo', 'undefined'].includes(value as string)) expect(text(got), line).toBe(value)
    else expect(close(number(got), Number(value)), `${line}: ${text(got)}`).toBe(true)
  })
  expect(rate).toBeGreaterThanOrEqual(0.99)
})

test('series, at a place near the point', { timeout: 60_000 }, () => {
  const rate = survey(reference.series, ({ line, value }) => {
    const [e, point, order] = line.split(' | ') as [string, string, string]
    const s = series(parse(e), 'x', parse(point), Number(order))
    if (value === null) return
    const place = point === 'oo' ? parse('50') : parse(`${point} + 1/16`)
    expect(close(number(subs(s.toExpr(), { x: place })), Number(value), 1e-9), `${line}: ${s}`).toBe(true)
  })
  expect(rate).toBeGreaterThanOrEqual(0.98)
})

describe('equations', () => {
  const rate = (): number =>
    survey(reference.equations, ({ line, value }) => {
      const { solutions, periods } = solutionSet(parse(line), 'x')
      const e = parse(line)
      const gap = e.kind === 'relation' ? diffOf(e) : e
      for (const s of solutions) {
        // with these parameters it may be no real number
        if (!Number.isFinite(number(s))) continue
        expect(close(number(subs(gap, { x: s })), 0, 1e-6), `${line}: ${text(s)}`).toBe(true)
      }
      // every solution of SymPy's is one of ours, or one of ours moved by periods
      for (const expected of (value ?? []) as string[]) {
        const here = solutions.some((s, i) => {
          const distance = Number(expected) - number(s)
          const period = periods[i] === undefined ? undefined : number(periods[i]!)
          return (
            Math.abs(period === undefined ? distance : distance - period * Math.round(distance / period)) <
            1e-7
          )
        })
        const extraneous = !close(number(subs(gap, { x: parse(expected) })), 0, 1e-6)
        expect(here || extraneous, `${line}: ${expected} is missing`).toBe(true)
      }
    })
  test('solutions', { timeout: 60_000 }, () => {
    expect(rate()).toBeGreaterThanOrEqual(0.95)
  })
})

const diffOf = (relation: Expr): Expr => parse(`(${text(relation.args[0]!)}) - (${text(relation.args[1]!)})`)
