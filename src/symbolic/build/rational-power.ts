import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { constant, integer, node, rational } from './atoms.ts'
import { assemble } from './factors.ts'
import { numberPower } from './radical.ts'

/** A power of rational numbers in normal form: (8/3)^(1/2) is 2/3*6^(1/2). */
export function rationalPower(base: Rational, exponent: Rational): Expr {
  const radical = numberPower(base, exponent)
  const unevaluated = (): Expr => node('power', '', [rational(base), rational(exponent)])
  if (radical === undefined) return unevaluated()
  const factors: Expr[] = radical.factors.map((f) =>
    node('power', '', [rational(Rational.of(f.base)), rational(f.exponent)]),
  )
  if (radical.unit !== undefined) {
    const half = radical.unit.n === 1 && radical.unit.d === 2
    factors.push(half ? constant('I') : node('power', '', [integer(-1), rational(radical.unit)]))
  }
  return assemble(radical.coefficient, factors)
}
