/** The largest whole number whose power of that degree is at most n, for n from 1 on, by Newton's iteration. */
export function integerRoot(n: bigint, degree: number): bigint {
  const k = BigInt(degree)
  const step = (x: bigint): bigint => ((k - 1n) * x + n / x ** (k - 1n)) / k
  const near = Number(n) ** (1 / degree)
  // from any start the first step leads to the root or above it
  let root = step(
    Number.isFinite(near)
      ? BigInt(Math.floor(near))
      : 1n << BigInt(Math.ceil((n.toString(16).length * 4) / degree)),
  )
  for (let next = step(root); next < root; next = step(root)) root = next
  return root
}
