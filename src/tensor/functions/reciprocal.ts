import { named } from '../../errors.ts'
import type { TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { acos, acosh, asin, asinh, atan2, atanh, tan } from './elementary.ts'
import {
  abs,
  add,
  divide,
  greater,
  less,
  log,
  multiply,
  negative,
  reciprocal,
  sign,
  sqrt,
  subtract,
  tanh,
  where,
} from './elementwise.ts'
import { cos, sin } from './trigonometric.ts'

type Unary = (x: TensorLike) => Tensor

/** The reciprocal of a function's value. */
const over = (name: string, f: Unary): Unary => named(name, (x) => reciprocal(f(x)))

/** 1/cos(x). */
export const sec = /* @__PURE__ */ over('sec', cos)
/** 1/sin(x). */
export const csc = /* @__PURE__ */ over('csc', sin)
/** 1/tan(x). */
export const cot = /* @__PURE__ */ over('cot', tan)
/** 1/tanh(x). */
export const coth = /* @__PURE__ */ over('coth', tanh)
/** Near 1 and -1 the reciprocal has lost the digits that tell how near: there by a formula in x. */
const byFormulaNearOne = (name: string, near: Unary, far: Unary): Unary =>
  named(name, (x) => where(less(abs(x), 2), near(x), far(reciprocal(x))))
/** sqrt(x^2 - 1), the leg of the right triangle with the hypotenuse x and the other leg 1. */
const leg: Unary = (x) => multiply(sqrt(subtract(abs(x), 1)), sqrt(add(abs(x), 1)))

/** acos(1/x). */
export const asec = /* @__PURE__ */ byFormulaNearOne('asec', (x) => atan2(leg(x), sign(x)), acos)
/** asin(1/x). */
export const acsc = /* @__PURE__ */ byFormulaNearOne('acsc', (x) => multiply(sign(x), atan2(1, leg(x))), asin)
/** atan(1/x), odd, and pi/2 at 0. */
export const acot: Unary = /* @__PURE__ */ named('acot', (x) =>
  where(less(x, 0), atan2(-1, negative(x)), atan2(1, x)),
)
/** acosh(1/x). */
export const asech: Unary = /* @__PURE__ */ named('asech', (x) =>
  where(greater(x, 0.6), atanh(multiply(sqrt(subtract(1, x)), sqrt(add(1, x)))), acosh(reciprocal(x))),
)
/** asinh(1/x). */
export const acsch = /* @__PURE__ */ named('acsch', (x: TensorLike) => asinh(reciprocal(x)))
/** atanh(1/x). */
export const acoth = /* @__PURE__ */ byFormulaNearOne(
  'acoth',
  (x) => multiply(divide(sign(x), 2), subtract(log(add(abs(x), 1)), log(subtract(abs(x), 1)))),
  atanh,
)
