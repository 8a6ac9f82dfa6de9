/** Eigenvalues and singular values of one row-major matrix in float64. */

/**
 * The eigenvalues of a symmetric matrix in ascending order; the columns of V are the eigenvectors.
 * Source: tred2 and tql2 of EISPACK (Wilkinson and Reinsch, Handbook for Automatic Computation II, 1971).
 */
export function symmetricEigen(a: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const v = Float64Array.from(a)
  const d = new Float64Array(n)
  const e = new Float64Array(n)
  if (!a.every(Number.isFinite)) return { values: d.fill(NaN), vectors: v.fill(NaN) }
  if (n === 0) return { values: d, vectors: v }
  tridiagonalize(v, d, e, n)
  diagonalize(v, d, e, n)
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => d[i]! - d[j]!)
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) vectors[i * n + j] = v[i * n + order[j]!]!
  return { values: Float64Array.from(order, (i) => d[i]!), vectors }
}

/** Householder reflections to tridiagonal form: diagonal d, below it e[1..]; v holds the product of the reflections. */
function tridiagonalize(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) d[j] = v[(n - 1) * n + j]!
  for (let i = n - 1; i > 0; i--) {
    let scale = 0
    let h = 0
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]!)
    if (scale === 0) {
      e[i] = d[i - 1]!
      for (let j = 0; j < i; j++) {
        d[j] = v[(i - 1) * n + j]!
        v[i * n + j] = 0
        v[j * n + i] = 0
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k]! /= scale
        h += d[k]! * d[k]!
      }
      const f = d[i - 1]!
      const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h)
      e[i] = scale * g
      h -= f * g
      d[i - 1] = f - g
      reflect(v, d, e, n, i, h)
    }
    d[i] = h
  }
  accumulate(v, d, n)
  e[0] = 0
}

/** A := A - u q^T - q u^T with u in d, over the leading i rows and columns. */
function reflect(v: Float64Array, d: Float64Array, e: Float64Array, n: number, i: number, h: number): void {
  e.fill(0, 0, i)
  for (let j = 0; j < i; j++) {
    const f = d[j]!
    v[j * n + i] = f
    let g = e[j]! + v[j * n + j]! * f
    for (let k = j + 1; k < i; k++) {
      g += v[k * n + j]! * d[k]!
      e[k]! += v[k * n + j]! * f
    }
    e[j] = g
  }
  let f = 0
  for (let j = 0; j < i; j++) {
    e[j]! /= h
    f += e[j]! * d[j]!
  }
  const half = f / (h + h)
  for (let j = 0; j < i; j++) e[j]! -= half * d[j]!
  for (let j = 0; j < i; j++) {
    for (let k = j; k < i; k++) v[k * n + j]! -= d[j]! * e[k]! + e[j]! * d[k]!
    d[j] = v[(i - 1) * n + j]!
    v[i * n + j] = 0
  }
}

/** Multiplies the stored reflections out. */
function accumulate(v: Float64Array, d: Float64Array, n: number): void {
  for (let i = 0; i < n - 1; i++) {
    v[(n - 1) * n + i] = v[i * n + i]!
    v[i * n + i] = 1
    const h = d[i + 1]!
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[k * n + i + 1]! / h
      for (let j = 0; j <= i; j++) {
        let g = 0
        for (let k = 0; k <= i; k++) g += v[k * n + i + 1]! * v[k * n + j]!
        for (let k = 0; k <= i; k++) v[k * n + j]! -= g * d[k]!
      }
    }
    for (let k = 0; k <= i; k++) v[k * n + i + 1] = 0
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[(n - 1) * n + j]!
    v[(n - 1) * n + j] = 0
  }
  v[n * n - 1] = 1
}

/** Implicit QL steps until what is below the diagonal is nothing; more than this many never were needed. */
const mostSteps = 100

function diagonalize(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  e.copyWithin(0, 1)
  e[n - 1] = 0
  let shift = 0
  let largest = 0
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(d[l]!) + Math.abs(e[l]!))
    const small = Number.EPSILON * largest
    let m = l
    while (m < n - 1 && Math.abs(e[m]!) > small) m++
    for (let step = 0; m > l && Math.abs(e[l]!) > small && step < mostSteps; step++) {
      const g = d[l]!
      const p = (d[l + 1]! - g) / (2 * e[l]!)
      const r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1)
      d[l] = e[l]! / (p + r)
      d[l + 1] = e[l]! * (p + r)
      const h = g - d[l]!
      for (let i = l + 2; i < n; i++) d[i]! -= h
      shift += h
      sweep(v, d, e, n, l, m)
    }
    d[l]! += shift
    e[l] = 0
  }
}

/** One sweep of plane rotations from m up to l. */
function sweep(v: Float64Array, d: Float64Array, e: Float64Array, n: number, l: number, m: number): void {
  const next = d[l + 1]!
  const below = e[l + 1]!
  let p = d[m]!
  let [c, c2, c3, s, s2] = [1, 1, 1, 0, 0]
  for (let i = m - 1; i >= l; i--) {
    c3 = c2
    c2 = c
    s2 = s
    const g = c * e[i]!
    const h = c * p
    const r = Math.hypot(p, e[i]!)
    e[i + 1] = s * r
    s = e[i]! / r
    c = p / r
    p = c * d[i]! - s * g
    d[i + 1] = h + s * (c * g + s * d[i]!)
    for (let k = 0; k < n; k++) {
      const right = v[k * n + i + 1]!
      v[k * n + i + 1] = s * v[k * n + i]! + c * right
      v[k * n + i] = c * v[k * n + i]! - s * right
    }
  }
  p = (-s * s2 * c3 * below * e[l]!) / next
  e[l] = s * p
  d[l] = c * p
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
  let scale = 0
  for (const x of w) scale = Math.max(scale, Math.abs(x))
  if (!Number.isFinite(scale)) {
    const nan = (count: number): Float64Array => new Float64Array(count).fill(NaN)
    return { u: nan(m * (full ? m : k)), s: nan(k), vt: nan((full ? n : k) * n) }
  }
  if (scale > 0) for (let i = 0; i < w.length; i++) w[i]! /= scale
  const v = new Float64Array(k * k)
  for (let i = 0; i < k; i++) v[i * k + i] = 1
  orthogonalizeRows(w, v, k, long)
  const norms = Float64Array.from({ length: k }, (_, i) => Math.sqrt(dot(w, i, i, long)))
  const order = Array.from({ length: k }, (_, i) => i).sort((i, j) => norms[j]! - norms[i]!)
  const left = new Float64Array((full ? long : k) * long)
  const right = new Float64Array(k * k)
  order.forEach((from, to) => {
    const norm = norms[from]!
    if (norm > tiny) for (let i = 0; i < long; i++) left[to * long + i] = w[from * long + i]! / norm
    right.set(v.subarray(from * k, (from + 1) * k), to * k)
  })
  const rank = order.filter((i) => norms[i]! > tiny).length
  completeRows(left, rank, full ? long : k, long)
  const s = Float64Array.from(order, (i) => (norms[i]! > tiny ? norms[i]! * scale : 0))
  const columns = full ? long : k
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

const mostSweeps = 60

function orthogonalizeRows(w: Float64Array, v: Float64Array, k: number, length: number): void {
  for (let round = 0; round < mostSweeps; round++) {
    let rotated = false
    for (let i = 0; i < k; i++)
      for (let j = i + 1; j < k; j++) {
        const alpha = dot(w, i, i, length)
        const beta = dot(w, j, j, length)
        const gamma = dot(w, i, j, length)
        if (!(Math.abs(gamma) > Number.EPSILON * Math.sqrt(alpha * beta)) || Math.abs(gamma) < tiny * tiny)
          continue
        rotated = true
        const zeta = (beta - alpha) / (2 * gamma)
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
        const c = 1 / Math.hypot(1, t)
        rotate(w, i, j, length, c, c * t)
        rotate(v, i, j, k, c, c * t)
      }
    if (!rotated) return
  }
}

function rotate(w: Float64Array, i: number, j: number, length: number, c: number, s: number): void {
  for (let p = i * length, q = j * length, end = p + length; p < end; p++, q++) {
    const x = w[p]!
    const y = w[q]!
    w[p] = c * x - s * y
    w[q] = s * x + c * y
  }
}

/** Fills rows `from` to `to` so that all are orthonormal. */
function completeRows(rows: Float64Array, from: number, to: number, length: number): void {
  let axis = 0
  for (let row = from; row < to; row++)
    for (; axis < length; axis++) {
      const at = row * length
      rows.fill(0, at, at + length)
      rows[at + axis] = 1
      // Twice is enough (Kahan).
      for (let pass = 0; pass < 2; pass++)
        for (let other = 0; other < row; other++) {
          const part = dot(rows, row, other, length)
          for (let i = 0; i < length; i++) rows[at + i]! -= part * rows[other * length + i]!
        }
      const square = dot(rows, row, row, length)
      // Of the unit vectors that are left one keeps at least this much.
      if (square * length * 2 < 1) continue
      const norm = Math.sqrt(square)
      for (let i = 0; i < length; i++) rows[at + i]! /= norm
      axis++
      break
    }
}

/** [m,n] to [n,m] */
export function transposed(a: Float64Array, m: number, n: number): Float64Array {
  const out = new Float64Array(m * n)
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = a[i * n + j]!
  return out
}
