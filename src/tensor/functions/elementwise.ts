import { named } from '../../errors.ts'
import { checkDType, type DType, isFloat } from '../../graph/dtype.ts'
import { apply, type Node, none } from '../../graph/node.ts'
import { convert } from '../../ops/arithmetic.ts'
import { elementwise } from '../../ops/elementwise.ts'
import { broadcastTo } from '../../ops/movement.ts'
import { nodeOf, operands, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { type Binary, numberNode, ofFloats, ofNumbers, type Plain, pairs, run, type Unary } from './rows.ts'

/** -x. */
export const negative: Unary = (x) => ofNumbers(elementwise.negate, x, 'negative')
/** |x|; its derivative at 0 is 0. */
export const abs: Unary = (x) => ofNumbers(elementwise.abs, x)
/** -1, 0 or 1 (and NaN). */
export const sign: Unary = (x) => ofNumbers(elementwise.sign, x)
/** x^2. */
export const square: Unary = (x) => ofNumbers(elementwise.square, x)
/** e^x. */
export const exp: Unary = (x) => ofFloats(elementwise.exponential, x, 'exp')
/** e^x - 1, exact near 0. */
export const expm1: Unary = (x) => ofFloats(elementwise.exponential_minus_one, x, 'expm1')
/** 2^x. */
export const exp2: Unary = (x) => ofFloats(elementwise.exponential_2, x, 'exp2')
/** The natural logarithm. */
export const log: Unary = (x) => ofFloats(elementwise.log, x)
/** log(1 + x), exact near 0. */
export const log1p: Unary = (x) => ofFloats(elementwise.log_plus_one, x, 'log1p')
/** The logarithm to base 2. */
export const log2: Unary = (x) => ofFloats(elementwise.log_2, x, 'log2')
/** The square root; NaN below 0. */
export const sqrt: Unary = (x) => ofFloats(elementwise.sqrt, x)
/** 1/sqrt(x). */
export const rsqrt: Unary = (x) => ofFloats(elementwise.rsqrt, x)
/** 1/x. */
export const reciprocal: Unary = (x) => ofFloats(elementwise.reciprocal, x)
/** sinh(x)/cosh(x). */
export const tanh: Unary = (x) => ofFloats(elementwise.tanh, x)
/** 1/cosh(x). */
export const sech: Unary = (x) => ofFloats(elementwise.sech, x)
/** 1/(1 + exp(-x)), the logistic function. */
export const sigmoid: Unary = (x) => ofFloats(elementwise.logistic, x, 'sigmoid')
/** 1/(1 + e^-x). */
export const logistic: Unary = (x) => ofFloats(elementwise.logistic, x)
/** The same as `logistic`. */
export const expit: Unary = (x) => ofFloats(elementwise.logistic, x, 'expit')
/** log(1 + exp(x)), the smooth ramp; see `softplus` for its options. */
export const log1pexp: Unary = (x) => ofFloats(elementwise.softplus, x, 'log1pexp')

/** Steps have derivative 0; integers are their own. */
function steps(op: Plain, x: TensorLike, name?: string): Tensor {
  const node = numberNode(op, x, name)
  return isFloat(node.dtype) ? run(op, [node]) : new Tensor(node)
}
/** The largest whole number that is not above x. */
export const floor: Unary = (x) => steps(elementwise.floor, x)
/** The smallest whole number that is not below x. */
export const ceil: Unary = (x) => steps(elementwise.ceil, x)
/** x without its fraction. */
export const trunc: Unary = (x) => steps(elementwise.trunc, x)
/** To the nearest integer, half to even. */
export const round: Unary = (x) => steps(elementwise.round_nearest_even, x, 'round')

/** a + b. */
export const add: Binary = (a, b) => pairs(elementwise.add, a, b)
/** a - b. */
export const subtract: Binary = (a, b) => pairs(elementwise.subtract, a, b)
/** a b, element by element; see `matmul` for matrices. */
export const multiply: Binary = (a, b) => pairs(elementwise.multiply, a, b)
/** True division: integers become floats. */
export const divide: Binary = (a, b) => pairs(elementwise.divide, a, b, true)
/** The larger of two; NaN if one is, and at a tie each side gets half the gradient. Of uint32 and int32 it is float64. */
export const maximum: Binary = (a, b) => pairs(elementwise.maximum, a, b, 'exact')
/** The smaller of a and b; ties share the gradient, NaN wins. Of uint32 and int32 it is float64. */
export const minimum: Binary = (a, b) => pairs(elementwise.minimum, a, b, 'exact')
/** log(e^a + e^b), without overflow. */
export const logaddexp: Binary = (a, b) => pairs(elementwise.logaddexp, a, b, true)

/** Where a = b. */
export const equal: Binary = (a, b) => pairs(elementwise.equal, a, b, 'exact')
/** Where a differs from b. */
export const notEqual: Binary = (a, b) => pairs(elementwise.not_equal, a, b, 'exact', 'notEqual')
/** Where a < b. */
export const less: Binary = (a, b) => pairs(elementwise.less, a, b, 'exact')
/** Where a <= b. */
export const lessEqual: Binary = (a, b) => pairs(elementwise.less_equal, a, b, 'exact', 'lessEqual')
/** Where a > b. */
export const greater: Binary = (a, b) => pairs(elementwise.greater, a, b, 'exact')
/** Where a >= b. */
export const greaterEqual: Binary = (a, b) => pairs(elementwise.greater_equal, a, b, 'exact', 'greaterEqual')

const logical = (name: string, op: Plain, a: TensorLike, b: TensorLike): Tensor =>
  run(op, operands(name, [toBool(a, name), toBool(b, name)]))
const toBool = (x: TensorLike, name: string): Tensor => new Tensor(convert(nodeOf(x, name), 'bool'))

/** Where both are true (not 0). */
export const logicalAnd: Binary = (a, b) => logical('logicalAnd', elementwise.and, a, b)
/** Where at least one is true (not 0). */
export const logicalOr: Binary = (a, b) => logical('logicalOr', elementwise.or, a, b)
/** Where exactly one is true (not 0). */
export const logicalXor: Binary = (a, b) => logical('logicalXor', elementwise.xor, a, b)
/** Where x is false (0). */
export const logicalNot: Unary = (x) => run(elementwise.not, [toBool(x, 'logicalNot').node])

/** The bits that are set in both. */
export const bitwiseAnd: Binary = (a, b) => pairs(elementwise.and, a, b, false, 'bitwiseAnd')
/** The bits that are set in at least one. */
export const bitwiseOr: Binary = (a, b) => pairs(elementwise.or, a, b, false, 'bitwiseOr')
/** The bits that are set in exactly one. */
export const bitwiseXor: Binary = (a, b) => pairs(elementwise.xor, a, b, false, 'bitwiseXor')
/** All bits turned over. */
export const bitwiseNot: Unary = (x) => named('bitwiseNot', run)(elementwise.not, [nodeOf(x, 'bitwiseNot')])
/** a 2^b of integers: the bits of a moved to the left. */
export const leftShift: Binary = (a, b) => pairs(elementwise.shift_left, a, b, false, 'leftShift')
/** Integers shifted to the right: int32 keeps its sign, uint32 is filled up with zeros. */
export const rightShift: Binary = (a, b) => {
  const nodes = operands('rightShift', [a, b])
  return named('rightShift', run)(
    nodes[0]!.dtype === 'uint32' ? elementwise.shift_right_logical : elementwise.shift_right_arithmetic,
    nodes,
  )
}

/** Where x is neither infinite nor NaN. */
export const isfinite: Unary = (x) => run(elementwise.is_finite, [nodeOf(x, 'isfinite')])
/** Where x is NaN. */
export const isnan: Unary = (x) => pairs(elementwise.not_equal, x, x, false, 'isnan')
/** Where x is infinite. */
export const isinf: Unary = (x) => equal(ofNumbers(elementwise.abs, x, 'isinf'), Infinity)

/** `a` where the condition holds, else `b`. A branch that is not taken does not disturb the gradient. */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const test = convert(nodeOf(condition, 'where'), 'bool')
  const [x, y] = operands('where', [a, b], false, test) as [Node, Node]
  return run(elementwise.select, [broadcastTo(test, x.shape), x, y])
}
/** The same numbers in another dtype. */
export const astype = (x: TensorLike, dtype: DType): Tensor => {
  const to = checkDType('astype', dtype)
  // numbers without a dtype have all their digits, whatever the default is; uint32 wraps around in int32, float64 does not
  return new Tensor(
    convert(nodeOf(x, 'astype', isFloat(to) || !ArrayBuffer.isView(x) ? 'float64' : undefined), to),
  )
}

/** The value without its gradient: derivatives take it for a constant. */
export const stopGradient: Unary = (x) =>
  new Tensor(apply(elementwise.stop_gradient, [nodeOf(x, 'stopGradient')], none) as Node)
