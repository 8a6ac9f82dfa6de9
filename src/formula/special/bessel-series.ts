import {
  add,
  type DoubleDouble,
  dd,
  divide,
  LN2,
  log,
  multiply,
  scale,
  subtract,
  twoProduct,
} from './double-double.ts'
import { logGammaOfPositive } from './log-gamma.ts'

/**
 * The ascending series of J (sign -1) or I (sign 1) of order nu >= 0 in double-double, as e^logarithm * sum: its
 * alternating terms may cancel up to fifteen digits and leave all of float64.
 */
export function ascendingSeries(
  nu: number,
  x: number,
  sign: 1 | -1,
): { logarithm: DoubleDouble; sum: number } {
  const half = x / 2
  const square = scale(multiply(dd(half), dd(half)), sign)
  let term = dd(1)
  let sum = dd(1)
  let exponent = 0
  for (let k = 1; k < 1e6; k++) {
    term = divide(multiply(term, square), scale(add(dd(nu), dd(k)), k))
    sum = add(sum, term)
    if (Math.abs(term.hi) < 1e-18 * Math.abs(sum.hi) && k * (k + nu) > half * half) {
      if (sign > 0 || Math.abs(term.hi) < 1e-33) break
    }
    if (sum.hi > 2 ** 500) {
      term = scale(term, 2 ** -500)
      sum = scale(sum, 2 ** -500)
      exponent += 500
    }
  }
  const logarithm = subtract(scale(log(dd(half)), nu), logGammaOfPositive(add(dd(nu), dd(1))))
  return { logarithm: add(logarithm, scale(LN2, exponent)), sum: sum.hi }
}

/** P and Q of Hankel's asymptotic expansion (DLMF 10.17): the even and odd terms a_k(nu)/x^k with alternating signs. */
export function hankelPQ(nu: number, x: number): { p: number; q: number } {
  let p = 0
  let q = 0
  const terms = hankelTerms(nu, x)
  for (let k = terms.length - 1; k >= 0; k--) {
    const sign = k % 4 < 2 ? 1 : -1
    if (k % 2 === 0) p += sign * terms[k]!
    else q += sign * terms[k]!
  }
  return { p, q }
}

/** a_k(nu)/x^k until they no longer count or begin to grow. */
export function hankelTerms(nu: number, x: number): number[] {
  const terms = [1]
  let term = 1
  for (let k = 1; k < 200; k++) {
    const odd = 2 * k - 1
    const next = (term * (2 * nu - odd) * (2 * nu + odd)) / (8 * k * x)
    if (Math.abs(next) > Math.abs(term) && k > nu) break
    term = next
    terms.push(term)
    if (Math.abs(term) < 1e-18) break
  }
  return terms
}

/** f_(nu+n) from f_nu and f_(nu+1) by f_(mu+1) = (2 mu/x) f_mu + sign f_(mu-1), in double-double. */
export function recurUp(
  nu: number,
  n: number,
  x: number,
  f0: DoubleDouble,
  f1: DoubleDouble,
  sign: 1 | -1,
): DoubleDouble {
  if (n === 0) return f0
  let before = f0
  let now = f1
  for (let k = 1; k < n; k++) {
    const factor = divide(scale(add(dd(nu), dd(k)), 2), dd(x))
    const next = add(multiply(factor, now), scale(before, sign))
    if (!Number.isFinite(next.hi)) return dd(Math.sign(now.hi) * Infinity)
    before = now
    now = next
  }
  return now
}

/** 2^(m nu), the product's rounding error accounted for. */
export function powerOfTwo(m: number, nu: number): number {
  const exponent = twoProduct(m, nu)
  return 2 ** exponent.hi * (1 + exponent.lo * Math.LN2)
}
