import { eulerMaclaurin } from '../../formula/special/coefficients/bernoulli.ts'
import { f64, f64x2, i32, type Local, v128 } from '../assembler/index.ts'
import type { Lanes, V } from './lanes.ts'
import { sinCosPi } from './trigonometric.ts'

/** x^n by squares. */
function integerPower(l: Lanes, x: Local<'v128'>, n: number): Local<'v128'> {
  if (n === 1) return x
  const half = integerPower(l, x, n >> 1)
  const square = l.let(l.mul(half, half))
  return n % 2 === 0 ? square : l.let(l.mul(square, x))
}

/** Q with sum over all integers k of (x + k)^-s = pi^s Q(cos(pi x))/sin(pi x)^s, lowest power first. */
function cosinePolynomial(s: number): number[] {
  let q = [0, 1]
  // d/dx of the sum is -s times the next one
  for (let n = 1; n < s; n++)
    q = Array.from({ length: n + 2 }, (_, k) => {
      const [before, after] = [(q[k - 1] ?? 0) * (n - k + 1), (q[k + 1] ?? 0) * (k + 1)]
      return (before + after) / n
    })
  return q.slice(0, Math.max(1, s - 1))
}

/**
 * The n-th derivative of digamma, (-1)^(n+1) n! zeta(n + 1, x), float64: zeta's first terms, then its Euler-Maclaurin series;
 * below 0 by the sum over all integers, which is known.
 */
export const polygamma =
  (order: number): ((l: Lanes, argument: V) => V) =>
  (l, argument) => {
    const { f } = l.e
    const s = order + 1
    const x = l.let(argument)
    const below = l.let(l.le(x, 0))
    const first = l.let(l.select(below, l.sub(1, x), x))
    // powers of g/x instead of 1/x, so that n! does not wait where x^-n has vanished; what is left of n! is near 1
    const orders = Array.from({ length: order }, (_, k) => k + 1)
    const g = 2 ** Math.round(orders.reduce((sum, k) => sum + Math.log2(k), 0) / s)
    const rest = orders.reduce((product, k) => (product * k) / g, 1 / g)
    // the series begins at the smallest a = x + k that is not below 8 + s; at once for NaN, which must not stop its neighbour
    const steps = l.let(l.atLeast(l.c(0), l.ceil(l.sub(8 + s, first))))
    const a = l.let(l.add(first, steps))
    const inverse = l.let(l.div(1, a))
    let rising = s
    const series = eulerMaclaurin.map((c, k) => {
      const coefficient = c * rising
      rising *= (s + 2 * k + 1) * (s + 2 * k + 2)
      return coefficient
    })
    const correction = l.mul(inverse, l.polynomial(l.let(l.mul(inverse, inverse)), series))
    const tail = l.fma(inverse, l.add(correction, 0.5), 1 / (s - 1))
    const positive = f.copy(l.mul(l.mul(integerPower(l, l.let(l.div(g, a)), s - 1), g), tail))
    // the smallest terms first
    const k = f.copy(f64.max(f64x2.extractLane(0, steps), f64x2.extractLane(1, steps)))
    f.until(
      () => i32.eqz(f64.gt(k, 0)),
      () => {
        f.set(k, f64.sub(k, 1))
        const place = f.let(f64x2.splat(k))
        const term = integerPower(l, l.let(l.div(g, l.add(first, place))), s)
        f.set(positive, l.add(positive, v128.and(term, l.gt(steps, place))))
      },
    )
    const { sin, cos } = sinCosPi(l, l.let(l.sub(x, l.nearest(x))))
    const power = integerPower(l, l.let(l.div(g * Math.PI, sin.high)), s)
    const whole = l.mul(power, l.polynomial(cos.high, cosinePolynomial(s)))
    const left = s % 2 === 0 ? l.sub(whole, positive) : l.add(whole, positive)
    const pole = v128.and(below, l.eq(l.floor(x), x))
    const zeta = l.select(pole, Infinity, l.let(l.select(below, l.let(left), positive)))
    return l.mul(zeta, (s % 2 === 0 ? 1 : -1) * rest)
  }
