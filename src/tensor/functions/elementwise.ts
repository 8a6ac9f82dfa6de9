import { checkDType, type DType, isFloat } from '../../graph/dtype.ts'
import { apply, type Node, none, type Op } from '../../graph/node.ts'
import { convert } from '../../ops/arithmetic.ts'
import { elementwise } from '../../ops/elementwise.ts'
import { broadcastTo } from '../../ops/movement.ts'
import { floatNode, nodeOf, operands, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { fixed } from './fixed.ts'

type Unary = (x: TensorLike) => Tensor
type Binary = (a: TensorLike, b: TensorLike) => Tensor
type Plain = Op<Record<string, never>>

const run = (op: Plain, inputs: readonly Node[]): Tensor => new Tensor(apply(op, inputs, none) as Node)

/** Integers become floats first. */
const ofFloats = (op: Plain): Unary => fixed((x) => run(op, [floatNode(x)]))
/** Every number type stays what it is. */
const ofNumbers = (op: Plain): Unary => fixed((x) => run(op, [numberNode(x)]))
const pairs = (name: string, op: Plain, float = false): Binary =>
  fixed((a, b) => {
    const nodes = operands(name, [a, b], float)
    return run(
      op,
      nodes[0]!.dtype === 'bool' && !op.constant ? nodes.map((node) => convert(node, 'int32')) : nodes,
    )
  })

function numberNode(x: TensorLike): Node {
  const node = nodeOf(x)
  return node.dtype === 'bool' ? convert(node, 'int32') : node
}

export const negative = ofNumbers(elementwise.negate)
export const abs = ofNumbers(elementwise.abs)
export const sign = ofNumbers(elementwise.sign)
export const square = ofNumbers(elementwise.square)
export const exp = ofFloats(elementwise.exponential)
export const expm1 = ofFloats(elementwise.exponential_minus_one)
export const exp2 = ofFloats(elementwise.exponential_2)
export const log = ofFloats(elementwise.log)
export const log1p = ofFloats(elementwise.log_plus_one)
export const log2 = ofFloats(elementwise.log_2)
export const log10 = ofFloats(elementwise.log_10)
export const sqrt = ofFloats(elementwise.sqrt)
export const rsqrt = ofFloats(elementwise.rsqrt)
export const cbrt = ofFloats(elementwise.cbrt)
export const reciprocal = ofFloats(elementwise.reciprocal)
export const sin = ofFloats(elementwise.sine)
export const cos = ofFloats(elementwise.cosine)
export const tan = ofFloats(elementwise.tan)
export const asin = ofFloats(elementwise.asin)
export const acos = ofFloats(elementwise.acos)
export const atan = ofFloats(elementwise.atan)
export const sinh = ofFloats(elementwise.sinh)
export const cosh = ofFloats(elementwise.cosh)
export const tanh = ofFloats(elementwise.tanh)
export const sech = ofFloats(elementwise.sech)
export const csch = ofFloats(elementwise.csch)
export const asinh = ofFloats(elementwise.asinh)
export const acosh = ofFloats(elementwise.acosh)
export const atanh = ofFloats(elementwise.atanh)
/** 1/(1 + exp(-x)), the logistic function. */
export const sigmoid = ofFloats(elementwise.logistic)
export const logistic = sigmoid
export const expit = sigmoid
/** log(p/(1 - p)), the inverse of the logistic function. */
export const logit = ofFloats(elementwise.logit)
export const erf = ofFloats(elementwise.erf)
export const erfc = ofFloats(elementwise.erfc)
export const erfcx = ofFloats(elementwise.erfcx)
export const erfinv = ofFloats(elementwise.erf_inv)
export const ndtr = ofFloats(elementwise.ndtr)
export const ndtri = ofFloats(elementwise.ndtri)
/** log(ndtr(x)), accurate far into the left tail. */
export const logNdtr = ofFloats(elementwise.log_ndtr)
export const gamma = ofFloats(elementwise.gamma)
/** log |gamma(x)| */
export const lgamma = ofFloats(elementwise.lgamma)
export const gammaln = lgamma
export const digamma = ofFloats(elementwise.digamma)
export const trigamma = ofFloats(elementwise.trigamma)
export const i0 = ofFloats(elementwise.bessel_i0)
export const i0e = ofFloats(elementwise.bessel_i0e)
export const i1 = ofFloats(elementwise.bessel_i1)
export const i1e = ofFloats(elementwise.bessel_i1e)
/** x - tanh(x) */
export const tanhshrink = ofFloats(elementwise.tanhshrink)
/** x/(1 + |x|) */
export const softsign = ofFloats(elementwise.softsign)
/** log(1 + exp(x)), the smooth ramp; see `softplus` for its options. */
export const log1pexp = ofFloats(elementwise.softplus)
/** sin(pi x)/(pi x) */
export const sinc = ofFloats(elementwise.sinc)

/** Steps have derivative 0; integers are their own. */
const steps = (op: Plain): Unary =>
  fixed((x) => {
    const node = numberNode(x)
    return isFloat(node.dtype) ? run(op, [node]) : new Tensor(node)
  })
export const floor = steps(elementwise.floor)
export const ceil = steps(elementwise.ceil)
export const trunc = steps(elementwise.trunc)
/** To the nearest integer, half to even. */
export const round = steps(elementwise.round_nearest_even)

export const add = pairs('add', elementwise.add)
export const subtract = pairs('subtract', elementwise.subtract)
export const multiply = pairs('multiply', elementwise.multiply)
/** True division: integers become floats. */
export const divide = pairs('divide', elementwise.divide, true)
export const power = pairs('power', elementwise.power)
/** The larger of two; NaN if one is, and at a tie each side gets half the gradient. */
export const maximum = pairs('maximum', elementwise.maximum)
export const minimum = pairs('minimum', elementwise.minimum)
/** The remainder with the sign of the dividend, as C's fmod and JavaScript's %. */
export const fmod = pairs('fmod', elementwise.remainder)
export const atan2 = pairs('atan2', elementwise.atan2, true)
export const hypot = pairs('hypot', elementwise.hypot, true)
export const logaddexp = pairs('logaddexp', elementwise.logaddexp, true)
/** x*log(y), and 0 where x is 0. */
export const xlogy = pairs('xlogy', elementwise.xlogy, true)
/** x*log(1 + y), and 0 where x is 0. */
export const xlog1py = pairs('xlog1py', elementwise.xlog1py, true)
/** log |beta(a, b)| */
export const betaln = pairs('betaln', elementwise.lbeta, true)

export const equal = pairs('equal', elementwise.equal)
export const notEqual = pairs('notEqual', elementwise.not_equal)
export const less = pairs('less', elementwise.less)
export const lessEqual = pairs('lessEqual', elementwise.less_equal)
export const greater = pairs('greater', elementwise.greater)
export const greaterEqual = pairs('greaterEqual', elementwise.greater_equal)

const logical = (name: string, op: Plain): Binary =>
  fixed((a, b) => run(op, operands(name, [toBool(a), toBool(b)])))
const toBool = (x: TensorLike): Tensor => new Tensor(convert(nodeOf(x), 'bool'))

export const logicalAnd = logical('logicalAnd', elementwise.and)
export const logicalOr = logical('logicalOr', elementwise.or)
export const logicalXor = logical('logicalXor', elementwise.xor)
export const logicalNot: Unary = fixed((x) => run(elementwise.not, [toBool(x).node]))

export const bitwiseAnd = pairs('bitwiseAnd', elementwise.and)
export const bitwiseOr = pairs('bitwiseOr', elementwise.or)
export const bitwiseXor = pairs('bitwiseXor', elementwise.xor)
export const bitwiseNot: Unary = fixed((x) => run(elementwise.not, [nodeOf(x)]))
export const leftShift = pairs('leftShift', elementwise.shift_left)
/** Integers shifted to the right: int32 keeps its sign, uint32 is filled up with zeros. */
export const rightShift: Binary = fixed((a, b) => {
  const nodes = operands('rightShift', [a, b])
  return run(
    nodes[0]!.dtype === 'uint32' ? elementwise.shift_right_logical : elementwise.shift_right_arithmetic,
    nodes,
  )
})

export const isfinite: Unary = fixed((x) => run(elementwise.is_finite, [nodeOf(x)]))
export const isnan: Unary = fixed((x) => notEqual(x, x))
export const isinf: Unary = fixed((x) => {
  const node = nodeOf(x)
  return isFloat(node.dtype) ? equal(abs(new Tensor(node)), Infinity) : notEqual(x, x)
})

/** `a` where the condition holds, else `b`. A branch that is not taken does not disturb the gradient. */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const test = convert(nodeOf(condition), 'bool')
  const [x, y] = operands('where', [a, b], false, test) as [Node, Node]
  return run(elementwise.select, [broadcastTo(test, x.shape), x, y])
}
fixed(where)

/** The same numbers in another dtype. */
export const astype = fixed(
  (x: TensorLike, dtype: DType): Tensor => new Tensor(convert(nodeOf(x), checkDType('astype', dtype))),
)

/** The value without its gradient: derivatives take it for a constant. */
export const stopGradient: Unary = fixed(
  (x) => new Tensor(apply(elementwise.stop_gradient, [nodeOf(x)], none) as Node),
)

/** The n-th derivative of digamma; polygamma(0, x) is digamma itself. */
export const polygamma = fixed(
  (order: number, x: TensorLike): Tensor =>
    order === 0 ? digamma(x) : new Tensor(apply(elementwise.polygamma, [floatNode(x)], { order }) as Node),
)
