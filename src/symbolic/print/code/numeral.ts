import { LimitError } from '../../../formula/errors.ts'
import { type Rational, toNumber } from '../../number/rational.ts'

/**
 * A number in a language of float64: whole numbers and fractions of them where float64 has them exactly, else the
 * nearest float64. `point` writes 2 as 2.0, for languages that divide whole numbers without a rest.
 *
 * Throws: LimitError for a number above the largest float64.
 */
export function numeral(language: string, value: Rational, point = false): { text: string; atom: boolean } {
  const nearest = toNumber(value)
  if (!Number.isFinite(nearest))
    throw new LimitError(
      language,
      'a number',
      Number.MAX_VALUE,
      Number.POSITIVE_INFINITY,
      'Simplify the expression first.',
    )
  const whole = (n: number | bigint): string => (point ? `${n}.0` : String(n))
  if (isRounded(value) || value.decimal) return { text: floatText(nearest), atom: true }
  return value.d === 1
    ? { text: whole(value.n), atom: true }
    : { text: `${whole(value.n)}/${whole(value.d)}`, atom: false }
}

/** Whether a number is no quotient of whole numbers that float64 has exactly. */
const isRounded = ({ n, d }: Rational): boolean => typeof n !== 'number' || typeof d !== 'number'
/** Whether a coefficient is written as one number, so that it is rounded once: above and below a bar it would be twice. */
export const isSingle = (value: Rational): boolean => isRounded(value) && value.n !== 1 && value.n !== 1n

/** A float64 that no language takes for a whole number. */
const floatText = (x: number): string => {
  const text = String(x)
  return /[.e]/.test(text) ? text : `${text}.0`
}
