import type { Expr } from '../expr.ts'
import { multiply, one, type Rational } from '../number/rational.ts'
import { node } from './atoms.ts'
import { type Monomial, monomial, multiplyAll } from './product.ts'
import { scale } from './sum.ts'

const long = 24
const factorsIn = (e: Expr): number => (e.kind === 'product' ? e.args.length : 1)

/**
 * coefficient * factors[0] * factors[1] * ... as `monomial` makes it, except that long products among the factors are
 * kept as they are: a chain of n factors takes n nodes.
 */
export function chainMonomial(factors: readonly Expr[], coefficient: Rational = one): Monomial {
  let count = 0
  let longest = 0
  for (const e of factors) {
    count += factorsIn(e)
    longest = Math.max(longest, factorsIn(e))
  }
  if (count < long || longest < long / 2) return monomial(factors, coefficient)
  const open: Expr[] = []
  const closed: Expr[] = []
  for (const e of factors) {
    if (factorsIn(e) < long / 2) open.push(e)
    else {
      coefficient = multiply(coefficient, e.value)
      closed.push(e.value === one ? e : node('product', '', e.args, one))
    }
  }
  return closed.length === 1 && open.length === 0
    ? { coefficient, unit: closed[0]! }
    : monomial(open, coefficient, closed)
}

/** The product that `chainMonomial` makes. */
export function chain(factors: readonly Expr[], coefficient: Rational = one): Expr {
  let count = 0
  for (let i = 0; i < factors.length; i++) count += factorsIn(factors[i]!)
  if (count < long) return multiplyAll(factors, coefficient)
  const { coefficient: number, unit } = chainMonomial(factors, coefficient)
  return scale(unit, number)
}
