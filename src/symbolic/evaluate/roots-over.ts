import { type BigComplex, Field } from '../../formula/special/big/complex.ts'
import * as r from '../../formula/special/big/real.ts'
import type { Complex } from '../../formula/special/complex.ts'
import { toNumber } from '../number/rational.ts'
import { complexRoots } from '../polynomial/complex-roots.ts'
import { type Dense, denseOf, slopeOf, withoutMultiples } from '../polynomial/dense.ts'
import { EvaluationError } from './errors.ts'
import type { Binder } from './operands.ts'

/** The polynomial of a sum over roots. */
export function polynomialOver(binder: Binder): Dense {
  const p = denseOf(binder.polynomial!, binder.variable)
  if (p === undefined || p.length < 2)
    throw new EvaluationError(
      `evaluate: ${binder.polynomial} is no polynomial in ${binder.variable} with rational coefficients, over whose roots a sum could be taken.`,
    )
  return p
}

/** All roots in float64, each as often as it is one. */
export function rootsOf(p: Dense): Complex[] {
  const field = new Field(140)
  return withoutMultiples(p)
    .flatMap((part) => simpleRoots(part, field))
    .map(({ re, im }) => ({ re: r.toNumber(re), im: r.toNumber(im) }))
}

/** The roots of a polynomial without multiple ones, by Newton's method from those in float64: each step doubles the digits. */
export function simpleRoots(p: Dense, f: Field): BigComplex[] {
  const coefficients = (q: Dense): BigComplex[] =>
    q.map((k) => ({ re: r.divide({ m: BigInt(k.n), e: 0 }, { m: BigInt(k.d), e: 0 }, f.bits), im: r.zero }))
  const [value, slope] = [coefficients(p), coefficients(slopeOf(p))]
  const at = (q: readonly BigComplex[], z: BigComplex): BigComplex =>
    q.reduceRight((sum, k) => f.add(f.multiply(sum, z), k), f.of(0))
  return complexRoots(p.map((k) => toNumber(k))).map(([re, im]) => {
    let z = f.of(re, im)
    for (let digits = 20; digits < 4 * f.bits; digits *= 2) {
      const gap = at(value, z)
      if (f.isZero(gap)) break
      z = f.subtract(z, f.divide(gap, at(slope, z)))
    }
    return z
  })
}
