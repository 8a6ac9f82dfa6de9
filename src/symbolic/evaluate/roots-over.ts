import * as c from '../../formula/special/complex.ts'
import { toNumber } from '../number/rational.ts'
import { type Dense, denseOf } from '../polynomial/dense.ts'
import { complexRoots } from '../solve/complex-roots.ts'
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

/** The roots in float64. */
export const rootsOf = (p: Dense): c.Complex[] =>
  complexRoots(p.map((k) => toNumber(k))).map(([re, im]) => c.complex(re, im))
