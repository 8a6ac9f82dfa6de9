import { NoValue } from './accurate.ts'
import type { BigComplex, Field } from './complex.ts'
import { gamma, reciprocalGamma } from './gamma.ts'

/*
 * Quotients of gamma functions. Where a parameter is whole they are products of a few factors, which have a value where
 * the gamma functions have poles: binomial(-3, 2) is 6.
 */

/** Longest product that is multiplied out. */
const longest = 1000

const quotient = (f: Field, a: BigComplex, b: BigComplex): BigComplex =>
  f.multiply(gamma(f, a), reciprocalGamma(f, b))

/** A whole number of factors, negative for those of a denominator; undefined for another number. */
function countOf(f: Field, n: BigComplex): number | undefined {
  const count = f.integer(n)
  return count !== undefined && Math.abs(count) <= longest ? count : undefined
}

/** x (x+1) ... (x+n-1) */
export function risingFactorial(f: Field, x: BigComplex, n: BigComplex): BigComplex {
  const count = countOf(f, n)
  if (count === undefined) return quotient(f, f.add(x, n), x)
  let product = f.of(1)
  for (let k = Math.min(count, 0); k < Math.max(count, 0); k++) product = f.multiply(product, f.plus(x, k))
  if (count >= 0) return product
  if (f.isZero(product)) throw new NoValue()
  return f.inverse(product)
}

/** x (x-1) ... (x-n+1) */
export const fallingFactorial = (f: Field, x: BigComplex, n: BigComplex): BigComplex =>
  countOf(f, n) === undefined
    ? quotient(f, f.plus(x, 1), f.plus(f.subtract(x, n), 1))
    : risingFactorial(f, f.plus(f.subtract(x, n), 1), n)

export function binomial(f: Field, n: BigComplex, k: BigComplex): BigComplex {
  const rest = f.subtract(n, k)
  if ((countOf(f, k) ?? -1) >= 0)
    return f.multiply(fallingFactorial(f, n, k), reciprocalGamma(f, f.plus(k, 1)))
  const isNegative = (f.integer(n) ?? 0) < 0
  if (isNegative && (countOf(f, rest) ?? -1) >= 0) return binomial(f, n, rest)
  return f.multiply(quotient(f, f.plus(n, 1), f.plus(k, 1)), reciprocalGamma(f, f.plus(rest, 1)))
}

/** gamma(a) gamma(b)/gamma(a + b) */
export function beta(f: Field, a: BigComplex, b: BigComplex): BigComplex {
  if ((countOf(f, b) ?? 0) > 0) return f.divide(gamma(f, b), nonzero(f, risingFactorial(f, a, b)))
  if ((countOf(f, a) ?? 0) > 0) return beta(f, b, a)
  return f.multiply(gamma(f, a), quotient(f, b, f.add(a, b)))
}

function nonzero(f: Field, z: BigComplex): BigComplex {
  if (f.isZero(z)) throw new NoValue()
  return z
}
