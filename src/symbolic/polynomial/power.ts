import { heightOf } from './evaluation.ts'
import { make, multiply, type Poly, takeSteps, variable } from './poly.ts'

/** a^n */
export function power(a: Poly, n: number): Poly {
  if (n < 2) return n === 0 ? 1n : a
  if (typeof a === 'bigint') {
    takeSteps((bitsOf(a) * n) / 64)
    return a ** BigInt(n)
  }
  const low = a.c.findIndex((c) => c !== 0n)
  if (low > 0) return multiply(variable(a.v, low * n), power(make(a.v, a.c.slice(low)), n))
  const size = n * (a.c.length - 1) + 1
  takeSteps((size * n * (bitsOf(heightOf(a)) + Math.log2(a.c.length))) / 128)
  if (a.c.every((c) => typeof c === 'bigint')) return { v: a.v, c: wholePower(a.c as bigint[], n, size) }
  return a.c.slice(1, -1).every((c) => c === 0n)
    ? { v: a.v, c: binomialPower(a.c[0]!, a.c.at(-1)!, a.c.length - 1, n) }
    : powersOf(a, n)[n]!
}

const bitsOf = (a: bigint): number => a.toString(16).length * 4

/** By p (p^n)' = n p' p^n: a[0] k c[k] = sum of (j (n + 1) - k) a[j] c[k - j]. */
function wholePower(a: readonly bigint[], n: number, size: number): bigint[] {
  const c = [a[0]! ** BigInt(n)]
  for (let k = 1; k < size; k++) {
    let sum = 0n
    for (let j = 1; j <= Math.min(k, a.length - 1); j++)
      if (a[j] !== 0n) sum += BigInt(j * (n + 1) - k) * a[j]! * c[k - j]!
    takeSteps(Math.min(k, a.length))
    c.push(sum / (a[0]! * BigInt(k)))
  }
  return c
}

/** The coefficients of (low + high x^degree)^n. */
function binomialPower(low: Poly, high: Poly, degree: number, n: number): Poly[] {
  const [lows, highs] = [powersOf(low, n), powersOf(high, n)]
  const c = new Array<Poly>(degree * n + 1).fill(0n)
  let binomial = 1n
  for (let k = 0; k <= n; k++) {
    c[degree * k] = multiply(binomial, multiply(lows[n - k]!, highs[k]!))
    binomial = (binomial * BigInt(n - k)) / BigInt(k + 1)
  }
  return c
}

/** a^0, ..., a^n */
function powersOf(a: Poly, n: number): Poly[] {
  const powers: Poly[] = [1n]
  for (let k = 0; k < n; k++) powers.push(multiply(powers[k]!, a))
  return powers
}
