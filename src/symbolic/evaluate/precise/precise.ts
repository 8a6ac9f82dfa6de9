import { LimitError } from '../../../formula/errors.ts'
import { type BigComplex, Field } from '../../../formula/special/big/complex.ts'
import type { Big } from '../../../formula/special/big/real.ts'
import * as r from '../../../formula/special/big/real.ts'
import type { Expr } from '../../expr.ts'
import type { Rational } from '../../number/rational.ts'
import { freeSymbols } from '../../traverse.ts'
import { EvaluationError } from '../errors.ts'
import { decimalText } from './decimal-text.ts'
import type { Value } from './number.ts'
import { cancelsLargeTerms, type Numbers, valueAt } from './value.ts'

/** More digits take minutes. */
const maxDigits = 10_000
/** Bits beyond those of the digits asked for, in the first attempt. */
const guard = 40
const bitsOf = (digits: number): number => Math.ceil(digits * 3.3219281) + guard

/** Real and imaginary part, as decimal texts. */
export interface PreciseComplex {
  readonly re: string
  readonly im: string
}

/**
 * The real value of an expression to that many significant digits, as a decimal text; what has none is 'NaN'.
 *
 * Throws: EvaluationError, LimitError.
 */
export function preciseValue(e: Expr, numberOf: Numbers, digits: number): string {
  const value = refined(e, numberOf, digits, false)
  if (typeof value === 'number') return String(value)
  return r.isZero(value.im) ? decimalText(value.re, digits) : 'NaN'
}

/** The complex value, both parts to that many digits. */
export function preciseComplex(e: Expr, numberOf: Numbers, digits: number): PreciseComplex {
  const value = refined(e, numberOf, digits, true)
  if (typeof value === 'number') return { re: String(value), im: Number.isNaN(value) ? 'NaN' : '0' }
  return { re: decimalText(value.re, digits), im: decimalText(value.im, digits) }
}

/** Computed with more and more bits until two computations agree; a part that is 0 in all of them is 0. */
function refined(e: Expr, numberOf: Numbers, digits: number, complex: boolean): Value {
  if (!(Number.isInteger(digits) && digits >= 1))
    throw new EvaluationError(
      `evaluate: the number of digits is ${digits}; it must be a whole number from 1 on.`,
    )
  if (digits > maxDigits)
    throw new LimitError('evaluate', 'digits', maxDigits, digits, 'Ask for fewer digits.')
  const most = 4 * bitsOf(digits) + 2000
  const first = Math.min(most, Math.max(bitsOf(digits), 2 * inputBits(e, numberOf) + guard))
  let last: BigComplex | undefined
  for (let bits = first; ; bits = Math.min(most, bits === first ? bits + 50 : Math.ceil(bits * 1.5))) {
    const found = valueAt(e, numberOf, new Field(bits), complex)
    const closer = (): boolean => bits < most && cancelsLargeTerms(e, numberOf, new Field(bits), complex)
    if (typeof found === 'number') {
      if (Number.isNaN(found) || !closer()) return found
      bits = most / 1.5
      continue
    }
    const value = withinReach(found)
    if (last !== undefined) {
      const certain = bits >= most
      const size = Math.max(r.magnitude(value.re), r.magnitude(value.im))
      const wanted = bitsOf(digits) - guard + 4
      if (r.isZero(value.re) && r.isZero(value.im) && closer()) {
        last = undefined
        bits = most / 1.5
        continue
      }
      const re = agreed(value.re, last.re, size, wanted, bits, certain)
      const im = agreed(value.im, last.im, size, wanted, bits, certain)
      if (re !== undefined && im !== undefined) return { re, im }
      if (certain)
        throw new LimitError(
          'evaluate',
          'working precision',
          Math.floor(most / 3.3219281),
          Math.floor(most / 3.3219281) + 1,
          `Terms of ${e.kind === 'sum' ? 'the sum' : 'the expression'} cancel to more digits than this.`,
        )
    }
    last = value
  }
}

/** The bits of the longest denominator among the values of symbols: gamma(x) for an x beside -1 needs all of them. */
function inputBits(e: Expr, numberOf: Numbers): number {
  const values = freeSymbols(e).flatMap((s): readonly Rational[] => {
    const value = numberOf(s)
    return 'd' in value ? [value] : value
  })
  return Math.max(0, ...values.map(({ d }) => r.bitLength(BigInt(d))))
}

/** A number whose exponent is kept; a part that vanishes beside the other is 0. */
function withinReach({ re, im }: BigComplex): BigComplex {
  const isTiny = (x: Big): boolean => r.isBeyond(x) && r.magnitude(x) < 0
  const kept = (x: Big, other: Big): Big => (isTiny(x) && !isTiny(other) && !r.isZero(other) ? r.zero : x)
  const value = { re: kept(re, im), im: kept(im, re) }
  if (!r.isBeyond(value.re) && !r.isBeyond(value.im)) return value
  const limit = isTiny(value.re) || isTiny(value.im) ? smallness : 'size of the value'
  throw new LimitError('evaluate', limit, 2 ** 50, 2 ** 50 + 1, 'Its exponent is beyond what is kept.')
}

/** The limit of what is too small to have digits: in float64 it is 0. */
export const smallness = 'smallness of the value'

/** The part where both computations have its digits; 0 where both are the rounding of terms that cancel. */
function agreed(
  a: Big,
  b: Big,
  size: number,
  wanted: number,
  bits: number,
  certain: boolean,
): Big | undefined {
  const change = r.magnitude(r.subtract(a, b, bits))
  if (change < r.magnitude(a) - wanted || (r.isZero(a) && r.isZero(b))) return a
  // noise beside the other part, or beside 1 when no more bits are to come
  const noise = Math.max(r.magnitude(a), r.magnitude(b)) < Math.max(size, 0) - 0.6 * bits
  return noise && (certain || size > r.magnitude(a)) ? r.zero : undefined
}

/**
 * The value of a real expression without symbols in arithmetic of so many digits, of which cancellation leaves fewer;
 * undefined where it has none.
 *
 * Throws: EvaluationError for a symbol or a function that is not known to many digits.
 */
export function valueTo(e: Expr, digits: number): Big | undefined {
  const value = valueAt(
    e,
    (s) => {
      throw new EvaluationError(`evaluate: the symbol ${s.name} has no value.`)
    },
    new Field(Math.ceil(digits * 3.3219281)),
    false,
  )
  return typeof value === 'number' || !r.isZero(value.im) ? undefined : value.re
}
