import { checkDType, type DType, isFloat } from '../../graph/dtype.ts'
import { apply, type Node, none } from '../../graph/node.ts'
import { convert } from '../../ops/arithmetic.ts'
import { elementwise } from '../../ops/elementwise.ts'
import { broadcastTo } from '../../ops/movement.ts'
import { nodeOf, operands, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { fixed } from './fixed.ts'
import { type Binary, numberNode, ofFloats, ofNumbers, type Plain, pairs, run, type Unary } from './rows.ts'

/** -x. */
export const negative = ofNumbers(elementwise.negate)
/** |x|; its derivative at 0 is 0. */
export const abs = ofNumbers(elementwise.abs)
/** -1, 0 or 1 (and NaN). */
export const sign = ofNumbers(elementwise.sign)
/** x^2. */
export const square = ofNumbers(elementwise.square)
/** e^x. */
export const exp = ofFloats(elementwise.exponential)
/** e^x - 1, exact near 0. */
export const expm1 = ofFloats(elementwise.exponential_minus_one)
/** 2^x. */
export const exp2 = ofFloats(elementwise.exponential_2)
/** The natural logarithm. */
export const log = ofFloats(elementwise.log)
/** log(1 + x), exact near 0. */
export const log1p = ofFloats(elementwise.log_plus_one)
/** The logarithm to base 2. */
export const log2 = ofFloats(elementwise.log_2)
/** The logarithm to base 10. */
export const log10 = ofFloats(elementwise.log_10)
/** The square root; NaN below 0. */
export const sqrt = ofFloats(elementwise.sqrt)
/** 1/sqrt(x). */
export const rsqrt = ofFloats(elementwise.rsqrt)
/** The real cube root, of negative numbers too. */
export const cbrt = ofFloats(elementwise.cbrt)
/** 1/x. */
export const reciprocal = ofFloats(elementwise.reciprocal)
/** The sine of x radians. */
export const sin = ofFloats(elementwise.sine)
/** The cosine of x radians. */
export const cos = ofFloats(elementwise.cosine)
/** The tangent of x radians. */
export const tan = ofFloats(elementwise.tan)
/** The inverse sine, from -pi/2 to pi/2. */
export const asin = ofFloats(elementwise.asin)
/** The inverse cosine, from 0 to pi. */
export const acos = ofFloats(elementwise.acos)
/** The inverse tangent, from -pi/2 to pi/2. */
export const atan = ofFloats(elementwise.atan)
/** (e^x - e^-x)/2. */
export const sinh = ofFloats(elementwise.sinh)
/** (e^x + e^-x)/2. */
export const cosh = ofFloats(elementwise.cosh)
/** sinh(x)/cosh(x). */
export const tanh = ofFloats(elementwise.tanh)
/** 1/cosh(x). */
export const sech = ofFloats(elementwise.sech)
/** 1/sinh(x). */
export const csch = ofFloats(elementwise.csch)
/** The inverse of sinh. */
export const asinh = ofFloats(elementwise.asinh)
/** The inverse of cosh, from 0; NaN below 1. */
export const acosh = ofFloats(elementwise.acosh)
/** The inverse of tanh; NaN outside [-1, 1]. */
export const atanh = ofFloats(elementwise.atanh)
/** 1/(1 + exp(-x)), the logistic function. */
export const sigmoid = ofFloats(elementwise.logistic)
/** 1/(1 + e^-x). */
export const logistic = sigmoid
/** The same as `logistic`. */
export const expit = sigmoid
/** log(p/(1 - p)), the inverse of the logistic function. */
export const logit = ofFloats(elementwise.logit)
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
/** The largest whole number that is not above x. */
export const floor = steps(elementwise.floor)
/** The smallest whole number that is not below x. */
export const ceil = steps(elementwise.ceil)
/** x without its fraction. */
export const trunc = steps(elementwise.trunc)
/** To the nearest integer, half to even. */
export const round = steps(elementwise.round_nearest_even)

/** a + b. */
export const add = pairs('add', elementwise.add)
/** a - b. */
export const subtract = pairs('subtract', elementwise.subtract)
/** a b, element by element; see `matmul` for matrices. */
export const multiply = pairs('multiply', elementwise.multiply)
/** True division: integers become floats. */
export const divide = pairs('divide', elementwise.divide, true)
/** a^b. */
export const power = pairs('power', elementwise.power)
/** The larger of two; NaN if one is, and at a tie each side gets half the gradient. */
export const maximum = pairs('maximum', elementwise.maximum)
/** The smaller of a and b; ties share the gradient, NaN wins. */
export const minimum = pairs('minimum', elementwise.minimum)
/** The remainder with the sign of the dividend, as C's fmod and JavaScript's %. */
export const fmod = pairs('fmod', elementwise.remainder)
/** The angle of the point (x, y) = (b, a), from -pi to pi. */
export const atan2 = pairs('atan2', elementwise.atan2, true)
/** sqrt(a^2 + b^2), without overflow. */
export const hypot = pairs('hypot', elementwise.hypot, true)
/** log(e^a + e^b), without overflow. */
export const logaddexp = pairs('logaddexp', elementwise.logaddexp, true)
/** x*log(y), and 0 where x is 0. */
export const xlogy = pairs('xlogy', elementwise.xlogy, true)
/** x*log(1 + y), and 0 where x is 0. */
export const xlog1py = pairs('xlog1py', elementwise.xlog1py, true)

/** Where a = b. */
export const equal = pairs('equal', elementwise.equal)
/** Where a differs from b. */
export const notEqual = pairs('notEqual', elementwise.not_equal)
/** Where a < b. */
export const less = pairs('less', elementwise.less)
/** Where a <= b. */
export const lessEqual = pairs('lessEqual', elementwise.less_equal)
/** Where a > b. */
export const greater = pairs('greater', elementwise.greater)
/** Where a >= b. */
export const greaterEqual = pairs('greaterEqual', elementwise.greater_equal)

const logical = (name: string, op: Plain): Binary =>
  fixed((a, b) => run(op, operands(name, [toBool(a), toBool(b)])))
const toBool = (x: TensorLike): Tensor => new Tensor(convert(nodeOf(x), 'bool'))

/** Where both are true (not 0). */
export const logicalAnd = logical('logicalAnd', elementwise.and)
/** Where at least one is true (not 0). */
export const logicalOr = logical('logicalOr', elementwise.or)
/** Where exactly one is true (not 0). */
export const logicalXor = logical('logicalXor', elementwise.xor)
/** Where x is false (0). */
export const logicalNot: Unary = fixed((x) => run(elementwise.not, [toBool(x).node]))

/** The bits that are set in both. */
export const bitwiseAnd = pairs('bitwiseAnd', elementwise.and)
/** The bits that are set in at least one. */
export const bitwiseOr = pairs('bitwiseOr', elementwise.or)
/** The bits that are set in exactly one. */
export const bitwiseXor = pairs('bitwiseXor', elementwise.xor)
/** All bits turned over. */
export const bitwiseNot: Unary = fixed((x) => run(elementwise.not, [nodeOf(x)]))
/** a 2^b of integers: the bits of a moved to the left. */
export const leftShift = pairs('leftShift', elementwise.shift_left)
/** Integers shifted to the right: int32 keeps its sign, uint32 is filled up with zeros. */
export const rightShift: Binary = fixed((a, b) => {
  const nodes = operands('rightShift', [a, b])
  return run(
    nodes[0]!.dtype === 'uint32' ? elementwise.shift_right_logical : elementwise.shift_right_arithmetic,
    nodes,
  )
})

/** Where x is neither infinite nor NaN. */
export const isfinite: Unary = fixed((x) => run(elementwise.is_finite, [nodeOf(x)]))
/** Where x is NaN. */
export const isnan: Unary = fixed((x) => notEqual(x, x))
/** Where x is infinite. */
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
export const astype = fixed((x: TensorLike, dtype: DType): Tensor => {
  const to = checkDType('astype', dtype)
  // numbers without a dtype have all their digits, whatever the default is; uint32 wraps around in int32, float64 does not
  return new Tensor(convert(nodeOf(x, isFloat(to) || !ArrayBuffer.isView(x) ? 'float64' : undefined), to))
})

/** The value without its gradient: derivatives take it for a constant. */
export const stopGradient: Unary = fixed(
  (x) => new Tensor(apply(elementwise.stop_gradient, [nodeOf(x)], none) as Node),
)
