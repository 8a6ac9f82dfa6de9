import type { Expr } from '../expr.ts'
import { constant, integer, isConstant, isInfinite, isValue } from './atoms.ts'
import { arccosine } from './exact-angles.ts'
import { multiplyAll, power } from './product.ts'
import type { ValueRule } from './special-values.ts'

/* Exact values of the hyperbolic functions and their inverses: at 0, at 1, at the infinities, and acosh(cos a) = i a. */

const zoo = (): Expr => constant('zoo')
const oo = (): Expr => constant('oo')
const minusOo = (): Expr => constant('-oo')
const zero = (): Expr => integer(0)
const one = (): Expr => integer(1)
const minusOne = (): Expr => integer(-1)

/** Values at -oo, 0 and oo. */
const along =
  (low: () => Expr, middle: () => Expr, high: () => Expr): ValueRule =>
  (x) =>
    isValue(x, 0) ? middle() : isConstant(x, 'oo') ? high() : isConstant(x, '-oo') ? low() : undefined

/** acosh(x) = i acos(x) for -1 <= x <= 1. */
const acosh: ValueRule = (x, args) => {
  if (isConstant(x, 'oo') || isConstant(x, '-oo')) return oo()
  if (isValue(x, 1)) return zero()
  const angle = arccosine(x, args)
  return angle === undefined ? undefined : multiplyAll([constant('I'), angle])
}

/** atanh, and acoth(x) = atanh(1/x), at 1 and -1. */
const atUnits: ValueRule = (x) => (isValue(x, 1) ? oo() : isValue(x, -1) ? minusOo() : undefined)

export const hyperbolicValues: Readonly<Record<string, ValueRule>> = {
  sinh: along(minusOo, zero, oo),
  cosh: along(oo, one, oo),
  tanh: along(minusOne, zero, one),
  coth: along(minusOne, zoo, one),
  sech: along(zero, one, zero),
  csch: along(zero, zoo, zero),
  asinh: along(minusOo, zero, oo),
  acosh,
  atanh: (x, args) => (isValue(x, 0) ? x : atUnits(x, args)),
  acoth: (x, args) => {
    if (isInfinite(x)) return zero()
    if (isValue(x, 0)) return multiplyAll([constant('I'), arccosine(x, args)!])
    return atUnits(x, args)
  },
  asech: (x, args) => (isValue(x, 0) ? oo() : isInfinite(x) ? undefined : acosh(power(x, minusOne()), args)),
  acsch: (x) => (isValue(x, 0) ? zoo() : isInfinite(x) ? zero() : undefined),
}
