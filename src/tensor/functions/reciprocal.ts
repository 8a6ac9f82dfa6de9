import type { TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import {
  acos,
  acosh,
  asin,
  asinh,
  atan2,
  atanh,
  cos,
  cosh,
  less,
  negative,
  reciprocal,
  sin,
  sinh,
  tan,
  tanh,
  where,
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
/** atan(1/x), odd, and pi/2 at 0. */
export const acot: Unary = (x) => where(less(x, 0), atan2(-1, negative(x)), atan2(1, x))
export const asech = ofReciprocal(acosh)
export const acsch = ofReciprocal(asinh)
export const acoth = ofReciprocal(atanh)
