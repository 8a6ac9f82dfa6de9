/**
 * Solves A x = b by Gaussian elimination with partial pivoting, or gives undefined where A is singular to working
 * precision. A (rows, n x n) and b are left as they are.
 */
export function solve(a: Float64Array, b: Float64Array): Float64Array | undefined {
  const n = b.length
  const m = a.slice()
  const x = b.slice()
  let largest = 0
  for (let i = 0; i < n * n; i++) largest = Math.max(largest, Math.abs(m[i]!))
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(m[i * n + k]!) > Math.abs(m[pivot * n + k]!)) pivot = i
    const size = Math.abs(m[pivot * n + k]!)
    if (!(size > largest * 1e-300) || !Number.isFinite(size)) return undefined
    if (pivot !== k) {
      for (let j = 0; j < n; j++) {
        const t = m[k * n + j]!
        m[k * n + j] = m[pivot * n + j]!
        m[pivot * n + j] = t
      }
      const t = x[k]!
      x[k] = x[pivot]!
      x[pivot] = t
    }
    for (let i = k + 1; i < n; i++) {
      const factor = m[i * n + k]! / m[k * n + k]!
      if (factor === 0) continue
      for (let j = k; j < n; j++) m[i * n + j]! -= factor * m[k * n + j]!
      x[i]! -= factor * x[k]!
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!
    for (let j = i + 1; j < n; j++) sum -= m[i * n + j]! * x[j]!
    x[i] = sum / m[i * n + i]!
  }
  return x
}

/** The inverse of a small matrix, columns of it 0 where A is singular. */
export function invert(a: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n)
    unit[j] = 1
    const column = solve(a, unit)
    if (column !== undefined) for (let i = 0; i < n; i++) out[i * n + j] = column[i]!
  }
  return out
}
