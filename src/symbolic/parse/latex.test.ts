import { describe, expect, test } from 'vitest'
import { parse, text } from '../index.ts'

const read = (source: string): string => text(parse(source, { syntax: 'latex' }))

describe('LaTeX as people write it', () => {
  test.each([
    // digits without braces, within scripts too
    ['x^{\\frac13}', 'x^(1/3)'],
    ['x^\\frac12', 'sqrt(x)'],
    ['y_1^{\\frac12} + x^\\sqrt2', 'x^sqrt(2) + sqrt(y_1)'],
    ['\\begin{aligned} \\frac12 x \\end{aligned}', 'x/2'],
    // scripts in either order
    ['x^2_1 + x_1^2', '2*x_1^2'],
    ['x^{(n + 1)} y', 'x^(n + 1)*y'],
    ['x^{2} \\left(y + 1\\right)', 'x^2*(y + 1)'],
    ['f^2(x) + f^{3}(x)', 'f(x)^3 + f(x)^2'],
    ['e^{(x)}', 'exp(x)'],
    ['\\sin{(x + 1)^2}', 'sin((x + 1)^2)'],
    ['\\sin^{2}{(x)} \\sin{(y)}', 'sin(x)^2*sin(y)'],
    ['\\max\\{x, y + 1\\}', 'max(x, y + 1)'],
    ['a \\mod b', 'a - b*floor(a/b)'],
    ['a \\operatorname{mod} b', 'a - b*floor(a/b)'],
    ['a \\text{ mod } b + {\\rm sin} 2x - {\\rm ln}^2 x', 'a - b*floor(a/b) + sin(2*x) - log(x)^2'],
    ['a! \\text{ mod } b', 'factorial(a) - b*floor(factorial(a)/b)'],
    ['|a| {\\rm mod} b', 'abs(a) - b*floor(abs(a)/b)'],
    [
      '2 \\cdot \\operatorname{mod}(a, b) - |{\\rm mod}(a, b)|',
      '2*a - 2*b*floor(a/b) - abs(a - b*floor(a/b))',
    ],
    ['\\sin x \\operatorname{sech} y', 'sech(y)*sin(x)'],
    ['{\\rm sin} 2x {\\rm cos} y', 'cos(y)*sin(2*x)'],
    ['\\sin \\operatorname{sech} y', 'sin(sech(y))'],
    ['x + \\operatorname{mod}(a, b)', 'a - b*floor(a/b) + x'],
    // what ends a sentence or a case
    ['x^2 + 1.', 'x^2 + 1'],
    ['\\[ x^2, \\]', 'x^2'],
    [
      '\\begin{cases} x, & \\text{if } x > 0, \\\\ 2, & \\text{if } x \\le 0. \\end{cases}',
      'piecewise(x, 0 < x, 2, x <= 0)',
    ],
    ['\\left|\\begin{matrix} a & b \\\\ c & d \\end{matrix}\\right|', 'a*d - b*c'],
    ['\\boldsymbol\\beta + \\mathcal{L}', 'L + beta'],
  ])('%s', (source, expected) => expect(read(source)).toBe(text(parse(expected))))

  test.each([
    ['f^{-1}(x)', 'may mean a reciprocal or an inverse', 0],
    ['x^y^z', 'an exponent has an exponent', 3],
    ['dy/dx', 'a derivative is written', 2],
    ['2 + \\mathrm{d}/\\mathrm{d}x', 'a derivative is written', 14],
    ['e^-x', 'needs braces', 2],
    ['x \\pm 1', 'it has two values', 2],
    ['\\frac{d^2}{dx}', 'the orders below the line', 10],
    ['\\frac{d^{1.5}}{dx} x', 'a whole number', 8],
    ["y' + y", "y'(x)", 1],
    ['{}', 'an operand is missing', 1],
    ['x_', 'a subscript is missing', 2],
    ['\\log_2()', 'the argument of log is missing', 7],
    ['x + \\mathrm{}', 'no name behind', 11],
    ['f^{()}(x)', 'an exponent is missing', 4],
    ['1\n(x', 'the bracket at line 2, column 1 is not closed', 4],
  ])('%s is refused', (source, why, offset) => {
    expect(() => read(source)).toThrow(why)
    expect(() => read(source)).toThrow(expect.objectContaining({ name: 'ParseError', offset }))
  })
})

test.each([
  ['x^{', '}'],
  ['x^{(', ')}'],
  ['x^{y + ', '}'],
  ['x^\\frac{', '}{2}'],
  ['\\sin{(', ' + 1)^2}'],
  ['\\frac{d^{', '}}{2}'],
  ['\\int y^{', '} dx'],
])('%s within itself is read once', (before, after) => {
  // read twice on each level, these would take days
  const e = parse(before.repeat(60) + 'x' + after.repeat(60), { syntax: 'latex' })
  expect(e.kind).not.toBe('symbol')
})

test.each(['$x + )$', '\\[ \\left x \\]', '$2.5e3$'])('an error in %s shows it as it was written', (source) =>
  expect(() => parse(source, { syntax: 'latex' })).toThrow(expect.objectContaining({ text: source })),
)

test('commands of packages, of physicists, of other countries and of plain TeX', () => {
  const cases: [string, string][] = [
    ['\\operatorname{Re} z + \\operatorname{sinc} x', 'z + sinc(x/pi)'],
    ['\\operatorname{grad} f', 'grad(f)'],
    [
      '\\sech x + \\arsinh x + \\tg x + \\sh x + \\arctg x',
      'asinh(x) + atan(x) + sech(x) + sinh(x) + tan(x)',
    ],
    ['\\int_0^1 x\\mathop{}\\!\\mathrm{d}x', 'Integral(x, x, 0, 1)'],
    ['\\int x \\dd{x} + \\int t\\,\\dd t', 'Integral(t, t) + Integral(x, x)'],
    ['\\dv{x} x^2 + \\dv[2]{f}{x}', "2*x + f''(x)"],
    ['\\pdv{f}{x}{y}', 'Derivative(f(x, y), x, y)'],
    ['\\abs{x} + \\qty(x + 1)^2', '(x + 1)^2 + abs(x)'],
    ['\\root 3 \\of x', 'x^(1/3)'],
    ['{\\rm e}^{x} + \\frac{{\\rm d}}{{\\rm d}x} x^2', '2*x + exp(x)'],
    [
      '\\left\\{\\begin{array}{ll} x & x<0\\\\ x^2 & \\text{otherwise}\\end{array}\\right.',
      'where(x < 0, x, x^2)',
    ],
    ['1\\,000\\,000 x', '1000000*x'],
    ['\\phantom{x}y\\label{eq}\\mathstrut', 'y'],
    ['I_0(x) + K_{1}(x)', 'besseli(0, x) + besselk(1, x)'],
  ]
  for (const [source, expected] of cases)
    expect(text(parse(source, { syntax: 'latex' })), source).toBe(expected)
  // not the product of x^2 and the integral of 1
  expect(() => parse('\\int dx\\, x^2', { syntax: 'latex' })).toThrow(/stands before the differential/)
})

test('derivatives with braces missing or more than needed, and what only looks like a function', () => {
  const cases: [string, string][] = [
    ['\\frac d{dx} x^2 + \\frac{\\rm d}{{\\rm d}x} x^3', '3*x^2 + 2*x'],
    ['\\frac{d}{d{x}} x^2 + \\frac{\\partial}{\\partial{x}} x^3', '3*x^2 + 2*x'],
    ['\\frac{\\dd{y}}{\\dd{x}}', "y'(x)"],
    // a current and the constant of a reaction, no Bessel functions
    ['I_{max}(t) + K_d(x - 1)', 'I_max(t) + K_d(x - 1)'],
    ['\\operatorname{foo}_1 x', 'foo_1*x'],
  ]
  for (const [source, expected] of cases)
    expect(text(parse(source, { syntax: 'latex' })), source).toBe(expected)
})
