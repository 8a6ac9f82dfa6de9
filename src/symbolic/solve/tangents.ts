import { requireList } from '../../errors.ts'
import { isValue, node } from '../build/atoms.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { subtract, sum } from '../build/sum.ts'
import { derivative, type Variable } from '../calculus/derivative.ts'
import { gradient } from '../calculus/gradient.ts'
import type { Expr } from '../expr.ts'
import { expand } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { variableOf } from './domain.ts'

/**
 * The tangent line at a point, as an expression in x.
 *
 * @example
 * tangentLine(parse('x^2'), 'x', 3) // 6*x - 9
 */
export function tangentLine(e: Expr, variable: Variable, at: ExprLike): Expr {
  const x = variableOf(e, variable)
  const place = new Map([[x, toExpr(at)]])
  const slope = simplify(subs(derivative(e, x), place))
  const value = simplify(subs(e, place))
  return sum(multiplyAll([slope, x]), subtract(value, multiplyAll([slope, toExpr(at)])))
}

/**
 * The normal line at a point, as an equation in x and y; vertical where the tangent is level.
 *
 * @example
 * normalLine(parse('x^2'), 'x', 1) // y == 3/2 - x/2
 */
export function normalLine(e: Expr, variable: Variable, at: ExprLike, dependent: Variable = 'y'): Expr {
  const x = variableOf(e, variable)
  const y = toExpr(dependent)
  const place = new Map([[x, toExpr(at)]])
  const slope = simplify(subs(derivative(e, x), place))
  const value = simplify(subs(e, place))
  if (isValue(slope, 0)) return equation(x, toExpr(at))
  const line = subtract(value, divide(subtract(x, toExpr(at)), slope))
  return equation(y, expand(line))
}

const equation = (left: Expr, right: Expr): Expr => node('relation', '==', [left, right])

/**
 * The tangent plane of z = f(x, y, ...) at a point, as an expression in the variables.
 *
 * @example
 * tangentPlane(parse('x^2 + y^2'), ['x', 'y'], [1, 2]) // 2*x + 4*y - 5
 */
export function tangentPlane(e: Expr, variables: readonly Variable[], at: readonly ExprLike[]): Expr {
  requireList('tangentPlane', variables)
  requireList('tangentPlane', at)
  const symbols = variables.map((v) => variableOf(e, v))
  const place = new Map(symbols.map((s, i) => [s, toExpr(at[i] ?? 0)]))
  const slopes = gradient(e, symbols).map((g) => simplify(subs(g, place)))
  const shifts = slopes.map((g, i) => multiplyAll([g, subtract(symbols[i]!, place.get(symbols[i]!)!)]))
  return expand(sum(simplify(subs(e, place)), ...shifts))
}
