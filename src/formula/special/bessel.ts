import { ascendingSeries, hankelPQ, powerOfTwo, recurUp } from './bessel-series.ts'
import { realValue } from './big/index.ts'
import {
  add,
  type DoubleDouble,
  dd,
  divide,
  exp,
  LN2,
  log,
  multiply,
  negate,
  PI,
  plus,
  scale,
  subtract,
} from './double-double.ts'
import { cosPi, sinPi } from './elementary.ts'
import { gamma } from './gamma.ts'

const EULER: DoubleDouble = { hi: 0.5772156649015329, lo: -4.942915152430645e-18 }
const isInteger = (nu: number): boolean => Math.floor(nu) === nu

/** Beyond this argument Hankel's expansion has all digits at low orders, below it the ascending series has. */
const FAR = 25

/**
 * The Bessel function of the first kind J_nu(x), of any real order; for x < 0 the order must be an integer, else NaN.
 *
 * Accuracy: beside its zeros too; see docs/special-functions.md. Example: `besselJ(0, 1)`
 */
export function besselJ(nu: number, x: number): number {
  const value = fastJ(nu, x)
  const far = x > FAR || (nu < 0 && !isInteger(nu))
  return far && isBesideZero(nu, x, value, 0.3) ? realValue('besselj', nu, x) : value
}

/** Whether x is where the functions oscillate, and the value small beside the amplitude sqrt(2/(pi x)). */
const isBesideZero = (nu: number, x: number, value: number, share: number): boolean =>
  x > 0.8 * Math.abs(nu) && Number.isFinite(x) && Math.abs(value) < share * Math.sqrt(2 / Math.PI / x)

function fastJ(nu: number, x: number): number {
  if (Number.isNaN(nu) || Number.isNaN(x)) return NaN
  if (x < 0) return isInteger(nu) ? parity(nu) * fastJ(nu, -x) : NaN
  if (nu < 0) {
    if (isInteger(nu)) return parity(nu) * fastJ(-nu, x)
    return cosPi(nu) * fastJ(-nu, x) + sinPi(nu) * fastY(-nu, x)
  }
  if (x === 0) return nu === 0 ? 1 : 0
  if (x === Infinity) return 0
  if (nu > 1e6) return NaN
  if (x <= FAR || (nu >= x && x < 60) || x * x < 4 * nu) {
    const { logarithm, sum } = ascendingSeries(nu, x, -1)
    return exp(logarithm) * sum
  }
  if (nu * nu < x) return hankel(nu, x).j
  return betweenOrders(nu, x)
}

/** J by recurrence: up from the lowest orders while nu < x, and down from far above, joined where nu is near x. */
function betweenOrders(nu: number, x: number): number {
  const n = Math.floor(nu)
  const start = nu - n
  const j0 = dd(hankel(start, x).j)
  const j1 = dd(hankel(start + 1, x).j)
  if (nu <= x) return recurUp(start, n, x, j0, j1, -1).hi
  const joint = Math.floor(x - start)
  const known = recurUp(start, joint, x, j0, j1, -1).hi
  const knownNext = recurUp(start, joint + 1, x, j0, j1, -1).hi
  let after = dd(0)
  let now = dd(1e-300)
  let wanted = 0
  const top = n + 30 + Math.ceil(8 * Math.cbrt(nu))
  for (let order = top; order > joint; order--) {
    if (order === n) wanted = now.hi
    const factor = divide(scale(add(dd(start), dd(order)), 2), dd(x))
    const before = subtract(multiply(factor, now), after)
    after = now
    now = before
    if (Math.abs(now.hi) > 1e250) {
      now = scale(now, 2 ** -800)
      after = scale(after, 2 ** -800)
      wanted *= 2 ** -800
    }
  }
  // now stands at the joint, after at the order above it
  const ratio = Math.abs(known) > Math.abs(knownNext) ? known / now.hi : knownNext / after.hi
  return wanted * ratio
}

/** The Bessel function of the second kind Y_nu(x), of any real order, for x > 0 (-infinite at 0, NaN below). */
export function besselY(nu: number, x: number): number {
  const value = fastY(nu, x)
  return isBesideZero(nu, x, value, 0.4) ? realValue('bessely', nu, x) : value
}

function fastY(nu: number, x: number): number {
  if (Number.isNaN(nu) || Number.isNaN(x) || x < 0) return NaN
  if (nu < 0) {
    if (isInteger(nu)) return parity(nu) * fastY(-nu, x)
    const first = cosPi(nu) * fastY(-nu, x)
    const value = first - sinPi(nu) * fastJ(-nu, x)
    return Math.abs(value) < 0.3 * Math.abs(first) ? realValue('bessely', nu, x) : value
  }
  if (x === 0) return -Infinity
  if (x === Infinity) return 0
  if (nu > 1e6) return NaN
  if (x > FAR && nu * nu < x) return hankel(nu, x).y
  const n = Math.floor(nu)
  const start = nu - n
  if (x > FAR) return recurUp(start, n, x, dd(hankel(start, x).y), dd(hankel(start + 1, x).y), -1).hi
  if (start === 0) return recurUp(0, n, x, y0Series(x), n === 0 ? dd(0) : y1Series(x), -1).hi
  if (start === 0.5) {
    const size = -Math.sqrt(2 / Math.PI / x)
    const [y0, y1] = [size * Math.cos(x), size * (Math.cos(x) / x + Math.sin(x))]
    return recurUp(start, n, x, dd(y0), dd(y1), -1).hi
  }
  const y1 = n === 0 ? 0 : contour(start + 1, x)
  return recurUp(start, n, x, dd(contour(start, x)), dd(y1), -1).hi
}

const parity = (n: number): number => (n % 2 === 0 ? 1 : -1)

/** J and Y by Hankel's expansion; the phase pi (nu/2 + 1/4) is taken off by the addition theorem, unrounded. */
function hankel(nu: number, x: number): { j: number; y: number } {
  const { p, q } = hankelPQ(nu, x)
  const turn = nu / 2 + 0.25
  const c = Math.cos(x) * cosPi(turn) + Math.sin(x) * sinPi(turn)
  const s = Math.sin(x) * cosPi(turn) - Math.cos(x) * sinPi(turn)
  const modulus = Math.sqrt(2 / Math.PI / x)
  return { j: modulus * (p * c - q * s), y: modulus * (p * s + q * c) }
}

/** Y_0 = 2/pi ((log(x/2) + euler) J_0 - sum (-1)^k H_k (x/2)^2k/k!^2) (DLMF 10.8.2). */
function y0Series(x: number): DoubleDouble {
  const t = scale(multiply(dd(x / 2), dd(x / 2)), -1)
  let term = dd(1)
  let harmonic = dd(0)
  let j = dd(1)
  let sum = dd(0)
  for (let k = 1; k < 200; k++) {
    term = divide(multiply(term, t), dd(k * k))
    harmonic = add(harmonic, divide(dd(1), dd(k)))
    j = add(j, term)
    sum = subtract(sum, multiply(term, harmonic))
    if (Math.abs(term.hi) < 1e-34) break
  }
  // half of the smallest number is 0
  const main = add(multiply(add(subtract(log(dd(x)), LN2), EULER), j), sum)
  return scale(divide(main, PI), 2)
}

/** Y_1 = -2/(pi x) + 2/pi log(x/2) J_1 - x/(2 pi) sum (psi(k+1) + psi(k+2)) (-x^2/4)^k/(k! (k+1)!). */
function y1Series(x: number): DoubleDouble {
  const t = scale(multiply(dd(x / 2), dd(x / 2)), -1)
  let term = dd(1)
  let psi = subtract(dd(1), scale(EULER, 2))
  let j = dd(1)
  let sum = psi
  for (let k = 1; k < 200; k++) {
    term = divide(multiply(term, t), dd(k * (k + 1)))
    psi = add(psi, add(divide(dd(1), dd(k)), divide(dd(1), dd(k + 1))))
    j = add(j, term)
    sum = add(sum, multiply(term, psi))
    if (Math.abs(term.hi) < 1e-34) break
  }
  const main = scale(subtract(scale(multiply(log(dd(x / 2)), j), 2), sum), x / 2)
  return divide(add(main, negate(divide(dd(2), dd(x)))), PI)
}

/**
 * Y for 0 <= nu < 2 from H = -i/pi e^(i(x - nu pi/2)) times the integral of e^(-x sinh u tanh u - nu(u + i gd u)) (1 + i sech u)
 * over all u: Sommerfeld's integral on its path of steepest descent, where the trapezoidal rule converges exponentially.
 */
function contour(nu: number, x: number): number {
  if (x < 1e-290) return nu < 0.04 ? realValue('bessely', nu, x) : (-gamma(nu) / Math.PI) * (2 / x) ** nu
  // for small x the factor 2^(m nu) is taken out; log 2 is a multiple of the step, so nothing is rounded by that
  const h = x < 2 ? Math.LN2 / 8 : Math.min(0.125, 0.4 / Math.sqrt(x))
  const m = x < 2 ? Math.round(Math.log2(2 / x)) : 0
  let re = dd(0)
  let im = dd(0)
  const far = Math.asinh(45 / x) + 1
  const n = Math.ceil(far / h)
  for (let k = -n; k <= n; k++) {
    const u = k * h
    // e^u is better known as a power of 2 than from a rounded u
    const sinh = x < 2 ? 0.5 * (2 ** (k / 8) - 2 ** (-k / 8)) : Math.sinh(u)
    const cosh = x < 2 ? 0.5 * (2 ** (k / 8) + 2 ** (-k / 8)) : Math.cosh(u)
    const magnitude = Math.exp(-x * (sinh / cosh) * sinh + nu * ((-k - 8 * m) * h))
    const angle = -nu * Math.atan(sinh)
    const sech = 1 / cosh
    const c = Math.cos(angle)
    const s = Math.sin(angle)
    re = plus(re, magnitude * (c - s * sech))
    im = plus(im, magnitude * (s + c * sech))
  }
  const half = nu / 2
  const c = Math.cos(x) * cosPi(half) + Math.sin(x) * sinPi(half)
  const s = Math.sin(x) * cosPi(half) - Math.cos(x) * sinPi(half)
  return -(h / Math.PI) * powerOfTwo(m, nu) * ((re.hi + re.lo) * c - (im.hi + im.lo) * s)
}
