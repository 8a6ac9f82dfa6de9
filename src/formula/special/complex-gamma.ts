import { stirling } from './coefficients/gamma.ts'
import {
  add,
  type Complex,
  complex,
  conjugate,
  divide,
  exp,
  log,
  multiply,
  negate,
  scale,
  subtract,
} from './complex.ts'
import { cosPi, sinPi } from './elementary.ts'

const isPole = (z: Complex): boolean => z.im === 0 && z.re <= 0 && Math.floor(z.re) === z.re

/**
 * log gamma, the branch that is real on the positive axis and analytic off the negative one.
 *
 * Accuracy: a few ulp of the greatest of |log gamma(z)|, 1; not of its zeros.
 */
export function logGamma(z: Complex): Complex {
  if (isPole(z)) return complex(Infinity)
  if (z.im < 0 || Object.is(z.im, -0)) return conjugate(logGamma(conjugate(z)))
  if (z.re < 0.5) {
    // log pi - log sin(pi z) - log gamma(1 - z), the sine's logarithm on the branch that continues from the upper half
    const reflected = logGamma(subtract(complex(1), z))
    return subtract(subtract(complex(Math.log(Math.PI)), logSinPi(z)), reflected)
  }
  let shift = complex(0)
  let w = z
  while (Math.hypot(w.re, w.im) < 12) {
    shift = add(shift, log(w))
    w = add(w, complex(1))
  }
  return subtract(stirlingSum(w), shift)
}

/** log sin(pi z) for im z >= 0, continued from the value log(i/2) - i pi z far up. */
function logSinPi(z: Complex): Complex {
  // sin(pi z) = (i/2) e^(-i pi z) (1 - e^(2 pi i z))
  const decay = Math.exp(-2 * Math.PI * z.im)
  const rest = log({ re: 1 - decay * cosPi(2 * z.re), im: -decay * sinPi(2 * z.re) })
  return { re: Math.PI * z.im - Math.LN2 + rest.re, im: Math.PI * (0.5 - z.re) + rest.im }
}

function stirlingSum(z: Complex): Complex {
  const s = divide(complex(1), z)
  const square = multiply(s, s)
  let series = complex(0)
  for (let k = 11; k >= 0; k--) series = add(multiply(series, square), complex(stirling[k]!))
  const main = subtract(multiply(subtract(z, complex(0.5)), log(z)), z)
  return add(add(main, complex(0.9189385332046728)), multiply(series, s))
}

/** The gamma function of a complex number; NaN at its poles. */
export function gamma(z: Complex): Complex {
  if (isPole(z)) return complex(Number.NaN, Number.NaN)
  if (z.re < 0.5) {
    const sine = {
      re: sinPi(z.re) * Math.cosh(Math.PI * z.im),
      im: cosPi(z.re) * Math.sinh(Math.PI * z.im),
    }
    if (!Number.isFinite(sine.re + sine.im)) return exp(logGamma(z))
    return divide(complex(Math.PI), multiply(sine, gamma(subtract(complex(1), z))))
  }
  let product = complex(1)
  let w = z
  while (Math.hypot(w.re, w.im) < 12) {
    product = multiply(product, w)
    w = add(w, complex(1))
  }
  return divide(exp(stirlingSum(w)), product)
}

/** The logarithmic derivative of gamma. */
export function digamma(z: Complex): Complex {
  if (isPole(z)) return complex(Number.NaN, Number.NaN)
  if (z.re < 0.5) {
    // psi(1 - z) - pi cot(pi z)
    const c = cosPi(2 * z.re)
    const s = sinPi(2 * z.re)
    const y = 2 * Math.PI * z.im
    const cot =
      Math.abs(y) > 700
        ? complex(0, -Math.sign(y))
        : scale({ re: s, im: -Math.sinh(y) }, 1 / (2 * (Math.sinh(y / 2) ** 2 + sinPi(z.re) ** 2)))
    const difference = subtract(digamma(subtract(complex(1), z)), scale(cot, Math.PI))
    return Number.isNaN(c) ? complex(Number.NaN, Number.NaN) : difference
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
  const value = subtract(log(w), add(scale(s, 0.5), series))
  return add(value, negate(shift))
}
