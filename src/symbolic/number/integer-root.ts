/** The largest whole number whose power of that degree is at most n, for n from 1 on, by Newton's iteration. */
export function integerRoot(n: bigint, degree: number): bigint {
  const k = BigInt(degree)
  let x = BigInt(Math.floor(Number(n) ** (1 / degree)) || 1)
  if (Number(n) === Infinity) x = 1n << BigInt(Math.ceil(n.toString(2).length / degree))
  for (let i = 0; i < 200; i++) {
    const next = ((k - 1n) * x + n / x ** (k - 1n)) / k
    if (next === x || next === x + 1n) break
    x = next
  }
  while (x ** k > n) x--
  while ((x + 1n) ** k <= n) x++
  return x
}
