import { NoValue, nearby } from './accurate.ts'
import type { BigComplex, Field } from './complex.ts'
import { erf } from './error.ts'
import { gamma } from './gamma.ts'
import { asymptotic, gauss, kummer, series } from './hypergeometric.ts'
import * as r from './real.ts'

/** The lower incomplete gamma function z^a/a 1F1(a; a+1; -z). */
export function gammaLower(f: Field, a: BigComplex, z: BigComplex): BigComplex {
  if ((f.integer(a) ?? 1) <= 0) throw new NoValue()
  return f.multiply(f.divide(f.power(z, a), a), kummer(f, a, f.plus(a, 1), f.negate(z)))
}

/** The upper incomplete gamma function gamma(a, z), cut along the negative axis. */
export function gammaUpper(f: Field, a: BigComplex, z: BigComplex): BigComplex {
  const integral = f.integer(a)
  if (f.isZero(z)) {
    if (r.toNumber(a.re) > 0) return gamma(f, a)
    throw new NoValue()
  }
  // z^(a-1) e^-z 2F0(1, 1-a; ; -1/z)
  const far = asymptotic(f, f.of(1), f.subtract(f.of(1), a), f.negate(f.inverse(z)))
  if (far !== undefined && (r.toNumber(z.re) > 0 || r.toNumber(z.im) !== 0 || (integral ?? 0) > 0))
    return f.multiply(f.multiply(f.power(z, f.plus(a, -1)), f.exp(f.negate(z))), far)
  const direct = (g: Field, shift: BigComplex): BigComplex => {
    const order = g.add(a, shift)
    return g.subtract(gamma(g, order), gammaLower(g, order, z))
  }
  return integral !== undefined && integral <= 0 ? nearby(f, direct) : direct(f, f.of(0))
}

/** E_n(z) = z^(n-1) gamma(1-n, z) */
export const expintegral = (f: Field, n: BigComplex, z: BigComplex): BigComplex =>
  f.multiply(f.power(z, f.plus(n, -1)), gammaUpper(f, f.subtract(f.of(1), n), z))

/** The sum of z^k/(k k!) from k = 1 on: Ein(-z) with its sign. */
const entire = (f: Field, z: BigComplex): BigComplex =>
  f.multiply(z, series(f, [f.of(1), f.of(1)], [f.of(2), f.of(2)], z))

/** E1(z), cut along the negative axis. */
export function expintegral1(f: Field, z: BigComplex): BigComplex {
  if (f.isZero(z)) throw new NoValue()
  const far = asymptotic(f, f.of(1), f.of(1), f.negate(f.inverse(z)))
  if (far !== undefined && (r.toNumber(z.re) > 0 || r.toNumber(z.im) !== 0))
    return f.divide(f.multiply(f.exp(f.negate(z)), far), z)
  const sum = f.add(f.add(f.eulerGamma, f.log(z)), entire(f, f.negate(z)))
  return f.negate(sum)
}

/** Ei(z), real on the positive axis, and cut along the negative one. */
export function expintegralEi(f: Field, z: BigComplex): BigComplex {
  if (f.isZero(z)) throw new NoValue()
  const y = r.signOf(z.im)
  // on the cut itself the value is real
  if (y === 0 && r.signOf(z.re) < 0) return f.negate(expintegral1(f, f.negate(z)))
  // E1(-z) off the axis differs by a half turn
  if (y !== 0 && f.magnitude(z) > 5) {
    const value = f.negate(expintegral1(f, f.negate(z)))
    return f.add(value, f.scale(f.timesI(f.pi), y))
  }
  // e^z/z 2F0(1, 1; ; 1/z)
  const far = y === 0 ? asymptotic(f, f.of(1), f.of(1), f.inverse(z)) : undefined
  if (far !== undefined) return f.divide(f.multiply(f.exp(z), far), z)
  return f.add(f.add(f.eulerGamma, f.log(z)), entire(f, z))
}

/** Whether a number is far out on the positive axis, where the series of Shi and Chi have too many terms. */
const isFarRight = (f: Field, z: BigComplex): boolean =>
  f.magnitude(z) > 8 && r.isZero(z.im) && r.signOf(z.re) > 0

export const logIntegral = (f: Field, z: BigComplex): BigComplex =>
  f.isZero(z) ? z : expintegralEi(f, f.log(z))

/** Si(z) = z 1F2(1/2; 3/2, 3/2; -z^2/4), and with sign 1 Shi. */
export function sineIntegral(f: Field, z: BigComplex, sign: 1 | -1): BigComplex {
  if (r.signOf(z.re) < 0) return f.negate(sineIntegral(f, f.negate(z), sign))
  // Shi(z) = (Ei(z) + E1(z))/2
  if (sign > 0 && isFarRight(f, z)) return f.shift(f.add(expintegralEi(f, z), expintegral1(f, z)), -1)
  if (f.magnitude(z) > 8 && sign < 0) {
    // Si(z) = pi/2 + (E1(iz) - E1(-iz))/(2i)
    const iz = f.timesI(z)
    const difference = f.subtract(expintegral1(f, iz), expintegral1(f, f.negate(iz)))
    return f.add(f.shift(f.pi, -1), f.shift(f.negate(f.timesI(difference)), -1))
  }
  const w = f.shift(f.scale(f.square(z), sign), -2)
  return f.multiply(z, series(f, [f.of(0.5)], [f.of(1.5), f.of(1.5)], w))
}

/** Ci(z) = gamma + log z - z^2/4 2F3(1, 1; 2, 2, 3/2; -z^2/4), and with sign 1 Chi. */
export function cosineIntegral(f: Field, z: BigComplex, sign: 1 | -1): BigComplex {
  if (f.isZero(z)) throw new NoValue()
  // Chi(z) = (Ei(z) - E1(z))/2
  if (sign > 0 && isFarRight(f, z)) return f.shift(f.subtract(expintegralEi(f, z), expintegral1(f, z)), -1)
  if (f.magnitude(z) > 8 && r.toNumber(z.re) > 0 && sign < 0) {
    const iz = f.timesI(z)
    return f.shift(f.negate(f.add(expintegral1(f, iz), expintegral1(f, f.negate(iz)))), -1)
  }
  const w = f.shift(f.scale(f.square(z), sign), -2)
  const sum = series(f, [f.of(1), f.of(1)], [f.of(2), f.of(2), f.of(1.5)], w)
  return f.add(f.add(f.eulerGamma, f.log(z)), f.multiply(w, sum))
}

/** S(z) = pi z^3/6 1F2(3/4; 3/2, 7/4; -pi^2 z^4/16). */
export function fresnelS(f: Field, z: BigComplex): BigComplex {
  if (f.magnitude(z) > 2) return fresnelParts(f, z)[1]
  const w = f.negate(f.shift(f.square(f.multiply(f.pi, f.square(z))), -4))
  const sum = series(f, [f.of(0.75)], [f.of(1.5), f.of(1.75)], w)
  return f.multiply(f.over(f.multiply(f.pi, f.multiply(f.square(z), z)), 6), sum)
}

/** C(z) = z 1F2(1/4; 1/2, 5/4; -pi^2 z^4/16). */
export function fresnelC(f: Field, z: BigComplex): BigComplex {
  if (f.magnitude(z) > 2) return fresnelParts(f, z)[0]
  const w = f.negate(f.shift(f.square(f.multiply(f.pi, f.square(z))), -4))
  return f.multiply(z, series(f, [f.of(0.25)], [f.of(0.5), f.of(1.25)], w))
}

/** C(z) and S(z) by C +- i S = (1 +- i)/2 erf((1 -+ i) sqrt(pi)/2 z). */
function fresnelParts(f: Field, z: BigComplex): readonly [c: BigComplex, s: BigComplex] {
  const half = f.shift(f.multiply(f.sqrt(f.pi), z), -1)
  const turned = (i: 1 | -1): BigComplex =>
    f.shift(f.multiply(f.of(1, i), erf(f, f.multiply(f.of(1, -i), half))), -1)
  const up = turned(1)
  if (r.isZero(z.im))
    return [
      { re: up.re, im: r.zero },
      { re: up.im, im: r.zero },
    ]
  const down = turned(-1)
  return [f.shift(f.add(up, down), -1), f.negate(f.timesI(f.shift(f.subtract(up, down), -1)))]
}

/** The incomplete beta function z^a/a 2F1(a, 1-b; a+1; z). */
export const betaIncomplete = (f: Field, a: BigComplex, b: BigComplex, z: BigComplex): BigComplex =>
  f.multiply(f.divide(f.power(z, a), a), gauss(f, a, f.subtract(f.of(1), b), f.plus(a, 1), z))
