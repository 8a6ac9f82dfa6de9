/** Factorisations and triangular systems of one row-major matrix in float64. */

/** A = L L^T in place, zeros above the diagonal; NaN everywhere where A is not positive definite. */
export function choleskyInPlace(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j]!
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!
      if (i > j) a[i * n + j] = sum / a[j * n + j]!
      else if (sum > 0) a[j * n + j] = Math.sqrt(sum)
      else {
        a.fill(NaN)
        return
      }
    }
    for (let i = 0; i < j; i++) a[i * n + j] = 0
  }
}

/** P A = L U in place with partial pivoting: L is unit lower, below the diagonal. Row j was exchanged with row `pivots[j]`. */
export function luInPlace(a: Float64Array, m: number, n: number, pivots: Int32Array): void {
  const steps = Math.min(m, n)
  for (let j = 0; j < steps; j++) {
    let best = j
    for (let i = j + 1; i < m; i++) if (Math.abs(a[i * n + j]!) > Math.abs(a[best * n + j]!)) best = i
    pivots[j] = best
    if (best !== j)
      for (let k = 0; k < n; k++) {
        const held = a[j * n + k]!
        a[j * n + k] = a[best * n + k]!
        a[best * n + k] = held
      }
    const pivot = a[j * n + j]!
    // A column of zeros needs no elimination.
    if (pivot === 0) continue
    for (let i = j + 1; i < m; i++) {
      const factor = a[i * n + j]! / pivot
      a[i * n + j] = factor
      if (factor !== 0) for (let k = j + 1; k < n; k++) a[i * n + k]! -= factor * a[j * n + k]!
    }
  }
}

/** The order of rows that exchanging them one after the other leads to. */
export function permutationOf(pivots: Int32Array, m: number): Int32Array {
  const order = Int32Array.from({ length: m }, (_, i) => i)
  pivots.forEach((pivot, j) => {
    const held = order[j]!
    order[j] = order[pivot]!
    order[pivot] = held
  })
  return order
}

export interface Triangle {
  readonly lower: boolean
  /** Solves with the transpose. */
  readonly transpose: boolean
  /** Takes the diagonal for ones. */
  readonly unit: boolean
}

/** T X = B in place of B, [n,k]; the other triangle of T is not read. */
export function solveTriangularInPlace(
  t: Float64Array,
  b: Float64Array,
  n: number,
  k: number,
  how: Triangle,
): void {
  const { lower, transpose, unit } = how
  const forward = lower !== transpose
  for (let step = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step
    const from = forward ? 0 : i + 1
    const to = forward ? i : n
    for (let p = from; p < to; p++) {
      const factor = transpose ? t[p * n + i]! : t[i * n + p]!
      if (factor !== 0) for (let j = 0; j < k; j++) b[i * k + j]! -= factor * b[p * k + j]!
    }
    if (unit) continue
    const diagonal = t[i * n + i]!
    for (let j = 0; j < k; j++) b[i * k + j]! /= diagonal
  }
}

/**
 * A = Q R by Householder reflections with LAPACK's signs: Q [m, columns], R [columns, n].
 * Source: Golub and Van Loan, Matrix Computations, 5.2; the signs of dgeqrf.
 */
export function qrFactors(
  a: Float64Array,
  m: number,
  n: number,
  columns: number,
): { q: Float64Array; r: Float64Array } {
  const steps = Math.min(m, n)
  const tau = new Float64Array(steps)
  /** X -= tau v v^T X for the columns of X from one on. */
  const reflect = (x: Float64Array, width: number, j: number, from: number): void => {
    for (let k = from; k < width; k++) {
      let dot = x[j * width + k]!
      for (let i = j + 1; i < m; i++) dot += a[i * n + j]! * x[i * width + k]!
      dot *= tau[j]!
      x[j * width + k]! -= dot
      for (let i = j + 1; i < m; i++) x[i * width + k]! -= dot * a[i * n + j]!
    }
  }
  for (let j = 0; j < steps; j++) {
    const alpha = a[j * n + j]!
    let below = 0
    for (let i = j + 1; i < m; i++) below = Math.hypot(below, a[i * n + j]!)
    if (below === 0) continue
    const beta = alpha > 0 || Object.is(alpha, 0) ? -Math.hypot(alpha, below) : Math.hypot(alpha, below)
    tau[j] = (beta - alpha) / beta
    for (let i = j + 1; i < m; i++) a[i * n + j]! /= alpha - beta
    a[j * n + j] = beta
    reflect(a, n, j, j + 1)
  }
  const q = new Float64Array(m * columns)
  for (let i = 0; i < columns; i++) q[i * columns + i] = 1
  for (let j = steps - 1; j >= 0; j--) reflect(q, columns, j, j)
  const r = new Float64Array(columns * n)
  for (let i = 0; i < Math.min(columns, m); i++) for (let k = i; k < n; k++) r[i * n + k] = a[i * n + k]!
  return { q, r }
}
