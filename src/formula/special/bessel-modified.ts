import { i0Series, i0Tail, i1Series, i1Tail } from './coefficients/besselModified.ts'
import { onInterval, polynomial } from './series.ts'

/** The modified Bessel function of the first kind and order 0. */
export function besselI0(x: number): number {
  const a = Math.abs(x)
  return a < 7.75 ? polynomial(i0Series, 0.25 * a * a) : timesExp(tail(i0Tail, a), a)
}

/** exp(-|x|) I0(x). */
export function besselI0e(x: number): number {
  const a = Math.abs(x)
  return a < 7.75 ? polynomial(i0Series, 0.25 * a * a) * Math.exp(-a) : tail(i0Tail, a)
}

/** The modified Bessel function of the first kind and order 1. */
export function besselI1(x: number): number {
  const a = Math.abs(x)
  if (a < 7.75) return 0.5 * x * polynomial(i1Series, 0.25 * a * a)
  return Math.sign(x) * timesExp(tail(i1Tail, a), a)
}

/** exp(-|x|) I1(x). */
export function besselI1e(x: number): number {
  const a = Math.abs(x)
  if (a < 7.75) return 0.5 * x * polynomial(i1Series, 0.25 * a * a) * Math.exp(-a)
  return Math.sign(x) * tail(i1Tail, a)
}

/** exp(-x) I(x) for x >= 7.75. */
function tail(c: readonly number[], x: number): number {
  return polynomial(c, onInterval(1 / x, 0, 4 / 31)) / Math.sqrt(x)
}

function timesExp(y: number, x: number): number {
  if (x < 700) return y * Math.exp(x)
  const half = Math.exp(x / 2)
  return y === 0 ? Infinity : y * half * half
}
