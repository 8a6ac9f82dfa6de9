import { integer, splitCoefficient } from '../build/atoms.ts'
import { multiplyAll, power } from '../build/product.ts'
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
  const [, bare] = splitCoefficient(term.coefficient)
  const [, degree] = growth(bare, logW)
  if (Number.isFinite(degree)) return power(logW, integer(Math.max(0, Math.ceil(degree))))
  return bare.kind === 'product' ? multiplyAll(bare.args.filter((f) => dependsOn(f, logW))) : bare
}

/** [a, b] where |e| lies, but for factors, between |log(w)|^a and |log(w)|^b; infinite or NaN where no such power is known. */
type Degrees = readonly [number, number]
const { NEGATIVE_INFINITY: none } = Number

function growth(e: Expr, logW: Expr): Degrees {
  if (e === logW) return [1, 1]
  if (!dependsOn(e, logW)) return [0, 0]
  const parts = e.args.map((a) => growth(a, logW))
  const [low, high] = parts[0]!
  switch (e.kind) {
    case 'sum': {
      const all: readonly Degrees[] = e.value.n === 0 ? parts : [...parts, [0, 0]]
      const lowest = Math.max(...all.map(([a]) => a))
      // one that outweighs the others; else they may cancel
      const alone = all.filter(([, b]) => b >= lowest).length === 1
      return [alone ? lowest : none, Math.max(...all.map(([, b]) => b))]
    }
    case 'product':
      return parts.reduce(([a, b], [c, d]) => [a + c, b + d])
    case 'power': {
      const exponent = e.args[1]!
      const k = exponent.kind === 'number' ? toNumber(exponent.value) : Number.NaN
      return k < 0 ? [k * high, k * low] : [k * low, k * high]
    }
    default:
      if (e.name === 'sin' || e.name === 'cos') return [none, 0]
      // log(log(w)) grows, and less than log(w)
      return e.name === 'log' && (low > 0 || high < 0) ? [0, 1] : [none, Number.POSITIVE_INFINITY]
  }
}
