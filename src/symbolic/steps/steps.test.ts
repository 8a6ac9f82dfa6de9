import { describe, expect, test } from 'vitest'
import { diff, evaluate, freeSymbols, parse, steps, subs, takeDerivatives, text } from '../index.ts'

const functions =
  'sin cos tan cot sec csc asin acos atan sinh cosh tanh asinh atanh exp log sqrt erf abs logistic gamma'.split(
    ' ',
  )

const expressions = [
  '5',
  'x',
  '3*x^2 + 5*x + 1',
  'x^2*sin(3*x)',
  'sin(x)/x',
  '1/(1 + exp(-x))',
  'x^x',
  '(sin(x) + 2)^cos(x)',
  '2^x',
  'a^x*x^a',
  'sqrt(1 + x^2)',
  'exp(x)*sin(x)*cos(x)',
  '(x^2 + 1)/(x^3 - x + 3)',
  'log(log(x + 2) + 3)',
  'log(x + 3, 10)',
  'atan2(x, 2*x + 1)',
  'piecewise(x < 0, x^2, x^3)',
  'where(x < 0.2, x^2, sin(x))',
  'x^2*y + y^3*sin(x*y)',
  'sin(sin(sin(sin(x))))',
  '(x + 1)*(x + 2)*(x + 3)*(x + 4)',
  '1/x^3',
  '4/(x + 2)^2',
  'x*abs(x)',
  '((x^2 + 1)^3 + x)^4',
  ...functions.flatMap((f) => [
    `${f}(x)`,
    `${f}(x/3)`,
    `x^2*${f}(x/2)`,
    `${f}(x)/(x + 3)`,
    `exp(${f}(x^2/2))`,
  ]),
]

const points = [0.31, 0.77, -0.42]
const at = (e: ReturnType<typeof parse>, x: number): number => {
  const values: Record<string, number> = { x, y: 0.6, a: 1.7 }
  return evaluate(e, Object.fromEntries(freeSymbols(e).map((s) => [s.name, values[s.name]!])))
}

describe('every line of a derivation equals the next, and the last is the derivative', () => {
  test.each(expressions)('%s', (source) => {
    const e = parse(source)
    const d = steps(e, 'x')
    const slope = diff(e, 'x')
    const lines = [d.start, ...d.steps.map((s) => s.line)].map(takeDerivatives)
    let compared = 0
    for (const x of points) {
      const expected = at(slope, x)
      if (!Number.isFinite(expected)) continue
      compared++
      for (const line of lines)
        expect(Math.abs(at(line, x) - expected), `${text(line)} at ${x}`).toBeLessThanOrEqual(
          1e-9 * Math.max(1, Math.abs(expected)),
        )
      for (const s of d.steps)
        expect(at(takeDerivatives(s.before), x)).toBeCloseTo(at(takeDerivatives(s.after), x), 8)
    }
    expect(compared).toBeGreaterThan(0)
    expect(text(d.result)).not.toContain('Derivative')
  })
})

test('the chain rule names its inner and outer function', () => {
  const d = steps(parse('sin(x^2)'), 'x')
  const chain = d.steps.find((s) => s.rule === 'chain')!
  expect(text(chain.inner!)).toBe('x^2')
  expect(text(chain.outer!)).toBe('sin(u)')
  expect(text(chain.outerDerivative!)).toBe('cos(u)')
  expect(text(subs(chain.outer!, { u: chain.inner! }))).toBe('sin(x^2)')
})

test('the rules come in the order of a textbook', () => {
  expect(steps(parse('x^2*sin(3*x)'), 'x').steps.map((s) => s.rule)).toMatchInlineSnapshot(`
    [
      "product",
      "power",
      "chain",
      "constant multiple",
      "identity",
      "simplify",
    ]
  `)
  expect(steps(parse('(x + 1)/(x^2 + 1)'), 'x').steps[0]!.rule).toBe('quotient')
  expect(steps(parse('x^x'), 'x').steps[0]!.rule).toBe('logarithmic differentiation')
})

test('text, LaTeX and HTML', () => {
  const d = steps(parse('x*exp(2*x)'), 'x')
  expect(d.text()).toMatchInlineSnapshot(`
    "  d/dx(x*exp(2*x))
    = x*d/dx(exp(2*x)) + exp(2*x)*d/dx(x)
          Product rule: (u*v)' = u'*v + u*v' with u = x, v = exp(2*x)
    = x*d/dx(exp(2*x)) + exp(2*x)
          The derivative of x is 1
    = x*exp(2*x)*d/dx(2*x) + exp(2*x)
          Chain rule: exp(2*x) is exp(u) with the inner function u = 2*x; d/du exp(u) = exp(u)
    = 2*x*exp(2*x)*d/dx(x) + exp(2*x)
          Constant multiple rule: 2 is a constant factor
    = 2*x*exp(2*x) + exp(2*x)
          The derivative of x is 1
    = exp(2*x)*(2*x + 1)
          Simplify"
  `)
  expect(d.latex()).toContain('\\frac{d}{dx}\\left[x e^{2 x}\\right]')
  expect(d.html()).toContain('<li data-rule="chain">')
})

test('an unknown function, a deep nest and a long sum', () => {
  expect(text(steps(parse('f(x^2)'), 'x').result)).toBe("2*x*f'(x^2)")
  let e = parse('x')
  for (let i = 0; i < 300; i++) e = parse(`sin(u)`) && subs(parse('sin(u)'), { u: e })
  const deep = steps(e, 'x', { maxSteps: 50 })
  expect(deep.steps.length).toBeLessThanOrEqual(52)
  expect(deep.steps.some((s) => s.rule === 'remaining')).toBe(true)
})
