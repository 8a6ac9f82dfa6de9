import { stirling, stirlingLow } from './coefficients/gamma.ts'
import {
  add,
  type DoubleDouble,
  dd,
  divide,
  HALF_LOG_2PI,
  log,
  multiply,
  negate,
  PI,
  quickTwoSum,
  scale,
  subtract,
} from './double-double.ts'

/**
 * log |gamma(x)| to about 30 digits (absolutely; relatively wherever it is not near a zero), for x that is not a pole.
 */
export function logGamma(x: number): DoubleDouble {
  return x > 0 ? logGammaOfPositive(dd(x)) : reflected(x)
}

/** The same for a positive argument that is itself a double-double. */
export function logGammaOfPositive(x: DoubleDouble): DoubleDouble {
  let shifted = x
  let product = dd(1)
  while (shifted.hi < 24) {
    product = multiply(product, shifted)
    shifted = add(shifted, dd(1))
  }
  const value = logGammaStirling(shifted)
  return product.hi === 1 && product.lo === 0 ? value : subtract(value, log(product))
}

/** Stirling's series for x >= 20: (x - 1/2) log x - x + log(2 pi)/2 + sum B_2k/(2k(2k-1) x^(2k-1)). */
export function logGammaStirling(x: DoubleDouble): DoubleDouble {
  const s = divide(dd(1), x)
  const square = multiply(s, s)
  let sum = 0
  for (let k = stirling.length - 1; k >= 6; k--) sum = sum * square.hi + stirling[k]!
  let series = dd(sum)
  for (let k = 5; k >= 0; k--) series = add(multiply(series, square), dd(stirling[k]!, stirlingLow[k]!))
  const main = subtract(multiply(add(x, dd(-0.5)), log(x)), x)
  return add(main, add(HALF_LOG_2PI, multiply(series, s)))
}

/** log |gamma(x)| = log pi - log |sin(pi x)| - log(-x) - log gamma(-x). */
function reflected(x: number): DoubleDouble {
  const nearest = Math.round(x)
  const product = multiply(sinOfPi(Math.abs(x - nearest)), dd(-x))
  return subtract(log(divide(PI, product)), logGammaOfPositive(dd(-x)))
}

/** sin(pi r) for 0 < r <= 1/2: Taylor series of a ninth of the angle, tripled twice. */
function sinOfPi(r: number): DoubleDouble {
  const angle = divide(scale(PI, r), dd(9))
  const square = multiply(angle, angle)
  let sum = dd(1)
  for (let n = 19; n >= 3; n -= 2) sum = subtract(dd(1), multiply(sum, divide(square, dd(n * (n - 1)))))
  let sine = multiply(angle, sum)
  for (let i = 0; i < 2; i++) {
    // sin 3a = 3 sin a - 4 sin^3 a
    const cube = multiply(multiply(sine, sine), sine)
    sine = add(scale(sine, 3), negate(scale(cube, 4)))
  }
  return quickTwoSum(sine.hi, sine.lo)
}
