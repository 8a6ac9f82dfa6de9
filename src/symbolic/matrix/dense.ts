import { integer } from '../build/atoms.ts'
import { divide, multiplyAll } from '../build/product.ts'
import { type ExprLike, toExpr } from '../build/subs.ts'
import { linear, negate, scale } from '../build/sum.ts'
import type { Variable } from '../calculus/derivative.ts'
import { diff } from '../calculus/diff.ts'
import type { Expr } from '../expr.ts'
import { Rational } from '../number/rational.ts'
import { isZero } from '../series/decide.ts'
import { cancel } from '../simplify/rational.ts'
import { simplify } from '../simplify/simplify.ts'
import { MatrixShapeError } from './node.ts'

/** A matrix of expressions, row by row. */
export type ExprMatrix = readonly (readonly Expr[])[]

/**
 * A matrix from rows of expressions, numbers or names.
 *
 * Throws: MatrixShapeError for rows of different lengths.
 */
export function exprMatrix(rows: readonly (readonly ExprLike[])[]): ExprMatrix {
  const width = rows[0]?.length ?? 0
  const odd = rows.findIndex((r) => r.length !== width)
  if (odd >= 0 || width === 0)
    throw new MatrixShapeError(
      `exprMatrix: row ${Math.max(odd, 0)} has ${rows[odd]?.length ?? 0} entries and row 0 has ${width}; all rows must be of one length, at least 1.`,
    )
  return rows.map((r) => r.map((e) => toExpr(e)))
}

/** Entry by entry: the n-th derivative of a matrix by a scalar. */
export const matrixDiff = (m: ExprMatrix, x: Variable, order = 1): ExprMatrix =>
  m.map((row) => row.map((e) => diff(e, x, order)))

export const matrixTranspose = (m: ExprMatrix): ExprMatrix =>
  (m[0] ?? []).map((_, j) => m.map((row) => row[j]!))

/** Shapes: [m,k] x [k,n] -> [m,n] */
export function matrixMultiply(a: ExprMatrix, b: ExprMatrix): ExprMatrix {
  if ((a[0]?.length ?? 0) !== b.length)
    throw new MatrixShapeError(
      `matrixMultiply: a has ${a[0]?.length ?? 0} columns and b has ${b.length} rows; the numbers must be equal.`,
    )
  return a.map((row) =>
    (b[0] ?? []).map((_, j) =>
      linear(
        row.map((e, k) => multiplyAll([e, b[k]![j]!])),
        undefined,
      ),
    ),
  )
}

function requireSquare(operation: string, m: ExprMatrix): void {
  if (m.length === 0 || m.some((row) => row.length !== m.length))
    throw new MatrixShapeError(
      `${operation}: the matrix is ${m.length} x ${m[0]?.length ?? 0}; it must be square, and not empty.`,
    )
}

export function matrixTrace(m: ExprMatrix): Expr {
  requireSquare('matrixTrace', m)
  return linear(
    m.map((row, i) => row[i]!),
    undefined,
  )
}

/** The determinant, by elimination without fractions (Bareiss), each entry cancelled. */
export function determinant(matrix: ExprMatrix): Expr {
  requireSquare('determinant', matrix)
  const m = matrix.map((row) => [...row])
  const n = m.length
  let previous: Expr = integer(1)
  let sign = 1
  for (let k = 0; k + 1 < n; k++) {
    const pivot = m.findIndex((row, i) => i >= k && !isZero(row[k]!))
    if (pivot < 0) return integer(0)
    if (pivot !== k) {
      ;[m[k], m[pivot]] = [m[pivot]!, m[k]!]
      sign = -sign
    }
    for (let i = k + 1; i < n; i++)
      for (let j = k + 1; j < n; j++) {
        const top = linear(
          [multiplyAll([m[i]![j]!, m[k]![k]!]), negate(multiplyAll([m[i]![k]!, m[k]![j]!]))],
          undefined,
        )
        m[i]![j] = cancel(divide(top, previous))
      }
    previous = m[k]![k]!
  }
  const value = m[n - 1]![n - 1]!
  return simplify(sign < 0 ? negate(value) : value)
}

/**
 * The inverse by cofactors over the determinant.
 *
 * Throws: MatrixShapeError for a matrix that is not square or whose determinant is 0.
 */
export function matrixInverse(m: ExprMatrix): ExprMatrix {
  const det = determinant(m)
  if (isZero(det))
    throw new MatrixShapeError('matrixInverse: the determinant is 0; the matrix has no inverse.')
  if (m.length === 1) return [[divide(integer(1), det)]]
  return m.map((_, i) =>
    m.map((_, j) => {
      const minor = m.filter((_, r) => r !== j).map((row) => row.filter((_, c) => c !== i))
      const cofactor = scale(determinant(minor), Rational.of((i + j) % 2 === 0 ? 1 : -1))
      return simplify(divide(cofactor, det))
    }),
  )
}
