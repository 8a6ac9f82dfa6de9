import { equal, integerPower, powerBits, Rational, signOf } from '../number/rational.ts'

/** Roots beyond this order are not looked for. */
const mostOrder = 64
/** Nor are powers that take more bits than this. */
const mostBits = 1e5

/** The logarithm of x to a base where it is rational: both are powers of one number, log(8, 4) = 3/2. */
export function exactLogarithm(x: Rational, base: Rational): Rational | undefined {
  if (signOf(x) <= 0 || signOf(base) <= 0 || equal(base, Rational.small(1, 1))) return undefined
  const value = naturalLog(x) / naturalLog(base)
  for (let q = 1; q <= mostOrder; q++) {
    const p = Math.round(value * q)
    if (Math.abs(value * q - p) > 1e-9 * Math.max(1, Math.abs(p))) continue
    if (Math.max(powerBits(x, q), powerBits(base, p)) > mostBits) return undefined
    if (equal(integerPower(x, q), integerPower(base, p))) return Rational.of(p, q)
  }
  return undefined
}

const naturalLog = (r: Rational): number => logOfInteger(r.n) - logOfInteger(r.d)

/** Integers of any length, by their leading digits. */
function logOfInteger(n: number | bigint): number {
  if (typeof n === 'number') return Math.log(n)
  const digits = n.toString(16)
  return Math.log(Number.parseInt(digits.slice(0, 13), 16)) + Math.max(0, digits.length - 13) * Math.log(16)
}
