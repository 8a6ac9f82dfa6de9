import type { Decimal } from 'decimal.js'
import { piOf } from './constants.ts'

type Constructor = typeof Decimal

const twoOverRootPi = (D: Constructor): Decimal => new D(2).div(piOf(D).sqrt())

/** erf(x) = 2/sqrt(pi) exp(-x^2) (x + 2x^3/3 + 4x^5/15 + ...), all terms of one sign. */
export function erf(D: Constructor, x: Decimal): Decimal {
  if (!x.isFinite()) return new D(x.isNaN() ? NaN : x.isNegative() ? -1 : 1)
  if (x.abs().gt(2) && x.abs().gt(reach(D))) {
    const tail = erfc(D, x.abs())
    return new D(1).minus(tail).times(x.isNegative() ? -1 : 1)
  }
  const square = x.times(x)
  let term = x
  let sum = x
  for (let k = 1; !term.isZero(); k++) {
    term = term
      .times(square)
      .times(2)
      .div(2 * k + 1)
    sum = sum.plus(term)
    if (term.e < sum.e - D.precision - 2) break
  }
  return twoOverRootPi(D).times(square.neg().exp()).times(sum)
}

/** From here on the continued fraction of erfc converges in fewer terms than there are digits. */
const reach = (D: Constructor): number => Math.sqrt(D.precision * Math.LN10)

export function erfc(D: Constructor, x: Decimal): Decimal {
  if (!x.isFinite()) return new D(x.isNaN() ? NaN : x.isNegative() ? 2 : 0)
  if (x.lt(0.5)) return new D(1).minus(erf(D, x))
  if (x.lt(reach(D))) {
    // 1 - erf loses x^2/log(10) digits
    const lost = Math.ceil(x.toNumber() ** 2 / Math.LN10) + 5
    const E = D.clone({ precision: D.precision + lost })
    return new D(new E(1).minus(erf(E, new E(x))))
  }
  return fractionOf(D, x).times(x.times(x).neg().exp()).div(piOf(D).sqrt())
}

/** exp(x^2) erfc(x) */
export function erfcx(D: Constructor, x: Decimal): Decimal {
  if (x.isFinite() && x.gte(reach(D))) return fractionOf(D, x).div(piOf(D).sqrt())
  return x.times(x).exp().times(erfc(D, x))
}

/** sqrt(pi) exp(x^2) erfc(x) = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))), DLMF 7.9.2. */
function fractionOf(D: Constructor, x: Decimal): Decimal {
  const terms = Math.ceil((D.precision * Math.LN10) ** 2 / (8 * Math.min(x.toNumber(), 1e150) ** 2)) + 20
  let f = x
  for (let k = terms; k >= 1; k--) f = x.plus(new D(k).div(2).div(f))
  return new D(1).div(f)
}

/** erfi(x) = 2/sqrt(pi) (x + x^3/3 + x^5/10 + ... + x^(2k+1)/(k! (2k+1))) */
export function erfi(D: Constructor, x: Decimal): Decimal {
  if (!x.isFinite()) return x
  const square = x.times(x)
  let power = x
  let sum = x
  for (let k = 1; !power.isZero(); k++) {
    power = power.times(square).div(k)
    const term = power.div(2 * k + 1)
    sum = sum.plus(term)
    if (term.e < sum.e - D.precision - 2) break
  }
  return twoOverRootPi(D).times(sum)
}

/** The inverse of erfc on (0, 2), by Newton's iteration from a float64 start; `start` is that of the float64 function. */
export function erfcinv(D: Constructor, y: Decimal, start: number): Decimal {
  if (y.lte(0) || y.gte(2) || !Number.isFinite(start))
    return new D(y.isZero() ? Infinity : y.eq(2) ? -Infinity : NaN)
  let x = new D(start)
  for (let k = 0; k < 60; k++) {
    const step = erfc(D, x).minus(y).times(x.times(x).exp()).div(twoOverRootPi(D))
    x = x.plus(step)
    if (step.isZero() || step.e < x.e - D.precision / 2 - 2) {
      // one more step squares the error
      return x.plus(erfc(D, x).minus(y).times(x.times(x).exp()).div(twoOverRootPi(D)))
    }
  }
  return x
}
