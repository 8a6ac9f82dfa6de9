import type { Decimal } from 'decimal.js'

type Constructor = typeof Decimal

/** pi to the precision of the constructor. */
export const piOf = (D: Constructor): Decimal => D.acos(-1)

/** Euler's constant by Brent and McMillan's algorithm B1: gamma = U/V with n near 1/4 of the digits times log(10). */
export function eulerGammaOf(D: Constructor): Decimal {
  const n = Math.ceil(D.precision * 0.58) + 2
  let a = new D(n).ln().neg()
  let b = new D(1)
  let u = a
  let v = b
  for (let k = 1; ; k++) {
    b = b.times(n).times(n).div(k).div(k)
    a = a.times(n).times(n).div(k).plus(b).div(k)
    u = u.plus(a)
    v = v.plus(b)
    if (k > n && a.abs().e < u.e - D.precision - 2) break
  }
  return u.div(v)
}
