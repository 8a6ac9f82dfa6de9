import { complexValue } from './big/index.ts'
import { stirling } from './coefficients/bernoulli.ts'
import {
  abs,
  add,
  type Complex,
  complex,
  conjugate,
  divide,
  log,
  multiply,
  scale,
  subtract,
} from './complex.ts'
import * as double from './double-double.ts'
import { type DoubleDouble, dd } from './double-double.ts'
import { cosPi, sinPi } from './elementary.ts'
import { sine } from './log-gamma.ts'

/** A complex number in double-double parts. */
interface ComplexDouble {
  readonly re: DoubleDouble
  readonly im: DoubleDouble
}

const isPole = (z: Complex): boolean => z.im === 0 && z.re <= 0 && Math.floor(z.re) === z.re

const addPairs = (a: ComplexDouble, b: ComplexDouble): ComplexDouble => ({
  re: double.add(a.re, b.re),
  im: double.add(a.im, b.im),
})

const subtractPairs = (a: ComplexDouble, b: ComplexDouble): ComplexDouble => ({
  re: double.subtract(a.re, b.re),
  im: double.subtract(a.im, b.im),
})

const multiplyPairs = (a: ComplexDouble, b: ComplexDouble): ComplexDouble => ({
  re: double.subtract(double.multiply(a.re, b.re), double.multiply(a.im, b.im)),
  im: double.add(double.multiply(a.re, b.im), double.multiply(a.im, b.re)),
})

const round = (z: ComplexDouble): Complex => ({ re: z.re.hi, im: z.im.hi })

/** 1 - z without rounding. */
const oneMinus = (z: Complex): ComplexDouble => ({ re: double.twoSum(1, -z.re), im: dd(-z.im) })

/** log z for re z > 0: the argument from atan2 and one Newton step. */
function logPair(z: ComplexDouble): ComplexDouble {
  const square = double.add(double.multiply(z.re, z.re), double.multiply(z.im, z.im))
  const angle = Math.atan2(z.im.hi, z.re.hi)
  const s = sine(dd(angle))
  const right = { hi: double.PI.hi / 2, lo: double.PI.lo / 2 }
  const c = sine(double.subtract(right, dd(Math.abs(angle))))
  const across = double.subtract(double.multiply(z.im, c), double.multiply(z.re, s))
  const along = double.add(double.multiply(z.re, c), double.multiply(z.im, s))
  return {
    re: double.scale(double.log(square), 0.5),
    im: double.add(dd(angle), double.divide(across, along)),
  }
}

/** Stirling's series (z - 1/2) log z - z + log(2 pi)/2 + sum B_2k/(2k(2k-1) z^(2k-1)) for |z| >= 12, re z > 0. */
function stirlingSum(z: ComplexDouble): ComplexDouble {
  const s = divide(complex(1), round(z))
  const square = multiply(s, s)
  let series = complex(0)
  for (let k = 11; k >= 0; k--) series = add(multiply(series, square), complex(stirling[k]!))
  const rest = multiply(series, s)
  const half = { re: double.add(z.re, dd(-0.5)), im: z.im }
  const main = subtractPairs(multiplyPairs(half, logPair(z)), z)
  return addPairs(main, { re: double.add(double.HALF_LOG_2PI, dd(rest.re)), im: dd(rest.im) })
}

const isNear = (z: ComplexDouble): boolean => Math.hypot(z.re.hi, z.im.hi) < 12
const next = (z: ComplexDouble): ComplexDouble => ({ re: double.add(z.re, dd(1)), im: z.im })

/**
 * log gamma, the branch that is real on the positive axis and analytic off the negative one.
 *
 * Accuracy: see docs/special-functions.md.
 */
export function logGamma(z: Complex): Complex {
  if (isPole(z)) return complex(Infinity)
  // beside its poles and its zeros 1 and 2
  if (z.re < 2.2 && Math.hypot(z.re - Math.round(z.re), z.im) < 0.2) return complexValue('lgamma', [z])
  if (z.im < 0 || Object.is(z.im, -0)) return conjugate(logGamma(conjugate(z)))
  if (z.re >= 0.5) return round(logGammaRight({ re: dd(z.re), im: dd(z.im) }))
  // log pi - log sin(pi z) - log gamma(1 - z), with sin(pi z) = (i/2) e^(-i pi z) (1 - e^(2 pi i z))
  const decay = Math.exp(-2 * Math.PI * z.im)
  const rest = log({ re: 1 - decay * cosPi(2 * z.re), im: -decay * sinPi(2 * z.re) })
  const piZ = { re: double.scale(double.PI, z.re), im: double.scale(double.PI, z.im) }
  const logSine = {
    re: double.add(double.subtract(piZ.im, double.LN2), dd(rest.re)),
    im: double.add(double.subtract(double.scale(double.PI, 0.5), piZ.re), dd(rest.im)),
  }
  const logPi = { re: double.log(double.PI), im: dd(0) }
  return round(subtractPairs(subtractPairs(logPi, logSine), logGammaRight(oneMinus(z))))
}

function logGammaRight(z: ComplexDouble): ComplexDouble {
  let shift: ComplexDouble = { re: dd(0), im: dd(0) }
  let w = z
  for (; isNear(w); w = next(w)) shift = addPairs(shift, logPair(w))
  return subtractPairs(stirlingSum(w), shift)
}

/** The gamma function of a complex number; NaN at its poles. */
export function gamma(z: Complex): Complex {
  if (isPole(z)) return complex(NaN, NaN)
  if (z.re >= 0.5) return gammaRight({ re: dd(z.re), im: dd(z.im) })
  if (Math.abs(z.im) > 220) return expPair(logPairOf(logGamma(z)))
  // pi/(sin(pi z) gamma(1 - z)), with e^(pi y) from double-double
  const y = Math.abs(z.im)
  const e = double.exp(double.scale(double.PI, y))
  const sinh = y < 0.2 ? Math.sinh(Math.PI * y) : (e - 1 / e) / 2
  const sinPiZ = { re: sinPi(z.re) * ((e + 1 / e) / 2), im: cosPi(z.re) * sinh * Math.sign(z.im) }
  return divide(divide(complex(Math.PI), sinPiZ), gammaRight(oneMinus(z)))
}

const logPairOf = (z: Complex): ComplexDouble => ({ re: dd(z.re), im: dd(z.im) })

function gammaRight(z: ComplexDouble): Complex {
  let product: ComplexDouble = { re: dd(1), im: dd(0) }
  let w = z
  for (; isNear(w); w = next(w)) product = multiplyPairs(product, w)
  return divide(expPair(stirlingSum(w)), round(product))
}

function expPair(z: ComplexDouble): Complex {
  const size = double.exp(z.re)
  const { hi, lo } = z.im
  return { re: size * (Math.cos(hi) - lo * Math.sin(hi)), im: size * (Math.sin(hi) + lo * Math.cos(hi)) }
}

/** The logarithmic derivative of gamma. */
export function digamma(z: Complex): Complex {
  if (isPole(z)) return complex(NaN, NaN)
  if (z.re < 0.5) {
    // psi(1 - z) - pi cot(pi z)
    const y = 2 * Math.PI * z.im
    const cot =
      Math.abs(y) > 700
        ? complex(0, -Math.sign(y))
        : scale(
            { re: sinPi(2 * z.re), im: -Math.sinh(y) },
            1 / (2 * (Math.sinh(y / 2) ** 2 + sinPi(z.re) ** 2)),
          )
    const first = digamma(subtract(complex(1), z))
    const value = subtract(first, scale(cot, Math.PI))
    // what the rounding of 1 - z takes counts beside a small value, too
    return abs(value) < Math.max(0.2, 0.3 * abs(first)) ? complexValue('digamma', [z]) : value
  }
  let shift = complex(0)
  let w = z
  while (Math.hypot(w.re, w.im) < 12) {
    shift = add(shift, divide(complex(1), w))
    w = add(w, complex(1))
  }
  const s = divide(complex(1), w)
  const square = multiply(s, s)
  let series = complex(0)
  for (let k = 11; k >= 0; k--) series = multiply(add(series, complex(stirling[k]! * (2 * k + 1))), square)
  const top = log(w)
  const value = subtract(subtract(top, add(scale(s, 0.5), series)), shift)
  // beside the zero at 1.46
  return abs(value) < 0.3 * abs(top) ? complexValue('digamma', [z]) : value
}
