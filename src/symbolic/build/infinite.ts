import type { Expr } from '../expr.ts'
import { isInteger, isZero, signOf } from '../number/rational.ts'
import { constant, integer, isConstant, isInfinite, isValue, node } from './atoms.ts'

/** Powers of and to infinity; E^oo is left to exp. */
export function infinitePower(base: Expr, exponent: Expr): Expr {
  const unknown = (): Expr => node('power', '', [base, exponent])
  if (isInfinite(exponent)) {
    if (exponent.name === 'zoo') return constant('undefined')
    const down = exponent.name === '-oo'
    if (isConstant(base, 'oo')) return down ? integer(0) : base
    if (base.kind !== 'number') return isInfinite(base) ? constant('undefined') : unknown()
    if (isValue(base, 1) || isValue(base, -1)) return constant('undefined')
    const large = Math.abs(Number(base.value.n) / Number(base.value.d)) > 1
    if (large === down) return isZero(base.value) ? constant('zoo') : integer(0)
    return signOf(base.value) > 0 ? constant('oo') : constant('zoo')
  }
  if (exponent.kind !== 'number') return unknown()
  const sign = signOf(exponent.value)
  if (sign === 0) return constant('undefined')
  if (sign < 0) return integer(0)
  if (base.name !== '-oo') return base
  if (!isInteger(exponent.value)) return unknown()
  return BigInt(exponent.value.n) % 2n === 0n ? constant('oo') : base
}
