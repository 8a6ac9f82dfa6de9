export const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1))
