import '../../compile/bridge/subjects/gamma-functions.ts'
import { requireInteger } from '../../errors.ts'
import { apply, type Node } from '../../graph/node.ts'
import { gammaFunctions } from '../../ops/gammaFunctions.ts'
import { floatNode, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { type Binary, ofFloats, pairs, type Unary } from './rows.ts'

/** The gamma function. */
export const gamma: Unary = (x) => ofFloats(gammaFunctions.gamma, x)
/** log |gamma(x)| */
export const lgamma: Unary = (x) => ofFloats(gammaFunctions.lgamma, x)
/** log |gamma(x)|. */
export const gammaln: Unary = (x) => ofFloats(gammaFunctions.lgamma, x, 'gammaln')
/** The derivative of log gamma(x). */
export const digamma: Unary = (x) => ofFloats(gammaFunctions.digamma, x)
/** The derivative of `digamma`. */
export const trigamma: Unary = (x) => ofFloats(gammaFunctions.trigamma, x)
/** The modified Bessel function of the first kind and order 0. */
export const i0: Unary = (x) => ofFloats(gammaFunctions.bessel_i0, x, 'i0')
/** e^-|x| i0(x). */
export const i0e: Unary = (x) => ofFloats(gammaFunctions.bessel_i0e, x, 'i0e')
/** The modified Bessel function of the first kind and order 1. */
export const i1: Unary = (x) => ofFloats(gammaFunctions.bessel_i1, x, 'i1')
/** e^-|x| i1(x). */
export const i1e: Unary = (x) => ofFloats(gammaFunctions.bessel_i1e, x, 'i1e')
/** log |beta(a, b)| */
export const betaln: Binary = (a, b) => pairs(gammaFunctions.lbeta, a, b, true, 'betaln')

/** The n-th derivative of digamma; polygamma(0, x) is digamma itself. Throws: NablaError where n is no count. */
export const polygamma = (order: number, x: TensorLike): Tensor => {
  requireInteger('polygamma', 'the order', order, 0)
  return order === 0
    ? digamma(x)
    : new Tensor(apply(gammaFunctions.polygamma, [floatNode(x, 'polygamma')], { order }) as Node)
}
