export const absoluteBig = (n: bigint): bigint => (n < 0n ? -n : n)

/** The positive divisors of a number below 10^9, or undefined for a larger one. */
export function divisorsOf(n: bigint): bigint[] | undefined {
  if (n > 1_000_000_000n) return undefined
  const value = Number(n)
  const divisors: bigint[] = []
  for (let d = 1; d * d <= value; d++) {
    if (value % d !== 0) continue
    divisors.push(BigInt(d))
    if (d * d !== value) divisors.push(BigInt(value / d))
  }
  return divisors
}
