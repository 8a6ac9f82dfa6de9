import {
  divide,
  gcd,
  inverseOf,
  modulo,
  monic,
  multiply,
  type Residues,
  subtract,
  trimmed,
} from './modulo-prime.ts'

/** A product of irreducible factors that all have one degree. */
export interface OfDegree {
  readonly product: Residues
  readonly degree: number
}

/** h -> h^p modulo f: h(x^p), by the rests of the powers of x^p. */
export class Frobenius {
  private readonly rows: readonly Residues[]
  private readonly f: Residues
  private readonly p: number

  constructor(f: Residues, p: number) {
    this.f = f
    this.p = p
    const lead = inverseOf(f[f.length - 1]!, p)
    const n = f.length - 1
    const rows: number[][] = []
    let row = [1, ...new Array<number>(n - 1).fill(0)]
    for (let i = 0; i < n; i++) {
      rows.push(row)
      if (i === n - 1) break
      for (let k = 0; k < p; k++) {
        // times x
        const top = (row[n - 1]! * lead) % p
        const next = new Array<number>(n)
        for (let j = 0; j < n; j++) next[j] = ((j === 0 ? 0 : row[j - 1]!) + (p - top) * f[j]!) % p
        row = next
      }
    }
    this.rows = rows
  }

  of(h: Residues): Residues {
    const sum = new Array<number>(this.f.length - 1).fill(0)
    for (let i = 0; i < h.length; i++) {
      const k = h[i]!
      const row = this.rows[i]!
      if (k !== 0) for (let j = 0; j < sum.length; j++) sum[j]! += k * row[j]!
    }
    return trimmed(sum.map((k) => k % this.p))
  }

  /** h^((p^degree - 1)/2) */
  halfPower(h: Residues, degree: number): Residues {
    let norm = h
    let conjugate = h
    for (let i = 1; i < degree; i++) {
      conjugate = this.of(conjugate)
      norm = modulo(multiply(norm, conjugate, this.p), this.f, this.p)
    }
    let result: Residues = [1]
    for (let n = (this.p - 1) / 2; n > 0; n--) result = modulo(multiply(result, norm, this.p), this.f, this.p)
    return result
  }
}

/** The factors of a square-free polynomial sorted by their degree: those of degree d divide x^(p^d) - x. */
export function byDegree(f: Residues, frobenius: Frobenius, p: number): OfDegree[] {
  const parts: OfDegree[] = []
  let rest = f
  let h: Residues = [0, 1]
  for (let degree = 1; 2 * degree < rest.length; degree++) {
    h = frobenius.of(h)
    const product = gcd(rest, subtract(h, [0, 1], p), p)
    if (product.length === 1) continue
    parts.push({ product, degree })
    rest = divide(rest, product, p).quotient
  }
  if (rest.length > 1) parts.push({ product: rest, degree: rest.length - 1 })
  return parts
}

/**
 * The irreducible factors, led by 1, of a square-free polynomial whose factors are sorted by degree. A power (p^d - 1)/2 of any h is 1
 * modulo half of them and -1 modulo the others, and other ones for another h.
 *
 * Source: Cantor and Zassenhaus, A new algorithm for factoring polynomials over finite fields, 1981.
 */
export function irreducible(parts: readonly OfDegree[], p: number): Residues[] {
  const found: Residues[] = []
  let seed = 1
  const random = (): number => {
    seed = (seed * 48271) % 2147483647
    return seed % p
  }
  const open = parts.map((part) => ({ ...part, product: monic(part.product, p) }))
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { product, degree } = part
    if (product.length - 1 === degree) {
      found.push(product)
      continue
    }
    const frobenius = new Frobenius(product, p)
    for (;;) {
      const h = trimmed(product.slice(1).map(random))
      if (h.length < 2) continue
      const one = gcd(product, subtract(frobenius.halfPower(h, degree), [1], p), p)
      if (one.length === 1 || one.length === product.length) continue
      open.push({ product: one, degree }, { product: divide(product, one, p).quotient, degree })
      break
    }
  }
  return found
}
