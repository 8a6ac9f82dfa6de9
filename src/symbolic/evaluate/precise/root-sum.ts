import type { BigComplex, Field } from '../../../formula/special/big/complex.ts'
import * as r from '../../../formula/special/big/real.ts'
import type { Dense } from '../../polynomial/dense.ts'
import { slopeOf } from '../../polynomial/dense.ts'
import { rootsOf } from '../roots-over.ts'
import type { Value } from './value.ts'

/** The sum of a body over the roots of a polynomial to many digits; on the real line its real part. */
export function rootSumValue(p: Dense, body: (z: BigComplex) => Value, f: Field, complex: boolean): Value {
  let total = f.of(0)
  for (const root of rootsOf(p)) {
    const value = body(refined(p, f.of(root.re, root.im), f))
    if (typeof value === 'number') return Number.NaN
    total = f.add(total, value)
  }
  return complex ? total : { re: total.re, im: r.zero }
}

/** Newton's method from a root in float64: each step doubles the digits. */
function refined(p: Dense, start: BigComplex, f: Field): BigComplex {
  const coefficients = (q: Dense): BigComplex[] =>
    q.map((k) => ({ re: r.divide({ m: BigInt(k.n), e: 0 }, { m: BigInt(k.d), e: 0 }, f.bits), im: r.zero }))
  const [top, slope] = [coefficients(p), coefficients(slopeOf(p))]
  const at = (q: readonly BigComplex[], z: BigComplex): BigComplex =>
    q.reduceRight((value, k) => f.add(f.multiply(value, z), k), f.of(0))
  let z = start
  for (let digits = 40; digits < 4 * f.bits; digits *= 2) {
    const step = at(top, z)
    if (f.isZero(step)) break
    z = f.subtract(z, f.divide(step, at(slope, z)))
  }
  return z
}
