/*
 * Bernoulli numbers B_2, B_4, ... exactly, by the tangent numbers T_k: B_2k = (-1)^(k-1) 2k T_k / (4^k (4^k - 1)).
 * Source: Brent and Harvey, Fast computation of Bernoulli, Tangent and Secant numbers (2011), algorithm TangentNumbers.
 */
let known: readonly (readonly [n: bigint, d: bigint])[] = []

/** The first `count` of B_2, B_4, B_6, ... as fractions in lowest terms. */
export function bernoulliNumbers(count: number): readonly (readonly [n: bigint, d: bigint])[] {
  if (known.length >= count) return known
  const n = Math.max(count, Math.ceil(1.5 * known.length), 32)
  const tangent: bigint[] = [0n, 1n]
  for (let k = 2; k <= n; k++) tangent[k] = BigInt(k - 1) * tangent[k - 1]!
  for (let k = 2; k <= n; k++)
    for (let j = k; j <= n; j++)
      tangent[j] = BigInt(j - k) * tangent[j - 1]! + BigInt(j - k + 2) * tangent[j]!
  known = Array.from({ length: n }, (_, i) => {
    const k = i + 1
    const power = 1n << BigInt(2 * k)
    const top = BigInt(2 * k) * tangent[k]!
    const bottom = power * (power - 1n)
    const common = gcd(top, bottom)
    return [(k % 2 === 1 ? top : -top) / common, bottom / common] as const
  })
  return known
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}
