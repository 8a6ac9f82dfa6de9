import type { Whole } from './hensel.ts'

/** The factors of x^n - 1 and x^n + 1: cyclotomic polynomials; undefined for other polynomials. */
export function cyclotomicFactors(c: Whole): Whole[] | undefined {
  const n = c.length - 1
  const end = c[0]!
  if (c[n] !== 1n || (end !== 1n && end !== -1n) || c.some((k, i) => k !== 0n && i % n !== 0))
    return undefined
  const orders = Array.from({ length: 2 * n }, (_, i) => i + 1)
  // x^n + 1 = (x^(2 n) - 1)/(x^n - 1)
  return orders.filter((d) => (end === -1n ? n % d === 0 : (2 * n) % d === 0 && n % d !== 0)).map(cyclotomic)
}

/** The product of (x^(d/s) - 1)^(mu(s)) over the square-free divisors s of d. */
function cyclotomic(d: number): bigint[] {
  let signed = [1]
  let rest = d
  for (let p = 2; p <= rest; p++) {
    if (rest % p !== 0) continue
    while (rest % p === 0) rest /= p
    signed = [...signed, ...signed.map((s) => -s * p)]
  }
  let c = [1n]
  for (const s of signed.filter((s) => s > 0)) {
    const k = d / s
    // times x^k - 1
    c = Array.from({ length: c.length + k }, (_, i) => (c[i - k] ?? 0n) - (c[i] ?? 0n))
  }
  for (const s of signed.filter((s) => s < 0)) {
    const k = -d / s
    for (let i = 0; i < c.length; i++) c[i] = (c[i - k] ?? 0n) - c[i]!
    c.length -= k
  }
  return c
}
