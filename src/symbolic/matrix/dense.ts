import { shown } from '../../errors.ts'
import { multiplyAll } from '../build/product.ts'
import { type ExprLike, toExpr } from '../build/subs.ts'
import { linear } from '../build/sum.ts'
import type { Variable } from '../calculus/derivative.ts'
import { diff } from '../calculus/diff.ts'
import type { Expr } from '../expr.ts'
import { MatrixShapeError } from './node.ts'

/** A matrix of expressions, row by row. */
export type ExprMatrix = readonly (readonly Expr[])[]

/** What may stand for a matrix: rows of expressions, numbers or names. */
export type MatrixLike = readonly (readonly ExprLike[])[]

/**
 * A matrix from rows of expressions, numbers or names.
 *
 * Throws: MatrixShapeError for rows of different lengths, or what is no list of rows.
 */
export function exprMatrix(rows: MatrixLike): ExprMatrix {
  if (!Array.isArray(rows) || !rows.every(Array.isArray))
    throw new MatrixShapeError(
      `exprMatrix: a matrix is a list of rows, and a row a list of entries: [[a, b], [c, d]]. ${shown(rows)} is none.`,
    )
  const width = rows[0]?.length ?? 0
  const odd = rows.findIndex((r) => r.length !== width)
  if (odd >= 0 || width === 0)
    throw new MatrixShapeError(
      `exprMatrix: row ${Math.max(odd, 0)} has ${rows[odd]?.length ?? 0} entries and row 0 has ${width}; all rows must be of one length, at least 1.`,
    )
  return rows.map((r) => r.map((e) => toExpr(e)))
}

/** Entry by entry: the n-th derivative of a matrix by a scalar. */
export const matrixDiff = (m: MatrixLike, x: Variable, order = 1): ExprMatrix =>
  exprMatrix(m).map((row) => row.map((e) => diff(e, x, order)))

/** Rows for columns. */
export function matrixTranspose(m: MatrixLike): ExprMatrix {
  const rows = exprMatrix(m)
  return rows[0]!.map((_, j) => rows.map((row) => row[j]!))
}

/** Shapes: [m,k] x [k,n] -> [m,n] */
export function matrixMultiply(a: MatrixLike, b: MatrixLike): ExprMatrix {
  const [left, right] = [exprMatrix(a), matrixTranspose(b)]
  if (left[0]!.length !== right[0]!.length)
    throw new MatrixShapeError(
      `matrixMultiply: a has ${left[0]!.length} columns and b has ${right[0]!.length} rows; the numbers must be equal.`,
    )
  return left.map((row) =>
    right.map((column) =>
      linear(
        row.map((e, k) => multiplyAll([e, column[k]!])),
        undefined,
      ),
    ),
  )
}

/** A square matrix of at least one entry, or a MatrixShapeError. */
export function squareMatrix(operation: string, m: MatrixLike): ExprMatrix {
  if (m?.length === 0 || exprMatrix(m)[0]!.length !== m.length)
    throw new MatrixShapeError(
      `${operation}: the matrix is ${m.length} x ${m[0]?.length ?? 0}; it must be square, and not empty.`,
    )
  return exprMatrix(m)
}

/** The sum of the diagonal. */
export function matrixTrace(m: MatrixLike): Expr {
  return linear(
    squareMatrix('matrixTrace', m).map((row, i) => row[i]!),
    undefined,
  )
}
