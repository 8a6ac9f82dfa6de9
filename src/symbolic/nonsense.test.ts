import { describe, expect, test } from 'vitest'
import { NablaError } from '../errors.ts'
import * as s from './index.ts'

/* What is no operand ends in an error of ours that says so: never in a TypeError of the runtime, nor in a result. */

const f = s.parse('x^2*sin(x)')
const curve = s.parse('x^2 + y^2 == 1')
const mat = s.parseMatrix("x'*x", { x: 'vector' })
const rows = [[1, 'x']] as const
const square = [
  [1, 'x'],
  [0, 1],
] as const

/** Functions with operands that they take. */
const calls: readonly (readonly [f: unknown, operands: readonly unknown[]])[] = [
  ...[s.diff, s.inverseFunction, s.parity, s.apart, s.collect, s.nonDifferentiablePoints, s.exceptionsOf].map(
    (f) => [f, [s.parse('2/x'), s.symbol('x')]] as const,
  ),
  ...[s.gradient, s.hessian, s.gradientSteps, s.criticalPoints].map(
    (op) => [op, [s.parse('x^2 + y'), ['x']]] as const,
  ),
  ...[s.text, s.latex, s.mathml, s.pretty, s.javascript, s.python, s.c, s.simplify].map(
    (op) => [op, [f, {}]] as const,
  ),
  ...[s.expand, s.factorize, s.tree, s.nodeCount, s.freeSymbols, s.takeDerivatives].map(
    (op) => [op, [f]] as const,
  ),
  ...[s.matrixGradient, s.matrixHessian, s.matrixJacobian].map((op) => [op, [mat, 'x']] as const),
  ...[s.matrixText, s.matrixLatex].map((op) => [op, [mat]] as const),
  ...[s.determinant, s.matrixTrace, s.matrixInverse].map((op) => [op, [square]] as const),
  ...[s.matrixTranspose, s.exprMatrix].map((op) => [op, [rows]] as const),
  ...[s.idiff, s.implicitSteps].map((op) => [op, [curve, 'y', 'x']] as const),
  ...[s.solve, s.nsolve, s.solutionSet].map((op) => [op, [s.parse('x^2 == 2'), 'x', {}]] as const),
  ...[s.domain, s.roots, s.singularities].map((op) => [op, [s.parse('x^2 - 2'), 'x']] as const),
  [s.jacobian, [[f], ['x']]],
  [s.diff, [f, 'x', 2]],
  [s.steps, [f, 'x', {}]],
  [s.evaluate, [f, { x: 1 }, { digits: 20 }]],
  [s.evaluate, [f, { x: 1 }]],
  [s.evaluateComplex, [f, { x: { re: 1, im: 2 } }]],
  [s.evaluateAll, [[f], { x: 1 }]],
  [s.evaluateMatrix, [mat, { x: [[1], [2]] }]],
  [s.lambdify, [f, ['x']]],
  [s.cse, [[f]]],
  [s.subs, [f, { x: 1 }]],
  [s.define, [s.parse('f(x)'), 'f', ['t'], s.parse('t')]],
  [s.totalDerivative, [f, 't', ['x']]],
  [s.directionalDerivative, [f, ['x'], [1], {}]],
  [s.eulerLagrange, [s.parse("x'(t)^2"), ['x']]],
  [s.parametricDerivative, [f, f, 'x', 1]],
  [s.inverseDerivative, [f, 'x', 1]],
  [s.solveSystem, [[s.parse('x == 1')], ['x']]],
  [s.tangentPlane, [s.parse('x*y'), ['x', 'y'], [1, 2]]],
  [s.series, [s.parse('x'), 'x', 0, 3]],
  [s.limit, [s.parse('x'), 'x', 0]],
  [s.parse, ['x', {}]],
  [s.parseMatrix, ['x', { x: 'vector' }]],
  [s.symbol, ['x', {}]],
  [s.constant, ['pi']],
  [s.call, ['sin', 'x']],
  [s.rational, [s.Rational.of(2)]],
  [s.scale, ['x', s.Rational.of(2)]],
  [s.integer, [2]],
  [s.fraction, [1, 2]],
  [s.piecewise, [['x', s.parse('x < 1')]]],
  [s.relation, ['<', 'x', 1]],
  [s.pointsInWords, [[], s.symbol('x')]],
  [s.foldExpr, [f, () => 1]],
]

const nonsense: readonly unknown[] = [null, Symbol('x'), Object.create(null), [Symbol('x')], () => 1, mat]

describe('nonsense in each place', () => {
  test.each(calls.map(([op, operands]) => [(op as { name: string }).name, op, operands] as const))(
    '%s',
    (name, op, operands) => {
      const run = op as (...operands: unknown[]) => unknown
      run(...operands)
      operands.forEach((_, place) => {
        for (const bad of nonsense) {
          let error: unknown
          try {
            String(run(...operands.with(place, bad)))
          } catch (thrown) {
            error = thrown
          }
          if (error !== undefined)
            expect(error, `${name}, operand ${place}: ${String(error)}`).toBeInstanceOf(NablaError)
        }
      })
    },
  )
})

describe('an option that does not exist is refused', () => {
  const misspelled = { mispelled: 3 } as object
  test.each([
    s.text,
    s.latex,
    s.mathml,
    s.pretty,
    s.javascript,
    s.python,
    s.c,
    s.simplify,
    (e: s.Expr, o: object) => s.evaluate(e, { x: 1 }, o as { digits: number }),
    (e: s.Expr, o: object) => s.evaluateComplex(e, { x: 1 }, o as { digits: number }),
    ...[s.steps, s.solve, s.nsolve].map((op) => (e: s.Expr, o: object) => op(e, 'x', o as never)),
    (e: s.Expr, o: object) => s.gradientSteps(e, ['x'], o),
    (e: s.Expr, o: object) => s.directionalDerivative(e, ['x'], [1], o),
    (_: s.Expr, o: object) => s.parse('x', o),
    (_: s.Expr, o: object) => s.parseExprMatrix('[[x]]', o),
    (_: s.Expr, o: object) => s.symbol('x', o),
    (_: s.Expr, o: object) => s.parse('x', { symbols: { x: o } }),
    (_: s.Expr, o: object) => s.nsimplify(0.5, o),
  ] as readonly ((e: s.Expr, o: object) => unknown)[])('%#', (op) =>
    expect(() => op(f, misspelled)).toThrow(expect.objectContaining({ name: 'OptionError' })),
  )
})

test('values are numbers: a text was put together with other texts', () => {
  const x = { x: '0.5' } as unknown as { x: number }
  expect(() => s.evaluate(s.parse('x + 1'), x)).toThrow('the symbol x is "0.5", which is no number')
  expect(() => s.evaluateComplex(s.parse('x + 1'), x)).toThrow('the symbol x is "0.5"')
  expect(s.evaluate(s.parse('x + 1'), { x: '0.5' }, { digits: 5 })).toBe('1.5')
  expect(() => s.javascript(s.parse('x*y'), { name: 'f', arguments: ['x'] })).toThrow(
    'the symbol y is not among the arguments: add it to x',
  )
})

test.each([
  () => s.idiff(curve, 'y', 'x', 1e9),
  () => s.parametricDerivative(s.parse('cos(t)'), s.parse('sin(t)'), 't', 1e300),
  () => s.inverseDerivative(f, 'x', 1e9),
  () => s.steps(f, 'x', { order: 1e9 }),
])('an order that nobody waits for ends in a limit: %#', (run) =>
  expect(run).toThrow(expect.objectContaining({ name: 'LimitError' })),
)

test('an interval of a domain is a part of the line', () => {
  const e = s.parse('1/x + x')
  const [, right] = s.domain(e, 'x').intervals
  expect(s.extrema(e, 'x', right).map((p) => String(p.x))).toEqual(['1'])
  expect(() => s.extrema(e, 'x', null as unknown as undefined)).toThrow('analysis: options are given as null')
})
