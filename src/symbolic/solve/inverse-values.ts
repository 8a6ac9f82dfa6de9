import { constant, integer } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { divide, exp, power } from '../build/product.ts'
import { negate, scale, subtract } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { half, Rational } from '../number/rational.ts'
import { freeSymbols } from '../traverse.ts'
import { numberOf } from './verify.ts'

/** The values of u at which f(u) = y; with a period, those of one period. */
export interface InverseValues {
  readonly values: readonly Expr[]
  readonly period?: Expr
}

const pi = (): Expr => constant('pi')
const twoPi = (): Expr => scale(pi(), Rational.of(2))
const one = (value: Expr): InverseValues => ({ values: [value] })
const none: InverseValues = { values: [] }

/** All real u with f(u) = y, where y has that sign (undefined for an unknown one); undefined for functions that are not inverted. */
export function inverseValues(
  name: string,
  y: Expr,
  sign: -1 | 0 | 1 | undefined,
): InverseValues | undefined {
  const size = freeSymbols(y).length === 0 ? numberOf(y) : Number.NaN
  const outside = (low: number, high: number): boolean => size < low || size > high
  switch (name) {
    case 'exp':
      return sign === 0 || sign === -1 ? none : one(call('log', y))
    case 'log':
      return one(exp(y))
    case 'sin': {
      if (outside(-1, 1)) return none
      const a = call('asin', y)
      return { values: [a, subtract(pi(), a)], period: twoPi() }
    }
    case 'cos': {
      if (outside(-1, 1)) return none
      const a = call('acos', y)
      return { values: [a, negate(a)], period: twoPi() }
    }
    case 'tan':
      return { values: [call('atan', y)], period: pi() }
    case 'cot':
      return { values: [subtract(scale(pi(), half), call('atan', y))], period: pi() }
    case 'asin':
    case 'atan':
      return outside(-Math.PI / 2, Math.PI / 2) ? none : one(call(name.slice(1), y))
    case 'acos':
      return outside(0, Math.PI) ? none : one(call('cos', y))
    case 'sinh':
      return one(call('asinh', y))
    case 'cosh': {
      if (size < 1) return none
      const a = call('acosh', y)
      return { values: [a, negate(a)] }
    }
    case 'tanh':
      return outside(-1, 1) || Math.abs(size) === 1 ? none : one(call('atanh', y))
    case 'asinh':
    case 'acosh':
    case 'atanh':
      return one(call(name.slice(1), y))
    case 'abs':
      if (sign === -1) return none
      return { values: sign === 0 ? [y] : [y, negate(y)] }
    case 'cbrt':
      return one(power(y, integer(3)))
    case 'logistic':
      return outside(0, 1) || size === 0 || size === 1
        ? none
        : one(call('log', divide(y, subtract(integer(1), y))))
    case 'erf':
      return outside(-1, 1) || Math.abs(size) === 1 ? none : one(call('erfinv', y))
    case 'sign':
      return sign === 0 ? one(integer(0)) : undefined
    default:
      return undefined
  }
}
