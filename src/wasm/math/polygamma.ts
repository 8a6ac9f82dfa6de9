import { type Local, v128 } from '../assembler/index.ts'
import type { Lanes, V } from './lanes.ts'
import { sinCosPi } from './trigonometric.ts'

/** Orders that have code: beyond, the factorial is most of the value. */
export const mostPolygamma = 20

/** Bernoulli numbers B2, B4, ... */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798]

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
    const s = order + 1
    const x = l.let(argument)
    const below = l.let(l.le(x, 0))
    const first = l.let(l.select(below, l.sub(1, x), x))
    let factorial = 1
    for (let k = 2; k <= order; k++) factorial *= k
    // powers of g/x instead of 1/x, so that n! does not wait where x^-n has vanished
    const g = 2 ** Math.round(Math.log2(factorial) / s)
    const start = 10 + s
    // the series begins at the smallest a = x + k that is not below `start`
    const steps = l.let(l.atLeast(l.ceil(l.sub(start, first)), 0))
    const terms = Array.from({ length: start }, (_, k) => {
      const term = integerPower(l, l.let(l.div(g, l.add(first, k))), s)
      return l.let(v128.and(term, l.gt(steps, k)))
    })
    const a = l.let(l.add(first, steps))
    const inverse = l.let(l.div(1, a))
    let factor = s / 2
    const series = bernoulli.map((b, k) => {
      const c = b * factor
      factor *= ((s + 2 * k + 1) * (s + 2 * k + 2)) / ((2 * k + 3) * (2 * k + 4))
      return c
    })
    const rest = l.mul(inverse, l.polynomial(l.let(l.mul(inverse, inverse)), series))
    const tail = l.fma(inverse, l.add(rest, 0.5), 1 / (s - 1))
    let right: V = l.mul(l.mul(integerPower(l, l.let(l.div(g, a)), s - 1), g), tail)
    for (const term of terms.reverse()) right = l.add(right, term)
    const { sin, cos } = sinCosPi(l, l.let(l.sub(x, l.nearest(x))))
    const power = integerPower(l, l.let(l.div(g * Math.PI, sin)), s)
    const whole = l.mul(power, l.polynomial(l.let(cos), cosinePolynomial(s)))
    const positive = l.let(right)
    const left = s % 2 === 0 ? l.sub(whole, positive) : l.add(whole, positive)
    const pole = v128.and(below, l.eq(l.floor(x), x))
    const zeta = l.select(pole, Infinity, l.let(l.select(below, l.let(left), positive)))
    return l.mul(zeta, ((s % 2 === 0 ? 1 : -1) * factorial) / g ** s)
  }
