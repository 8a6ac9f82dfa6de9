/** The triangle R of a QR factorisation, as columns, and Q'b. */
export interface Triangle {
  readonly r: Float64Array[]
  readonly qb: Float64Array
}

/**
 * Householder QR of the m x n matrix with the given columns: min(m, n) rows of R (as n columns) and as many entries
 * of Q'b. The arguments are left as they are.
 */
export function householder(columns: readonly Float64Array[], b: Float64Array): Triangle {
  const n = columns.length
  const m = b.length
  const a = columns.map((column) => column.slice())
  const qb = b.slice()
  const rank = Math.min(m, n)
  for (let k = 0; k < rank; k++) {
    const pivot = a[k]!
    let largest = 0
    for (let i = k; i < m; i++) largest = Math.max(largest, Math.abs(pivot[i]!))
    if (largest === 0) continue
    let square = 0
    for (let i = k; i < m; i++) square += (pivot[i]! / largest) ** 2
    const size = largest * Math.sqrt(square)
    const head = pivot[k]!
    const alpha = head > 0 ? -size : size
    // v = pivot - alpha e, kept in place below the diagonal; H = I - v v' / (size (size + |head|))
    pivot[k] = head - alpha
    const below = size * (size + Math.abs(head))
    const reflect = (x: Float64Array) => {
      let sum = 0
      for (let i = k; i < m; i++) sum += (pivot[i]! / below) * x[i]!
      for (let i = k; i < m; i++) x[i]! -= sum * pivot[i]!
    }
    for (let j = k + 1; j < n; j++) reflect(a[j]!)
    reflect(qb)
    pivot[k] = alpha
  }
  const r = a.map((column, j) => {
    const out = new Float64Array(rank)
    for (let i = 0; i <= Math.min(j, rank - 1); i++) out[i] = column[i]!
    return out
  })
  return { r, qb: qb.slice(0, rank) }
}
