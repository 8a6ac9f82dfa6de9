import * as atoms from './build/atoms.ts'
import * as forms from './build/forms.ts'
import type { Expr } from './expr.ts'
import { requireExpr } from './not-an-expression.ts'
import type { Rational } from './number/rational.ts'

/* What may be asked of a node from outside, where no type keeps what is no expression away. Throws: ExpressionError. */

const checked =
  <A extends readonly unknown[], R>(ask: (e: Expr, ...rest: A) => R) =>
  (e: Expr, ...rest: A): R => {
    requireExpr(e)
    return ask(e, ...rest)
  }

/** Whether e is an exact or floating number. */
export const isNumber: (e: Expr) => boolean = checked(atoms.isNumber)
/** Whether e is the constant of that name. */
export const isConstant: (e: Expr, name: atoms.ConstantName) => boolean = checked(atoms.isConstant)
/** Whether e is undefined, as 0/0 is. */
export const isUndefined: (e: Expr) => boolean = checked(atoms.isUndefined)
/** Whether e is infinite. */
export const isInfinite: (e: Expr) => boolean = checked(atoms.isInfinite)
/** Whether e is this whole number: 0, 1, -1, ... */
export const isValue: (e: Expr, n: number) => boolean = checked(atoms.isValue)
/** Whether e is a whole number. */
export const isIntegerNumber: (e: Expr) => boolean = checked(atoms.isIntegerNumber)
/** Whether e is 1/2. */
export const isHalf: (e: Expr) => boolean = checked(atoms.isHalf)
/** The coefficient and the rest: 2*x*y is 2 and x*y; x is 1 and x; 3 is 3 and 1. */
export const splitCoefficient: (e: Expr) => [Rational, Expr] = checked(atoms.splitCoefficient)
/** Whether a call stands for a form with a bound variable (a derivative, an integral, a sum ...). */
export const isForm: (e: Expr) => boolean = checked(forms.isForm)
/** The variable that a form binds, or undefined. */
export const boundVariable: (e: Expr) => Expr | undefined = checked(forms.boundVariable)
