export type Numbers = number[][]

/** Gauss-Jordan elimination with the largest pivots; the inverse of a singular matrix is NaN. */
export function eliminate(matrix: Numbers): { inverse: Numbers; determinant: number } {
  const n = matrix.length
  const m = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  let determinant = 1
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(m[i]![k]!) > Math.abs(m[pivot]![k]!)) pivot = i
    if (pivot !== k) {
      ;[m[k], m[pivot]] = [m[pivot]!, m[k]!]
      determinant = -determinant
    }
    const lead = m[k]![k]!
    if (lead === 0) return { inverse: matrix.map((row) => row.map(() => Number.NaN)), determinant: 0 }
    determinant *= lead
    m[k] = m[k]!.map((v) => v / lead)
    for (let i = 0; i < n; i++) {
      const c = m[i]![k]!
      if (i !== k) m[i] = m[i]!.map((v, j) => v - c * m[k]![j]!)
    }
  }
  return { inverse: m.map((row) => row.slice(n)), determinant }
}

/** Larger matrices are taken for regular. */
const mostRows = 16

/** det(A) inv(A), which a singular A has too: its cofactors. */
export function adjugate(a: Numbers): Numbers {
  if (a.length > mostRows) {
    const { inverse, determinant } = eliminate(a)
    return inverse.map((row) => row.map((v) => determinant * v))
  }
  const without = <T>(list: readonly T[], k: number): T[] => list.filter((_, i) => i !== k)
  return a.map((_, i) =>
    a.map((_, j) => (-1) ** (i + j) * eliminate(without(a, j).map((row) => without(row, i))).determinant),
  )
}
