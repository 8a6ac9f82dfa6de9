import { integer, splitCoefficient } from '../build/atoms.ts'
import { power } from '../build/product.ts'
import { dependsOn } from '../calculus/depends.ts'
import type { Expr } from '../expr.ts'
import { compare, equal, type Rational, toNumber } from '../number/rational.ts'
import type { Puiseux } from './puiseux.ts'

/** Whether an expansion tells what begins at w^limit: with logarithms, by the term there too. */
export function reaches(s: Puiseux, limit: Rational, logW: Expr): boolean {
  const over = compare(s.order!, limit)
  return over > 0 || (over === 0 && !s.terms.some((t) => dependsOn(t.coefficient, logW)))
}

/** What stands before w^limit in the O: x^x = 1 + x log(x) + O(x^2 log(x)^2). */
export function logarithmsLeftOut(s: Puiseux, limit: Rational, logW: Expr): Expr {
  const term = s.terms.find((t) => equal(t.exponent, limit))
  if (term === undefined || !dependsOn(term.coefficient, logW)) return integer(1)
  const degree = growth(term.coefficient, logW)
  if (Number.isNaN(degree)) return splitCoefficient(term.coefficient)[1]
  return power(logW, integer(Math.max(0, Math.ceil(degree))))
}

/** A k with e = O(log(w)^k); NaN where none is known. */
function growth(e: Expr, logW: Expr): number {
  if (e === logW) return 1
  if (!dependsOn(e, logW)) return 0
  const parts = e.args.map((a) => growth(a, logW))
  switch (e.kind) {
    case 'sum':
      return Math.max(...parts)
    case 'product':
      return parts.reduce((a, b) => a + b, 0)
    case 'power': {
      const exponent = e.args[1]!
      return exponent.kind === 'number' ? parts[0]! * toNumber(exponent.value) : Number.NaN
    }
    default:
      // log(log(w)) grows less than log(w)
      return e.name === 'log' ? 1 : e.name === 'sin' || e.name === 'cos' ? 0 : Number.NaN
  }
}
