import { fraction, integer, isIntegerNumber, isValue, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { scale } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { add, Rational } from '../number/rational.ts'
import { factorial } from './factorial.ts'
import { logarithm, NotRealError } from './parts.ts'
import type { Near } from './poles.ts'
import { addSeries, compose, leading, multiplySeries, negative, type Puiseux } from './puiseux.ts'

const mostOrder = 30

/**
 * Li_n(exp(z)) for a whole n from 2 on and z that tends to 0 from below: powers of z, and z^(n - 1) log(-z). Source: DLMF 25.12.12.
 */
export function polylogAtOne({ e, u, at, cut, options }: Near): Puiseux | undefined {
  const s = e.args[0]!
  if (!isValue(at, 1) || !isIntegerNumber(s)) return undefined
  const n = Number(s.value.n)
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
  const power = compose((k) => (k === n - 1 ? fraction(-1, factorial(k)) : integer(0)), z, cut)
  const log = logarithm(negative(z), cut, options, e)
  return addSeries([compose(regular, z, cut), multiplySeries(power, log, cut)])
}
