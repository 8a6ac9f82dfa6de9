import { shown } from '../../errors.ts'
import { constant, integer, isValue } from '../build/atoms.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { negate, subtract, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { requireExpr } from '../not-an-expression.ts'
import { simplify } from '../simplify/simplify.ts'
import { searchLimits, withWorkLimit } from '../work.ts'
import { DifferentiationError, derivative, resolve, type Variable } from './derivative.ts'

function symbolOf(operation: string, e: Expr, variable: Variable): Expr {
  const x = resolve(e, variable)
  if (x === undefined)
    throw new DifferentiationError(
      `${operation}: ${variable} does not occur in ${e}; name a symbol that does.`,
    )
  return x
}

function checkOrder(operation: string, order: number): void {
  if (!Number.isInteger(order) || order < 1)
    throw new DifferentiationError(
      `${operation}: the order is ${shown(order)}; it must be a whole number from 1 on.`,
    )
}

/**
 * Takes derivatives of which each is longer than the one before, with a quarter of the work that a search may do.
 *
 * Throws: LimitError where the order is too high for that.
 */
const repeated = <T>(operation: string, order: number, take: () => T): T => {
  checkOrder(operation, order)
  return withWorkLimit(operation, searchLimits.work / 4, take)
}

/** The expression that an equation says is 0: left minus right. */
export function asZero(equation: Expr): Expr {
  requireExpr(equation)
  const { kind, name, args } = equation
  return kind === 'relation' && name === '==' ? subtract(args[0]!, args[1]!) : equation
}

/**
 * d^n y/dx^n where an equation (or an expression that is 0) defines y as a function of x; in terms of x and y.
 *
 * Throws: DifferentiationError where y does not occur.
 *
 * @example
 * idiff(parse('x^2 + y^2 - 1'), 'y', 'x') // -x/y
 */
export function idiff(equation: Expr, y: Variable, x: Variable, order = 1): Expr {
  return repeated('idiff', order, () => {
    const zero = asZero(equation)
    const dependent = symbolOf('idiff', zero, y)
    const independent = symbolOf('idiff', zero, x)
    const slope = simplify(negate(divide(derivative(zero, independent), derivative(zero, dependent))))
    let result = slope
    for (let k = 1; k < order; k++)
      // d/dx = partial d/dx + y' partial d/dy
      result = simplify(
        sum(derivative(result, independent), multiplyAll([derivative(result, dependent), slope])),
      )
    return result
  })
}

/**
 * d^n y/dx^n of the curve (x(t), y(t)), in terms of t.
 *
 * @example
 * parametricDerivative(parse('cos(t)'), parse('sin(t)'), 't') // -cos(t)/sin(t)
 */
export function parametricDerivative(x: Expr, y: Expr, t: Variable, order = 1): Expr {
  return repeated('parametricDerivative', order, () => {
    requireExpr(x)
    requireExpr(y)
    const parameter = symbolOf('parametricDerivative', sum(x, y, multiplyAll([x, y])), t)
    const speed = derivative(x, parameter)
    if (isValue(simplify(speed), 0)) return constant('zoo')
    let result = y
    for (let k = 0; k < order; k++) result = simplify(divide(derivative(result, parameter), speed))
    return result
  })
}

/**
 * The n-th derivative of the inverse function of f at y = f(x), in terms of x.
 *
 * @example
 * inverseDerivative(parse('exp(x)'), 'x') // exp(-x)
 */
export function inverseDerivative(f: Expr, x: Variable, order = 1): Expr {
  return repeated('inverseDerivative', order, () => {
    const variable = symbolOf('inverseDerivative', f, x)
    const speed = derivative(f, variable)
    let result = simplify(divide(integer(1), speed))
    for (let k = 1; k < order; k++) result = simplify(divide(derivative(result, variable), speed))
    return result
  })
}
