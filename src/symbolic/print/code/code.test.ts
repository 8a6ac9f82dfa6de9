import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalogue } from '../../../../test/support/expressions.ts'
import {
  CodeError,
  c,
  call,
  diff,
  type Expr,
  evaluate,
  javascript,
  parse,
  python,
  special,
  symbol,
} from '../../index.ts'

const places = ['x', 'y', 'z', 'w', 'u', 'v'].map((name) => symbol(name))
const names = places.map((place) => place.name)
const points = [
  [0.37, 0.6, 0.45, 0.3, 0.2, 0.1],
  [1.7, 2.3, 0.2, 0.1, 0.4, 0.3],
  [-0.6, 1.2, 0.7, -0.4, 1.1, 0.2],
  [5.3, 1.5, 0.3, 0.25, 0.6, 0.7],
  [0, 0.5, 0.5, 0.5, 0.5, 0.5],
]
const formulas = [
  'piecewise(x, x < 0, y, x < 1 and y > 0, 3)',
  'where(x < y or not x < 1, x, y)',
  'x^2/3 + 1/(y*z)',
  '2^x*abs(x)^(1/3)',
  'x*y - y/2 - x^2',
  '(-2)^2*(x - y)^-2',
  'exp(-x^2/2)/sqrt(2*pi)',
  'silu(silu(silu(x + y)))',
  '0.1*x + 1e-9*y',
  '2^70*x/3^50',
  'EulerGamma + E*x',
  'max(x, y, z)',
  'cos(x)^2 - sin(2*x)^3',
]
const cases: [string, Expr][] = [
  ...catalogue.map(([name, count]): [string, Expr] => [name, call(name, ...places.slice(0, count))]),
  ...formulas.map((formula): [string, Expr] => [formula, parse(formula)]),
]

/** The source, or the error that names what the language lacks. */
function sourceOf(print: () => string): string | undefined {
  try {
    return print()
  } catch (error) {
    expect(error).toBeInstanceOf(CodeError)
    return undefined
  }
}
const imported = "import { special } from 'nabla/symbolic'\n\n"
/** Runs a source, with what it imports. */
const run = (source: string): ((...values: number[]) => number) =>
  source.startsWith(imported)
    ? new Function('special', `${source.slice(imported.length)}\nreturn f`)(special)
    : new Function(`${source}\nreturn f`)()

describe('JavaScript', () => {
  test.each(cases)('%s has its value, or is refused by name', (name, e) => {
    const source = sourceOf(() => javascript(e, { name: 'f', arguments: names }))
    if (source === undefined) {
      expect(() => javascript(e)).toThrow(name)
      return
    }
    const f = run(source)
    for (const point of points) {
      const wanted = evaluate(e, Object.fromEntries(names.map((n, i) => [n, point[i]!])))
      if (Number.isFinite(wanted)) {
        const error = Math.abs(f(...point) - wanted)
        expect(error, `${source} at ${point.join(', ')}`).toBeLessThanOrEqual(
          1e-12 * Math.max(1, Math.abs(wanted)),
        )
      }
    }
  })

  test('several expressions, and TypeScript', () => {
    expect(javascript([parse('x^2'), parse('y/2')])).toBe('[Math.pow(x, 2), y/2]')
    expect(javascript(parse('x*y'), { name: 'f', typescript: true })).toBe(
      'function f(x: number, y: number): number {\n  return x*y\n}',
    )
  })
  test('names that are no names', () =>
    expect(javascript(parse('`two words` + `var` + α'))).toMatch(/^\w+ \+ \w+ \+ \w+$/))

  test('large expressions name their parts', () => {
    let formula = 'x'
    for (let i = 0; i < 200; i++) formula = `1/(1 + exp(-(${formula})))`
    const slope = diff(parse(formula), 'x')
    const source = javascript(slope, { name: 'f' })
    expect(source.length).toBeLessThan(100_000)
    expect(run(source)(0.3) / evaluate(slope, { x: 0.3 })).toBeCloseTo(1, 10)
    let nested = 'x'
    for (let i = 0; i < 100; i++) nested = `silu(${nested})`
    expect(javascript(parse(nested)).length).toBeLessThan(10_000)
  })
})

/** Sources for Python and C. All were run and gave our values, where SciPy has one (of orders that are no whole numbers it often has none). */
const sources: Readonly<Record<string, Readonly<Record<string, string | null>>>> = JSON.parse(
  readFileSync(new URL('../../../../test/fixtures/symbolic/code.json', import.meta.url), 'utf8'),
)

test.each(Object.entries(sources))('%s in Python and C', (name, wanted) => {
  const e = cases.find(([other]) => other === name)![1]
  expect({
    numpy: sourceOf(() => python(e)) ?? null,
    math: sourceOf(() => python(e, { library: 'math' })) ?? null,
    sympy: sourceOf(() => python(e, { library: 'sympy' })) ?? null,
    c: sourceOf(() => c(e)) ?? null,
  }).toEqual(wanted)
})

/** C is JavaScript but for its types and the names of its functions. */
function runC(source: string): (...values: number[]) => number {
  const library = {
    ...Object.fromEntries(Object.getOwnPropertyNames(Math).map((name) => [name, Reflect.get(Math, name)])),
    ...{ fabs: Math.abs, fmax: Math.max, fmin: Math.min, fmod: (a: number, b: number) => a % b },
    ...{ tgamma: special.gamma, lgamma: special.lgamma, erf: special.erf, erfc: special.erfc },
    ...{ nearbyint: special.round, INFINITY: Number.POSITIVE_INFINITY, NAN: Number.NaN },
  }
  const body = source
    .replace('#include <math.h>', '')
    .replace('double f(', 'return function f(')
    .replaceAll('const double', 'const')
    .replaceAll('double ', '')
  return new Function(...Object.keys(library), body)(...Object.values(library))
}

test('C has the values', () => {
  for (const [name, e] of cases) {
    const source = sourceOf(() => c(e, { name: 'f', arguments: names }))
    if (source === undefined) continue
    const f = runC(source)
    for (const point of [
      ...points,
      [180.5, 150.25, 0.3, 0.2, 0.1, 0.4],
      [1e-5, 3e-5, 0.1, 0.2, 0.3, 0.4],
      [40, 2.5, 1, 1, 1, 1],
    ]) {
      const wanted = evaluate(e, Object.fromEntries(names.map((n, i) => [n, point[i]!])))
      if (!Number.isFinite(wanted) || Math.abs(wanted) > 1e300) continue
      const error = Math.abs(f(...point) / (wanted || 1) - (wanted && 1))
      expect(error, `${name}: ${source} at ${point.join(', ')}`).toBeLessThanOrEqual(1e-11)
    }
  }
})

test('functions in Python and C', () => {
  expect(python(parse('x^2 + erf(y)'), { name: 'f' })).toBe(
    'import numpy\nimport scipy.special\n\ndef f(x, y):\n    return x**2 + scipy.special.erf(y)\n',
  )
  expect(python(parse('x/3 + abs(lambda)'), { library: 'sympy' })).toBe("x/3 + Abs(Symbol('lambda'))")
  // parameters are plain names, also such as the reader takes for no symbol
  for (const [name, shown] of [
    ['x_', 'x_'],
    ['let', 'let'],
    ['gamma', 'gamma_'],
    ['2x', '_2x'],
  ] as const)
    expect(python(symbol(name), { library: 'sympy', name: 'f' })).toBe(
      `from sympy import *\n\ndef f(${shown}):\n    return ${shown}\n`,
    )
  expect(c([parse('x/2'), parse('x^2')], { name: 'f' })).toBe(
    '#include <math.h>\n\nvoid f(double x, double *out) {\n  out[0] = x/2.0;\n  out[1] = pow(x, 2.0);\n}',
  )
})

test('what a language lacks is named', () => {
  expect(() => c(parse('besselj(n, x)'))).toThrow("c: the language has no function 'besselj'")
  expect(() => javascript(parse('I*x'))).toThrow('complex numbers')
  expect(() => python(parse("f'(x)"))).toThrow('derivative of f')
})

test('what Math lacks is imported', () => {
  expect(javascript(parse('x*erf(x) + gamma(x/2)'))).toBe('x*special.erf(x) + special.gamma(x/2)')
  expect(javascript(parse('besselj(1, x)'), { name: 'f', typescript: true })).toBe(
    "import { special } from 'nabla/symbolic'\n\nfunction f(x: number): number {\n  return special.besselj(1, x)\n}",
  )
  // a symbol of that name has another
  expect(javascript(parse('special + erf(x)'))).toBe('special_ + special.erf(x)')
  const refused = cases.filter(([, e]) => sourceOf(() => javascript(e)) === undefined)
  expect(refused.map(([name]) => name)).toEqual([])
  expect(() => javascript(parse("f(x) + g'(x)"))).toThrow("no function 'f'")
  expect(() => python(parse('zeta(x)'), { library: 'math' })).toThrow("{ library: 'numpy' }")
  expect(() => c(parse('zeta(x)'))).toThrow('print it with javascript')
})

test('numbers that float64 has not are rounded once', () => {
  expect(c(parse('x + 9007199254740993/7'))).toBe('x + 1286742750677284.8')
  expect(javascript(parse('x*10^400/3^800'))).toBe('2009075345753298200.0*x')
  expect(python(parse('x/3 + 1/3'), { library: 'sympy' })).toBe('x/3 + Rational(1, 3)')
})

test('names that a language takes for something else', () => {
  expect(c([parse('out + M_PI + bool')], { name: 'f' })).toBe(
    '#include <math.h>\n\nvoid f(double M_PI_, double bool_, double out, double *out_) {\n  out_[0] = M_PI_ + bool_ + out;\n}',
  )
  expect(python(parse('pow*gelu_tanh(x)'), { library: 'math' })).toMatch(/^pow_\*/)
  expect(python(parse('lambda*beta + `two words`'), { library: 'sympy', name: 'f' })).toBe(
    'from sympy import *\n\ndef f(beta_, lambda_, twou20words):\n    return beta_*lambda_ + twou20words\n',
  )
})

test('functions of some orders only', () => {
  expect(python(parse('polylog(2, x) + expint(3, x)'))).toBe(
    'scipy.special.expn(3, x) + scipy.special.spence(1 - x)',
  )
  for (const other of ['polylog(3, x)', 'expint(1/2, x)', 'expint(-2, x)', 'expint(n, x)'])
    expect(() => python(parse(other)), other).toThrow(/no function/)
})

test('functions of another number of arguments are others', () => {
  expect(python(parse('LambertW(x, -1)'))).toBe('(scipy.special.lambertw(x, (-1)).real)')
  for (const print of [c, javascript, python])
    expect(() => print(parse('`beta`(x)'))).toThrow("function 'beta'")
  expect(() => evaluate(parse('`beta`(x)'), { x: 1 })).toThrow('beta is not a known function')
  const z = symbol('z', { real: false })
  expect(python(call('arg', z), { library: 'sympy' })).toBe('arg(z)')
})
