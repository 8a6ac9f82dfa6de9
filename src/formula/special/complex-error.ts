import {
  add,
  type Complex,
  complex,
  conjugate,
  divide,
  exp,
  multiply,
  negate,
  scale,
  subtract,
} from './complex.ts'
import { add as addDouble, exp as expDouble, twoProduct } from './double-double.ts'

/** Nodes of the trapezoidal and midpoint rules; the step balances truncation and discretisation. */
const N = 12
const STEP = Math.sqrt(Math.PI / (N + 1))

/**
 * Faddeeva's function w(z) = exp(-z^2) erfc(-iz).
 *
 * Source: M. Al Azah and S. N. Chandler-Wilde, Computation of the complex error function using modified trapezoidal
 * rules, SIAM J. Numer. Anal. 59 (2021).
 */
export function faddeeva(z: Complex): Complex {
  if (z.im < 0) return subtract(scale(expOfMinusSquare(z), 2), faddeeva(negate(z)))
  if (z.re < 0) return conjugate(faddeeva({ re: -z.re, im: z.im }))
  const { re: x, im: y } = z
  if (y >= Math.max(x, Math.PI / STEP)) return rule(z, 0.5)
  const phase = x / STEP - Math.floor(x / STEP)
  // the rule whose nodes are the further from x; its pole is put right by the residue
  const between = phase >= 0.25 && phase <= 0.75
  const turn = exp({ re: (2 * Math.PI * y) / STEP, im: (-2 * Math.PI * x) / STEP })
  const denominator = between ? subtract(complex(1), turn) : add(complex(1), turn)
  const residue = divide(scale(expOfMinusSquare(z), 2), denominator)
  return add(rule(z, between ? 0 : 0.5), residue)
}

/** 2ihz/pi times the sum of e^(-t^2)/(z^2 - t^2) over t = (k + offset) h. */
function rule(z: Complex, offset: 0 | 0.5): Complex {
  let sum = complex(0)
  for (let k = N; k >= 0; k--) {
    const t = (k + offset) * STEP
    const weight = Math.exp(-t * t) * (t === 0 ? 0.5 : 1)
    // z^2 - t^2 = (z - t)(z + t)
    const factor = multiply({ re: z.re - t, im: z.im }, { re: z.re + t, im: z.im })
    sum = add(sum, divide(complex(weight), factor))
  }
  return multiply({ re: (-2 * STEP * z.im) / Math.PI, im: (2 * STEP * z.re) / Math.PI }, sum)
}

/** e^(-z^2), the square to double the digits: it stands in an exponent and a phase. */
function expOfMinusSquare(z: Complex): Complex {
  if (Math.max(Math.abs(z.re), Math.abs(z.im)) > 1e100) {
    return exp({ re: (z.im - z.re) * (z.im + z.re), im: 0 })
  }
  const re = addDouble(twoProduct(z.im, z.im), twoProduct(-z.re, z.re))
  const im = twoProduct(-2 * z.re, z.im)
  const size = expDouble(re)
  return {
    re: size * (Math.cos(im.hi) - im.lo * Math.sin(im.hi)),
    im: size * (Math.sin(im.hi) + im.lo * Math.cos(im.hi)),
  }
}

/** The error function of a complex number. */
export function erf(z: Complex): Complex {
  if (Math.hypot(z.re, z.im) < 1.5) return series(z)
  if (z.re < 0) return negate(erf(negate(z)))
  return subtract(complex(1), erfc(z))
}

/** 1 - erf(z). */
export function erfc(z: Complex): Complex {
  if (z.re < 0) return subtract(complex(2), erfc(negate(z)))
  if (Math.hypot(z.re, z.im) < 0.5) return subtract(complex(1), series(z))
  return multiply(expOfMinusSquare(z), faddeeva({ re: -z.im, im: z.re }))
}

/** exp(z^2) erfc(z) = w(iz). */
export const erfcx = (z: Complex): Complex => faddeeva({ re: -z.im, im: z.re })

/** 2/sqrt(pi) sum (-1)^k z^(2k+1)/(k! (2k+1)). */
function series(z: Complex): Complex {
  const square = multiply(z, z)
  let term = scale(z, 1.1283791670955126)
  let sum = term
  for (let k = 1; k < 60; k++) {
    term = scale(multiply(term, square), -1 / k)
    sum = add(sum, scale(term, 1 / (2 * k + 1)))
    if (Math.hypot(term.re, term.im) < 1e-18 * Math.hypot(sum.re, sum.im)) break
  }
  return sum
}
