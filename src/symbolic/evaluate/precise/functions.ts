import type { Decimal } from 'decimal.js'
import { realFunctions } from '../functions.ts'
import { piOf } from './constants.ts'
import { erf, erfc, erfcinv, erfcx, erfi } from './error.ts'
import { gamma, lgamma, polygamma } from './gamma.ts'

type Constructor = typeof Decimal
/** A real function to the precision of the constructor D; NaN where it does not exist. */
export type PreciseFunction = (D: Constructor, x: Decimal, y: Decimal) => Decimal

const one = (D: Constructor): Decimal => new D(1)
const half = (D: Constructor): Decimal => new D(0.5)
const sign = (D: Constructor, x: Decimal): Decimal =>
  new D(x.isNaN() ? NaN : x.isZero() ? 0 : x.isNegative() ? -1 : 1)
const clamp = (D: Constructor, x: Decimal, low: number, high: number): Decimal => D.max(low, D.min(high, x))

const logistic: PreciseFunction = (D, x) => one(D).div(x.neg().exp().plus(1))
const softplus: PreciseFunction = (D, x) =>
  x.gt(0) ? x.plus(log1p(D, x.neg().exp(), x)) : log1p(D, x.exp(), x)
const ndtr: PreciseFunction = (D, x) => erfc(D, x.neg().div(new D(2).sqrt())).div(2)
const remainder: PreciseFunction = (_, x, y) => x.mod(y)

/** log(1 + x) with the digits that 1 + x loses for small x. */
const log1p: PreciseFunction = (D, x) => {
  if (x.isZero() || !x.isFinite() || x.e >= 0) return x.plus(1).ln()
  const E = D.clone({ precision: D.precision - x.e + 2 })
  return new D(new E(x).plus(1).ln())
}
const expm1: PreciseFunction = (D, x) => {
  if (x.isZero()) return x
  if (!x.isFinite() || x.e >= 0) return x.exp().minus(1)
  const E = D.clone({ precision: D.precision - x.e + 2 })
  return new D(new E(x).exp().minus(1))
}
const erfinv: PreciseFunction = (D, x) => {
  const start = realFunctions['erfinv']!(x.toNumber())
  if (x.isZero()) return x
  return x.isNegative() ? erfcinv(D, one(D).plus(x), -start).neg() : erfcinv(D, one(D).minus(x), start)
}

/** The elementary functions and the families of gamma and erf, by the names they have on the page of derivatives. */
export const preciseFunctions: Readonly<Record<string, PreciseFunction>> = {
  exp: (_, x) => x.exp(),
  expm1,
  log: (D, x) => (x.isZero() ? new D(-Infinity) : x.ln()),
  log1p,
  sin: (_, x) => x.sin(),
  cos: (_, x) => x.cos(),
  tan: (_, x) => x.sin().div(x.cos()),
  cot: (_, x) => x.cos().div(x.sin()),
  sec: (D, x) => one(D).div(x.cos()),
  csc: (D, x) => one(D).div(x.sin()),
  asin: (_, x) => x.asin(),
  acos: (_, x) => x.acos(),
  atan: (_, x) => x.atan(),
  acot: (D, x) => (x.isZero() ? piOf(D).div(2) : one(D).div(x).atan()),
  asec: (D, x) => one(D).div(x).acos(),
  acsc: (D, x) => one(D).div(x).asin(),
  atan2: (D, x, y) => D.atan2(x, y),
  sinh: (_, x) => x.sinh(),
  cosh: (_, x) => x.cosh(),
  tanh: (_, x) => x.tanh(),
  coth: (D, x) => one(D).div(x.tanh()),
  sech: (D, x) => one(D).div(x.cosh()),
  csch: (D, x) => one(D).div(x.sinh()),
  asinh: (_, x) => x.asinh(),
  acosh: (_, x) => x.acosh(),
  atanh: (_, x) => x.atanh(),
  acoth: (D, x) => one(D).div(x).atanh(),
  asech: (D, x) => one(D).div(x).acosh(),
  acsch: (D, x) => one(D).div(x).asinh(),
  abs: (_, x) => x.abs(),
  sign,
  floor: (_, x) => x.floor(),
  ceil: (_, x) => x.ceil(),
  trunc: (_, x) => x.trunc(),
  round: (_, x) => x.toDecimalPlaces(0, 6), // half to even
  heaviside: (D, x) => new D(x.isNaN() ? NaN : x.isZero() ? 0.5 : x.isNegative() ? 0 : 1),
  dirac: (D, x) => new D(x.isZero() ? Infinity : x.isNaN() ? NaN : 0),
  maximum: (D, x, y) => (x.isNaN() || y.isNaN() ? new D(NaN) : D.max(x, y)),
  minimum: (D, x, y) => (x.isNaN() || y.isNaN() ? new D(NaN) : D.min(x, y)),
  remainder,
  hypot: (D, x, y) => D.hypot(x, y),
  cbrt: (_, x) => x.cbrt(),
  logistic,
  logit: (D, x) => x.div(one(D).minus(x)).ln(),
  softplus,
  log_logistic: (D, x) => softplus(D, x.neg(), x).neg(),
  logaddexp: (D, x, y) => D.max(x, y).plus(log1p(D, x.minus(y).abs().neg().exp(), x)),
  sinc: (D, x) => (x.isZero() ? one(D) : piOf(D).times(x).sin().div(piOf(D).times(x))),
  xlogy: (_, x, y) => (x.isZero() && !y.isNaN() ? x : x.times(y.ln())),
  xlog1py: (D, x, y) => (x.isZero() && !y.isNaN() ? x : x.times(log1p(D, y, x))),
  tanhshrink: (_, x) => x.minus(x.tanh()),
  erf,
  erfc,
  erfcx,
  erfi,
  erfinv,
  erfcinv: (D, x) => erfcinv(D, x, realFunctions['erfcinv']!(x.toNumber())),
  ndtr,
  ndtri: (D, x) =>
    erfcinv(D, x.times(2), -realFunctions['ndtri']!(x.toNumber()) / Math.SQRT2)
      .times(new D(2).sqrt())
      .neg(),
  log_ndtr: (D, x) => ndtr(D, x, x).ln(),
  gamma,
  lgamma,
  digamma: (D, x) => polygamma(D, 0, x),
  trigamma: (D, x) => polygamma(D, 1, x),
  polygamma: (D, n, x) => polygamma(D, n.toNumber(), x),
  factorial: (D, x) => gamma(D, x.plus(1)),
  binomial: (D, n, k) => {
    const below = gamma(D, k.plus(1)).times(gamma(D, n.minus(k).plus(1)))
    return gamma(D, n.plus(1)).div(below)
  },
  beta: (D, a, b) =>
    gamma(D, a)
      .times(gamma(D, b))
      .div(gamma(D, a.plus(b))),
  lbeta: (D, a, b) =>
    lgamma(D, a)
      .plus(lgamma(D, b))
      .minus(lgamma(D, a.plus(b))),
  relu: (D, x) => D.max(0, x),
  relu6: (D, x) => clamp(D, x, 0, 6),
  leaky_relu: (_, x) => (x.isNegative() ? x.div(100) : x),
  elu: (D, x, y) => (x.isNegative() ? expm1(D, x, y) : x),
  selu: (D, x, y) =>
    (x.isNegative() ? expm1(D, x, y).times('1.6732632423543772') : x).times('1.0507009873554805'),
  gelu: (D, x) => x.times(ndtr(D, x, x)),
  gelu_tanh: (D, x) =>
    x.times(
      logistic(
        D,
        new D(8)
          .div(piOf(D))
          .sqrt()
          .times(x.plus(x.pow(3).times('0.044715'))),
        x,
      ),
    ),
  silu: (D, x) => x.times(logistic(D, x, x)),
  mish: (D, x) => x.times(softplus(D, x, x).tanh()),
  softsign: (_, x) => x.div(x.abs().plus(1)),
  hardtanh: (D, x) => clamp(D, x, -1, 1),
  hardsigmoid: (D, x) => clamp(D, x.div(6).plus(half(D)), 0, 1),
  hardswish: (D, x) => x.times(clamp(D, x.div(6).plus(half(D)), 0, 1)),
}
