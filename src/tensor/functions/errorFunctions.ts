import '../../compile/bridge/subjects/error-functions.ts'
import { errorFunctions } from '../../ops/errorFunctions.ts'
import { ofFloats, type Unary } from './rows.ts'

/** The error function. */
export const erf: Unary = (x) => ofFloats(errorFunctions.erf, x)
/** 1 - erf(x), exact where it is small. */
export const erfc: Unary = (x) => ofFloats(errorFunctions.erfc, x)
/** e^(x^2) erfc(x). */
export const erfcx: Unary = (x) => ofFloats(errorFunctions.erfcx, x)
/** The quantiles of the standard normal distribution, the inverse of `ndtr`. */
export const ndtri: Unary = (x) => ofFloats(errorFunctions.ndtri, x)
/** log(ndtr(x)), accurate far into the left tail. */
export const logNdtr: Unary = (x) => ofFloats(errorFunctions.log_ndtr, x, 'logNdtr')
