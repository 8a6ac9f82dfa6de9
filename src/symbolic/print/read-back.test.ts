import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogue, conditions, expressions } from '../../../test/support/expressions.ts'
import { derivativeCall } from '../build/call.ts'
import {
  call,
  type Expr,
  ExpressionError,
  heldDerivative,
  integer,
  integral,
  latex,
  parse,
  power,
  product,
  python,
  relation,
  sum,
  summation,
  symbol,
  text,
  walk,
  where,
} from '../index.ts'

const sympyNames = new Set(
  `sin cos tan cot sec csc asin acos atan acot asec acsc atan2 sinh cosh tanh coth sech csch asinh acosh atanh acoth asech
  acsch exp log sqrt abs sign floor ceil maximum minimum gamma lgamma digamma trigamma polygamma beta binomial factorial
  erf erfc erfi erfinv erfcinv Ei E1 li Si Ci Shi Chi fresnels fresnelc airyai airyaiprime airybi airybiprime LambertW
  zeta hurwitz polylog besselj bessely besseli besselk lowergamma uppergamma betainc betaregularized elliptic_k elliptic_e
  elliptic_f elliptic_einc elliptic_pi elliptic_piinc hyp0f1 hyp1f1 hyp2f1 heaviside dirac sinc expint harmonic factorial2
  risingfactorial fallingfactorial legendre assoc_legendre chebyshevt chebyshevu gegenbauer jacobi hermite hermite_prob
  laguerre assoc_laguerre`.split(/\s+/),
)

/** What is printed reads back as the same object. */
function expectReadBack(print: (e: Expr) => string, read: (source: string) => Expr, runs: number): void {
  fc.assert(
    fc.property(fc.oneof(expressions, conditions), (e) => {
      const source = print(e)
      expect(read(source) === e, source).toBe(true)
    }),
    { numRuns: runs },
  )
}

describe('parse(print(e)) is e', () => {
  test('text', () =>
    expectReadBack(
      (e) => text(e),
      (source) => parse(source),
      1000,
    ))
  test('text with names for its parts', () =>
    expectReadBack(
      (e) => text(e, { treeLimit: 5 }),
      (source) => parse(source),
      500,
    ))
  test('LaTeX', () =>
    expectReadBack(
      (e) => latex(e),
      (source) => parse(source, { syntax: 'latex' }),
      1000,
    ))
  test('LaTeX with names for its parts', () =>
    expectReadBack(
      (e) => latex(e, { treeLimit: 5 }),
      (source) => parse(source, { syntax: 'latex' }),
      500,
    ))

  test('Python for SymPy, where SymPy has the functions', () => {
    const print = (e: Expr): string => python(e, { library: 'sympy' })
    const read = (source: string): Expr => parse(source, { syntax: 'python' })
    const places = ['x', 'y', 'z', 'w', 'u', 'v'].map((name) => symbol(name))
    const readable = (name: string, count: number): boolean => {
      const e = call(name, ...places.slice(0, count))
      try {
        return read(print(e)) === e
      } catch {
        return false
      }
    }
    const lacking = new Set(catalogue.filter(([name, count]) => !readable(name, count)).map(([name]) => name))
    // the activations, and what SymPy says by a formula
    expect([...lacking].filter((name) => sympyNames.has(name))).toEqual([])
    const known = (e: Expr): boolean => {
      let all = true
      walk(e, (node) => {
        if (node.kind === 'call' && lacking.has(node.name)) all = false
      })
      return all
    }
    fc.assert(
      fc.property(fc.oneof(expressions, conditions).filter(known), (e) => {
        const source = print(e)
        expect(read(source) === e, source).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('a derivative that is not taken', () => {
    const held = heldDerivative(parse('x^2'), symbol('x'))
    expect(text(held)).toBe('Derivative(x^2, x, evaluate=False)')
    expect(parse(text(held))).toBe(held)
  })
})

describe('names that mean something elsewhere', () => {
  const names = [
    ...[
      'true',
      'NaN',
      'if',
      'otherwise',
      'π',
      'ℯ',
      'and',
      'lambda',
      'sqrt',
      'log_2',
      'Catalan',
      'constructor',
      '__proto__',
    ],
    ...[
      "x'",
      'x²',
      ' x ',
      '\\alpha',
      'a\nb',
      '{x}',
      'x_{1}',
      '`',
      "it's",
      'J_0',
      'Gamma',
      'Ai',
      'mod',
      'Pow',
      'Sum',
      'Function',
    ],
  ]
  const y = symbol('y')
  const uses = (name: string): Expr[] => {
    const x = symbol(name)
    const f = call(name, y, y, y, y, y)
    return [
      ...[x, sum(x, y), product(x, sum(y, x)), power(x, x), where(relation('<', x, y), x, y)],
      ...[integral(power(x, y), x), summation(power(y, x), x, y, x), heldDerivative(power(x, integer(2)), x)],
      ...[f, product(f, x, power(f, y)), derivativeCall(name, [y, y, y, y, y], [1, 0, 2, 0, 0])],
    ]
  }
  const printers: readonly [string, (e: Expr) => string, (source: string) => Expr][] = [
    ['text', (e) => text(e), (source) => parse(source)],
    ['LaTeX', (e) => latex(e), (source) => parse(source, { syntax: 'latex' })],
    ['SymPy', (e) => python(e, { library: 'sympy' }), (source) => parse(source, { syntax: 'python' })],
  ]
  test.each(names)('%j', (name) => {
    for (const e of uses(name))
      for (const [language, print, read] of printers) {
        const source = print(e)
        expect(read(source) === e, `${language}: ${source}`).toBe(true)
      }
  })
  test('no name is no symbol', () => expect(() => symbol('')).toThrow(ExpressionError))
})
