import type { BigComplex, Field } from '../../../formula/special/big/complex.ts'
import * as r from '../../../formula/special/big/real.ts'
import { type Dense, withoutMultiples } from '../../polynomial/dense.ts'
import { simpleRoots } from '../roots-over.ts'
import type { Value } from './number.ts'

/** The sum of a body over the roots of a polynomial to many digits; on the real line its real part. */
export function rootSumValue(p: Dense, body: (z: BigComplex) => Value, f: Field, complex: boolean): Value {
  let total = f.of(0)
  for (const simple of withoutMultiples(p))
    for (const root of simpleRoots(simple, f)) {
      const value = body(root)
      if (typeof value === 'number') return Number.NaN
      total = f.add(total, value)
    }
  return complex ? total : { re: total.re, im: r.zero }
}
