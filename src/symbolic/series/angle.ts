import { constant, integer, node } from '../build/atoms.ts'
import { scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { compare, Rational } from '../number/rational.ts'
import { signOfSeries } from './kinks.ts'
import type { ExpandOptions } from './parts.ts'
import { addSeries, inverse, leading, monomial, multiplySeries, negative, type Puiseux } from './puiseux.ts'

/** atan2(y, x) by the arctangent of y/x or of x/y, of which one does not grow; the signs say in which half plane it is. */
export function angleOf(
  e: Expr,
  y: Puiseux,
  x: Puiseux,
  cut: Rational,
  options: ExpandOptions,
  expandCall: (e: Expr, arg: Puiseux) => Puiseux,
): Puiseux {
  const [up, along] = [signOfSeries(y, options, e), signOfSeries(x, options, e)]
  const turns = (n: number, d: number): Puiseux => monomial(scale(constant('pi'), Rational.of(n, d)))
  const arc = (top: Puiseux, bottom: Puiseux): Puiseux =>
    expandCall(node('call', 'atan', [integer(0)]), multiplySeries(top, inverse(bottom, cut), cut))
  const [first, other] = [leading(x), leading(y)]
  if (first !== undefined && (other === undefined || compare(first.exponent, other.exponent) <= 0))
    return addSeries([arc(y, x), along > 0 ? monomial(integer(0)) : turns(up < 0 ? -1 : 1, 1)])
  return up === 0 ? monomial(integer(0)) : addSeries([turns(up, 2), negative(arc(x, y))])
}
