import { constant, integer, rational } from '../build/atoms.ts'
import type { Expr } from '../expr.ts'
import { parseDecimal } from '../number/decimal.ts'
import type { Rational } from '../number/rational.ts'

/** The shortest decimal that stands for a number, as the fraction that it writes: 0.1 is 1/10. */
export function decimalOf(value: number, single: boolean): Rational {
  if (single)
    for (let digits = 1; digits < 9; digits++) {
      const short = Number(value.toPrecision(digits))
      if (Math.fround(short) === value) return parseDecimal(String(short))
    }
  return parseDecimal(String(value))
}

/** A number of a program as an expression. */
export function numberExpr(value: number, single = false): Expr {
  if (Number.isNaN(value)) return constant('undefined')
  if (!Number.isFinite(value)) return constant(value > 0 ? 'oo' : '-oo')
  return Number.isSafeInteger(value) ? integer(value) : rational(decimalOf(value, single))
}
