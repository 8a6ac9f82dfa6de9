import * as n from '../../../src/tensor/index.ts'
import { define, opts, type Tensor } from './table.ts'

const binary: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
  'mul|multiply': n.multiply,
  true_divide: n.divide,
  pow: n.power,
  float_power: n.floatPower,
  'atan2|arctan2': n.atan2,
  maximum: n.maximum,
  minimum: n.minimum,
  fmax: n.fmax,
  fmin: n.fmin,
  hypot: n.hypot,
  logaddexp: n.logaddexp,
  logaddexp2: n.logaddexp2,
  fmod: n.fmod,
  remainder: n.remainder,
  floor_divide: n.floorDivide,
  copysign: n.copysign,
  xlogy: n.xlogy,
  xlog1py: n.xlog1py,
  ldexp: n.ldexp,
  heaviside: n.heaviside,
  eq: n.equal,
  'ne|not_equal': n.notEqual,
  'lt|less': n.less,
  'le|less_equal': n.lessEqual,
  'gt|greater': n.greater,
  'ge|greater_equal': n.greaterEqual,
  logical_and: n.logicalAnd,
  logical_or: n.logicalOr,
  logical_xor: n.logicalXor,
  bitwise_and: n.bitwiseAnd,
  bitwise_or: n.bitwiseOr,
  bitwise_xor: n.bitwiseXor,
  bitwise_left_shift: n.leftShift,
  bitwise_right_shift: n.rightShift,
  matmul: n.matmul,
  mm: n.mm,
  mv: n.mv,
  bmm: n.bmm,
  dot: n.dot,
  vdot: n.vdot,
  inner: n.inner,
  'outer|ger': n.outer,
  kron: n.kron,
}
for (const [names, f] of Object.entries(binary)) define(names, 'input, other', (a) => f(a.input, a.other))
define('pow', 'input, exponent', (a) => n.power(a.input, a.exponent))
const scaled = (x: Tensor, alpha?: number): Tensor => (alpha === undefined ? x : n.multiply(x, alpha))
define('add', 'input, other, alpha', (a) => n.add(a.input, scaled(a.other, a.alpha)))
define('sub|subtract', 'input, other, alpha', (a) => n.subtract(a.input, scaled(a.other, a.alpha)))
define('rsub', 'input, other, alpha', (a) => n.subtract(a.other, scaled(a.input, a.alpha)))
define('div|divide', 'input, other, rounding_mode', ({ input, other, rounding_mode }) =>
  rounding_mode === 'floor'
    ? n.floor(n.divide(input, other))
    : rounding_mode === 'trunc'
      ? n.trunc(n.divide(input, other))
      : n.divide(input, other),
)
define('addcmul', 'input, tensor1, tensor2, value', (a) =>
  n.addcmul(a.input, a.tensor1, a.tensor2, opts({ value: a.value })),
)
define('addcdiv', 'input, tensor1, tensor2, value', (a) =>
  n.addcdiv(a.input, a.tensor1, a.tensor2, opts({ value: a.value })),
)
define('lerp', 'input, end, weight', (a) => n.lerp(a.input, a.end, a.weight))
define('where', 'condition, input, other', (a) => n.where(a.condition, a.input, a.other))
define('Tensor.where', 'input, condition, other', (a) => n.where(a.condition, a.input, a.other))
define('isclose', 'input, other, rtol, atol, equal_nan', ({ input, other, rtol, atol, equal_nan }) =>
  n.isclose(input, other, opts({ rtol, atol, equalNan: equal_nan })),
)
define('frexp', 'input', (a) => n.frexp(a.input))
