import { type ExprLike, subs, toExpr } from '../build/subs.ts'
import { subtract } from '../build/sum.ts'
import { resolve, type Variable } from '../calculus/derivative.ts'
import { inverseDerivative } from '../calculus/implicit.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Expr } from '../expr.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols } from '../traverse.ts'
import { solutionSet } from './solve.ts'
import { decimalOf } from './verify.ts'

/**
 * The branches of the inverse function of f, as expressions in `y`.
 *
 * Throws: NotFoundError where f(x) = y is not solved for x.
 *
 * @example
 * inverseFunction(parse('exp(2*x)'), 'x') // [log(y)/2]
 */
export function inverseFunction(f: Expr, x: Variable, y: Variable = 'y'): Expr[] {
  const variable = resolve(f, x) ?? toExpr(x)
  const value = toExpr(y)
  const found = solutionSet(subtract(f, value), variable).solutions
  if (found.length === 0) throw new NotFoundError('inverseFunction', `${f} takes no general value`, f)
  return [...found]
}

/**
 * The n-th derivative of the inverse function at y = f(x): one value for each x with f(x) = y, or for a symbol y a
 * formula in it.
 *
 * @example
 * inverseDerivativeAt(parse('x^3 + x'), 'x', 2) // [1/4]: f(1) = 2 and f'(1) = 4
 * inverseDerivativeAt(parse('exp(x)'), 'x', 'y') // [1/y]
 */
export function inverseDerivativeAt(f: Expr, x: Variable, y: ExprLike, order = 1): Expr[] {
  const variable = resolve(f, x) ?? toExpr(x)
  const slope = inverseDerivative(f, variable, order)
  const { solutions, exact } = solutionSet(subtract(f, toExpr(y)), variable)
  if (solutions.length === 0)
    throw new NotFoundError('inverseDerivativeAt', `${f} is nowhere ${toExpr(y)}`, f)
  return solutions.map((s) => {
    const value = simplify(subs(slope, new Map([[variable, s]])))
    // at a solution in float64 the value is one too
    return exact || freeSymbols(value).length > 0 ? value : decimalOf(String(evaluate(value)))
  })
}
