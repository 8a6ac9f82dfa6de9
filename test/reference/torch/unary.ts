import * as n from '../../../src/tensor/index.ts'
import { define, opts, type Tensor } from './table.ts'

const unary: Record<string, (x: Tensor) => Tensor> = {
  'neg|negative': n.negative,
  'abs|absolute': n.abs,
  sign: n.sign,
  sgn: n.sgn,
  square: n.square,
  exp: n.exp,
  expm1: n.expm1,
  'exp2|special.exp2': n.exp2,
  log: n.log,
  log1p: n.log1p,
  log2: n.log2,
  log10: n.log10,
  sqrt: n.sqrt,
  rsqrt: n.rsqrt,
  reciprocal: n.reciprocal,
  sin: n.sin,
  cos: n.cos,
  tan: n.tan,
  'asin|arcsin': n.asin,
  'acos|arccos': n.acos,
  'atan|arctan': n.atan,
  sinh: n.sinh,
  cosh: n.cosh,
  tanh: n.tanh,
  'asinh|arcsinh': n.asinh,
  'acosh|arccosh': n.acosh,
  'atanh|arctanh': n.atanh,
  'sigmoid|expit': n.sigmoid,
  erf: n.erf,
  erfc: n.erfc,
  erfcx: n.erfcx,
  erfinv: n.erfinv,
  ndtr: n.ndtr,
  ndtri: n.ndtri,
  log_ndtr: n.logNdtr,
  'lgamma|gammaln': n.lgamma,
  'digamma|psi': n.digamma,
  trigamma: n.trigamma,
  i0: n.i0,
  i0e: n.i0e,
  i1: n.i1,
  i1e: n.i1e,
  sinc: n.sinc,
  entr: n.entr,
  floor: n.floor,
  ceil: n.ceil,
  'trunc|fix': n.trunc,
  frac: n.frac,
  'deg2rad|radians': n.deg2rad,
  'rad2deg|degrees': n.rad2deg,
  relu: n.relu,
  relu6: n.relu6,
  selu: n.selu,
  silu: n.silu,
  mish: n.mish,
  'logsigmoid|log_sigmoid': n.logSigmoid,
  softsign: n.softsign,
  tanhshrink: n.tanhshrink,
  hardsigmoid: n.hardsigmoid,
  hardswish: n.hardswish,
  positive: n.positive,
  isnan: n.isnan,
  isinf: n.isinf,
  isfinite: n.isfinite,
  isposinf: n.isposinf,
  isneginf: n.isneginf,
  signbit: n.signbit,
  logical_not: n.logicalNot,
  bitwise_not: n.bitwiseNot,
  ravel: n.ravel,
  t: n.t,
  fliplr: n.fliplr,
  flipud: n.flipud,
  atleast_1d: n.atleast1d,
  atleast_2d: n.atleast2d,
  atleast_3d: n.atleast3d,
  detach: (x) => x.detach(),
  'clone|contiguous|double|conj|resolve_conj|real': (x) => x,
}
for (const [names, f] of Object.entries(unary)) define(names, 'input, inplace', (a) => f(a.input))
define('round', 'input, decimals', ({ input, decimals = 0 }) =>
  decimals === 0 ? n.round(input) : n.divide(n.round(n.multiply(input, 10 ** decimals)), 10 ** decimals),
)
define('angle', 'input', ({ input }) =>
  n.where(n.isnan(input), input, n.multiply(n.astype(n.less(input, 0), input.dtype), Math.PI)),
)
define('rrelu', 'input, lower, upper, training', ({ input, lower = 1 / 8, upper = 1 / 3 }) =>
  n.leakyRelu(input, { negativeSlope: (lower + upper) / 2 }),
)
define('logit', 'input, eps', ({ input, eps }) => n.logit(input, opts({ eps })))
define('polygamma', 'n, input', (a) => n.polygamma(a.n, a.input))
define('Tensor.polygamma', 'input, n', (a) => n.polygamma(a.n, a.input))
define('mvlgamma|multigammaln', 'input, p', (a) => n.multigammaln(a.input, a.p))
define('clamp|clip', 'input, min, max', (a) => n.clip(a.input, a.min, a.max))
define('clamp_min', 'input, min', (a) => n.clip(a.input, a.min))
define('clamp_max', 'input, max', (a) => n.clip(a.input, null, a.max))
define('nan_to_num', 'input, nan, posinf, neginf', ({ input, ...rest }) => n.nanToNum(input, opts(rest)))
define('softplus', 'input, beta, threshold', ({ input, ...rest }) => n.softplus(input, opts(rest)))
define('gelu', 'input, approximate', ({ input, ...rest }) => n.gelu(input, opts(rest)))
define('elu', 'input, alpha, inplace', ({ input, alpha }) => n.elu(input, opts({ alpha })))
define('celu', 'input, alpha, inplace', ({ input, alpha }) => n.celu(input, opts({ alpha })))
define('leaky_relu', 'input, negative_slope, inplace', ({ input, negative_slope }) =>
  n.leakyRelu(input, opts({ negativeSlope: negative_slope })),
)
define('hardtanh', 'input, min_val, max_val, inplace', ({ input, min_val, max_val }) =>
  n.hardtanh(input, opts({ minVal: min_val, maxVal: max_val })),
)
define('softshrink', 'input, lambd', ({ input, lambd }) => n.softshrink(input, opts({ lambda: lambd })))
define('hardshrink', 'input, lambd', ({ input, lambd }) => n.hardshrink(input, opts({ lambda: lambd })))
define('threshold', 'input, threshold, value, inplace', (a) => n.threshold(a.input, a.threshold, a.value))
define('prelu', 'input, weight', (a) => n.prelu(a.input, a.weight))
define('glu', 'input, dim', (a) => n.glu(a.input, a.dim))
define('to|type', 'input, dtype', (a) => a.input)
define('float|Tensor.float', 'input', (a) => a.input)
define('int|long|Tensor.long', 'input', (a) => n.astype(a.input, 'int32'))
define('bool', 'input', (a) => n.astype(a.input, 'bool'))
