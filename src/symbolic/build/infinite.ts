import type { Expr } from '../expr.ts'
import { absolute, compare, isInteger, minusOne, one, type Rational, signOf } from '../number/rational.ts'
import {
  constant,
  integer,
  isConstant,
  isInfinite,
  isUndefined,
  isValue,
  node,
  splitCoefficient,
} from './atoms.ts'
import { isPositive } from './known.ts'
import { sortFactors } from './order.ts'

/** Powers of and to infinity; E^oo is left to exp. */
export function infinitePower(base: Expr, exponent: Expr): Expr {
  const unknown = (): Expr => node('power', '', [base, exponent])
  if (isInfinite(exponent)) {
    if (exponent.name === 'zoo') return constant('undefined')
    const down = exponent.name === '-oo'
    if (isConstant(base, 'oo')) return down ? integer(0) : base
    if (base.kind !== 'number') return isInfinite(base) ? constant('undefined') : unknown()
    if (isValue(base, 1) || isValue(base, -1)) return constant('undefined')
    // compared exactly: numbers close to 1, and beyond float64
    const large = compare(absolute(base.value), one) > 0
    if (large === down) return integer(0)
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

/** coefficient * infinities * finite; what may be negative or complex stays beside the infinity. */
export function infiniteProduct(coefficient: Rational, infinities: readonly Expr[], finite: Expr): Expr {
  if (isUndefined(finite)) return finite
  const [size, symbols] = splitCoefficient(finite)
  const complex = infinities.some((e) => e.name === 'zoo')
  const turns = infinities.filter((e) => e.name === '-oo').length
  const sign = signOf(coefficient) * signOf(size) * (turns % 2 === 0 ? 1 : -1)
  if (sign === 0) return constant('undefined')
  const finiteFactors = symbols.kind === 'product' ? symbols.args : [symbols]
  const open = finiteFactors.filter((e) => !isPositive(e))
  const infinity = constant(complex ? 'zoo' : sign > 0 || open.length > 0 ? 'oo' : '-oo')
  if (open.length === 0) return infinity
  return node('product', '', sortFactors([...open, infinity]), complex || sign > 0 ? one : minusOne)
}
