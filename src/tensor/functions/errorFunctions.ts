import '../../compile/bridge/subjects/error-functions.ts'
import { errorFunctions } from '../../ops/errorFunctions.ts'
import { ofFloats } from './rows.ts'

/** The error function. */
export const erf = ofFloats(errorFunctions.erf)
/** 1 - erf(x), exact where it is small. */
export const erfc = ofFloats(errorFunctions.erfc)
/** e^(x^2) erfc(x). */
export const erfcx = ofFloats(errorFunctions.erfcx)
/** The inverse of erf, on [-1, 1]. */
export const erfinv = ofFloats(errorFunctions.erf_inv)
/** The distribution function of the standard normal distribution. */
export const ndtr = ofFloats(errorFunctions.ndtr)
/** The quantiles of the standard normal distribution, the inverse of `ndtr`. */
export const ndtri = ofFloats(errorFunctions.ndtri)
/** log(ndtr(x)), accurate far into the left tail. */
export const logNdtr = ofFloats(errorFunctions.log_ndtr)
