import { requireList, shown } from '../errors.ts'
import { checkWord } from '../options.ts'
import { rational } from './build/atoms.ts'
import * as logic from './build/logic.ts'
import * as products from './build/product.ts'
import { type ExprLike, toExpr } from './build/subs.ts'
import * as sums from './build/sum.ts'
import * as forms from './calculus/forms.ts'
import type { Expr } from './expr.ts'
import { ExpressionError } from './not-an-expression.ts'
import type { Rational } from './number/rational.ts'
import { callByName } from './parse/known-call.ts'

/*
 * The constructors as a user calls them. Each operand is an expression, a number, or the name of a symbol; all throw
 * ExpressionError for anything else. Within the library the constructors of build/ are called, which take expressions only.
 */

const all = (operands: readonly ExprLike[]): Expr[] => operands.map((operand) => toExpr(operand))

/**
 * The sum of any number of terms: flat, with like terms collected.
 *
 * @example
 * sum('x', 1, product(2, 'x')) // 3*x + 1
 */
export const sum = (...terms: readonly ExprLike[]): Expr => sums.sum(...all(terms))
/** a - b. */
export const subtract = (a: ExprLike, b: ExprLike): Expr => sums.subtract(toExpr(a), toExpr(b))
/** -a. */
export const negate = (e: ExprLike): Expr => sums.negate(toExpr(e))
/** e times an exact number. */
export const scale = (e: ExprLike, by: Rational): Expr => sums.scale(toExpr(e), rational(by).value)
/** The product of any number of factors: flat, with powers of one base collected. */
export const product = (...factors: readonly ExprLike[]): Expr => products.product(...all(factors))
/** a/b. */
export const divide = (a: ExprLike, b: ExprLike): Expr => products.divide(toExpr(a), toExpr(b))
/** base^exponent. Rewrites only what holds for all values: (x^2)^(1/2) stays, (x^(1/2))^2 is x. */
export const power = (base: ExprLike, exponent: ExprLike): Expr =>
  products.power(toExpr(base), toExpr(exponent))
/** The square root, a^(1/2). */
export const sqrt = (e: ExprLike): Expr => products.sqrt(toExpr(e))
/** exp(x), which is also E^x. */
export const exp = (x: ExprLike): Expr => products.exp(toExpr(x))
/**
 * A function applied to arguments, by any name that `parse` knows for it; a name that is not known stands for an undefined function. Exact special values
 * are taken (`sin(pi/6)` is 1/2) and signs come out of odd and even functions; nothing else is rewritten.
 *
 * @example
 * call('sin', divide(constant('pi'), 6)) // 1/2
 */
export const call = (name: string, ...args: readonly ExprLike[]): Expr => {
  if (typeof name !== 'string' || name === '')
    throw new ExpressionError(
      `call: the name of the function is ${shown(name)}; it has one, as call('sin', x).`,
    )
  return callByName(name, all(args))
}

/** A comparison; `>` and `>=` are written the other way round. */
export const relation = (name: logic.RelationName | '>' | '>=', a: ExprLike, b: ExprLike): Expr => {
  checkWord('relation', 'the sign', name, ['<', '<=', '==', '!=', '>', '>='])
  return logic.relation(name, toExpr(a), toExpr(b))
}
/** The condition that holds where a does not. */
export const not = (e: ExprLike): Expr => logic.not(toExpr(e))
/** The condition that holds where all do. */
export const and = (...terms: readonly ExprLike[]): Expr => logic.and(...all(terms))
/** The condition that holds where at least one does. */
export const or = (...terms: readonly ExprLike[]): Expr => logic.or(...all(terms))
/** The value beside the first condition that holds; undefined where none does. */
export const piecewise = (...cases: readonly (readonly [value: ExprLike, condition: ExprLike])[]): Expr =>
  logic.piecewise(
    ...cases.map((pair) => {
      requireList('piecewise', pair)
      return [toExpr(pair[0]), toExpr(pair[1])] as const
    }),
  )
/** `a` where the condition holds, else `b`. */
export const where = (condition: ExprLike, a: ExprLike, b: ExprLike): Expr =>
  logic.where(toExpr(condition), toExpr(a), toExpr(b))

/** d/dx e, not carried out. */
export const heldDerivative = (e: ExprLike, x: ExprLike): Expr => forms.heldDerivative(toExpr(e), toExpr(x))
/**
 * The integral of a body over a variable, kept unevaluated; with limits a definite one. `diff` takes it by Leibniz' rule.
 *
 * @example
 * diff(integral(parse('sin(x*t)/t'), 't', 'x', power('x', 2)), 'x')
 */
export const integral = (body: ExprLike, variable: ExprLike, from?: ExprLike, to?: ExprLike): Expr =>
  forms.integral(
    toExpr(body),
    toExpr(variable),
    ...(from === undefined ? [] : [toExpr(from)]),
    ...(to === undefined ? [] : [toExpr(to)]),
  )
/** The sum of a body over whole numbers from..to, kept unevaluated. */
export const summation = (body: ExprLike, index: ExprLike, from: ExprLike, to: ExprLike): Expr =>
  forms.summation(toExpr(body), toExpr(index), toExpr(from), toExpr(to))
/** The product of a body over whole numbers from..to, kept unevaluated. */
export const indexedProduct = (body: ExprLike, index: ExprLike, from: ExprLike, to: ExprLike): Expr =>
  forms.indexedProduct(toExpr(body), toExpr(index), toExpr(from), toExpr(to))
