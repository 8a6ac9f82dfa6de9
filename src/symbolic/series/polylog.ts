import { fraction, integer, isIntegerNumber, isValue, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll, power } from '../build/product.ts'
import { scale } from '../build/sum.ts'
import { NotFoundError } from '../calculus/not-found.ts'
import type { Expr } from '../expr.ts'
import {
  add,
  isInteger,
  minusOne,
  multiply,
  Rational,
  signOf,
  subtract,
  toNumber,
} from '../number/rational.ts'
import { factorial } from './factorial.ts'
import { logarithm, NotRealError } from './parts.ts'
import type { Near } from './poles.ts'
import {
  addSeries,
  compose,
  leading,
  multiplySeries,
  negative,
  onePlusPower,
  type Puiseux,
  relativeRest,
  shift,
} from './puiseux.ts'

const mostOrder = 30

/**
 * Li_s(exp(z)) for z that tends to 0, from below but for whole s < 1: powers of z, and gamma(1 - s) (-z)^(s - 1) or for a
 * whole s from 2 on z^(s - 1) log(-z). Source: DLMF 25.12.12.
 */
export function polylogAtOne(near: Near): Puiseux | undefined {
  const { e, u, at, cut, options } = near
  const s = e.args[0]!
  if (!isValue(at, 1)) return undefined
  if (s.kind !== 'number' || toNumber(s.value) < -mostOrder)
    throw new NotFoundError('series', `nothing is known of ${e} where its argument tends to 1`, e)
  if (!isIntegerNumber(s) || signOf(s.value) <= 0) return byPower(near, s.value)
  const n = Number(s.value.n)
  // the first derivatives of those of a higher order have values
  if (n < 2 || n > mostOrder) return undefined
  const z = logarithm(u, cut, options, e)
  const first = leading(z)
  if (first === undefined) return undefined
  if (options.sign(first.coefficient) === 1) throw new NotRealError('series', `${e} is not real there`, e)
  const regular = (k: number): Expr => {
    if (k !== n - 1) return scale(call('zeta', integer(n - k)), Rational.of(1n, factorial(k)))
    let harmonic = Rational.of(0)
    for (let j = 1; j < n; j++) harmonic = add(harmonic, Rational.of(1, j))
    return scale(rational(harmonic), Rational.of(1n, factorial(k)))
  }
  const powers = compose((k) => (k === n - 1 ? fraction(-1, factorial(k)) : integer(0)), z, cut)
  const log = logarithm(negative(z), cut, options, e)
  return addSeries([compose(regular, z, cut), multiplySeries(powers, log, cut)])
}

function byPower({ e, u, cut, options }: Near, s: Rational): Puiseux | undefined {
  const less = subtract(s, Rational.of(1))
  // a negative power of z brings terms down to the cut
  const more = add(cut, Rational.of(Math.ceil(Math.abs(toNumber(less))) + 1))
  const z = logarithm(u, more, options, e)
  const first = leading(negative(z))
  if (first === undefined) return undefined
  if (!isInteger(s) && options.sign(first.coefficient) === -1)
    throw new NotRealError('series', `${e} is not real there`, e)
  const front = multiplyAll([
    call('gamma', rational(multiply(less, minusOne))),
    power(first.coefficient, rational(less)),
  ])
  const root = shift(
    onePlusPower(relativeRest(negative(z), first), rational(less), more),
    multiply(first.exponent, less),
    front,
  )
  const regular = (k: number): Expr =>
    scale(call('zeta', rational(subtract(s, Rational.of(k)))), Rational.of(1n, factorial(k)))
  return addSeries([root, compose(regular, z, cut)])
}
