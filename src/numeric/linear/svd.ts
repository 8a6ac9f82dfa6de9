import { householder } from './householder.ts'

/** The thin singular value decomposition A = U diag(s) V', reduced to what least squares needs. */
export interface LeastSquaresSvd {
  /** Singular values, in falling order. */
  readonly s: Float64Array
  /** Columns of V, v[k] belonging to s[k]. */
  readonly v: readonly Float64Array[]
  /** U'b, entry k belonging to s[k]. */
  readonly ub: Float64Array
}

/**
 * The SVD of the m x n matrix with the given columns, and U'b, by a Householder QR and one-sided Jacobi rotations
 * of its triangle, which find small singular values to high relative accuracy.
 *
 * Source: J. Demmel and K. Veselić, "Jacobi's method is more accurate than QR", SIAM J. Matrix Anal. 13 (1992).
 */
export function leastSquaresSvd(columns: readonly Float64Array[], b: Float64Array): LeastSquaresSvd {
  const n = columns.length
  const { r, qb } = householder(columns, b)
  // rotate the columns of R until they are orthogonal: R V = U S
  const v = r.map((_, j) => {
    const e = new Float64Array(n)
    e[j] = 1
    return e
  })
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const [a, c] = [r[p]!, r[q]!]
        let [alpha, beta, gamma] = [0, 0, 0]
        for (let i = 0; i < a.length; i++) {
          alpha += a[i]! * a[i]!
          beta += c[i]! * c[i]!
          gamma += a[i]! * c[i]!
        }
        if (Math.abs(gamma) <= 1e-16 * Math.sqrt(alpha * beta) || gamma === 0) continue
        rotated = true
        const zeta = (beta - alpha) / (2 * gamma)
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta))
        const cos = 1 / Math.sqrt(1 + t * t)
        rotate(a, c, cos, cos * t)
        rotate(v[p]!, v[q]!, cos, cos * t)
      }
    }
    if (!rotated) break
  }
  const sizes = r.map((column) => Math.hypot(...column))
  const order = sizes.map((_, k) => k).sort((i, j) => sizes[j]! - sizes[i]!)
  const s = Float64Array.from(order, (k) => sizes[k]!)
  const ub = Float64Array.from(order, (k) => {
    if (sizes[k] === 0) return 0
    let sum = 0
    for (let i = 0; i < r[k]!.length; i++) sum += r[k]![i]! * qb[i]!
    return sum / sizes[k]!
  })
  return { s, v: order.map((k) => v[k]!), ub }
}

/** |A x + b|^2 / 2 falls by so much where x may be anything, in directions that A determines well. */
export function attainable({ s, ub }: LeastSquaresSvd): number {
  let sum = 0
  for (let k = 0; k < s.length; k++) if (s[k]! > 1e-8 * s[0]!) sum += ub[k]! * ub[k]!
  return sum / 2
}

function rotate(a: Float64Array, b: Float64Array, cos: number, sin: number): void {
  for (let i = 0; i < a.length; i++) {
    const [ai, bi] = [a[i]!, b[i]!]
    a[i] = cos * ai - sin * bi
    b[i] = sin * ai + cos * bi
  }
}
