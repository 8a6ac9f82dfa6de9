/**
 * The Cholesky factor L (rows, lower triangle) of a symmetric positive definite n x n matrix, or undefined where a
 * pivot is not positive.
 */
export function cholesky(a: Float64Array, n: number, shift = 0): Float64Array | undefined {
  const l = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]! + (i === j ? shift : 0)
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!
      if (i === j) {
        if (!(sum > 0)) return undefined
        l[i * n + i] = Math.sqrt(sum)
      } else l[i * n + j] = sum / l[j * n + j]!
    }
  }
  return l
}

/** Solves L L' x = b. */
export function choleskySolve(l: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = b.slice()
  for (let i = 0; i < n; i++) {
    let sum = x[i]!
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * x[k]!
    x[i] = sum / l[i * n + i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * x[k]!
    x[i] = sum / l[i * n + i]!
  }
  return x
}

/** The factor of a + shift I with the least shift of a growing sequence that makes it positive definite. */
export function shiftedCholesky(a: Float64Array, n: number): { factor: Float64Array; shift: number } {
  let diagonal = Number.POSITIVE_INFINITY
  let size = 0
  for (let i = 0; i < n; i++) diagonal = Math.min(diagonal, a[i * n + i]!)
  for (let i = 0; i < n * n; i++) size += a[i]! * a[i]!
  size = Math.sqrt(size) || 1
  let shift = diagonal > 0 ? 0 : -diagonal + 1e-3 * size
  for (;;) {
    const factor = cholesky(a, n, shift)
    if (factor !== undefined) return { factor, shift }
    shift = Math.max(2 * shift, 1e-3 * size)
    if (!Number.isFinite(shift)) {
      const identity = new Float64Array(n * n)
      for (let i = 0; i < n; i++) identity[i * n + i] = 1
      return { factor: identity, shift }
    }
  }
}
