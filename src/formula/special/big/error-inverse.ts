import { erfcinv as erfcinvOfNumber, erfinv as erfinvOfNumber } from '../error.ts'
import { NoValue } from './accurate.ts'
import { type BigComplex, Field } from './complex.ts'
import { erf, erfc } from './error.ts'
import * as r from './real.ts'

/*
 * The inverse error functions of real numbers, by Newton's method from the float64 value. Off the real line they have no
 * standard continuation.
 */

/** sqrt(pi)/2 exp(x^2), the derivative of erfinv where its value is x. */
const slope = (f: Field, x: BigComplex): BigComplex =>
  f.shift(f.multiply(f.sqrt(f.pi), f.exp(f.square(x))), -1)

function newton(f: Field, start: BigComplex, rest: (g: Field, x: BigComplex) => BigComplex): BigComplex {
  let x = start
  // each step doubles the digits
  for (let bits = 40; ; bits *= 2) {
    const g = new Field(Math.min(f.bits, 2 * bits) + 32)
    const step = g.multiply(rest(g, x), slope(g, x))
    x = g.subtract(x, step)
    if (bits >= f.bits && g.magnitude(step) < g.magnitude(x) - f.bits / 2) return x
    if (bits > 64 * f.bits) throw new NoValue()
  }
}

const requireReal = (z: BigComplex): void => {
  if (!r.isZero(z.im)) throw new NoValue()
}

/** The inverse of erfc on (0, 2). */
export function erfcinv(f: Field, y: BigComplex): BigComplex {
  requireReal(y)
  const other = f.subtract(f.of(2), y)
  if (r.signOf(y.re) <= 0 || r.signOf(other.re) <= 0) throw new NoValue()
  if (f.integer(y) === 1) return f.of(0)
  if (r.magnitude(y.re) >= 0) return f.negate(erfcinv(new Field(f.bits + 8), other))
  if (r.toNumber(y.re) > 0.5) return erfinv(f, f.subtract(f.of(1), y))
  const near = erfcinvOfNumber(r.toNumber(y.re))
  // what float64 has as 0: sqrt(-log y), a little less
  const start = Number.isFinite(near) ? near : Math.sqrt(-r.magnitude(y.re) * Math.LN2) - 1e-3
  return newton(f, f.of(start), (g, x) => g.subtract(y, erfc(g, x)))
}

/** The inverse of erf on (-1, 1). */
export function erfinv(f: Field, y: BigComplex): BigComplex {
  requireReal(y)
  const size = r.magnitude(y.re)
  if (f.isZero(y) || size < -f.bits) return f.multiply(y, slope(f, f.of(0)))
  if (size >= -1) {
    const negative = r.signOf(y.re) < 0
    const value = erfcinv(f, f.subtract(f.of(1), negative ? f.negate(y) : y))
    return negative ? f.negate(value) : value
  }
  const near = r.toNumber(y.re)
  const start = Math.abs(near) > 1e-300 ? f.of(erfinvOfNumber(near)) : f.multiply(y, slope(f, f.of(0)))
  return newton(f, start, (g, x) => g.subtract(erf(g, x), y))
}
