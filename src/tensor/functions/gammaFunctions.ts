import '../../compile/bridge/subjects/gamma-functions.ts'
import { NablaError } from '../../errors.ts'
import { apply, type Node } from '../../graph/node.ts'
import { gammaFunctions } from '../../ops/gammaFunctions.ts'
import { floatNode, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { fixed } from './fixed.ts'
import { ofFloats, pairs } from './rows.ts'

/** The gamma function. */
export const gamma = ofFloats(gammaFunctions.gamma)
/** log |gamma(x)| */
export const lgamma = ofFloats(gammaFunctions.lgamma)
/** log |gamma(x)|. */
export const gammaln = lgamma
/** The derivative of log gamma(x). */
export const digamma = ofFloats(gammaFunctions.digamma)
/** The derivative of `digamma`. */
export const trigamma = ofFloats(gammaFunctions.trigamma)
/** The modified Bessel function of the first kind and order 0. */
export const i0 = ofFloats(gammaFunctions.bessel_i0)
/** e^-|x| i0(x). */
export const i0e = ofFloats(gammaFunctions.bessel_i0e)
/** The modified Bessel function of the first kind and order 1. */
export const i1 = ofFloats(gammaFunctions.bessel_i1)
/** e^-|x| i1(x). */
export const i1e = ofFloats(gammaFunctions.bessel_i1e)
/** log |beta(a, b)| */
export const betaln = pairs('betaln', gammaFunctions.lbeta, true)

/** The n-th derivative of digamma; polygamma(0, x) is digamma itself. Throws: NablaError where n is no count. */
export const polygamma = fixed((order: number, x: TensorLike): Tensor => {
  if (!Number.isInteger(order) || order < 0)
    throw new NablaError(`polygamma: the order is ${order}: it must be an integer >= 0.`)
  return order === 0
    ? digamma(x)
    : new Tensor(apply(gammaFunctions.polygamma, [floatNode(x)], { order }) as Node)
})
