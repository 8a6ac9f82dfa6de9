import { constant, integer, isConstant, symbol } from '../build/atoms.ts'
import { type ExprLike, toExpr } from '../build/subs.ts'
import { subtract } from '../build/sum.ts'
import { dependsOn } from '../calculus/depends.ts'
import { derivative, resolve, type Variable } from '../calculus/diff.ts'
import { NotFoundError, requireSearchable } from '../calculus/not-found.ts'
import { EvaluationError } from '../evaluate/errors.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { lambdify } from '../evaluate/lambdify.ts'
import type { Expr } from '../expr.ts'
import { limit } from '../limit/limit.ts'
import { text } from '../print/text.ts'
import { measure } from '../simplify/measure.ts'
import { simplify } from '../simplify/simplify.ts'
import { freeSymbols } from '../traverse.ts'
import { quadrature } from './quadrature.ts'
import { Integrator } from './rules.ts'

/**
 * An antiderivative of an expression (without a constant), or with limits the definite integral. It knows what a first
 * calculus course integrates: the table, linearity, substitution, parts, partial fractions, trigonometric and
 * rationalising substitutions. Every antiderivative is differentiated and compared with the integrand, and every
 * definite integral with a numerical quadrature, before it is returned.
 *
 * Throws: NotFoundError where none of the methods finds one; it may exist all the same.
 *
 * @example
 * integrate(parse('x*exp(x)'), 'x')          // exp(x)*(x - 1)
 * integrate(parse('exp(-x^2)'), 'x', '-oo', 'oo') // sqrt(pi)
 */
export function integrate(e: Expr, variable: Variable, from?: ExprLike, to?: ExprLike): Expr {
  const x = resolve(e, variable) ?? (typeof variable === 'string' ? symbol(variable) : variable)
  requireSearchable('integrate', e)
  const F = antiderivative(e, x)
  if (from === undefined || to === undefined) return F
  return between(e, F, x, endpoint(from), endpoint(to))
}

const endpoint = (e: ExprLike): Expr => (e === 'oo' || e === '-oo' ? constant(e) : toExpr(e))

function antiderivative(e: Expr, x: Expr): Expr {
  const found = new Integrator().integrate(e, x)
  if (found === undefined) throw new NotFoundError('integrate', `an antiderivative of ${text(e)} by ${x}`, e)
  const short = simplify(found)
  for (const F of measure(short) <= measure(found) ? [short, found] : [found])
    if (isAntiderivative(F, e, x)) return F
  throw new NotFoundError('integrate', `what was found for ${text(e)} did not pass its check`, e)
}

const points = [0.31, 0.77, -0.43, 1.63, -1.29, 2.71, -2.57, 4.37, 0.117, 9.13, -6.41, 0.911, 23.3]

/** Whether F' = f at all of the points, at least two, where both are real; other symbols take positive numbers. */
function isAntiderivative(F: Expr, f: Expr, x: Expr): boolean {
  const slope = derivative(F, x)
  const others = freeSymbols(f).filter((s) => s !== x)
  let compared = 0
  for (const [k, at] of points.entries()) {
    const values: Record<string, number> = { [x.name]: at }
    others.forEach((s, i) => {
      values[s.name] = [1.37, 0.83, 2.19, 0.57][(i + k) % 4]!
    })
    try {
      const expected = evaluate(f, values)
      const got = evaluate(slope, values)
      if (!Number.isFinite(expected) || Math.abs(expected) > 1e12) continue
      // real nowhere else: log of a negative number on one side of a pole
      if (!Number.isFinite(got)) return false
      if (Math.abs(got - expected) > 1e-7 * Math.max(1e-3, Math.abs(expected))) return false
      compared++
    } catch (error) {
      if (error instanceof EvaluationError) return simplify(subtract(slope, f)) === integer(0)
      throw error
    }
  }
  return compared >= 2
}

/** F at the ends, by limits, where the quadrature agrees. */
function between(e: Expr, F: Expr, x: Expr, from: Expr, to: Expr): Expr {
  if (from === to) return integer(0)
  const ends = [limit(F, x, to, '-'), limit(F, x, from, '+')] as const
  const value = simplify(subtract(...ends))
  if (freeSymbols(value).length > 0 || freeSymbols(from).length + freeSymbols(to).length > 0) {
    if (dependsOn(value, x)) throw new NotFoundError('integrate', 'the value depends on the variable', e)
    return value
  }
  const [a, b] = [evaluate(from), evaluate(to)]
  const expected = quadrature(lambdify(e, [x]) as (t: number) => number, a, b)
  if (ends.some((v) => isConstant(v, 'undefined')) || isConstant(value, 'undefined'))
    throw new NotFoundError('integrate', `${text(e)} has no integral from ${from} to ${to}`, e)
  if (isConstant(value, 'oo') || isConstant(value, '-oo')) {
    if (expected !== undefined) throw new NotFoundError('integrate', 'the quadrature does not diverge', e)
    return value
  }
  if (expected === undefined || Math.abs(evaluate(value) - expected) > 1e-4 * Math.max(1, Math.abs(expected)))
    throw new NotFoundError(
      'integrate',
      `the antiderivative ${text(F)} is not continuous from ${from} to ${to}, or the integral diverges`,
      e,
    )
  return value
}
