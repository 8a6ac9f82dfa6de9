import { range } from '../graph/shape.ts'
import { qrFactors } from './linalgTriangular.ts'

/** Eigenvalues and singular values of one row-major matrix in float64. */

/**
 * The eigenvalues of a symmetric matrix in ascending order; the columns of V are the eigenvectors. By rotations that take one
 * element after another off the diagonal, until what is left there is nothing beside the largest element.
 * Source: Jacobi (1846); Golub and Van Loan, Matrix Computations, 8.5.
 */
export function symmetricEigen(a: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const d = new Float64Array(n)
  const v = new Float64Array(n * n)
  if (!a.every(Number.isFinite)) return { values: d.fill(NaN), vectors: v.fill(NaN) }
  const w = Float64Array.from(a)
  const scale = scaleToOne(w)
  // row i of v is the eigenvector of w[i, i]
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  inRounds(n, (i, j) => {
    const between = w[i * n + j]!
    if (Math.abs(between) <= Number.EPSILON) return false
    const turn = rotation((w[j * n + j]! - w[i * n + i]!) / (2 * between))
    rotate(w, [i * n, j * n], 1, n, turn)
    rotate(w, [i, j], n, n, turn)
    rotate(v, [i * n, j * n], 1, n, turn)
    return true
  })
  for (let i = 0; i < n; i++) d[i] = w[i * n + i]! * scale
  const order = range(n).sort((i, j) => d[i]! - d[j]!)
  const vectors = new Float64Array(n * n)
  order.forEach((from, to) => {
    for (let i = 0; i < n; i++) vectors[i * n + to] = v[from * n + i]!
  })
  return { values: Float64Array.from(order, (i) => d[i]!), vectors }
}

/** Divides by the largest element, which is given back (1 for nothing but zeros). */
function scaleToOne(w: Float64Array): number {
  let scale = 0
  for (const x of w) scale = Math.max(scale, Math.abs(x))
  if (scale > 0) for (let i = 0; i < w.length; i++) w[i]! /= scale
  return scale
}

/** More rounds than these never were needed. */
const mostRounds = 60

/** Visits all pairs until none of them is turned any more. */
function inRounds(k: number, turn: (i: number, j: number) => boolean): void {
  for (let round = 0, turned = true; turned && round < mostRounds; round++) {
    turned = false
    for (let i = 0; i < k; i++) for (let j = i + 1; j < k; j++) if (turn(i, j)) turned = true
  }
}

/** Cosine and sine of the smaller angle with 1/tan(2 angle) = zeta. */
function rotation(zeta: number): Angle {
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
  const c = 1 / Math.hypot(1, t)
  return [c, c * t]
}

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
  const scale = scaleToOne(w)
  if (!Number.isFinite(scale)) {
    const nan = (count: number): Float64Array => new Float64Array(count).fill(NaN)
    return { u: nan(m * (full ? m : k)), s: nan(k), vt: nan((full ? n : k) * n) }
  }
  const v = new Float64Array(k * k)
  for (let i = 0; i < k; i++) v[i * k + i] = 1
  orthogonalizeRows(w, v, k, long)
  const norms = Float64Array.from({ length: k }, (_, i) => Math.sqrt(dot(w, i, i, long)))
  const order = range(k).sort((i, j) => norms[j]! - norms[i]!)
  const columns = full ? long : k
  const left = new Float64Array(columns * long)
  const right = new Float64Array(k * k)
  order.forEach((from, to) => {
    const norm = norms[from]!
    if (norm > tiny) for (let i = 0; i < long; i++) left[to * long + i] = w[from * long + i]! / norm
    right.set(v.subarray(from * k, (from + 1) * k), to * k)
  })
  const rank = order.filter((i) => norms[i]! > tiny).length
  // what the rows lack to an orthonormal basis
  const { q } = qrFactors(transposed(left.subarray(0, rank * long), rank, long), long, rank, columns)
  left.set(transposed(q, long, columns).subarray(rank * long), rank * long)
  const s = Float64Array.from(order, (i) => (norms[i]! > tiny ? norms[i]! * scale : 0))
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

function orthogonalizeRows(w: Float64Array, v: Float64Array, k: number, length: number): void {
  inRounds(k, (i, j) => {
    const alpha = dot(w, i, i, length)
    const beta = dot(w, j, j, length)
    const gamma = dot(w, i, j, length)
    if (!(Math.abs(gamma) > Number.EPSILON * Math.sqrt(alpha * beta)) || Math.abs(gamma) < tiny * tiny)
      return false
    const turn = rotation((beta - alpha) / (2 * gamma))
    rotate(w, [i * length, j * length], 1, length, turn)
    rotate(v, [i * k, j * k], 1, k, turn)
    return true
  })
}

type Angle = readonly [c: number, s: number]
/** Turns two rows or columns, of which elements lie `step` apart. */
function rotate(
  w: Float64Array,
  [p, q]: readonly [number, number],
  step: number,
  count: number,
  [c, s]: Angle,
): void {
  for (let i = 0; i < count * step; i += step) {
    const x = w[p + i]!
    const y = w[q + i]!
    w[p + i] = c * x - s * y
    w[q + i] = s * x + c * y
  }
}

/** [m,n] to [n,m] */
export function transposed(a: Float64Array, m: number, n: number): Float64Array {
  const out = new Float64Array(m * n)
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = a[i * n + j]!
  return out
}
