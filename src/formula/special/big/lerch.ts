import { NoValue } from './accurate.ts'
import { type BigComplex, Field } from './complex.ts'
import { bernoulliOf, hurwitz } from './gamma.ts'
import { gammaUpper } from './integrals.ts'
import * as r from './real.ts'

/**
 * Lerch's transcendent, the sum of z^k (a + k)^-s over k >= 0, continued beyond the unit circle: by Euler and Maclaurin,
 * where the integral of the rest is an incomplete gamma function and the derivatives come from two power series.
 */
export function lerch(f: Field, z: BigComplex, s: BigComplex, a: BigComplex): BigComplex {
  const size = r.toNumber(f.abs(z))
  // beyond the unit circle the terms grow, and cancel with the integral of the rest
  const g = size > 1 ? new Field(Math.ceil(f.bits * (1 + 0.3 * Math.log2(size))) + 64) : f
  const value = continued(g, z, s, a)
  const isReal = [z, s, a].every((x) => r.isZero(x.im)) && r.signOf(a.re) > 0
  // cut from 1 to infinity
  return isReal && (r.signOf(z.re) < 0 || size < 1) ? { re: value.re, im: r.zero } : value
}

function continued(f: Field, z: BigComplex, s: BigComplex, a: BigComplex): BigComplex {
  if ((f.integer(a) ?? 1) <= 0) throw new NoValue()
  const minusS = f.negate(s)
  if (f.isZero(z)) return f.power(a, minusS)
  if (f.integer(z) === 1) return hurwitz(f, s, a)
  const count = Math.max(1, Math.ceil(f.bits * 0.25 + 4 - r.toNumber(a.re)))
  let sum = f.of(0)
  let power = f.of(1)
  const small = f.magnitude(z) < -1
  for (let k = 0; k < (small ? 4 * f.bits : count); k++) {
    const term = f.multiply(power, f.power(f.plus(a, k), minusS))
    sum = f.add(sum, term)
    if (small && f.magnitude(term) < f.magnitude(sum) - f.bits - 4) return sum
    power = f.multiply(power, z)
  }
  const logarithm = f.log(z)
  if (f.magnitude(logarithm) > 2) throw new NoValue()
  const w = f.plus(a, count)
  const front = f.multiply(power, f.power(w, minusS))
  // the integral of the rest: z^-a (-log z)^(s-1) gamma(1 - s, -(a + n) log z)
  const decay = f.negate(logarithm)
  const integral = f.multiply(
    f.multiply(f.exp(f.multiply(decay, a)), f.power(decay, f.plus(s, -1))),
    gammaUpper(f, f.subtract(f.of(1), s), f.multiply(decay, w)),
  )
  sum = f.add(sum, f.add(integral, f.shift(front, -1)))
  return f.subtract(sum, f.multiply(front, corrections(f, logarithm, s, w)))
}

/** The sum of B_2j/(2j) times the coefficient of t^(2j-1) in e^(t log z) (1 + t/w)^-s. */
function corrections(f: Field, logarithm: BigComplex, s: BigComplex, w: BigComplex): BigComplex {
  const first = [f.of(1)]
  const second = [f.of(1)]
  let sum = f.of(0)
  for (let n = 1; n < 4 * f.bits; n++) {
    first.push(f.over(f.multiply(first[n - 1]!, logarithm), n))
    second.push(f.over(f.divide(f.multiply(second[n - 1]!, f.negate(f.plus(s, n - 1))), w), n))
    if (n % 2 === 0) continue
    let coefficient = f.of(0)
    for (let i = 0; i <= n; i++) coefficient = f.add(coefficient, f.multiply(first[i]!, second[n - i]!))
    const term = f.over(f.multiply(bernoulliOf(f, (n + 1) / 2), coefficient), n + 1)
    sum = f.add(sum, term)
    if (n > 8 && f.magnitude(term) < Math.max(f.magnitude(sum), -f.bits) - f.bits) return sum
  }
  throw new NoValue()
}

/**
 * The Stieltjes constants, the coefficients of zeta(1 + x) - 1/x = sum of (-1)^n gamma_n x^n/n!: the limit of the sum of
 * log(k)^n/k less log(N)^(n+1)/(n+1), by Euler and Maclaurin.
 */
export function stieltjes(f: Field, index: BigComplex): BigComplex {
  const n = f.integer(index)
  if (n === undefined || n < 0 || n > 500) throw new NoValue()
  if (n === 0) return f.eulerGamma
  const count = Math.ceil(f.bits * 0.3) + 2 * n + 10
  let sum = f.of(0)
  for (let k = 2; k <= count; k++) sum = f.add(sum, f.over(f.power(f.log(f.of(k)), f.of(n)), k))
  const u = f.log(f.of(count))
  const last = f.over(f.power(u, f.of(n)), count)
  sum = f.subtract(sum, f.over(f.power(u, f.of(n + 1)), n + 1))
  sum = f.subtract(sum, f.shift(last, -1))
  // the derivative of order m is N^(-m-1) p(log N), with p' - (m + 1) p next
  let p: BigComplex[] = Array.from({ length: n + 1 }, (_, i) => f.of(i === n ? 1 : 0))
  let scale = f.over(f.of(1), count)
  let factorial = f.of(1)
  for (let m = 0; m < 4 * f.bits; m++) {
    p = p.map((c, i) => f.subtract(i < n ? f.scale(p[i + 1]!, i + 1) : f.of(0), f.scale(c, m + 1)))
    scale = f.over(scale, count)
    factorial = f.over(factorial, m + 1)
    if (m % 2 === 1) continue
    // order 2j - 1 = m + 1 with B_2j/(2j)!
    const value = p.reduceRight((total, c) => f.add(f.multiply(total, u), c), f.of(0))
    const j = (m + 2) / 2
    const term = f.multiply(f.over(f.multiply(bernoulliOf(f, j), factorial), m + 2), f.multiply(scale, value))
    sum = f.subtract(sum, term)
    if (m > 2 * n && f.magnitude(term) < f.magnitude(sum) - f.bits) return sum
  }
  throw new NoValue()
}
