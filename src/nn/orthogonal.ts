/**
 * A matrix with orthonormal rows (columns, if it has more rows than columns) that spans what the given one does:
 * Gram-Schmidt, each vector projected twice, which is orthogonal to rounding.
 * Source: Giraud et al., "Rounding error analysis of the classical Gram-Schmidt orthogonalization process" (2005).
 */
export function orthonormalRows(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const flat = rows <= columns
  const count = flat ? rows : columns
  const length = flat ? columns : rows
  const at = (vector: number, i: number): number => (flat ? vector * columns + i : i * columns + vector)
  const out = matrix.slice()
  for (let v = 0; v < count; v++) {
    for (let pass = 0; pass < 2; pass++)
      for (let u = 0; u < v; u++) {
        let inner = 0
        for (let i = 0; i < length; i++) inner += out[at(u, i)]! * out[at(v, i)]!
        for (let i = 0; i < length; i++) out[at(v, i)]! -= inner * out[at(u, i)]!
      }
    let square = 0
    for (let i = 0; i < length; i++) square += out[at(v, i)]! ** 2
    const scale = 1 / Math.sqrt(square)
    for (let i = 0; i < length; i++) out[at(v, i)]! *= scale
  }
  return out
}
