import { NoValue, nearby } from './accurate.ts'
import type { BigComplex, Field } from './complex.ts'
import { bernoulliOf, gamma, hurwitz, reciprocalGamma } from './gamma.ts'
import type { Big } from './real.ts'
import * as r from './real.ts'

/** Li_s(z) = sum z^k/k^s, cut from 1 on, where it has the value of the side below. */
export function polylog(f: Field, s: BigComplex, z: BigComplex): BigComplex {
  if (f.isZero(z)) return z
  if (f.integer(z) === 1) {
    if (!(r.toNumber(s.re) > 1)) throw new NoValue()
    return hurwitz(f, s, f.of(1))
  }
  const value = anywhere(f, s, z)
  if (!r.isZero(s.im) || !r.isZero(z.im)) return value
  return { re: value.re, im: r.toNumber(z.re) > 1 ? imaginaryPart(f, s, z) : r.zero }
}

/** On the cut, however small beside the real part: -pi (log z)^(s-1)/gamma(s). */
const imaginaryPart = (f: Field, s: BigComplex, z: BigComplex): Big =>
  f.multiply(f.negate(f.pi), f.multiply(f.power(f.log(z), f.plus(s, -1)), reciprocalGamma(f, s))).re

function anywhere(f: Field, s: BigComplex, z: BigComplex): BigComplex {
  const size = r.toNumber(f.abs(z))
  const order = r.toNumber(s.re)
  if (size < 0.75 || (size < 1.01 && order > f.bits / 8)) return powerSeries(f, s, z)
  if (order > 0 && size > 1) {
    if (fallsFar(f, s, size)) return powerSeries(f, s, z)
    if (size > 1.33 || order > f.bits / 8) return inverted(f, s, z)
  }
  return (f.integer(s) ?? -1) >= 0
    ? nearby(f, (g, shift) => byTwoZetas(g, g.add(s, shift), z))
    : byTwoZetas(f, s, z)
}

function powerSeries(f: Field, s: BigComplex, z: BigComplex): BigComplex {
  let power = z
  let sum = f.of(0)
  for (let k = 1; k < 100 * f.bits; k++) {
    const term = f.multiply(power, f.power(f.of(k), f.negate(s)))
    sum = f.add(sum, term)
    if (k > 4 && f.magnitude(term) < f.magnitude(sum) - f.bits - 4) return sum
    power = f.multiply(power, z)
  }
  throw new NoValue()
}

/**
 * Whether beyond |z| = 1 the terms z^k/k^s, which fall until k = s/log|z|, fall below the precision there: what the sum up
 * to the least one lacks is of its size, (e log|z|/s)^s.
 */
function fallsFar(f: Field, s: BigComplex, size: number): boolean {
  const order = r.toNumber(s.re)
  const certain = order * Math.log2(order / (Math.E * Math.log(size))) - 2 * Math.log2(order)
  return r.isZero(s.im) && certain > f.bits + 24
}

/** From the value at 1/z, for Re s > 0 and |z| > 1. */
function inverted(f: Field, s: BigComplex, z: BigComplex): BigComplex {
  const n = f.integer(s)
  const log = f.log(f.negate(z))
  const inner = powerSeries(f, s, f.inverse(z))
  // Li_n(z) = (-1)^(n+1) Li_n(1/z) - 2 sum eta(2k) log(-z)^(n-2k)/(n-2k)! (DLMF 25.12.7)
  if (n !== undefined) {
    const outer = f.shift(alternatingPart(f, n, log), 1)
    return f.subtract(n % 2 === 0 ? f.negate(inner) : inner, outer)
  }
  // (2 pi i)^s/gamma(s) zeta(1-s, 1/2 + log(-z)/(2 pi i)) - e^(i pi s) Li_s(1/z) (DLMF 25.13.2)
  const tau = f.shift(f.pi, 1)
  const place = f.add(f.of(0.5), f.negate(f.timesI(f.divide(log, tau))))
  const half = f.timesI(f.shift(f.multiply(f.pi, s), -1))
  const factor = f.divide(f.multiply(f.power(tau, s), f.exp(half)), gamma(f, s))
  const outer = f.multiply(factor, hurwitz(f, f.subtract(f.of(1), s), place))
  return f.subtract(outer, f.multiply(f.exp(f.shift(half, 1)), inner))
}

/** The sum of eta(2k) w^(n-2k)/(n-2k)! over 2k = 0, 2, ..., n, with eta(2k) = (1 - 2^(1-2k)) zeta(2k). */
function alternatingPart(f: Field, n: number, w: BigComplex): BigComplex {
  const powers = [f.of(1)]
  for (let j = 1; j <= n; j++) powers.push(f.over(f.multiply(powers[j - 1]!, w), j))
  let sum = f.shift(powers[n]!, -1)
  // B_2k (2 pi)^2k/(2 (2k)!) is zeta(2k), with a minus for even k
  const step = f.square(f.shift(f.pi, 1))
  let weight = f.of(0.5)
  for (let k = 1; 2 * k <= n; k++) {
    weight = f.over(f.multiply(weight, step), 2 * k * (2 * k - 1))
    const zeta = f.multiply(weight, bernoulliOf(f, k))
    const eta = f.subtract(zeta, f.shift(zeta, 1 - 2 * k))
    sum = f.add(sum, f.multiply(k % 2 === 1 ? eta : f.negate(eta), powers[n - 2 * k]!))
  }
  return sum
}

/** Jonquiere's formula with two of Hurwitz' zeta functions, for s other than 0, 1, 2, ... */
function byTwoZetas(f: Field, s: BigComplex, z: BigComplex): BigComplex {
  const t = f.subtract(f.of(1), s)
  const tau = f.shift(f.pi, 1)
  const fraction = f.negate(f.timesI(f.divide(f.log(f.negate(z)), tau)))
  const quarter = f.exp(f.shift(f.timesI(f.multiply(f.pi, t)), -1))
  const first = f.multiply(quarter, hurwitz(f, t, f.add(f.of(0.5), fraction)))
  const second = f.divide(hurwitz(f, t, f.subtract(f.of(0.5), fraction)), quarter)
  return f.multiply(f.divide(gamma(f, t), f.power(tau, t)), f.add(first, second))
}
