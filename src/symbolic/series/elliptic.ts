import { fraction, integer, isValue, rational } from '../build/atoms.ts'
import { call } from '../build/call.ts'
import { multiplyAll } from '../build/product.ts'
import { scale, sum } from '../build/sum.ts'
import type { Expr } from '../expr.ts'
import { add, multiply, Rational, subtract } from '../number/rational.ts'
import { logarithm, NotRealError } from './parts.ts'
import type { Near } from './poles.ts'
import {
  addSeries,
  compose,
  leading,
  monomial,
  multiplySeries,
  negative,
  type Puiseux,
  shift,
} from './puiseux.ts'

/** K and E where the parameter tends to 1 from below: powers and the logarithm of v = 1 - u. Source: DLMF 19.12.1, 19.12.2. */
export function ellipticAtOne({ e, u, at, cut, options }: Near): Puiseux | undefined {
  if (e.args.length !== 1 || !isValue(at, 1)) return undefined
  const v = addSeries([monomial(integer(1)), negative(u)])
  const first = leading(v)
  if (first === undefined) return undefined
  if (options.sign(first.coefficient) === -1) throw new NotRealError('series', `${e} is not real there`, e)
  const log = shift(logarithm(v, cut, options, e), Rational.of(0), fraction(-1, 2))
  const isK = e.name === 'elliptic_k'
  const weight = isK ? ofK : ofE
  const plain = (m: number): Expr => rational(weight(m))
  const shifted = (m: number): Expr => {
    const less = isK ? Rational.of(0) : Rational.of(1, (2 * m + 1) * (2 * m + 2))
    return multiplyAll([rational(weight(m)), difference(m, less)])
  }
  const whole = addSeries([multiplySeries(log, compose(plain, v, cut), cut), compose(shifted, v, cut)])
  if (isK) return whole
  return addSeries([
    monomial(integer(1)),
    shift(multiplySeries(v, whole, cut), Rational.of(0), fraction(1, 2)),
  ])
}

/** psi(1 + m) - psi(1/2 + m), less a number: 2 log 2 + H_m - 2 (1 + 1/3 + ... + 1/(2 m - 1)). */
function difference(m: number, less: Rational): Expr {
  let q = less
  for (let j = 1; j <= m; j++) q = add(subtract(q, Rational.of(1, j)), Rational.of(2, 2 * j - 1))
  return sum(scale(call('log', integer(2)), Rational.of(2)), rational(multiply(q, Rational.of(-1))))
}

/** ((1/2)_m/m!)^2 */
function ofK(m: number): Rational {
  let c = Rational.of(1)
  for (let j = 1; j <= m; j++) c = multiply(c, Rational.of((2 * j - 1) ** 2, (2 * j) ** 2))
  return c
}

/** (1/2)_m (3/2)_m/((2)_m m!) */
function ofE(m: number): Rational {
  let c = Rational.of(1)
  for (let j = 1; j <= m; j++) c = multiply(c, Rational.of((2 * j - 1) * (2 * j + 1), 4 * j * (j + 1)))
  return c
}
