import { eulerMaclaurin } from '../../formula/special/coefficients/bernoulli.ts'
import { digammaNear, digammaRoot } from '../../formula/special/coefficients/gamma.ts'
import { f64, f64x2, i32, type Local, v128 } from '../assembler/index.ts'
import {
  addDouble,
  type Double,
  double,
  multiplyDouble,
  product,
  quick,
  remainder,
  scaled,
  sum,
} from './double.ts'
import { called, type Lanes, mapped, unlikely, type V } from './lanes.ts'
import { preciseLog } from './power.ts'

/**
 * Sums of (x + k)^-s, which the derivative of order n = s - 1 of digamma is but for its sign and n!. They are kept as powers of g/(x + k),
 * g a power of 2, so that n! does not wait where x^-n has vanished, and in two floats, as left of 0 they cancel.
 */
interface Sums {
  readonly s: number
  readonly g: number
}

/** From where on the Euler-Maclaurin series with all terms that are known is exact to 2^-56. */
const seriesStart = (s: number): number => 6.3 + 0.7 * s

/** A low part that is no finite number is 0: what rounding took from infinity is none. */
const finite = (l: Lanes, low: V): Local<'v128'> => {
  const held = l.let(low)
  return l.let(v128.and(held, l.lt(l.abs(held), Infinity)))
}

/** a + b; the lower part may be as large as what it came from, until `quick`. */
function total(l: Lanes, a: Double, b: Double): Double {
  const { high, low } = sum(l, a.high, b.high)
  return double(l, high, l.add(low, l.add(a.low, b.low)))
}

const raised = (l: Lanes, x: Double, by: V): Double => total(l, x, double(l, by))

/** (g/d)^n by squares, from q = g/d. */
function power(l: Lanes, q: Local<'v128'>, g: number, d: Double, n: number): Double {
  // n times what rounding took from the quotient, as a share of it
  const lost = l.mul(l.nfma(q, d.low, remainder(l, g, q, d.high)), n / g)
  let high = q
  let low: V = l.c(0)
  for (const bit of n.toString(2).slice(1)) {
    const square = product(l, high, high)
    low = l.let(l.fma(l.add(high, high), low, square.low))
    high = square.high
    if (bit === '0') continue
    const next = product(l, high, q)
    low = l.let(l.fma(q, low, next.low))
    high = next.high
  }
  return double(l, high, l.fma(high, lost, low))
}

/**
 * g^s zeta(s, x) for x > 0: the first terms, then the Euler-Maclaurin series at b = x + k - 1/2, between terms, where it has
 * even powers alone; -digamma(x) for s = 1.
 */
function zeta(l: Lanes, { s, g }: Sums, x: Double): Double {
  const { f } = l.e
  const n = s - 1
  // none at once for NaN, which must not stop its neighbour
  const steps = l.let(l.atLeast(l.c(0), l.ceil(l.sub(seriesStart(s), x.high))))
  const b = raised(l, x, l.sub(steps, 0.5))
  const q = l.let(l.div(g, b.high))
  const inverse = l.let(l.mul(q, 1 / g))
  let rising = s
  const series = eulerMaclaurin.map((c, k) => {
    const coefficient = c * (2 ** (-1 - 2 * k) - 1) * rising * (n || 1)
    rising *= (s + 2 * k + 1) * (s + 2 * k + 2)
    return coefficient
  })
  const z = l.let(l.mul(inverse, inverse))
  const more = l.let(l.mul(z, l.longPolynomial(z, series)))
  let tail: Double
  if (n > 0) {
    const { high, low } = scaled(l, power(l, q, g, b, n), l.c(g / n))
    tail = double(l, high, l.fma(high, more, l.fma(low, more, low)))
  } else {
    const { high, low } = preciseLog(l, b.high)
    tail = double(l, l.neg(high), l.sub(more, l.fma(b.low, inverse, low)))
  }
  // the smallest terms first
  const high = f.copy(l.c(0))
  const low = f.copy(l.c(0))
  const k = f.copy(f64.max(f64x2.extractLane(0, steps), f64x2.extractLane(1, steps)))
  f.until(
    () => i32.eqz(f64.gt(k, 0)),
    () => {
      f.set(k, f64.sub(k, 1))
      const place = f.let(f64x2.splat(k))
      const d = raised(l, x, place)
      const term = power(l, l.let(v128.and(l.div(g, d.high), l.gt(steps, place))), g, d, s)
      const next = sum(l, high, term.high)
      f.set(high, next.high)
      f.set(low, l.add(low, l.add(next.low, term.low)))
    },
  )
  const all = total(l, tail, { high, low })
  return quick(l, all.high, finite(l, all.low))
}

/** 2 zeta(2, 3/2) = pi^2 - 8, 2 zeta(4, 3/2) = pi^4/3 - 32 and 2 zeta(6, 3/2) = 2 pi^6/15 - 128, each as a sum of two. */
const exactly = [
  [1.8696044010893587, -3.960426390112275e-17],
  [0.46969701133414576, -1.873631915609405e-17],
  [0.1852258100405916, -1.1495199272063308e-19],
] as const

/** Of the sum of (g/(y - h))^s + (-g/(y + h))^s over y = 3/2, 5/2, ... by powers of h^2, for odd s after a factor h. */
function coefficientsOf({ s, g }: Sums): number[] {
  let binomial = s % 2 ? 2 * s : 2
  return Array.from({ length: 16 }, (_, k) => {
    const m = 2 * k + (s % 2)
    const term = (y: number): number => binomial * (g / y) ** s * y ** -m
    // the integral from 1000 on, and its difference from the sum
    let value = term(1000) * (1000 / (s + m - 1) - (s + m) / 24000)
    for (let y = 999.5; y > 1; y--) value += term(y)
    binomial *= ((s + m) * (s + m + 1)) / ((m + 1) * (m + 2))
    return value
  })
}

/**
 * What `zeta` is at x < 0, from `right`, what it is at 1 - x: the sum over all integers is that of the two nearest, at the distances
 * f <= 1/2 and 1 - f, and of the others, a series in h = 1/2 - f.
 */
function zetaOfNegative(l: Lanes, sums: Sums, x: Local<'v128'>, right: Double): Double {
  const { s, g } = sums
  const odd = s % 2 === 1
  const signed = ({ high, low }: Double, sign: V): Double =>
    double(l, v128.xor(high, sign), v128.xor(low, sign))
  const turned = (value: Double, sign: V): Double => (odd ? signed(value, sign) : value)
  const fraction = l.let(l.sub(x, l.nearest(x)))
  const near = l.let(l.abs(fraction))
  const far = raised(l, double(l, l.neg(near)), l.c(1))
  const first = power(l, l.let(l.div(g, near)), g, double(l, near), s)
  const second = power(l, l.let(l.div(g, far.high)), g, far, s)
  const minus = l.signBit()
  const nearest = total(l, first, turned(second, minus))
  const h = l.let(l.sub(0.5, near))
  const z = product(l, h, h)
  const coefficients = coefficientsOf(sums)
  // the cotangent, for s = 1, cancels; of the others this part is small where they do
  const exact = s === 1 ? exactly : ([[coefficients[0]!, 0]] as const)
  let rest = double(l, l.longPolynomial(z.high, coefficients.slice(exact.length)))
  for (const [high, low] of exact.toReversed())
    rest = addDouble(l, double(l, l.c(high), l.c(low)), multiplyDouble(l, z, rest))
  if (odd) rest = multiplyDouble(l, double(l, h), rest)
  const sign = l.let(v128.and(fraction, minus))
  const around = turned(total(l, nearest, rest), sign)
  const { high, low } = total(l, around, odd ? right : signed(right, minus))
  // both overflow, and their difference is none
  const infinite = l.eq(first.high, Infinity)
  return double(l, l.select(infinite, turned(first, sign).high, high), low)
}

const rounded = (l: Lanes, { high, low }: Double): V => l.add(high, finite(l, low))

/** The derivative of lgamma, float64: from its zero on [1, 2], else as its own derivatives are. */
export function digamma(l: Lanes, argument: V): V {
  const x = l.let(argument)
  const value = l.let(polygamma(0)(l, x))
  const fromZero = l.let(l.sub(l.sub(x, digammaRoot[0]!), digammaRoot[1]!))
  // the slope is near 1: what is above it alone is rounded
  const [first, ...others] = digammaNear
  const near = l.fma(fromZero, mapped(l, x, [first! - 1, ...others]), fromZero)
  const isNear = v128.and(l.ge(x, 1), l.le(x, 2))
  const pole = v128.and(l.lt(x, 0), l.eq(value, -Infinity))
  // infinity and NaN are their own
  const right = l.let(l.select(l.lt(l.abs(x), Infinity), l.let(l.select(isNear, l.let(near), value)), x))
  return l.select(pole, NaN, l.select(l.eq(x, 0), l.div(-1, x), right))
}

/** The n-th derivative of digamma, (-1)^(n+1) n! zeta(n + 1, x), float64. */
export const polygamma =
  (n: number) =>
  (l: Lanes, argument: V): V => {
    const x = l.let(argument)
    let factorial = 1n
    for (let k = 2; k <= n; k++) factorial *= BigInt(k)
    const exponent = Math.round((factorial.toString(2).length - 1) / (n + 1))
    const sums: Sums = { s: n + 1, g: 2 ** exponent }
    const below = l.let(l.lt(x, 0))
    const right = zeta(l, sums, raised(l, double(l, l.abs(x)), v128.and(below, l.c(1))))
    // n!/g^s, rounded once
    const size = Number((factorial << 200n) >> BigInt(exponent * (n + 1))) / 2 ** 200
    const result = (m: Lanes, value: Double): V => rounded(m, scaled(m, value, m.c(size)))
    const left = called(
      l,
      `polygamma${n}_left`,
      'v128',
      (m, y, high, low) => result(m, zetaOfNegative(m, sums, y!, { high: high!, low: low! })),
      [x, right.high, right.low],
    )
    const value = unlikely(l, below, left, result(l, right))
    const pole = v128.and(l.le(x, 0), l.eq(l.floor(x), x))
    const all = l.select(pole, Infinity, value)
    return n % 2 ? all : l.neg(all)
  }
