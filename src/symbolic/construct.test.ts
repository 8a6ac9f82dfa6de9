import { describe, expect, test } from 'vitest'
import * as symbolic from './index.ts'
import { call, constant, integer, parse, power, product, sum, symbol, toExpr } from './index.ts'

const x = symbol('x')

test('constructors take numbers and names of symbols', () => {
  expect(sum('x', 1, product(2, x))).toBe(parse('3*x + 1'))
  expect(power('x', -1)).toBe(symbolic.divide(1, x))
  expect(call('sin', symbolic.divide(constant('pi'), 6))).toBe(parse('1/2'))
  expect(symbolic.where(symbolic.relation('>', x, 0), 'x', symbolic.negate('x'))).toBe(
    parse('where(x > 0, x, -x)'),
  )
  expect(symbolic.integral('t', 't', 0, x)).toBe(parse('Integral(t, (t, 0, x))'))
  expect(toExpr(Number.POSITIVE_INFINITY)).toBe(constant('oo'))
  expect(toExpr(Number.NEGATIVE_INFINITY)).toBe(constant('-oo'))
  expect(toExpr(Number.NaN)).toBe(constant('undefined'))
})

describe('what is no expression is refused by name', () => {
  const others: readonly [unknown, string][] = [
    ['x^2', "Parse it first: parse('x^2')"],
    [undefined, 'Is an argument missing?'],
    [null, 'null is no expression'],
    [{}, 'an object of Object'],
    [Math.sin, 'a function is no expression'],
  ]
  const second: Readonly<Record<string, unknown[]>> = { evaluate: [], gradient: [['x']], hessian: [['x']] }
  const names =
    `diff simplify expand factorize cancel together apart integrate limit series solve steps about evaluate
    lambdify gradient hessian subs text latex pretty mathml tree javascript python c domain range roots extrema
    singularities monotonicIntervals tangentLine nthDerivative freeSymbols nodeCount treeSize sum product power negate sqrt
    exp`.split(/\s+/)
  test.each(names)('%s', (name) => {
    const f = (symbolic as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!
    for (const [value, message] of others) {
      const rest = Object.hasOwn(second, name) ? second[name]! : ['x', integer(1), 2]
      const run = (): unknown => f(value, ...rest)
      expect(run, String(value)).toThrow(symbolic.ExpressionError)
      expect(run, String(value)).toThrow(message)
    }
  })
})

test('whole powers of one base are one, among any other factors', () => {
  expect(parse('x^2*y*x^3*sin(x)*x^(-5)')).toBe(parse('y*sin(x)'))
  expect(parse('sin(x)^2*x*sin(x)')).toBe(parse('x*sin(x)^3'))
  expect(parse('(x + y)^(-1)*x^(1/2)*(x + y)*x')).toBe(parse('x^(3/2)'))
  expect(parse('exp(x)^2*x*exp(-x)*x')).toBe(parse('x^2*exp(x)'))
  expect(parse('x^a*x^2*x^3*x^(-a)')).toBe(parse('x^5'))
})

test('what is no list of arguments, and no variable, is named', () => {
  expect(() => symbolic.lambdify(parse('x*y'), 'x' as never)).toThrow(
    "lambdify: the arguments are \"x\": they must be a list, as in lambdify(e, ['x', 'y']).",
  )
  expect(() => symbolic.solve(parse('x^2 - 1'), undefined as never)).toThrow(
    'symbolic: the variable is undefined',
  )
})
