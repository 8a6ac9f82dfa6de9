import { Field } from '../../../formula/special/big/complex.ts'
import * as r from '../../../formula/special/big/real.ts'
import { type Big, bitLength } from '../../../formula/special/big/real.ts'

/** Exponents of 10 between which a number is written without one. */
const plain = { least: -7, most: 20 } as const

/** A number rounded to so many significant digits, as 0.1234, 1234.5 or 1.234e-56. */
export function decimalText(x: Big, digits: number): string {
  if (r.isZero(x)) return '0'
  const size: Big = { m: x.m < 0n ? -x.m : x.m, e: x.e }
  let exponent = Math.floor(r.magnitude(x) * Math.LOG10E * Math.LN2)
  let text = scaled(size, digits - 1 - exponent)
  // the estimate is one too small at times, and rounding may carry
  while (text.length > digits) text = scaled(size, digits - 1 - ++exponent)
  return (x.m < 0n ? '-' : '') + written(text.replace(/0+$/, ''), exponent)
}

/** The whole number next to x 10^places, as text. */
function scaled(x: Big, places: number): string {
  if (Math.abs(places) > 20_000 || Math.abs(x.e) > 1e6) return String(byLogarithm(x, places))
  const m = places >= 0 ? x.m * 10n ** BigInt(places) : x.m
  const d = places >= 0 ? 1n : 10n ** BigInt(-places)
  if (x.e >= 0) return String(nearest(m << BigInt(x.e), d))
  return String(nearest(m, d << BigInt(-x.e)))
}

const nearest = (n: bigint, d: bigint): bigint => (2n * n + d) / (2n * d)

/** For exponents too large to write out: x times exp(places log 10). */
function byLogarithm(x: Big, places: number): bigint {
  const f = new Field(bitLength(x.m) + Math.ceil(Math.log2(Math.abs(places) + 1)) + 64)
  const power = f.exp(f.scale(f.log(f.of(10)), places))
  return r.toInteger(r.multiply(x, power.re, f.bits))
}

function written(digits: string, exponent: number): string {
  if (exponent < plain.least || exponent > plain.most) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  if (digits.length <= exponent + 1) return digits + '0'.repeat(exponent + 1 - digits.length)
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
}
