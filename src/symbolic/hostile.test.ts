import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conditions, expressions } from '../../test/support/expressions.ts'
import { NablaError } from '../errors.ts'
import * as symbolic from './index.ts'
import { type Expr, parse, text } from './index.ts'

/** A result, or an error of ours; anything else is a defect. */
function settle(run: () => unknown, what: () => string): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof NablaError)) throw new Error(`${what()}: ${String(error)}`, { cause: error })
  }
}

/** 2^20 characters, the longest text accepted. */
const longest = 1 << 20
const repeated = (piece: string, end = ''): string =>
  piece.repeat(Math.floor((longest - end.length) / piece.length)) + end

describe('a megabyte of anything is read or refused in a second of work', () => {
  test.each([
    ['open brackets', repeated('(')],
    ['nested brackets', '('.repeat(500_000) + 'x' + ')'.repeat(500_000)],
    ['a sum', repeated('x+', '1')],
    ['a product', repeated('x*', '1')],
    ['powers', repeated('x^', 'x')],
    ['sines', 'sin('.repeat(200_000) + 'x' + ')'.repeat(200_000)],
    ['signs', '-('.repeat(300_000) + 'x' + ')'.repeat(300_000)],
    ['digits', repeated('1234567890')],
    ['one name', repeated('a')],
    ['roots', repeated('√', 'x')],
    ['bars', repeated('|')],
    ['primes', `f${repeated("'", '(x)').slice(4)}(x)`],
    ['comparisons', repeated('x<', '1')],
    ['derivatives', repeated('d/dx ', 'x')],
    ['tuples', repeated('(1,')],
    ['lists', repeated('[')],
    ['fractions', Array.from({ length: 20_000 }, (_, i) => `x/${i + 1}`).join('+')],
    ['emoji', repeated('😀')],
    ['zeros', repeated('\0')],
    ['LaTeX brackets', repeated('\\left(')],
    ['LaTeX integrals', repeated('\\int ')],
    ['LaTeX fractions', '\\frac{1}{1+'.repeat(50_000) + 'x' + '}'.repeat(50_000)],
  ])('%s', (what, source) => {
    const start = process.cpuUsage().user
    settle(
      () => parse(source),
      () => what,
    )
    // microseconds; generous, for machines that do other things
    expect(process.cpuUsage().user - start).toBeLessThan(8e6)
  })
  test.each([
    ['1e999999999', 'digits of a number'],
    ["tan''" + "'".repeat(500) + '(x)', 'work'],
    ['Derivative(tan(x)*exp(x^2), x, 1000)', 'work'],
    ['\\left('.repeat(1000), 'nesting of LaTeX'],
    [repeated('x') + 'x', 'length of the text'],
  ])('%#: a limit that is named', (source, limit) =>
    expect(() => parse(source)).toThrow(expect.objectContaining({ name: 'LimitError', limit })),
  )
})

/** Pieces of formulas and of LaTeX, put together at random. */
const pieces = fc.array(
  fc.constantFrom(
    ...'( ) [ ] { } + - * / ^ ** ! !! | < <= = == != , . _ & && ~ √ ∂ ² ⁻¹ ′ × ≤ ∞ ½'.split(' '),
    ...'x y n i e d/dx ∂/∂x dx 0 1 2.5 1e9 99 π α x_1 sin cos^2 log_2 exp( f( f′( abs( gamma('.split(' '),
    ...'Derivative( Integral( Sum( Piecewise( Subs( Matrix( where( besselj( oo zoo nan I np.sin( `q`'.split(
      ' ',
    ),
    ' and ',
    ' or ',
    ' not ',
    ' ',
    "'",
  ),
  { maxLength: 24 },
)
const latexPieces = fc.array(
  fc.constantFrom(
    ...'\\frac{ \\sqrt{ \\sqrt[ \\left( \\right) \\left| \\right| { } ^ _ ^{ _{ + - = < x y d dx 2 \\sin \\int \\sum_{k=1}^{n}'.split(
      ' ',
    ),
    ...'\\infty \\alpha \\Gamma \\partial \\begin{cases} \\end{cases} & \\\\ \\cdot \\operatorname{f} \\binom \\mathrm{a}'.split(
      ' ',
    ),
    '\\frac{d}{dx}',
    ' ',
    "'",
  ),
  { maxLength: 20 },
)

/** FUZZ_RUNS asks for more. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 100_000)

test('random texts are read or refused', () => {
  const source = fc.oneof(
    { weight: 5, arbitrary: pieces.map((p) => p.join('')) },
    { weight: 2, arbitrary: latexPieces.map((p) => p.join(' ')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  )
  const options = [{}, { implicitMultiplication: true }, { syntax: 'python' }] as const
  let count = 0
  fc.assert(
    fc.property(source, (s) => {
      const choice = options[count++ % options.length]!
      settle(
        () => text(parse(s, choice)),
        () => JSON.stringify(s),
      )
    }),
    { numRuns: runs },
  )
}, 1_200_000)

/** Every function that takes an expression, on the variable x. */
const operations: Readonly<Record<string, (e: Expr) => unknown>> = {
  text: (e) => symbolic.text(e),
  latex: (e) => symbolic.latex(e),
  pretty: (e) => symbolic.pretty(e),
  mathml: (e) => symbolic.mathml(e),
  tree: (e) => symbolic.tree(e),
  javascript: (e) => symbolic.javascript(e),
  python: (e) => symbolic.python(e),
  c: (e) => symbolic.c(e),
  diff: (e) => symbolic.diff(e, 'x', 2),
  gradient: (e) => symbolic.gradient(e, ['x', 'y']),
  simplify: (e) => symbolic.simplify(e, { milliseconds: 5 }),
  expand: (e) => symbolic.expand(e),
  factorize: (e) => symbolic.factorize(e),
  together: (e) => symbolic.together(e),
  cancel: (e) => symbolic.cancel(e),
  collect: (e) => symbolic.collect(e, symbolic.symbol('x')),
  cse: (e) => symbolic.cse([e]),
  evaluate: (e) => symbolic.evaluate(e, values(e)),
  lambdify: (e) => symbolic.lambdify(e, symbolic.freeSymbols(e)),
  parity: (e) => symbolic.parity(e, 'x'),
  period: (e) => symbolic.period(e, 'x'),
  subs: (e) => symbolic.subs(e, { x: 0, y: symbolic.constant('oo') }),
  hessian: (e) => symbolic.hessian(e, ['x', 'y']),
  steps: (e) => symbolic.steps(e, 'x').text(),
  apart: (e) => symbolic.apart(e, 'x'),
  evaluateComplex: (e) => symbolic.evaluateComplex(e, values(e)),
  digits: (e) => symbolic.evaluate(e, values(e), { digits: 20 }),
  limit: (e) => symbolic.limit(e, 'x', 0),
  series: (e) => symbolic.series(e, 'x'),
  integrate: (e) => symbolic.integrate(e, 'x'),
  'definite integral': (e) => symbolic.integrate(e, 'x', 0, 1),
  nthDerivative: (e) => symbolic.nthDerivative(e, 'x', 'n'),
  solve: (e) => symbolic.solve(e, 'x'),
  nsolve: (e) => symbolic.nsolve(e, 'x'),
  domain: (e) => symbolic.domain(e, 'x'),
  range: (e) => symbolic.range(e, 'x'),
  extrema: (e) => symbolic.extrema(e, 'x'),
  brokenPoints: (e) => symbolic.brokenPoints(e, 'x'),
  about: (e) => String(symbolic.about(e, 'x')),
}
const values = (e: Expr): Record<string, number> =>
  Object.fromEntries(symbolic.freeSymbols(e).map((s) => [s.name, 0.7]))

test.each(Object.entries(operations))(
  '%s of random expressions',
  (name, run) => {
    fc.assert(
      fc.property(fc.oneof(expressions, expressions.map(ofFewSymbols), conditions), (e) => {
        const start = process.cpuUsage().user
        settle(
          () => run(e),
          () => `${name} of ${text(e)}`,
        )
        // a second of work, which is more on a machine that does other things
        expect(process.cpuUsage().user - start, `${name} of ${text(e)}`).toBeLessThan(6e6)
      }),
      { numRuns: 25 },
    )
  },
  120_000,
)

/** The same with x and y in the place of other symbols: more of it depends on x. */
const ofFewSymbols = (e: Expr): Expr =>
  symbolic.subs(e, new Map(symbolic.freeSymbols(e).map((s, i) => [s, i % 3 === 2 ? 'y' : 'x'])))

test('a search ends in the time that it is given', () => {
  const { milliseconds } = symbolic.searchLimits
  symbolic.searchLimits.milliseconds = 50
  try {
    const hard = parse('sin(x)^2*cos(log(x))*exp(sqrt(x))/(x^2 + 1)')
    expect(() => symbolic.integrate(hard, 'x')).toThrow(
      expect.objectContaining({ name: 'LimitError', limit: 'milliseconds' }),
    )
    const page = symbolic.about(hard, 'x')
    expect(page.integral.found).toBe(false)
  } finally {
    symbolic.searchLimits.milliseconds = milliseconds
  }
})

test('undefined forms are values, whatever is done to them', () => {
  for (const source of ['0/0', 'log(0)', 'tan(pi/2)', 'oo - oo', '1/0', '0*oo', 'oo/oo', '0^(-1)', '1^oo'])
    for (const [name, run] of Object.entries(operations))
      settle(
        () => run(parse(source)),
        () => `${name} of ${source}`,
      )
  expect(text(parse('0^0'))).toBe('1')
})

test('nesting beyond what memory should hold is refused by name, and what is below is read', () => {
  const nested = (depth: number): string => `${'f('.repeat(depth)}x${')'.repeat(depth)}`
  expect(symbolic.nodeCount(parse(nested(100_000)))).toBe(100_001)
  for (const text of [nested(150_000), `${'x^'.repeat(150_000)}x`, `x${'!'.repeat(300_000)}`])
    expect(() => parse(text)).toThrow('nesting of the formula')
})

describe('names that every object has are names like any other', () => {
  const words = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__', 'isPrototypeOf']
  const at = (word: string) => Object.fromEntries([['x', 1] as const, [word, 2] as const])
  const operations: Readonly<Record<string, (e: Expr, word: string) => unknown>> = {
    text: (e) => text(e),
    pretty: (e) => symbolic.pretty(e),
    latex: (e) => symbolic.latex(e),
    mathml: (e) => symbolic.mathml(e),
    diff: (e) => symbolic.diff(e, 'x'),
    simplify: (e) => symbolic.simplify(e),
    integrate: (e) => symbolic.integrate(e, 'x'),
    series: (e) => symbolic.series(e, 'x', 0, 3),
    limit: (e) => symbolic.limit(e, 'x', 0),
    solve: (e) => symbolic.solve(e, 'x'),
    steps: (e) => symbolic.steps(e, 'x').text(),
    evaluate: (e, word) => symbolic.evaluate(e, at(word)),
    lambdify: (e, word) => symbolic.lambdify(e, ['x', word])(1, 2),
  }
  test.each(Object.keys(operations))('%s', (name) => {
    for (const word of words)
      for (const formula of [
        `${word}^2 + x`,
        `${word}_1`,
        `x*${word}(x)^2 + sin(${word}(x))`,
        `${word}(x, y)`,
      ])
        settle(
          () => expect(String(operations[name]!(parse(formula), word))).not.toMatch(/native code|\[object/),
          () => `${name} of ${formula}`,
        )
  })
})
