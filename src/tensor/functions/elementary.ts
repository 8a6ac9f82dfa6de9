import '../../compile/bridge/subjects/elementary.ts'
import { elementary } from '../../ops/elementary.ts'
import { type Binary, ofFloats, pairs, type Unary } from './rows.ts'

/** The logarithm to base 10. */
export const log10: Unary = (x) => ofFloats(elementary.log_10, x, 'log10')
/** The real cube root, of negative numbers too. */
export const cbrt: Unary = (x) => ofFloats(elementary.cbrt, x)
/** The tangent of x radians. */
export const tan: Unary = (x) => ofFloats(elementary.tan, x)
/** The inverse sine, from -pi/2 to pi/2. */
export const asin: Unary = (x) => ofFloats(elementary.asin, x)
/** The inverse cosine, from 0 to pi. */
export const acos: Unary = (x) => ofFloats(elementary.acos, x)
/** The inverse tangent, from -pi/2 to pi/2. */
export const atan: Unary = (x) => ofFloats(elementary.atan, x)
/** (e^x - e^-x)/2. */
export const sinh: Unary = (x) => ofFloats(elementary.sinh, x)
/** (e^x + e^-x)/2. */
export const cosh: Unary = (x) => ofFloats(elementary.cosh, x)
/** 1/sinh(x). */
export const csch: Unary = (x) => ofFloats(elementary.csch, x)
/** The inverse of sinh. */
export const asinh: Unary = (x) => ofFloats(elementary.asinh, x)
/** The inverse of cosh, from 0; NaN below 1. */
export const acosh: Unary = (x) => ofFloats(elementary.acosh, x)
/** The inverse of tanh; NaN outside [-1, 1]. */
export const atanh: Unary = (x) => ofFloats(elementary.atanh, x)
/** log(p/(1 - p)), the inverse of the logistic function. */
export const logit: Unary = (x) => ofFloats(elementary.logit, x)
/** x - tanh(x) */
export const tanhshrink: Unary = (x) => ofFloats(elementary.tanhshrink, x)
/** x/(1 + |x|) */
export const softsign: Unary = (x) => ofFloats(elementary.softsign, x)
/** sin(pi x)/(pi x): 1 at 0, and 0 (never -0) at the other integers. */
export const sinc: Unary = (x) => ofFloats(elementary.sinc, x)
/** The remainder with the sign of the dividend, as C's fmod and JavaScript's %. */
export const fmod: Binary = (a, b) => pairs(elementary.remainder, a, b, false, 'fmod')
/** The angle of the point (x, y) = (b, a), from -pi to pi. */
export const atan2: Binary = (a, b) => pairs(elementary.atan2, a, b, true)
/** sqrt(a^2 + b^2), without overflow. */
export const hypot: Binary = (a, b) => pairs(elementary.hypot, a, b, true)
/** x*log(y), and 0 where x is 0. */
export const xlogy: Binary = (a, b) => pairs(elementary.xlogy, a, b, true)
/** x*log(1 + y), and 0 where x is 0. */
export const xlog1py: Binary = (a, b) => pairs(elementary.xlog1py, a, b, true)
