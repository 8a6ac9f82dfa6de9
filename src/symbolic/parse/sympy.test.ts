import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Expr, evaluate, evaluateComplex, parse, text } from '../index.ts'

/** What SymPy prints, written by scripts/sympy-printing.py. */
interface Printed {
  readonly point: Readonly<Record<string, number>>
  readonly values: readonly { str: string; latex: string; value: number; scipy?: string }[]
  readonly forms: readonly { str: string; latex: string; text: string }[]
}
const printed: Printed = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/symbolic/printed.json', import.meta.url), 'utf8'),
)

/** LaTeX writes Euler's constant, the golden ratio and unknown letters alike; those cannot be told apart. */
const ambiguous = (str: string): boolean => /EulerGamma|GoldenRatio/.test(str)

function realOf(e: Expr): number {
  const value = evaluate(e, printed.point)
  if (Number.isFinite(value)) return value
  const { re, im } = evaluateComplex(e, printed.point)
  return Math.abs(im) <= 1e-9 * Math.abs(re) ? re : Number.NaN
}

function expectValue(source: string, syntax: 'python' | 'latex', wanted: number): void {
  const e = parse(source, { syntax })
  const value = realOf(e)
  expect(Math.abs(value - wanted), `${source}\n${text(e)}\n${value} and ${wanted}`).toBeLessThanOrEqual(
    1e-7 * Math.abs(wanted),
  )
}

describe('what SymPy prints has its value', () => {
  test.each(printed.values)('$str', ({ str, value }) => expectValue(str, 'python', value))
  test.each(printed.values.filter(({ str }) => !ambiguous(str)))('LaTeX of $str', ({ latex, value }) =>
    expectValue(latex, 'latex', value),
  )
  // SymPy 1.14 forgets brackets around its formulas for these
  const unbracketed = /harmonic|(?:upper|lower)gamma/
  const numerical = printed.values.filter(({ scipy, str }) => scipy !== undefined && !unbracketed.test(str))
  test.each(numerical)('SciPy: $scipy', ({ scipy, value }) => expectValue(scipy!, 'python', value))
})

describe('forms', () => {
  const same = (source: string, syntax: 'python' | 'latex', wanted: string): void => {
    const symbols = { i: {} }
    const e = parse(source, { syntax, ...(wanted.includes('i^2') ? { symbols } : {}) })
    const other = parse(wanted, wanted.includes('i^2') ? { symbols } : {})
    expect(e === other, `${source}: ${text(e)}`).toBe(true)
  }
  test.each(printed.forms)('$str', ({ str, text: wanted }) => same(str, 'python', wanted))
  test.each(printed.forms)('$latex', ({ latex, text: wanted }) => same(latex, 'latex', wanted))
})

test.each([
  ["Add(Mul(Rational(1, 3), Symbol('x')), Pow(Symbol('y'), Integer(-1)), pi)", 'x/3 + 1/y + pi'],
  ["Function('f')(Symbol('x'), Symbol('y'))", 'f(x, y)'],
  ["Derivative(Function('f')(Symbol('x')), Tuple(Symbol('x'), Integer(2)))", 'Derivative(f(x), (x, 2))'],
  ["Sum(Pow(Symbol('k'), Integer(-2)), Tuple(Symbol('k'), Integer(1), oo))", 'Sum(k**(-2), (k, 1, oo))'],
  [
    "Piecewise(ExprCondPair(Symbol('x'), StrictLessThan(Symbol('x'), Integer(0))), ExprCondPair(Integer(1), true))",
    'Piecewise((x, x < 0), (1, True))',
  ],
  ["Limit(Mul(Pow(Symbol('x'), Integer(-1)), sin(Symbol('x'))), Symbol('x'), Integer(0), Str('+'))", '1'],
  ["Float('0.5', precision=53)", '0.5'],
  ["Equality(Symbol('x'), Integer(1))", 'Eq(x, 1)'],
])('srepr: %s', (source, expected) =>
  expect(parse(source, { syntax: 'python' })).toBe(parse(expected, { syntax: 'python' })),
)

test('a sum of any number of arguments', () => {
  const ones = `Add(${Array(300_000).fill('1').join(', ')})`
  expect(parse(ones, { syntax: 'python' })).toBe(parse('300000'))
})
