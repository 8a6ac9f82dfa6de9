import { describe, expect, test } from 'vitest'
import { ParseError } from '../../formula/errors.ts'
import { agree, latex, parse, parseExprMatrix, text } from '../index.ts'
import { definitions } from './definitions.ts'
import { forms } from './forms.ts'
import { formNames } from './names.ts'
import type { ParseOptions } from './parse.ts'

/** Compares as expressions: the order of commutative parts is the printer's business. */
function expectRead(source: string, expected: string, options?: ParseOptions): void {
  const e = parse(source, options)
  expect(e === parse(expected), `${source} is ${text(e)}`).toBe(true)
}

describe('as in a textbook', () => {
  test.each([
    ['sin x', 'sin(x)'],
    ['sin^2 x + cos²(x)', 'cos(x)^2 + sin(x)^2'],
    ['sin^-1 x', 'asin(x)'],
    ['sin⁻¹(x)', 'asin(x)'],
    ['tan^{n + 1}(x)', 'tan(x)^(n + 1)'],
    ['sin cos x', 'sin(cos(x))'],
    ['sin x/2', 'sin(x)/2'],
    ['sin -x', '-sin(x)'],
    ['log_2 x', 'log(x)/log(2)'],
    ['log₁₀(x)', 'log(x)/log(10)'],
    ['log_b(x)', 'log(x)/log(b)'],
    ['d/dx x^2*y', '2*x*y'],
    ['d²/dx² sin(x)', '-sin(x)'],
    ['∂^2/∂x∂y (x^2*y^3)', '6*x*y^2'],
    ['∂f/∂x', "f'(x)"],
    ['d/dx', 'd/dx'],
    ["f''(x) + sin'(x)", "cos(x) + f''(x)"],
    ['f‴(x)', "f'''(x)"],
    ['7!! + n!', '105 + factorial(n)'],
    ['√2*∛x', 'cbrt(x)*sqrt(2)'],
    ['x_{ij} + x_{1}', 'x_1 + x_ij'],
    ['0 < x <= y < 1', '0 < x and x <= y and y < 1'],
    ['x² = 4', '4 == x^2'],
    ['||x| - 1|', 'abs(abs(x) - 1)'],
    ['x^{2}*[y + 1]', 'x^2*(y + 1)'],
    ['½', '1/2'],
    ['x ÷ 2 − 1', 'x/2 - 1'],
    ['¬(x > 1) ∨ y ≤ 2', 'y <= 2 or not 1 < x'],
    ['`e` + `two words`', '`e` + `two words`'],
  ])('%s', (source, expected) => expectRead(source, expected))

  test.each([
    ['2x y', '2*x*y'],
    ['2 sin x cos x', '2*cos(x)*sin(x)'],
    ['sin 2 pi x', 'sin(2*pi*x)'],
    ['(x+1)(x-1)', '(x + 1)*(x - 1)'],
    ['a + b |c||d|', 'a + b*abs(c)*abs(d)'],
    ['x^2(x+1)', 'x^2*(x + 1)'],
    ['f(x) g(x)', 'f(x)*g(x)'],
    ['d/dx x sin x', 'x*cos(x) + sin(x)'],
    ['√2 x', 'sqrt(2)*x'],
  ])('%s without signs for products', (source, expected) =>
    expectRead(source, expected, { implicitMultiplication: true }),
  )

  test('a declared symbol before a bracket is a factor', () =>
    expectRead('x(x+1)', 'x*(x + 1)', { implicitMultiplication: true, symbols: { x: {} } }))
})

describe('as SymPy and NumPy write', () => {
  test.each([
    ['Piecewise((x, x > 0), (0, True))', 'where(0 < x, x, 0)'],
    ['Derivative(f(x), (x, 2))', "f''(x)"],
    ['Derivative(f(x, y), x, (y, 2))', 'Derivative(f(x, y), x, y, 2)'],
    ['Subs(Derivative(f(_xi_1), _xi_1), _xi_1, 2*x)', "f'(2*x)"],
    ['Sum(x**i, (i, 1, n))', 'Sum(x^`i`, `i`, 1, n)'],
    ['Integral(sin(t*x), (t, 0, x), (x, 0, 1))', 'Integral(Integral(sin(t*x), t, 0, x), x, 0, 1)'],
    ['Product(k, (k, 1, n))', 'Product(k, k, 1, n)'],
    ['Limit(sin(x)/x, x, 0)', '1'],
    ['(x > 0) & (y < 1) | ~(z >= 2)', '0 < x and y < 1 or not 2 <= z'],
    ['Abs(x) + Heaviside(x) + DiracDelta(x, 1)', "abs(x) + dirac'(x) + heaviside(x)"],
    ['Max(a, b, c)', 'max(max(a, b), c)'],
    ['polygamma(0, x) + zeta(s, a)', 'digamma(x) + hurwitz(s, a)'],
    ['hyper((a, b), (c,), x)', 'hyp2f1(a, b, c, x)'],
    ['e*i + E*I', '`e`*`i` + E*I'],
    ['sinc(x)', 'sinc(x/pi)'],
    ['np.sinc(x) + math.pi*numpy.exp(x)', 'pi*exp(x) + sinc(x)'],
    ['numpy.select([numpy.less(x, 0), True], [1, x], default=numpy.nan)', 'where(x < 0, 1, x)'],
    ['numpy.amax((a, b), axis=0)', 'max(a, b)'],
    ['Rational(1, 2)*oo + zoo', 'undefined'],
    ['re(x) + im(x)', 'x'],
    ['Mod(x, 3)', 'x - 3*floor(x/3)'],
    ['det([[a, b], [c, d]])', 'a*d - b*c'],
  ])('%s', (source, expected) => expectRead(source, expected, { syntax: 'python' }))

  test('matrices', () =>
    expect(parseExprMatrix('Matrix([[1, x], [sin(x), 2]])').map((row) => row.map((e) => text(e)))).toEqual([
      ['1', 'x'],
      ['sin(x)', '2'],
    ]))
})

describe('what has no certain meaning is refused', () => {
  test.each([
    ['d/dx (x+1)^2', 'what is differentiated is not clear'],
    ['exp^-1 x', 'it may mean a reciprocal or an inverse'],
    ['sin + 1', 'the argument of sin is missing'],
    ['f^2(x)', 'an operator is missing'],
    ['(1, 2)', 'a tuple'],
    ['O(x^3)', 'an order term'],
    ['Derivative(x, 2)', 'by what is no symbol'],
    ['Derivative(x, x, 1/2)', 'order 1/2'],
    ['besselj(x)', 'it takes 2'],
    ['x²ⁿ', 'this exponent'],
    ['Sum(k)', 'without its variable'],
    ['Matrix([[1]])', 'parseExprMatrix'],
  ])('%s', (source, message) => {
    expect(() => parse(source)).toThrow(ParseError)
    expect(() => parse(source)).toThrow(message)
  })
  test.each([
    ["x'(t) + x", "'x' is a symbol elsewhere"],
    ['2 3', 'an operator is missing'],
    ['sin x (y + x)', 'x'],
  ])('%s without signs for products', (source, message) =>
    expect(() => parse(source, { implicitMultiplication: true })).toThrow(message),
  )
})

test('a symbol before a bracket is a factor where products need no sign', () => {
  expect(parse('2x(x+1)', { implicitMultiplication: true })).toBe(parse('2*x*(x+1)'))
  expect(parse('\\frac{n(n+1)(2n+1)}{6}')).toBe(parse('n*(n+1)*(2*n+1)/6'))
  expect(parse('f(x+1) + x', { implicitMultiplication: true })).toBe(parse('f(x+1) + x'))
})

test('names of forms are reserved', () => {
  const reserved = [...Object.keys(forms), ...Object.keys(definitions)].filter((name) => /^\w/.test(name))
  expect(reserved.filter((name) => !formNames.has(name))).toEqual([])
})

test('in LaTeX a script without braces is one character', () => {
  const read = (source: string): unknown => parse(source, { syntax: 'latex' })
  expect(read('e^x(1+y)')).toBe(parse('exp(x)*(1 + y)'))
  expect(read('a^\\alpha(1+y)')).toBe(parse('a^alpha*(1 + y)'))
  expect(read('J_n(x)')).toBe(parse('besselj(n, x)'))
  expect(read('\\log_b(x)')).toBe(parse('log(x)/log(b)'))
  expect(read('e^{f(x)}')).toBe(parse('exp(f(x))'))
})

test('in LaTeX a hypergeometric function may have no upper parameters', () => {
  const source = '{{}_{0}F_{1}\\left(\\begin{matrix}  \\\\ a \\end{matrix}\\middle| {x} \\right)}'
  expect(parse(source, { syntax: 'latex' })).toBe(parse('hyp0f1(a, x)'))
})

test.each([
  ['\\frac{d^n}{dx^n} e^{ax}', 'Derivative(exp(a*x), (x, n))'],
  ['\\frac{\\partial^{n+1}}{\\partial x^{n+1}} f{\\left(x \\right)}', 'Derivative(f(x), (x, n + 1))'],
  ['f^{(n)}(x)', 'Derivative(f(x), (x, n))'],
  ['\\operatorname{sech}^2 x', 'sech(x)^2'],
  ['\\frac{\\mathrm d}{\\mathrm d x} x^2', '2*x'],
  ['\\[ x^2 \\]', 'x^2'],
  ['\\begin{equation*} x^2 \\end{equation*}', 'x^2'],
  ['\\cosec x', 'csc(x)'],
  ['\\begin{cases} 0 & \\mbox{if } x \\leq 0 \\\\ x & \\mbox{otherwise} \\end{cases}', 'where(x <= 0, 0, x)'],
  ['\\int \\frac{2 x dx}{x}', 'Integral(2, x)'],
])('%s', (source, expected) => expect(text(parse(source, { syntax: 'latex' }))).toBe(expected))

test('an n-th derivative in plain text', () => {
  expect(text(parse('d^n/dx^n sin(x)'))).toBe('Derivative(sin(x), (x, n))')
  const e = parse('Derivative(f(x), (x, n))')
  expect(parse(latex(e), { syntax: 'latex' })).toBe(e)
})

test.each([
  ['1{,}000', 'write 1000 or 1.000'],
  ['2.5e3 x', 'write 2.5 \\cdot 10^{3}'],
])('%s may be read in two ways', (source, why) =>
  expect(() => parse(source, { syntax: 'latex' })).toThrow(why),
)

describe('formulas as people type them', () => {
  const read = (source: string): string => text(parse(source, { implicitMultiplication: true }))
  test.each([
    ['abs x + log10 x', 'log(x)/log(10) + abs(x)'],
    ['tg x + ctg^2 x + cosec x', 'csc(x) + cot(x)^2 + tan(x)'],
    ['arctg(x)', 'atan(x)'],
    ['Γ(x) + ζ(2)', 'zeta(2) + gamma(x)'],
  ])('%s', (source, expected) =>
    expect(agree(parse(source, { implicitMultiplication: true }), parse(expected))).toBe(true),
  )
  test.each([
    ['7 mod 3', 'write mod(a, b)'],
    ['n choose k', 'write binomial(n, k)'],
    ['int x^2 dx', 'write Integral(f, x)'],
    ['integral of x^2', 'write Integral(f, x)'],
    ['sum k^2 from 1 to n', 'write Sum(f, (k, 1, n))'],
    ['if x > 0 then 1 else 0', 'write where(condition, a, b)'],
    ['sin(30 deg)', 'write pi/180'],
    ['[1, 2]', 'it is no expression'],
  ])('%s is refused', (source, why) => expect(() => read(source)).toThrow(why))
  test('a word that is declared is a symbol', () =>
    expect(text(parse('2 mod', { implicitMultiplication: true, symbols: { mod: {} } }))).toBe('2*mod'))
})

describe('the place of an error is that in the whole text', () => {
  test.each([
    ['let a = x\nlet b = a*)\na + b', 20, 'line 2, column 11'],
    ['let a = x\n\n a + * 3', 16, 'line 3, column 6'],
    ['let a = x', 0, 'the last line is a formula'],
    ['\n)', 1, 'line 2, column 1'],
    ['\n', 1, 'line 2, column 1'],
    ['f(x,\n y', 7, "the '(' of f at line 1, column 1"],
  ])('%j', (source, offset, place) => {
    expect(() => parse(source)).toThrow(place)
    expect(() => parse(source)).toThrow(expect.objectContaining({ name: 'ParseError', offset }))
  })
})

test.each([
  ['50%', 'a percentage is written x/100'],
  ['x > 0 ? 1 : 2', 'where(condition, a, b)'],
  ['∫ x', 'write Integral(f, x)'],
  ['$x$', "{ syntax: 'latex' }"],
  ['2|x|', '2*|x|'],
  ['x ** * 2', "after '**'"],
  ['½x', "after '½'"],
  ["Function('')(x)", 'a name has at least one character'],
])('%s says how it is written', (source, why) => expect(() => parse(source)).toThrow(why))
