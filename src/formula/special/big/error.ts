import { type BigComplex, Field } from './complex.ts'
import { asymptotic, series } from './hypergeometric.ts'
import * as r from './real.ts'

/*
 * The family of the error function. Source: NIST Digital Library of Mathematical Functions, 7.6 (series) and 7.12
 * (expansions for large arguments).
 */

const rootOfPi = (f: Field): BigComplex => f.sqrt(f.pi)
const isRight = (z: BigComplex): boolean => r.signOf(z.re) >= 0

/** z exp(-z^2) 1F1(1/2; 3/2; z^2) or z 1F1(1; 3/2; -z^2), the one whose terms cancel less: Dawson's integral. */
function dawsonSeries(f: Field, z: BigComplex): BigComplex {
  const square = f.square(z)
  if (!isRight(square)) return f.multiply(z, series(f, [f.of(1)], [f.of(1.5)], f.negate(square)))
  return f.multiply(f.multiply(z, f.exp(f.negate(square))), series(f, [f.of(0.5)], [f.of(1.5)], square))
}

/** 2F0(1, 1/2; ; c/z^2), or undefined where z is too small for it. */
const tail = (f: Field, z: BigComplex, c: 1 | -1): BigComplex | undefined =>
  asymptotic(f, f.of(1), f.of(0.5), f.scale(f.inverse(f.square(z)), c))

/** A field with bits for the digits that 1 - erf(z) loses. */
function finer(f: Field, z: BigComplex): Field {
  const size = r.toNumber(f.abs(z))
  return new Field(f.bits + Math.ceil(Math.min(size * size, 1e5) * 1.5) + 16)
}

/** exp(z^2) erfc(z) right of the imaginary axis: 2F0(1, 1/2; ; -1/z^2)/(sqrt(pi) z) for large z. */
function scaledComplement(f: Field, z: BigComplex): BigComplex {
  const far = f.magnitude(z) > 0 ? tail(f, z, -1) : undefined
  if (far !== undefined) return f.divide(far, f.multiply(rootOfPi(f), z))
  const g = finer(f, z)
  return g.multiply(g.exp(g.square(z)), g.subtract(g.of(1), erfSeries(g, z)))
}

/** 2/sqrt(pi) z exp(-z^2) 1F1(1; 3/2; z^2), or 2/sqrt(pi) z 1F1(1/2; 3/2; -z^2). */
function erfSeries(f: Field, z: BigComplex): BigComplex {
  const square = f.square(z)
  const sum = isRight(square)
    ? f.multiply(f.exp(f.negate(square)), series(f, [f.of(1)], [f.of(1.5)], square))
    : series(f, [f.of(0.5)], [f.of(1.5)], f.negate(square))
  return f.divide(f.shift(f.multiply(z, sum), 1), rootOfPi(f))
}

export function erf(f: Field, z: BigComplex): BigComplex {
  if (!isRight(z)) return f.negate(erf(f, f.negate(z)))
  if (f.magnitude(z) < 1) return erfSeries(f, z)
  return f.subtract(f.of(1), erfc(f, z))
}

export function erfc(f: Field, z: BigComplex): BigComplex {
  if (!isRight(z)) return f.subtract(f.of(2), erfc(f, f.negate(z)))
  return f.multiply(f.exp(f.negate(f.square(z))), scaledComplement(f, z))
}

/** exp(z^2) erfc(z) */
export function erfcx(f: Field, z: BigComplex): BigComplex {
  if (isRight(z)) return scaledComplement(f, z)
  return f.subtract(f.shift(f.exp(f.square(z)), 1), scaledComplement(f, f.negate(z)))
}

/** erfi(z) = -i erf(i z); on the real line 2/sqrt(pi) exp(z^2) times Dawson's integral, which stays real. */
export function erfi(f: Field, z: BigComplex): BigComplex {
  if (!r.isZero(z.im)) return f.negate(f.timesI(erf(f, f.timesI(z))))
  return f.shift(f.divide(f.multiply(f.exp(f.square(z)), dawson(f, z)), rootOfPi(f)), 1)
}

/** Dawson's integral sqrt(pi)/2 exp(-z^2) erfi(z); for large z 2F0(1, 1/2; ; 1/z^2)/(2z) and what exp(-z^2) adds off the axis. */
export function dawson(f: Field, z: BigComplex): BigComplex {
  const far = f.magnitude(z) > 0 ? tail(f, z, 1) : undefined
  if (far === undefined) return dawsonSeries(f, z)
  const main = f.divide(far, f.shift(z, 1))
  if (r.isZero(z.im)) return main
  const more = f.shift(f.multiply(f.timesI(rootOfPi(f)), f.exp(f.negate(f.square(z)))), -1)
  return r.signOf(z.im) > 0 ? f.add(main, more) : f.subtract(main, more)
}
