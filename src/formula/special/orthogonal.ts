import { realValue } from './big/index.ts'
import {
  add,
  type DoubleDouble,
  dd,
  divide,
  multiply,
  negate,
  scale,
  subtract,
  twoSum,
} from './double-double.ts'

/*
 * Orthogonal polynomials by their recurrences p_(k+1) = (a_k x + b_k) p_k - c_k p_(k-1) in double-double, which keeps the
 * relative accuracy beside their zeros; functions of other orders by multi-precision.
 * Source: NIST Digital Library of Mathematical Functions, 18.9.
 */

type Step = (k: number, x: DoubleDouble, p: DoubleDouble, before: DoubleDouble) => DoubleDouble

const longest = 100_000
const isDegree = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= longest
const one = dd(1)

function recur(n: number, first: DoubleDouble, x: DoubleDouble, step: Step): number {
  let before = one
  let p = first
  if (n === 0) return 1
  for (let k = 1; k < n; k++) {
    const next = step(k, x, p, before)
    before = p
    p = next
  }
  return p.hi
}

/** The Legendre function P_n(x). */
export function legendre(n: number, x: number): number {
  if (Number.isInteger(n) && n < 0) return legendre(-n - 1, x)
  if (!isDegree(n)) return realValue('legendre', n, x)
  // (k + 1) P_(k+1) = (2k + 1) x P_k - k P_(k-1)
  return recur(n, dd(x), dd(x), (k, t, p, before) =>
    divide(subtract(scale(multiply(t, p), 2 * k + 1), scale(before, k)), dd(k + 1)),
  )
}

const chebyshev = (n: number, first: DoubleDouble, x: number): number =>
  recur(n, first, dd(2 * x), (_, t, p, before) => subtract(multiply(t, p), before))

/** The Chebyshev polynomial of the first kind, cos(n acos x). */
export function chebyshevT(n: number, x: number): number {
  const order = Math.abs(n)
  return isDegree(order) ? chebyshev(order, dd(x), x) : realValue('chebyshevt', n, x)
}

/** The Chebyshev polynomial of the second kind, sin((n + 1) acos x)/sin(acos x). */
export function chebyshevU(n: number, x: number): number {
  if (n === -1) return 0
  if (Number.isInteger(n) && n < -1) return -chebyshevU(-n - 2, x)
  return isDegree(n) ? chebyshev(n, dd(2 * x), x) : realValue('chebyshevu', n, x)
}

/** The Gegenbauer (ultraspherical) polynomial C_n^(a)(x). */
export function gegenbauer(n: number, a: number, x: number): number {
  if (!isDegree(n)) return realValue('gegenbauer', n, a, x)
  // (k + 1) C_(k+1) = 2 (k + a) x C_k - (k + 2a - 1) C_(k-1)
  const first = multiply(dd(2 * a), dd(x))
  return recur(n, first, dd(2 * x), (k, t, p, before) =>
    divide(
      subtract(multiply(multiply(t, p), twoSum(k, a)), multiply(before, twoSum(k - 1, 2 * a))),
      dd(k + 1),
    ),
  )
}

/** The Jacobi polynomial P_n^(a,b)(x). */
export function jacobi(n: number, a: number, b: number, x: number): number {
  if (!isDegree(n) || (a + b < -1 && Number.isInteger(a + b))) return realValue('jacobi', n, a, b, x)
  const t = dd(x)
  const s = twoSum(a, b)
  // 2 P_1 = (a + b + 2) x + a - b
  const first = scale(add(multiply(add(s, dd(2)), t), twoSum(a, -b)), 0.5)
  const squares = multiply(s, twoSum(a, -b))
  return recur(n, first, t, (k, _, p, before) => {
    const c = add(s, dd(2 * k))
    const linear = add(multiply(multiply(c, add(c, dd(2))), t), squares)
    const up = multiply(multiply(add(c, one), linear), p)
    const back = multiply(multiply(multiply(twoSum(k, a), twoSum(k, b)), add(c, dd(2))), before)
    return divide(subtract(up, scale(back, 2)), multiply(scale(add(add(s, dd(k)), one), 2 * (k + 1)), c))
  })
}

/** The Hermite polynomial H_n(x) of the physicists. */
export function hermite(n: number, x: number): number {
  if (!isDegree(n)) return realValue('hermite', n, x)
  return recur(n, dd(2 * x), dd(2 * x), (k, t, p, before) => subtract(multiply(t, p), scale(before, 2 * k)))
}

/** The Hermite polynomial He_n(x) of probability. */
export function hermiteProbability(n: number, x: number): number {
  if (!isDegree(n)) return realValue('hermite_prob', n, x)
  return recur(n, dd(x), dd(x), (k, t, p, before) => subtract(multiply(t, p), scale(before, k)))
}

/** The Laguerre polynomial L_n^(a)(x). */
export function laguerre(n: number, a: number, x: number): number {
  if (!isDegree(n)) return a === 0 ? realValue('laguerre', n, x) : realValue('assoc_laguerre', n, a, x)
  // (k + 1) L_(k+1) = (2k + 1 + a - x) L_k - (k + a) L_(k-1)
  const first = add(twoSum(1, a), dd(-x))
  return recur(n, first, twoSum(a, -x), (k, t, p, before) =>
    divide(subtract(multiply(add(t, dd(2 * k + 1)), p), multiply(twoSum(k, a), before)), dd(k + 1)),
  )
}

/** Ferrers' Legendre function P_n^m(x) on [-1, 1], with the factor (-1)^m. */
export function associatedLegendre(n: number, m: number, x: number): number {
  if (!isDegree(n) || !Number.isInteger(m) || Math.abs(x) > 1) return realValue('assoc_legendre', n, m, x)
  if (Math.abs(m) > n) return 0
  if (m < 0) {
    // (-1)^m (n - |m|)!/(n + |m|)! of the positive order
    let ratio = one
    for (let k = n + m + 1; k <= n - m; k++) ratio = divide(ratio, dd(-k))
    const sign = -m % 2 === 0 ? 1 : -1
    return associatedLegendre(n, -m, x) * Math.abs(ratio.hi) * sign
  }
  // P_m^m = (-1)^m (2m - 1)!! (1 - x^2)^(m/2), then upwards in the degree
  const rest = multiply(twoSum(1, x), twoSum(1, -x))
  let start = one
  for (let k = 1; k <= m; k++) start = scale(start, 1 - 2 * k)
  for (let k = 0; k < Math.floor(m / 2); k++) start = multiply(start, rest)
  let before = dd(0)
  let p = start
  for (let k = m; k < n; k++) {
    const up = scale(scale(p, x), 2 * k + 1)
    const next = divide(add(up, negate(scale(before, k + m))), dd(k - m + 1))
    before = p
    p = next
  }
  return m % 2 === 0 ? p.hi : p.hi * Math.sqrt(rest.hi)
}
