/**
 * The coefficients modulo an odd prime p below 2^10 of a polynomial in one variable, from degree 0, the highest not 0: a sum of
 * products of two has room in a float64.
 */
export type Residues = readonly number[]

export const inverseOf = (a: number, p: number): number => {
  // a^(p - 2)
  let [result, base] = [1, a]
  for (let n = p - 2; n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result = (result * base) % p
    base = (base * base) % p
  }
  return result
}

export function trimmed(a: number[]): number[] {
  while (a.length > 0 && a[a.length - 1] === 0) a.pop()
  return a
}

export const residuesOf = (c: readonly bigint[], p: number): Residues =>
  trimmed(c.map((k) => (Number(k % BigInt(p)) + p) % p))

export function monic(a: Residues, p: number): Residues {
  if (a.length === 0) return a
  const lead = inverseOf(a[a.length - 1]!, p)
  return lead === 1 ? a : a.map((k) => (k * lead) % p)
}

export function subtract(a: Residues, b: Residues, p: number): Residues {
  const c: number[] = []
  for (let i = 0; i < Math.max(a.length, b.length); i++) c.push(((a[i] ?? 0) - (b[i] ?? 0) + p) % p)
  return trimmed(c)
}

export function multiply(a: Residues, b: Residues, p: number): Residues {
  if (a.length === 0 || b.length === 0) return []
  const c = new Array<number>(a.length + b.length - 1).fill(0)
  for (let i = 0; i < a.length; i++) {
    const k = a[i]!
    if (k !== 0) for (let j = 0; j < b.length; j++) c[i + j]! += k * b[j]!
  }
  return c.map((k) => k % p)
}

export function divide(a: Residues, b: Residues, p: number): { quotient: Residues; rest: Residues } {
  const rest = [...a]
  const quotient = new Array<number>(Math.max(a.length - b.length + 1, 0)).fill(0)
  const inverse = inverseOf(b[b.length - 1]!, p)
  for (let i = quotient.length - 1; i >= 0; i--) {
    const k = ((rest[i + b.length - 1]! % p) * inverse) % p
    quotient[i] = k
    if (k !== 0) for (let j = 0; j < b.length; j++) rest[i + j]! += (p - k) * b[j]!
  }
  return { quotient: trimmed(quotient), rest: trimmed(rest.slice(0, b.length - 1).map((k) => k % p)) }
}

export const modulo = (a: Residues, b: Residues, p: number): Residues =>
  a.length < b.length ? a : divide(a, b, p).rest

/** The greatest common factor, led by 1. */
export function gcd(a: Residues, b: Residues, p: number): Residues {
  while (b.length > 0) [a, b] = [b, modulo(a, b, p)]
  return monic(a, p)
}

/** s and t of s a + t b = 1, for a and b without a common factor. */
export function cofactors(a: Residues, b: Residues, p: number): { s: Residues; t: Residues } {
  let [x, s, t]: [Residues, Residues, Residues] = [a, [1], []]
  let [y, u, v]: [Residues, Residues, Residues] = [b, [], [1]]
  while (y.length > 0) {
    const { quotient, rest } = divide(x, y, p)
    ;[x, s, t, y, u, v] = [
      y,
      u,
      v,
      rest,
      subtract(s, multiply(quotient, u, p), p),
      subtract(t, multiply(quotient, v, p), p),
    ]
  }
  const lead = [inverseOf(x[0]!, p)]
  return { s: multiply(lead, s, p), t: multiply(lead, t, p) }
}

export const slopeOf = (a: Residues, p: number): Residues =>
  trimmed(a.slice(1).map((k, i) => (k * (i + 1)) % p))
