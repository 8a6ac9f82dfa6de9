import type { BigComplex, Field } from './complex.ts'
import { reciprocalGamma } from './gamma.ts'
import { series } from './hypergeometric.ts'

/** Struve's H for sign -1 and L for sign 1: (z/2)^(v+1)/(gamma(3/2) gamma(v + 3/2)) 1F2(1; 3/2, v + 3/2; sign z^2/4), DLMF 11.2. */
export function struve(f: Field, v: BigComplex, z: BigComplex, sign: 1 | -1): BigComplex {
  const half = f.shift(z, -1)
  const above = f.plus(v, 1.5)
  const n = f.integer(f.plus(v, 0.5))
  // where gamma(v + 3/2) is infinite the first terms are 0: H and L are J and I of order -v, with a sign
  if (n !== undefined && n < 0) {
    const order = f.negate(v)
    const sum = series(f, [], [f.plus(order, 1)], f.scale(f.square(half), sign))
    const value = f.multiply(f.multiply(f.power(half, order), reciprocalGamma(f, f.plus(order, 1))), sum)
    return sign < 0 && n % 2 !== 0 ? f.negate(value) : value
  }
  const sum = series(f, [f.of(1)], [f.of(1.5), above], f.scale(f.square(half), sign))
  const front = f.multiply(f.power(half, f.plus(v, 1)), reciprocalGamma(f, above))
  return f.divide(f.shift(f.multiply(front, sum), 1), f.sqrt(f.pi))
}
