import { NoValue } from './accurate.ts'
import { bernoulliNumbers } from './bernoulli.ts'
import { type BigComplex, Field } from './complex.ts'
import * as r from './real.ts'

/** B_2k in the field. */
export function bernoulliOf(f: Field, k: number): BigComplex {
  const [n, d] = bernoulliNumbers(k)[k - 1]!
  return { re: r.divide({ m: n, e: 0 }, { m: d, e: 0 }, f.bits), im: r.zero }
}

const isPole = (f: Field, z: BigComplex): boolean => {
  const n = f.integer(z)
  return n !== undefined && n <= 0
}

/** How far to the right Stirling's series serves. */
const farEnough = (f: Field): number => Math.ceil(f.bits * 0.17) + 4

/** The shifts that bring z far to the right. */
function shifts(f: Field, z: BigComplex): number {
  const x = r.toNumber(z.re)
  if (f.magnitude(z) > 40) return 0
  return Math.max(0, Math.ceil(farEnough(f) - x))
}

/** log gamma(z) for Re z > 0, without care for the branch, as (z - 1/2) log z - z + log(2 pi)/2 + sum. */
function stirling(f: Field, z: BigComplex): BigComplex {
  const half = f.plus(z, -0.5)
  let sum = f.subtract(f.multiply(half, f.log(z)), z)
  sum = f.add(sum, f.shift(f.log(f.shift(f.pi, 1)), -1))
  const inverse = f.inverse(z)
  const step = f.square(inverse)
  let power = inverse
  const target = f.magnitude(sum) - f.bits
  for (let k = 1; k < 4 * f.bits; k++) {
    const term = f.over(f.multiply(bernoulliOf(f, k), power), 2 * k * (2 * k - 1))
    sum = f.add(sum, term)
    if (f.magnitude(term) < Math.min(target, -f.bits)) break
    power = f.multiply(power, step)
  }
  return sum
}

/** 1/gamma(z), an entire function. */
export function reciprocalGamma(f: Field, z: BigComplex): BigComplex {
  if (isPole(f, z)) return f.of(0)
  if (r.toNumber(z.re) < 0.5) {
    // 1/gamma(z) = sin(pi z) gamma(1 - z)/pi
    const [sine] = f.sinCosOfPi(z)
    return f.divide(f.multiply(sine, gamma(f, f.subtract(f.of(1), z))), f.pi)
  }
  return f.inverse(gamma(f, z))
}

export function gamma(f: Field, z: BigComplex): BigComplex {
  if (isPole(f, z)) throw new NoValue()
  if (r.toNumber(z.re) < 0.5) return f.inverse(reciprocalGamma(f, z))
  const n = shifts(f, z)
  let product = f.of(1)
  for (let k = 0; k < n; k++) product = f.multiply(product, f.plus(z, k))
  return f.divide(f.exp(stirling(f, f.plus(z, n))), product)
}

/** log gamma(z), the branch that is real on the positive axis and analytic off the negative one. */
export function logGamma(f: Field, z: BigComplex): BigComplex {
  if (isPole(f, z)) throw new NoValue()
  if (r.signOf(z.im) < 0) {
    const value = logGamma(f, { re: z.re, im: r.negate(z.im) })
    return { re: value.re, im: r.negate(value.im) }
  }
  const [x, y] = [r.toNumber(z.re), r.toNumber(z.im)]
  if (x < 0.5) {
    // log pi - log sin(pi z) - log gamma(1 - z), with sin(pi z) = (i/2) e^(-i pi z) (1 - e^(2 pi i z))
    const [sine] = f.sinCosOfPi(z)
    const first = f.log(f.divide(f.pi, sine))
    const [decay, angle] = [Math.exp(-2 * Math.PI * y), 2 * Math.PI * (x - Math.floor(x))]
    const rest = Math.atan2(-decay * Math.sin(angle), 1 - decay * Math.cos(angle))
    const sheet = onSheet(f, first, Math.PI * (x - 0.5) - rest)
    return f.subtract(sheet, logGamma(f, f.subtract(f.of(1), z)))
  }
  const n = shifts(f, z)
  // the logarithm is small beside its zeros 1 and 2
  const g = new Field(f.bits + 16)
  let product = g.of(1)
  let angle = 0
  for (let k = 0; k < n; k++) {
    product = g.multiply(product, g.plus(z, k))
    angle += Math.atan2(y, x + k)
  }
  return g.subtract(stirling(g, g.plus(z, n)), onSheet(g, g.log(product), angle))
}

/** A logarithm with the multiple of 2 pi i that brings its imaginary part next to the one that is expected. */
function onSheet(f: Field, logarithm: BigComplex, expected: number): BigComplex {
  const turns = Math.round((expected - r.toNumber(logarithm.im)) / (2 * Math.PI))
  return turns === 0 ? logarithm : f.add(logarithm, f.scale(f.timesI(f.shift(f.pi, 1)), turns))
}

/** z!! = 2^(z/2) gamma(z/2 + 1) (2/pi)^((1 - cos(pi z))/4) */
export function doubleFactorial(f: Field, z: BigComplex): BigComplex {
  const half = f.shift(z, -1)
  const [, cosine] = f.sinCosOfPi(z)
  const exponent = f.shift(f.subtract(f.of(1), cosine), -2)
  const powers = f.multiply(f.power(f.of(2), half), f.power(f.divide(f.of(2), f.pi), exponent))
  return f.multiply(powers, gamma(f, f.plus(half, 1)))
}

export function digamma(f: Field, z: BigComplex): BigComplex {
  if (isPole(f, z)) throw new NoValue()
  if (r.toNumber(z.re) < 0.5) {
    // psi(z) = psi(1 - z) - pi cot(pi z)
    const [sine, cosine] = f.sinCosOfPi(z)
    return f.subtract(digamma(f, f.subtract(f.of(1), z)), f.multiply(f.pi, f.divide(cosine, sine)))
  }
  const n = shifts(f, z)
  let sum = f.of(0)
  for (let k = 0; k < n; k++) sum = f.subtract(sum, f.inverse(f.plus(z, k)))
  const w = f.plus(z, n)
  const inverse = f.inverse(w)
  sum = f.add(sum, f.subtract(f.log(w), f.shift(inverse, -1)))
  const step = f.square(inverse)
  let power = step
  for (let k = 1; k < 4 * f.bits; k++) {
    const term = f.over(f.multiply(bernoulliOf(f, k), power), 2 * k)
    sum = f.subtract(sum, term)
    if (f.magnitude(term) < -f.bits) break
    power = f.multiply(power, step)
  }
  return sum
}

/** More terms, for arguments high above the real line, would take seconds. */
const mostTerms = 20_000

/** Hurwitz' zeta(s, a) for s other than 1 by Euler and Maclaurin: the sum of (a + k)^-s, continued. */
export function hurwitz(f: Field, s: BigComplex, a: BigComplex): BigComplex {
  if (f.integer(s) === 1 || isPole(f, a)) throw new NoValue()
  const height = Math.abs(r.toNumber(s.im)) + Math.abs(r.toNumber(s.re))
  const count = Math.max(1, Math.ceil(f.bits * 0.2 + height / 2 + 4 - r.toNumber(a.re)))
  const minusS = f.negate(s)
  let sum = f.of(0)
  const falls = r.toNumber(s.re) > 2 && r.isZero(a.im) && r.signOf(a.re) > 0
  for (let k = 0; k < count; k++) {
    if (k > mostTerms) throw new RangeError('zeta: the argument is too large')
    const place = f.plus(a, k)
    const term = f.power(place, minusS)
    sum = f.add(sum, term)
    // the rest is less than the term times its place
    if (falls && f.magnitude(term) + f.magnitude(place) < f.magnitude(sum) - f.bits - 4) return sum
  }
  const w = f.plus(a, count)
  const top = f.power(w, minusS)
  sum = f.add(sum, f.divide(f.multiply(top, w), f.plus(s, -1)))
  sum = f.add(sum, f.shift(top, -1))
  // B_2k/(2k)! s (s+1) ... (s+2k-2) w^(-s-2k+1)
  const inverse = f.inverse(w)
  let term = f.multiply(f.multiply(top, s), inverse)
  const step = f.square(inverse)
  for (let k = 1; k < 8 * f.bits; k++) {
    term = f.over(term, 2 * k)
    const added = f.multiply(bernoulliOf(f, k), term)
    sum = f.add(sum, added)
    if (f.isZero(added) || f.magnitude(added) < f.magnitude(sum) - f.bits) break
    term = f.over(
      f.multiply(f.multiply(term, f.plus(s, 2 * k - 1)), f.multiply(f.plus(s, 2 * k), step)),
      2 * k + 1,
    )
  }
  return sum
}

/** Riemann's zeta function, by reflection to the left of 1/2. */
export function zeta(f: Field, s: BigComplex): BigComplex {
  const n = f.integer(s)
  if (n !== undefined && n < 0 && n % 2 === 0) return f.of(0)
  if (r.toNumber(s.re) >= 0 || n === 0) return hurwitz(f, s, f.of(1))
  // zeta(s) = 2^s pi^(s-1) sin(pi s/2) gamma(1-s) zeta(1-s)
  const t = f.subtract(f.of(1), s)
  const [sine] = f.sinCosOfPi(f.shift(s, -1))
  const factor = f.multiply(f.power(f.of(2), s), f.power(f.pi, f.negate(t)))
  return f.multiply(f.multiply(factor, sine), f.multiply(gamma(f, t), hurwitz(f, t, f.of(1))))
}
