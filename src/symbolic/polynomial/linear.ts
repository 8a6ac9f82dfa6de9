import * as Q from '../number/rational.ts'
import type { Dense } from './dense.ts'

/** The combination of columns that gives the target, by Gaussian elimination over the rationals. */
export function solveLinear(
  columns: readonly Dense[],
  target: Dense,
  rows: number,
): Q.Rational[] | undefined {
  const n = columns.length
  const m = Array.from({ length: rows }, (_, i) => [
    ...columns.map((c) => c[i] ?? Q.zero),
    target[i] ?? Q.zero,
  ])
  const pivots: number[] = []
  let row = 0
  for (let column = 0; column < n && row < rows; column++) {
    const pivot = m.findIndex((r, i) => i >= row && !Q.isZero(r[column]!))
    if (pivot < 0) continue
    ;[m[row], m[pivot]] = [m[pivot]!, m[row]!]
    const lead = m[row]![column]!
    m[row] = m[row]!.map((v) => Q.divide(v, lead))
    for (let i = 0; i < rows; i++) {
      const c = m[i]![column]!
      if (i !== row && !Q.isZero(c)) m[i] = m[i]!.map((v, k) => Q.subtract(v, Q.multiply(c, m[row]![k]!)))
    }
    pivots.push(column)
    row++
  }
  for (let i = row; i < rows; i++) if (!Q.isZero(m[i]![n]!)) return undefined
  const solution: Q.Rational[] = Array.from({ length: n }, () => Q.zero)
  pivots.forEach((column, i) => {
    solution[column] = m[i]![n]!
  })
  return solution
}
