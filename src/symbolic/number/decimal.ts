import { LimitError } from '../../formula/errors.ts'
import { maxPlaces, Rational } from './rational.ts'

const maxExponent = 10_000

/** The exact value of a decimal literal: `0.1` is 1/10, `1e-3` is 1/1000, and both remember to print as decimals. */
export function parseDecimal(text: string): Rational {
  const [mantissa = '', exponentText = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const exponent = Number(exponentText) - fraction.length
  if (Math.abs(exponent) > maxExponent || mantissa.length > maxExponent * 10)
    throw new LimitError(
      'parse',
      'digits of a number',
      maxExponent,
      Math.max(Math.abs(exponent), mantissa.length),
      'Write the number as a power.',
    )
  const digits = whole + fraction
  if (digits.length < 16 && exponent <= 0 && exponent > -16)
    return Rational.of(Number(digits), 10 ** -exponent, true)
  const n = BigInt(digits || '0')
  return exponent >= 0
    ? Rational.of(n * 10n ** BigInt(exponent))
    : Rational.of(n, 10n ** BigInt(-exponent), true)
}

/** The exact value of a float64: 0.1 is 3602879701896397/2^55. */
export function fromFloat(value: number): Rational {
  let d = 1n
  let exponent = 0
  while (!Number.isInteger(value) && exponent < 1100) {
    value *= 2
    d *= 2n
    exponent++
  }
  return Rational.of(BigInt(value), d, true)
}

/** The digits of a rational as a terminating decimal, or undefined where it has none of reasonable length. */
export function decimalText(a: Rational): string | undefined {
  let n = BigInt(a.n)
  let d = BigInt(a.d)
  let places = 0
  while (d !== 1n) {
    if (places > 2 * maxPlaces) return undefined
    if (d % 10n === 0n) d /= 10n
    else if (d % 5n === 0n) {
      d /= 5n
      n *= 2n
    } else if (d % 2n === 0n) {
      d /= 2n
      n *= 5n
    } else return undefined
    places++
  }
  const digits = (n < 0n ? -n : n).toString().padStart(places + 1, '0')
  const sign = n < 0n ? '-' : ''
  if (places === 0) return sign + digits
  const whole = digits.slice(0, -places)
  const fraction = digits.slice(-places)
  const zeros = /^0*/.exec(fraction)![0].length
  if (whole === '0' && zeros >= 6) {
    // 1e-9 rather than 0.000000001
    const rest = fraction.slice(zeros)
    return `${sign}${rest[0]}${rest.length > 1 ? '.' + rest.slice(1) : ''}e-${zeros + 1}`
  }
  return `${sign}${whole}.${fraction}`
}
