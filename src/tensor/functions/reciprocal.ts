import type { TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { acos, acosh, asin, asinh, atan2, atanh, tan } from './elementary.ts'
import {
  abs,
  add,
  cos,
  divide,
  greater,
  less,
  log,
  multiply,
  negative,
  reciprocal,
  sign,
  sin,
  sqrt,
  subtract,
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

/** 1/cos(x). */
export const sec = /* @__PURE__ */ over(cos)
/** 1/sin(x). */
export const csc = /* @__PURE__ */ over(sin)
/** 1/tan(x). */
export const cot = /* @__PURE__ */ over(tan)
/** 1/tanh(x). */
export const coth = /* @__PURE__ */ over(tanh)
/** Near 1 and -1 the reciprocal has lost the digits that tell how near: there by a formula in x. */
const byFormulaNearOne =
  (near: Unary, far: Unary): Unary =>
  (x) =>
    where(less(abs(x), 2), near(x), far(x))
/** sqrt(x^2 - 1), the leg of the right triangle with the hypotenuse x and the other leg 1. */
const leg: Unary = (x) => multiply(sqrt(subtract(abs(x), 1)), sqrt(add(abs(x), 1)))

/** acos(1/x). */
export const asec = /* @__PURE__ */ byFormulaNearOne((x) => atan2(leg(x), sign(x)), ofReciprocal(acos))
/** asin(1/x). */
export const acsc = /* @__PURE__ */ byFormulaNearOne(
  (x) => multiply(sign(x), atan2(1, leg(x))),
  ofReciprocal(asin),
)
/** atan(1/x), odd, and pi/2 at 0. */
export const acot: Unary = (x) => where(less(x, 0), atan2(-1, negative(x)), atan2(1, x))
/** acosh(1/x). */
export const asech: Unary = (x) =>
  where(greater(x, 0.6), atanh(multiply(sqrt(subtract(1, x)), sqrt(add(1, x)))), acosh(reciprocal(x)))
/** asinh(1/x). */
export const acsch = /* @__PURE__ */ ofReciprocal(asinh)
/** atanh(1/x). */
export const acoth = /* @__PURE__ */ byFormulaNearOne(
  (x) => multiply(divide(sign(x), 2), subtract(log(add(abs(x), 1)), log(subtract(abs(x), 1)))),
  ofReciprocal(atanh),
)
