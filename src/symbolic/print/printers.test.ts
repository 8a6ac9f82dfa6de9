import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conditions, expressions } from '../../../test/support/expressions.ts'
import {
  c,
  call,
  gradient,
  hessian,
  integer,
  javascript,
  latex,
  mathml,
  parse,
  parseExprMatrix,
  power,
  pretty,
  product,
  python,
  summation,
  text,
  tree,
} from '../index.ts'

describe('MathML', () => {
  /** Whether every tag is closed in order and no bare '<' or '&' stands in text. */
  function isWellFormed(xml: string): boolean {
    const open: string[] = []
    let text = ''
    for (const [part, closing, name, , empty] of xml.matchAll(
      /<(\/?)([a-z]+)((?:\s[a-z:]+="[^"<&]*")*)(\/?)>|[^<]+|</g,
    )) {
      if (name === undefined) text += part
      else if (closing === '/') {
        if (open.pop() !== name) return false
      } else if (empty !== '/') open.push(name)
    }
    return open.length === 0 && !text.includes('<') && !/&(?!(?:amp|lt|gt|quot|#x[0-9A-F]+);)/.test(text)
  }
  test('is valid XML for every kind of expression', () => {
    fc.assert(
      fc.property(fc.oneof(expressions, conditions), (e) => {
        expect(isWellFormed(mathml(e))).toBe(true)
        expect(isWellFormed(mathml(e, { treeLimit: 5 }))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
  test('escapes names', () =>
    expect(mathml(parse('`a<b&"c"`'))).toContain('<mi>a&lt;b&amp;&quot;c&quot;</mi>'))
  test('a small decimal keeps the sign of its exponent', () =>
    expect(mathml(parse('1e-9*x'))).toContain(
      '<mn>1</mn><mo>×</mo><msup><mn>10</mn><mrow><mo>−</mo><mn>9</mn></mrow></msup>',
    ))
  test('a fraction and a power', () =>
    expect(mathml(parse('x^2/2'))).toBe(
      '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mfrac><msup><mi>x</mi><mn>2</mn></msup><mn>2</mn></mfrac></math>',
    ))
})

describe('LaTeX', () => {
  test.each([
    ['Sum(1/k^2, (k, 1, oo)) + 1', '1 + \\sum_{k=1}^{\\infty} \\frac{1}{k^{2}}'],
    ['2*Integral(1 + t, (t, 0, x))', '2 \\int_{0}^{x} \\left(t + 1\\right)\\,dt'],
    ['besselj(n, x)*zeta(3)', 'J_{n}\\left(x\\right) \\zeta\\left(3\\right)'],
    ['polygamma(2, x)', '\\psi^{\\left(2\\right)}\\left(x\\right)'],
    ['max(x, y, z)', '\\max\\left(x, y, z\\right)'],
    [
      'Derivative(f(x, y), x, 2, y)',
      '\\frac{\\partial^{3}}{\\partial x^{2} \\, \\partial y} f{\\left(x, y\\right)}',
    ],
  ])('%s', (source, wanted) => expect(latex(parse(source))).toBe(wanted))
  test('powers of functions that are nested deeply are linear in the depth', () => {
    const nested = (depth: number): number => {
      let e = parse('x')
      for (let i = 0; i < depth; i++) e = power(call('sin', e), integer(2))
      return latex(e).length
    }
    expect(nested(4000) / nested(2000)).toBeCloseTo(2, 1)
  })
})

test('terms stand in the same order in every notation', () => {
  const e = parse('erf(x) + erfc(x) + gamma(x)')
  expect(text(e)).toBe('erf(x) + erfc(x) + gamma(x)')
  expect(pretty(e)).toBe('erf(x) + erfc(x) + Γ(x)')
  expect(latex(e)).toMatch(/erf.*erfc.*Gamma/)
  expect(mathml(e)).toMatch(/erf.*erfc.*Γ/)
})

describe('two dimensions', () => {
  const lines = (...rows: string[]): string => rows.join('\n')
  test.each([
    ['x^2/(x + 1)', lines('  2', ' x', '─────', 'x + 1')],
    ['Integral(sin(x)/x, (x, 0, oo))', lines('∞', '⌠', '⎮ sin(x)', '⎮ ────── dx', '⌡   x', '0')],
    [
      'Sum(1/k^2, (k, 1, n))',
      lines('  n', '____', '╲', ' ╲    1', ' ╱    ──', '╱      2', '‾‾‾‾  k', 'k = 1'),
    ],
    ['Product(x, (k, 1, n))', lines('  n', '─┬─┬─', ' │ │  x', ' │ │', 'k = 1')],
    ['binomial(n, k)', lines('⎛n⎞', '⎜ ⎟', '⎝k⎠')],
    ['floor(x/2)', lines('⎢x⎥', '⎢─⎥', '⎣2⎦')],
    ['sqrt(x + 1)', lines('  ______', '╲╱ x + 1')],
    ['sqrt(x)/sqrt(2)', lines('√2⋅√x', '─────', '  2')],
    ['factorial(x)^2', lines('    2', '(x!)')],
    ['gamma(x)^2 - ceil(x)^2', lines(' 2         2', 'Γ (x) - ⌈x⌉')],
    ['Derivative(f(x, y), x, 2, y)', lines('   3', '  ∂', '──────(f(x, y))', '  2', '∂x  ∂y')],
    ['where(x < 0, -x, x/2)', lines('⎧ -x  for x < 0', '⎪', '⎨ x', '⎪ ─   otherwise', '⎩ 2')],
    ['2*Sum(k, (k, 1, n))', lines('    n', '  ____', '  ╲', '   ╲', '2⋅ ╱    k', '  ╱', '  ‾‾‾‾', '  k = 1')],
  ])('%s', (source, picture) => expect(pretty(parse(source))).toBe(picture))
  test('a long sum is broken between its terms', () => {
    const e = parse('x^5/2 + sin(x) + 10*x^3 + 1/x')
    expect(pretty(e, { label: 'y = ', columns: 20 })).toBe(
      lines(
        '     5',
        '    x        3',
        'y = ── + 10⋅x',
        '    2',
        '',
        '                1',
        '     + sin(x) + ─',
        '                x',
      ),
    )
    // where a term is too wide the text is broken
    expect(pretty(e, { label: 'y = ', columns: 12 })).toBe(
      lines('y = x^5/2', '  + 10*x^3', '  + sin(x)', '  + 1/x'),
    )
  })
  test('products, arguments and fractions are broken where they are too wide', () => {
    const product = parse('sin(x)*cos(y)*log(x + 1)*(a + b + c + d)')
    expect(pretty(product, { columns: 30 })).toBe(lines('cos(y)⋅log(x + 1)⋅sin(x)⋅', '', '(a + b + c + d)'))
    const call = parse('gamma(alpha + beta + x + y + z + 1)')
    expect(pretty(call, { columns: 16 })).toBe(lines('Γ(α + β + x + y', '', ' + z + 1)'))
    const fraction = parse('(a + b + c + d + f)/(x + y)')
    expect(pretty(fraction, { columns: 16 })).toBe(lines('(a + b + c + d', '  + f)/(x + y)'))
  })
  test('no line is wider than the columns', () =>
    fc.assert(
      fc.property(expressions, fc.integer({ min: 20, max: 80 }), (e, columns) => {
        for (const line of pretty(e, { columns }).split('\n'))
          expect([...line].length).toBeLessThanOrEqual(columns)
      }),
      { numRuns: 500 },
    ))
  test('every kind of expression, in lines of any depth', () => {
    fc.assert(
      fc.property(fc.oneof(expressions, conditions), (e) => {
        expect(pretty(e).length).toBeGreaterThan(0)
      }),
      { numRuns: 300 },
    )
  })
})

test('a tree', () =>
  expect(tree(parse('2*x + sin(y)^2'))).toBe(
    ['sum', '├─ 2 * x', '└─ power', '   ├─ sin', '   │  └─ y', '   └─ 2'].join('\n'),
  ))

test('a coefficient above 2^53 stands as it is, without a fraction of one', () => {
  const shown = (source: string): string[] => {
    const e = parse(source)
    return [text(e), latex(e), pretty(e), javascript(e), c(e), python(e, { library: 'sympy' })]
  }
  const n = '1180591620717411303424'
  const float = '1.1805916207174113e+21'
  expect(shown('2^70*x')).toEqual([`${n}*x`, `${n} x`, `${n}⋅x`, `${float}*x`, `${float}*x`, `${n}*x`])
  expect(shown('x/2^70')).toEqual([
    `x/${n}`,
    `\\frac{x}{${n}}`,
    `          x\n${'─'.repeat(22)}\n${n}`,
    `x/${float}`,
    `x/${float}`,
    `x/${n}`,
  ])
  expect(mathml(parse('2^70*x'))).not.toContain('mfrac')
})

test('a matrix, and a list as a column', () => {
  const h = hessian(parse('x^2*sin(y)/2'), ['x', 'y'])
  expect(text(h)).toBe('[[sin(y), x*cos(y)], [x*cos(y), -x^2*sin(y)/2]]')
  expect(parseExprMatrix(text(h))).toEqual(h)
  expect(parseExprMatrix(latex(h), { syntax: 'latex' })).toEqual(h)
  expect(mathml(h)).toContain('<mtable><mtr><mtd>')
  expect(pretty(gradient(parse('x^2*y'), ['x', 'y']), { label: 'g = ' })).toBe(
    ['    ⎡2⋅x⋅y⎤', '    ⎢     ⎥', 'g = ⎢  2  ⎥', '    ⎣ x   ⎦'].join('\n'),
  )
  expect(pretty([[parse('1'), parse('x')]])).toBe('[1  x]')
})

test('sums over sums of any depth are printed', () => {
  let e = parse('x')
  for (let i = 0; i < 20_000; i++) e = summation(product(e, parse('x')), 'k', 1, 'n')
  for (const print of [text, latex, mathml, pretty]) expect(print(e).length).toBeGreaterThan(100_000)
})

test('MathML has a space between a factor and a function that is a word, and none otherwise', () => {
  expect(mathml(parse('x*sin(y)'))).toContain('<mi>x</mi><mo rspace="0.17em">&#x2062;</mo><mrow><mi>sin</mi>')
  expect(mathml(parse('x*sin(y)^2'))).toContain('<mo rspace="0.17em">&#x2062;</mo><mrow><msup><mi>sin</mi>')
  expect(mathml(parse('2*x*f(y)'))).not.toContain('rspace')
})
