import { stirling, stirlingLow } from './coefficients/bernoulli.ts'
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
  scale,
  subtract,
} from './double-double.ts'

/**
 * log |gamma(x)| to about 30 digits (absolutely; relatively wherever it is not near a zero), for x that is not a pole.
 */
export const logGamma = (x: number): DoubleDouble => logGammaOf(dd(x))

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

/** The same for any double-double that is not a pole. */
export function logGammaOf(x: DoubleDouble): DoubleDouble {
  // 1/x is all there is
  if (Math.abs(x.hi) < 1e-40) return negate(log(x.hi > 0 ? x : negate(x)))
  return x.hi > 0 ? logGammaOfPositive(x) : reflected(x)
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
function reflected(x: DoubleDouble): DoubleDouble {
  const rest = add(dd(x.hi - Math.round(x.hi)), dd(x.lo))
  const product = multiply(sinOfPi(rest.hi < 0 ? negate(rest) : rest), negate(x))
  return subtract(log(divide(PI, product)), logGammaOfPositive(negate(x)))
}

/** sin(pi r) for 0 <= r <= 1/2. */
const sinOfPi = (r: DoubleDouble): DoubleDouble => sine(multiply(PI, r))

/** sin a for |a| <= pi/2: Taylor series of a ninth of the angle, tripled twice. */
export function sine(a: DoubleDouble): DoubleDouble {
  const angle = divide(a, dd(9))
  const square = multiply(angle, angle)
  let sum = dd(1)
  for (let n = 19; n >= 3; n -= 2) sum = subtract(dd(1), multiply(sum, divide(square, dd(n * (n - 1)))))
  let value = multiply(angle, sum)
  for (let i = 0; i < 2; i++) {
    // sin 3a = 3 sin a - 4 sin^3 a
    const cube = multiply(multiply(value, value), value)
    value = add(scale(value, 3), negate(scale(cube, 4)))
  }
  return value
}

/** digamma(x) to about 30 digits (absolutely), for x < 0 that is not a pole: psi(-x) - 1/x - pi cot(pi x). */
export function digammaOfNegative(x: number): DoubleDouble {
  const r = x - Math.round(x)
  const sine = sinOfPi(dd(Math.abs(r)))
  const cosine = sinOfPi(add(dd(0.5), dd(-Math.abs(r))))
  const cotangent = scale(divide(cosine, sine), Math.sign(r))
  const rest = subtract(digammaOfPositive(-x), divide(dd(1), dd(x)))
  return subtract(rest, multiply(PI, cotangent))
}

/** log x - 1/2x - sum B_2k/(2k x^2k) for x >= 24; smaller arguments are shifted up. */
function digammaOfPositive(x: number): DoubleDouble {
  let shift = dd(0)
  let shifted = dd(x)
  while (shifted.hi < 24) {
    shift = add(shift, divide(dd(1), shifted))
    shifted = add(shifted, dd(1))
  }
  const s = divide(dd(1), shifted)
  const square = multiply(s, s)
  let series = dd(0)
  for (let k = stirling.length - 1; k >= 0; k--) {
    const term = scale(dd(stirling[k]!, stirlingLow[k]!), 2 * k + 1)
    series = multiply(add(series, term), square)
  }
  return subtract(subtract(log(shifted), add(scale(s, 0.5), series)), shift)
}

/** The sign of gamma at a double-double that is no pole. */
export function signOfGamma(x: DoubleDouble): number {
  if (x.hi > 0) return 1
  const floor = Math.floor(x.hi)
  if (floor !== x.hi) return floor % 2 === 0 ? 1 : -1
  // a hair's breadth from the pole at x.hi
  return (x.lo > 0 ? 1 : -1) * (x.hi % 2 === 0 ? 1 : -1)
}
