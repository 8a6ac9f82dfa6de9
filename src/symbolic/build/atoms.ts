import { shown } from '../../errors.ts'
import { checkWord } from '../../options.ts'
import { currentContext, smallInteger } from '../context.ts'
import type { Expr, Kind } from '../expr.ts'
import { ExpressionError } from '../not-an-expression.ts'
import { one, Rational, zero } from '../number/rational.ts'
import { type Assumptions, flagsOf } from './assumptions.ts'

const noArgs: readonly Expr[] = []
const noWeights: readonly Rational[] = []

/** Interns a node as it stands; the caller answers for its canonical form. */
export function node(
  kind: Kind,
  name: string,
  args: readonly Expr[] = noArgs,
  value: Rational = zero,
  weights: readonly Rational[] = noWeights,
  flags = 0,
): Expr {
  return currentContext().intern(kind, name, value, args, weights, flags)
}

/** An exact fraction as an expression. Throws: ExpressionError for what is none. */
export function rational(value: Rational): Expr {
  if (!(value instanceof Rational))
    throw new ExpressionError(`rational: ${shown(value)} is no Rational; fraction(1, 2) takes whole numbers.`)
  return (
    (value.d === 1 ? smallInteger(value.n) : undefined) ??
    currentContext().intern('number', '', value, noArgs, noWeights, 0)
  )
}
/** An exact integer. Throws: ExpressionError for a number that is none. */
export const integer = (n: number | bigint): Expr =>
  smallInteger(n) ?? rational(Rational.of(whole('integer', n)))
/** The exact fraction n/d. Throws: ExpressionError where n or d is no whole number, or d is 0. */
export function fraction(n: number | bigint, d: number | bigint): Expr {
  if (d === 0 || d === 0n)
    throw new ExpressionError(`fraction: ${n}/0 is no number; divide(integer(${n}), integer(0)) is infinite.`)
  return rational(Rational.of(whole('fraction', n), whole('fraction', d)))
}

function whole(operation: string, n: number | bigint): number | bigint {
  if (typeof n === 'bigint' || Number.isInteger(n)) return n
  throw new ExpressionError(
    `${operation}: ${shown(n)} is no whole number; toExpr(${shown(n)}) takes any number.`,
  )
}

/**
 * A symbol; symbols of one name and different assumptions are different.
 *
 * Throws: AssumptionError for assumptions that no number meets; ExpressionError for no name.
 *
 * @example
 * simplify(power(power(symbol('x', { positive: true }), integer(2)), fraction(1, 2))) // x
 */
export function symbol(name: string, assumptions?: Assumptions): Expr {
  if (typeof name !== 'string' || name === '')
    throw new ExpressionError(
      `symbol: the name is ${name === '' ? 'empty' : shown(name)}; a symbol has a name, as symbol('x').`,
    )
  const flags = assumptions === undefined ? 0 : flagsOf(name, assumptions)
  return node('symbol', name, noArgs, zero, noWeights, flags)
}

const constantNames = [
  'pi',
  'E',
  'I',
  'EulerGamma',
  'oo',
  '-oo',
  'zoo',
  'undefined',
  'true',
  'false',
] as const
export type ConstantName = (typeof constantNames)[number]
const known: ReadonlySet<unknown> = new Set(constantNames)

/** A constant by its name: pi, e, i, oo, undefined ... Throws: OptionError for another name. */
export function constant(name: ConstantName): Expr {
  if (!known.has(name)) checkWord('constant', 'the name', name, constantNames)
  return node('constant', name)
}

/** Whether e is an exact or floating number. */
export const isNumber = (e: Expr): boolean => e.kind === 'number'
/** Whether e is the constant of that name. */
export const isConstant = (e: Expr, name: ConstantName): boolean => e.kind === 'constant' && e.name === name
/** Whether e is undefined, as 0/0 is. */
export const isUndefined = (e: Expr): boolean => e.kind === 'constant' && e.name === 'undefined'
/** Whether e is infinite. */
export const isInfinite = (e: Expr): boolean =>
  e.kind === 'constant' && (e.name === 'oo' || e.name === '-oo' || e.name === 'zoo')
/** The number 0, 1, -1, ... */
export const isValue = (e: Expr, n: number): boolean =>
  e.kind === 'number' && e.value.n === n && e.value.d === 1
/** Whether e is a whole number. */
export const isIntegerNumber = (e: Expr): boolean =>
  e.kind === 'number' && (e.value.d === 1 || e.value.d === 1n)
/** Whether e is 1/2. */
export const isHalf = (e: Expr): boolean => e.kind === 'number' && e.value.n === 1 && e.value.d === 2

/** The coefficient and the rest: 2*x*y is 2 and x*y; x is 1 and x; 3 is 3 and 1. */
export function splitCoefficient(e: Expr): [Rational, Expr] {
  if (e.kind === 'number') return [e.value, rational(one)]
  if (e.kind !== 'product' || e.value === one) return [one, e]
  return [e.value, e.args.length === 1 ? e.args[0]! : node('product', '', e.args, one)]
}
