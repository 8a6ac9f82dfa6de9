import { spend } from '../work.ts'

export function gcd(a: number, b: number): number {
  while (b !== 0) {
    const rest = a % b
    a = b
    b = rest
  }
  return a
}

const maxSafe = BigInt(Number.MAX_SAFE_INTEGER)
/** Leading bits that are looked at together: two of these and their cofactors are exact in float64. */
const window = 50

/**
 * The greatest common divisor of two bigints that are not negative, by Lehmer's algorithm: the quotients of Euclid's
 * algorithm are found from the leading bits as long as these decide them, some 20 at a time, and then done at once.
 *
 * Source: Knuth, The Art of Computer Programming 2, 4.5.2, algorithm L.
 */
export function bigGcd(a: bigint, b: bigint): bigint {
  if (a < b) [a, b] = [b, a]
  if (a <= maxSafe) return BigInt(gcd(Number(a), Number(b)))
  let bits = a.toString(16).length * 4
  while (b > 0n) {
    if (a <= maxSafe) return BigInt(gcd(Number(a), Number(b)))
    spend(8 + (bits >> 9))
    const shift = BigInt(Math.max(0, bits - window))
    const x = Number(a >> shift)
    const y = Number(b >> shift)
    if (x < 2 ** (window - 8)) {
      bits = Math.max(window, bits - (window - 1 - Math.floor(Math.log2(x + 1))))
      if (shift > 0n && bits > window) continue
    }
    const [p, q, r, s] = cofactors(x, y)
    if (q === 0) [a, b] = [b, a % b]
    else
      [a, b] = [
        BigInt(p) * a + BigInt(q) * b, //
        BigInt(r) * a + BigInt(s) * b,
      ]
  }
  return a
}

/**
 * Steps of Euclid's algorithm from (a, b) to (p a + q b, r a + s b), as far as leading bits x of a and y of b decide
 * the quotients; q is 0 where they decide none.
 */
function cofactors(x: number, y: number): [p: number, q: number, r: number, s: number] {
  let p = 1
  let q = 0
  let r = 0
  let s = 1
  while (y + r !== 0 && y + s !== 0) {
    const quotient = Math.floor((x + p) / (y + r))
    if (quotient !== Math.floor((x + q) / (y + s))) break
    ;[p, q, r, s] = [r, s, p - quotient * r, q - quotient * s]
    ;[x, y] = [y, x - quotient * y]
  }
  return [p, q, r, s]
}

/** The least common multiple of two positive bigints. */
export const bigLcm = (a: bigint, b: bigint): bigint => (a / bigGcd(a, b)) * b
