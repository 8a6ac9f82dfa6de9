import { fraction, integer, isIntegerNumber, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll, power } from '../build/product.ts'
import { subtract } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { add, isInteger, multiply, Rational, signOf, toNumber } from '../number/rational.ts'
import { factorial } from './factorial.ts'
import { logarithm, NotRealError } from './parts.ts'
import type { Near } from './poles.ts'
import {
  addSeries,
  compose,
  leading,
  monomial,
  multiplySeries,
  negative,
  onePlusPower,
  type Puiseux,
  relativeRest,
  shift,
} from './puiseux.ts'

/** (s - 1)(s - 2)...(s - k), of u^-k in u^(1 - s) exp(u) Gamma(s, u). Source: DLMF 8.11.2. */
export const gammaTail = (s: Expr, k: number): Expr =>
  multiplyAll(Array.from({ length: k }, (_, j) => subtract(s, integer(j + 1))))

const mostOrder = 30

/** The incomplete gamma functions of a rational order where their argument tends to 0. Source: DLMF 8.4.15, 8.7.1. */
export function incompleteAtZero({ e, u, at, cut, options }: Near): Puiseux | undefined {
  const s = e.args[0]!
  const first = at === integer(0) && s.kind === 'number' ? leading(u) : undefined
  if (first === undefined || s.kind !== 'number' || Math.abs(toNumber(s.value)) > mostOrder) return undefined
  const whole = isInteger(s.value)
  const pole = whole && signOf(s.value) <= 0
  if ((pole || !whole) && options.sign(first.coefficient) === -1)
    throw new NotRealError('series', `${e} is not real there`, e)
  if (pole && e.name === 'lowergamma') return undefined
  // a negative power of u brings terms down to the cut
  const more = add(cut, multiply(first.exponent, Rational.of(Math.ceil(Math.abs(toNumber(s.value))) + 1)))
  const front = shift(
    onePlusPower(relativeRest(u, first), s, more),
    multiply(first.exponent, s.value),
    power(first.coefficient, s),
  )
  // the sum of (-1)^k u^(s + k)/(k! (s + k)), without what would be divided by 0
  const coefficient = (k: number): Expr => {
    const place = add(s.value, Rational.of(k))
    const sign = Rational.of(k % 2 === 0 ? 1 : -1, factorial(k))
    return signOf(place) === 0 ? integer(0) : rational(multiply(sign, Rational.of(place.d, place.n)))
  }
  const lower = multiplySeries(front, compose(coefficient, u, more), cut)
  if (e.name === 'lowergamma') return lower
  if (!pole) return addSeries([monomial(call('gamma', s)), negative(lower)])
  // (-1)^n/n! (psi(n + 1) - log u) in place of the term that is left out
  const n = isIntegerNumber(s) ? -Number(s.value.n) : 0
  const log = logarithm(u, cut, options, e)
  const main = addSeries([monomial(call('digamma', integer(n + 1))), shift(log, Rational.of(0), integer(-1))])
  return addSeries([
    shift(main, Rational.of(0), fraction(n % 2 === 0 ? 1 : -1, factorial(n))),
    negative(lower),
  ])
}
