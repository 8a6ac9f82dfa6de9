import { qrFactors } from './linalgTriangular.ts'

/** Eigenvalues and singular values of one row-major matrix in float64. */

/**
 * The eigenvalues of a symmetric matrix in ascending order; the columns of V are the eigenvectors: of A + c I, whose eigenvalues
 * are its singular values if c is at least the size of A.
 */
export function symmetricEigen(a: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const c = a.reduce((sum, x) => Math.hypot(sum, x), 0)
  for (let i = 0; i < n; i++) a[i * n + i]! += c
  const { u, s } = singularValues(a, n, n, false)
  for (let i = 0; i < n; i++) u.subarray(i * n, (i + 1) * n).reverse()
  return { values: s.map((value) => value - c).reverse(), vectors: u }
}

/** More rounds than these never were needed. */
const mostRounds = 60

export interface Svd {
  /** [m, columns] */
  readonly u: Float64Array
  readonly s: Float64Array
  /** [rows, n] */
  readonly vt: Float64Array
}

/**
 * A = U diag(S) V^T with S descending, by rotations of pairs of columns (one-sided Jacobi), which keeps small singular values
 * accurate. `full` completes U and V to square matrices.
 * Source: Hestenes (1958); Demmel and Veselic, Jacobi's method is more accurate than QR (1992).
 */
export function singularValues(a: Float64Array, m: number, n: number, full: boolean): Svd {
  const k = Math.min(m, n)
  const tall = m >= n
  const long = Math.max(m, n)
  // Row i of w is column i of the tall one of A and A^T.
  const w = tall ? transposed(a, m, n) : Float64Array.from(a)
  const scale = w.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  if (!Number.isFinite(scale)) {
    const nan = (count: number): Float64Array => new Float64Array(count).fill(NaN)
    return { u: nan(m * (full ? m : k)), s: nan(k), vt: nan((full ? n : k) * n) }
  }
  if (scale > 0) for (let i = 0; i < w.length; i++) w[i]! /= scale
  const v = new Float64Array(k * k)
  for (let i = 0; i < k; i++) v[i * k + i] = 1
  orthogonalizeRows(w, v, k, long)
  const norms = Float64Array.from({ length: k }, (_, i) => {
    const norm = Math.sqrt(dot(w, i, i, long))
    return norm > tiny ? norm : 0
  })
  const order = Array.from({ length: k }, (_, i) => i).sort((i, j) => norms[j]! - norms[i]!)
  const columns = full ? long : k
  const left = new Float64Array(columns * long)
  const right = new Float64Array(k * k)
  let rank = 0
  order.forEach((from, to) => {
    const norm = norms[from]!
    if (norm > 0) rank++
    for (let i = 0; i < long && norm > 0; i++) left[to * long + i] = w[from * long + i]! / norm
    right.set(v.subarray(from * k, (from + 1) * k), to * k)
  })
  const s = Float64Array.from(order, (i) => norms[i]! * scale)
  // what the rows lack to an orthonormal basis
  const { q } = qrFactors(transposed(left.subarray(0, rank * long), rank, long), long, rank, columns)
  left.set(transposed(q, long, columns).subarray(rank * long), rank * long)
  return tall
    ? { u: transposed(left, columns, long), s, vt: right }
    : { u: transposed(right, k, k), s, vt: left }
}

/** Squares of norms below this are not reliable (after scaling the largest element to 1). */
const tiny = 1e-150

function dot(w: Float64Array, i: number, j: number, length: number): number {
  let sum = 0
  for (let p = i * length, q = j * length, end = p + length; p < end; p++, q++) sum += w[p]! * w[q]!
  return sum
}

/** Turns pairs of rows by the smaller angle that makes them orthogonal, until all are; v turns with them. */
function orthogonalizeRows(w: Float64Array, v: Float64Array, k: number, length: number): void {
  for (let round = 0, turned = true; turned && round < mostRounds; round++) {
    turned = false
    for (let i = 0; i < k; i++)
      for (let j = i + 1; j < k; j++) {
        const alpha = dot(w, i, i, length)
        const beta = dot(w, j, j, length)
        const gamma = dot(w, i, j, length)
        if (!(Math.abs(gamma) > Number.EPSILON * Math.sqrt(alpha * beta)) || Math.abs(gamma) < tiny * tiny)
          continue
        turned = true
        // 1/tan(2 angle) = zeta
        const zeta = (beta - alpha) / (2 * gamma)
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
        const c = 1 / Math.hypot(1, t)
        rotate(w, i, j, length, c, c * t)
        rotate(v, i, j, k, c, c * t)
      }
  }
}

function rotate(w: Float64Array, i: number, j: number, length: number, c: number, s: number): void {
  for (let p = i * length, q = j * length, end = p + length; p < end; p++, q++) {
    const [x, y] = [w[p]!, w[q]!]
    w[p] = c * x - s * y
    w[q] = s * x + c * y
  }
}

/** [m,n] to [n,m] */
export function transposed(a: Float64Array, m: number, n: number): Float64Array {
  const out = new Float64Array(m * n)
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = a[i * n + j]!
  return out
}
