import { complexValue } from '../../formula/special/big/index.ts'
import type { Complex } from '../../formula/special/complex.ts'
import * as c from '../../formula/special/complex.ts'
import * as errors from '../../formula/special/complex-error.ts'
import * as gammas from '../../formula/special/complex-gamma.ts'
import { exp as expOf, PI, scale } from '../../formula/special/double-double.ts'
import { cosPi, sinPi } from '../../formula/special/elementary.ts'

type ComplexFunction = (x: Complex, y: Complex) => Complex

export const one = c.complex(1)
export const i = c.complex(0, 1)
export const inverse = (x: Complex): Complex => plain(c.divide(one, x))
/** No negative zero, which would stand for the other side of a branch cut. */
export const plain = (x: Complex): Complex => c.complex(x.re + 0, x.im + 0)
/**
 * A function with branch cuts on the real line beyond 1 and -1, odd or nearly so there: on the right cut the value from
 * below, on the left one from above, as SymPy, mpmath and Mathematica have it.
 */
const cutOutside =
  (f: (x: Complex) => Complex): ((x: Complex) => Complex) =>
  (x) =>
    f(x.im === 0 ? c.complex(x.re, x.re > 1 ? -0 : 0) : x)
const asin = cutOutside(c.asin)
const acos = cutOutside(c.acos)
const atanh = cutOutside(c.atanh)
/** f(x) = -i g(i x) */
const turned =
  (g: (x: Complex) => Complex): ((x: Complex) => Complex) =>
  (x) =>
    plain(c.negate(c.timesI(g(plain(c.timesI(x))))))
/** A fast form, and by multi-precision where it loses digits: beside branch points, poles and zeros. */
const except =
  (name: string, loses: (x: Complex) => boolean, fast: (x: Complex) => Complex): ((x: Complex) => Complex) =>
  (x) =>
    loses(x) ? complexValue(name, [x]) : fast(x)
const squareIsNear =
  (n: 1 | -1): ((x: Complex) => boolean) =>
  (x) =>
    c.abs(c.subtract(c.multiply(x, x), c.complex(n))) < 0.05
/** Beside the poles of the logistic function. */
const expIsNear = (x: Complex): boolean => Math.abs(x.re) < 0.1 && Math.cos(x.im) < -0.99
const isLarge = (x: Complex): boolean => c.abs(x) > 2
const logistic = except('logistic', expIsNear, (x) =>
  x.re >= 0 ? inverse(plus1(c.exp(c.negate(x)))) : c.divide(c.exp(x), plus1(c.exp(x))),
)
const softplus = except('softplus', expIsNear, (x) => log1p(c.exp(x), x))
const asinh = turned(asin)
const atan = turned(atanh)
const plus1 = (x: Complex): Complex => c.add(x, one)
const logGamma = (x: Complex): Complex => gammas.logGamma(x)

/** exp(x) - 1 = (expm1(a) cos(b) - 2 sin(b/2)^2) + i exp(a) sin(b) */
const expm1: ComplexFunction = ({ re, im }) =>
  c.complex(Math.expm1(re) * Math.cos(im) - 2 * Math.sin(im / 2) ** 2, Math.exp(re) * Math.sin(im))
/** log(1 + x): the modulus by log1p(2a + a^2 + b^2)/2 near 0 */
const log1p: ComplexFunction = ({ re, im }) =>
  Math.hypot(re, im) < 0.5
    ? c.complex(Math.log1p(re * (2 + re) + im * im) / 2, Math.atan2(im, 1 + re))
    : c.log(c.complex(1 + re, im))

/** sin(pi x), with its digits beside the whole numbers. */
function sinOfPi({ re, im }: Complex): Complex {
  const y = Math.PI * im
  if (Math.abs(im) < 0.25) return c.complex(sinPi(re) * Math.cosh(y), cosPi(re) * Math.sinh(y))
  // e^(pi |im|) with pi to double the digits
  const e = expOf(scale(PI, Math.abs(im)))
  return c.complex((sinPi(re) * (e + 1 / e)) / 2, (Math.sign(im) * cosPi(re) * (e - 1 / e)) / 2)
}

/** Principal values by fast forms; the rest is computed by multi-precision, where it has a continuation at all. */
export const complexFunctions: Readonly<Record<string, ComplexFunction>> = {
  exp: c.exp,
  expm1,
  log: c.log,
  log1p,
  sin: c.sin,
  cos: c.cos,
  tan: c.tan,
  cot: (x) => inverse(c.tan(x)),
  sec: (x) => inverse(c.cos(x)),
  csc: (x) => inverse(c.sin(x)),
  asin,
  acos,
  atan,
  acot: except('acot', squareIsNear(-1), (x) => atan(inverse(x))),
  asec: except('asec', squareIsNear(1), (x) => acos(inverse(x))),
  acsc: except('acsc', squareIsNear(1), (x) => asin(inverse(x))),
  sinh: c.sinh,
  cosh: c.cosh,
  tanh: c.tanh,
  coth: (x) => inverse(c.tanh(x)),
  sech: (x) => inverse(c.cosh(x)),
  csch: (x) => inverse(c.sinh(x)),
  asinh,
  acosh: c.acosh,
  atanh,
  acoth: except('acoth', squareIsNear(1), (x) => atanh(inverse(x))),
  asech: except('asech', squareIsNear(1), (x) => c.acosh(inverse(x))),
  acsch: except('acsch', squareIsNear(-1), (x) => asinh(inverse(x))),
  abs: (x) => c.complex(c.abs(x)),
  re: (x) => c.complex(x.re),
  im: (x) => c.complex(x.im),
  conjugate: c.conjugate,
  arg: (x) => c.complex(c.arg(x)),
  sign: (x) => (x.re === 0 && x.im === 0 ? x : c.scale(x, 1 / c.abs(x))),
  logistic,
  softplus,
  log_logistic: (x) => c.negate(softplus(c.negate(x))),
  logit: (x) =>
    c.abs(c.subtract(x, c.complex(0.5))) < 0.25
      ? c.scale(atanh(c.complex(2 * x.re - 1, 2 * x.im)), 2)
      : c.log(c.divide(x, c.subtract(one, x))),
  sinc: (x) => (x.re === 0 && x.im === 0 ? one : c.divide(sinOfPi(x), c.scale(x, Math.PI))),
  gelu: except('gelu', isLarge, (x) => c.multiply(c.scale(x, 0.5), errors.erfc(c.scale(x, -Math.SQRT1_2)))),
  silu: (x) => c.multiply(x, logistic(x)),
  erf: errors.erf,
  erfc: errors.erfc,
  erfcx: errors.erfcx,
  erfi: (x) => c.negate(c.timesI(errors.erf(c.timesI(x)))),
  ndtr: except('ndtr', isLarge, (x) => c.scale(errors.erfc(c.scale(x, -Math.SQRT1_2)), 0.5)),
  gamma: gammas.gamma,
  lgamma: logGamma,
  digamma: gammas.digamma,
  factorial: (x) => gammas.gamma(plus1(x)),
}
