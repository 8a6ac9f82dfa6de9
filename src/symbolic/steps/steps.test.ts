import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  diff,
  type Expr,
  evaluate,
  freeSymbols,
  gradientSteps,
  idiff,
  implicitSteps,
  parse,
  steps,
  subs,
  takeDerivatives,
  text,
} from '../index.ts'
import '../../../test/support/patience.ts'

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
const at = (e: Expr, x: number, more: Record<string, number> = {}): number => {
  const values: Record<string, number> = { x, y: 0.6, a: 1.7, ...more }
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
    = exp(2*x)*d/dx(x) + x*d/dx(exp(2*x))
          Product rule: (u*v)' = u'*v + u*v' with u = x, v = exp(2*x)
    = x*d/dx(exp(2*x)) + exp(2*x)
          The derivative of x is 1
    = x*exp(2*x)*d/dx(2*x) + exp(2*x)
          Chain rule: exp(2*x) is exp(u) with the inner function u = 2*x; d/du exp(u) = exp(u)
    = 2*x*exp(2*x) + exp(2*x)
          Constant multiple rule: the derivative of 2*x is 2
    = exp(2*x)*(2*x + 1)
          Simplify"
  `)
  expect(d.latex()).toContain('\\frac{d}{dx}\\left[x e^{2 x}\\right]')
  expect(d.latex()).toContain('\\text{chain rule},\\ u = 2 x')
  expect(d.html()).toContain('<tr data-rule="chain">')
  // each line is a formula with its LaTeX
  expect(d.html().match(/class="line"/g)).toHaveLength(d.steps.length + 1)
})

describe('random expressions: every line equals the next', () => {
  const leaf = fc.constantFrom('x', 'x', 'y', '2', '3', '1/2')
  const tree = fc.letrec<{ e: string }>((tie) => ({
    e: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      fc
        .tuple(fc.constantFrom('sin', 'cos', 'exp', 'atan', 'tanh', 'sinh'), tie('e'))
        .map(([f, a]) => `${f}(${a})`),
      fc.tuple(tie('e'), fc.constantFrom('+', '-', '*'), tie('e')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(tie('e'), tie('e')).map(([a, b]) => `(${a})/(2 + (${b})^2)`),
      tie('e').map((a) => `log(3 + (${a})^2)`),
      tie('e').map((a) => `sqrt(1 + (${a})^2)`),
      fc.tuple(tie('e'), tie('e')).map(([a, b]) => `(2 + (${a})^2)^(${b})`),
      fc.tuple(tie('e'), fc.integer({ min: 2, max: 4 })).map(([a, n]) => `(${a})^${n}`),
    ),
  })).e
  test('first derivatives', () => {
    fc.assert(
      fc.property(tree, (source) => {
        const e = parse(source)
        const d = steps(e, 'x', { maxSteps: 60 })
        for (const x of [0.37, -0.81]) {
          const expected = at(diff(e, 'x'), x)
          if (!Number.isFinite(expected) || Math.abs(expected) > 1e8) continue
          for (const line of [d.start, ...d.steps.map((s) => s.line)])
            expect(
              Math.abs(at(takeDerivatives(line), x) - expected),
              `${source}: ${text(line)}`,
            ).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(expected)))
        }
      }),
      { numRuns: 150 },
    )
  })
})

test('higher and mixed derivatives come in stages', () => {
  const d = steps(parse('x^2*sin(x)'), 'x', { order: 3 })
  expect(d.stages).toHaveLength(3)
  expect(at(d.result, 0.7)).toBeCloseTo(at(diff(parse('x^2*sin(x)'), 'x', 3), 0.7), 10)
  expect(d.text()).toContain('Second derivative')
  expect(d.html().match(/<table/g)).toHaveLength(3)
  const mixed = steps(parse('x^2*y^3'), ['x', 'y'])
  expect(text(mixed.result)).toBe('6*x*y^2')
  expect(mixed.text()).toContain('∂/∂y(2*x*y^3)')
  expect(mixed.latex()).toContain('\\frac{\\partial}{\\partial y}')
  expect(() => steps(parse('x'), 'x', { order: 0 })).toThrow(/whole number from 1/)
  expect(() => steps(parse('x'), [])).toThrow(/no variable/)
  const both = gradientSteps(parse('x^2*y'))
  expect(both.map((g) => text(g.result))).toEqual(['2*x*y', 'x^2'])
})

describe('implicit differentiation', () => {
  test.each([
    'x^2 + y^2 == 1',
    'x^3 + y^3 == 6*x*y',
    'sin(x*y) + x == exp(y)',
    'y^5 + x^2*y^3 - 1 - x^4*y',
    'y == x^y',
  ])('%s', (source) => {
    const equation = parse(source)
    const d = implicitSteps(equation, 'y', 'x')
    expect(d.result).toBe(idiff(equation, 'y', 'x'))
    // with the slope that was found, both sides of every line agree
    const [x, y] = [0.61, 0.87]
    const slope = evaluate(d.result, { x, y })
    const local = (e: Expr): number =>
      at(
        takeDerivatives(
          subs(
            e,
            new Map([
              [d.dependent, parse('y0 + s*(x - x0)')],
              [parse("y'(x)"), parse('s')],
            ]),
          ),
        ),
        x,
        {
          x0: x,
          y0: y,
          s: slope,
        },
      )
    const differentiated = d.steps.slice(0, -1)
    for (const s of differentiated) expect(local(s.left) - local(s.right)).toBeCloseTo(0, 8)
    expect(d.text().split('\n')[0]).not.toContain('(x)')
    expect(d.latex()).toContain("y' &=")
    expect(d.html()).toContain('data-rule="collect and solve"')
  })

  test.each([
    // what was written is what stands there
    ['y == x^2 + sin(y)', 'y = x^2 + sin(y)', "y'*(1 - cos(y)) = 2*x"],
    ['x == y^2', 'x = y^2', "2*y'*y = 1"],
    ['1 == x*y', 'x*y = 1', "y'*x = -y"],
  ])('%s', (source, first, collected) => {
    const lines = implicitSteps(parse(source), 'y', 'x').text().split('\n')
    expect(lines[0]).toBe(first)
    expect(lines.slice(-4, -2)).toEqual([collected, "      Collect the terms with y'"])
  })
})

test('a rule says what its letters are, and not that n = n; -1 is a constant term as 1 is', () => {
  const lines = steps(parse('a^x*x^n'), 'x').text().split('\n')
  expect(lines).toContain("      Exponential rule: (a^x)' = a^x*log(a)")
  expect(lines).toContain("      Power rule: (x^n)' = n*x^(n - 1)")
  expect(steps(parse('x^2 - 1'), 'x').text()).toContain('= d/dx(x^2) - d/dx(1)\n')
})

test('long explanations are broken where a clause ends', () => {
  const lines = steps(parse('sin(3*x)'), 'x').text(80).split('\n')
  expect(lines.slice(2, 4)).toEqual([
    '      Chain rule: sin(3*x) is sin(u) with the inner function u = 3*x;',
    '        d/du sin(u) = cos(u)',
  ])
})

test('an unknown function, a deep nest and a long sum', () => {
  expect(text(steps(parse('f(x^2)'), 'x').result)).toBe("2*x*f'(x^2)")
  let e = parse('x')
  for (let i = 0; i < 300; i++) e = parse(`sin(u)`) && subs(parse('sin(u)'), { u: e })
  const deep = steps(e, 'x', { maxSteps: 50 })
  expect(deep.steps.length).toBeLessThanOrEqual(52)
  expect(deep.steps.some((s) => s.rule === 'remaining')).toBe(true)
})

test('what no rule takes stands, and is not repeated', () => {
  const derivation = steps(parse('x^2 + Sum(k^2, k, 0, x)'), 'x')
  expect(derivation.steps.map((s) => s.rule)).toEqual(['sum', 'power'])
  expect(text(derivation.result)).toContain('Derivative(Sum(k^2, k, 0, x), x')
})

test('a power of 0 is 0, also in steps', () => {
  expect(text(steps(parse('x + 0^x'), 'x').result)).toBe('1')
})
