import type { TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atanh,
  cos,
  cosh,
  reciprocal,
  sin,
  sinh,
  subtract,
  tan,
  tanh,
} from './elementwise.ts'

type Unary = (x: TensorLike) => Tensor

/** The reciprocal of a function's value. */
const over =
  (f: Unary): Unary =>
  (x) =>
    reciprocal(f(x))
/** A function of the reciprocal. */
const ofReciprocal =
  (f: Unary): Unary =>
  (x) =>
    f(reciprocal(x))

export const sec = over(cos)
export const csc = over(sin)
export const cot = over(tan)
export const sech = over(cosh)
export const csch = over(sinh)
export const coth = over(tanh)
export const asec = ofReciprocal(acos)
export const acsc = ofReciprocal(asin)
/** The branch that is continuous at 0, from 0 to pi. */
export const acot: Unary = (x) => subtract(Math.PI / 2, atan(x))
export const asech = ofReciprocal(acosh)
export const acsch = ofReciprocal(asinh)
export const acoth = ofReciprocal(atanh)
