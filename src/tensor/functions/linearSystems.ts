import '../../compile/bridge/subjects/linear-algebra.ts'
import type { Node } from '../../graph/node.ts'
import { broadcastShapes, ShapeError, sameShape } from '../../graph/shape.ts'
import * as rows from '../../ops/linalg.ts'
import {
  checkMatrix,
  columnsOf,
  leadOf,
  mT,
  matmul as product,
  rowsOf,
  withLead,
} from '../../ops/linalgBuilders.ts'
import { defaultTolerance, leastSquares, pseudoInverse } from '../../ops/linalgFunctions.ts'
import { reshape } from '../../ops/movement.ts'
import { optionsOf } from '../../options.ts'
import { promoted, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import type { RankOptions } from './linalg.ts'

/** PyTorch's rule: one axis, or one less than the matrices have and otherwise their shape. */
const isVectors = (a: Node, b: Node): boolean =>
  b.shape.length === 1 || (b.shape.length === a.shape.length - 1 && sameShape(b.shape, a.shape.slice(0, -1)))

/** A matrix and a right-hand side with one leading shape; `vector` tells that the right-hand side had one axis less, `matrix` is as given. */
function system(
  operation: string,
  a: TensorLike,
  b: TensorLike,
  left = true,
  square = true,
): { a: Node; b: Node; vector: boolean; matrix: Node } {
  const [matrix, right] = promoted([a, b], true) as [Node, Node]
  checkMatrix(operation, matrix, square)
  const n = rowsOf(matrix)
  const vector = isVectors(matrix, right)
  const whole = vector
    ? reshape(right, left ? [...right.shape, 1] : [...right.shape.slice(0, -1), 1, n])
    : right
  if (right.shape.length === 0 || (left ? rowsOf(whole) : columnsOf(whole)) !== n)
    throw new ShapeError(
      operation,
      [matrix.shape, right.shape],
      `a is ${matrix}, b is ${right}: b must have ${n} ${left ? 'rows' : 'columns'} (a vector of ${n}, or [..., ${left ? `${n}, k` : `k, ${n}`}]).`,
    )
  const lead = broadcastShapes(operation, leadOf(matrix), leadOf(whole))
  return { a: withLead(matrix, lead), b: withLead(whole, lead), vector, matrix }
}

/** Drops the axis that a vector was given. */
const finish = (x: Node, vector: boolean, axis = -1): Tensor =>
  new Tensor(
    vector
      ? reshape(
          x,
          x.shape.filter((_, i) => i !== x.shape.length + axis),
        )
      : x,
  )

/** X with (L L^T) X = B, given the Cholesky factor L (or with `upper` U, where U^T U is meant). Shapes: b [n, k] or [n], l [n, n] */
export function choleskySolve(b: TensorLike, l: TensorLike, options?: { readonly upper?: boolean }): Tensor {
  const { upper } = optionsOf('choleskySolve', options, { upper: false })
  const { a: factor, b: right, vector } = system('choleskySolve', l, b)
  const how = { lower: !upper }
  const half = rows.triangularSolve(factor, right, { ...how, transpose: upper })
  return finish(rows.triangularSolve(factor, half, { ...how, transpose: !upper }), vector)
}

/**
 * X with A X = B, by LU with partial pivoting; infinite or NaN where A is singular.
 * Shapes: a [..., n, n], b [n], [..., n] (shaped as a without its last axis) or [..., n, k]; leading axes broadcast. With `left: false` X A = B is solved, b [..., k, n].
 *
 * @example
 * solve([[2, 1], [1, 3]], [3, 5]).toArray() // [0.8, 1.4]
 */
export function solve(a: TensorLike, b: TensorLike, options?: { readonly left?: boolean }): Tensor {
  const { left } = optionsOf('solve', options, { left: true })
  const { a: matrix, b: right, vector } = system('solve', a, b, left)
  if (left) return finish(rows.linearSolve(matrix, right), vector)
  return finish(mT(rows.linearSolve(matrix, mT(right), true)), vector, -2)
}

export interface TriangularOptions {
  /** A is upper triangular (false: lower). The other triangle is not read. */
  readonly upper?: boolean
  /** The diagonal is taken for ones and not read. */
  readonly unitriangular?: boolean
  /** A X = B (true) or X A = B. */
  readonly left?: boolean
  /** Solves with the transpose of A. */
  readonly transpose?: boolean
}

/** X with A X = B for a triangular A. Shapes: as `solve` */
export function solveTriangular(a: TensorLike, b: TensorLike, options?: TriangularOptions): Tensor {
  const { upper, unitriangular, left, transpose } = optionsOf('solveTriangular', options, {
    upper: false,
    unitriangular: false,
    left: true,
    transpose: false,
  })
  const { a: matrix, b: right, vector } = system('solveTriangular', a, b, left)
  const how = { lower: !upper, unit: unitriangular }
  if (left) return finish(rows.triangularSolve(matrix, right, { ...how, transpose }), vector)
  return finish(mT(rows.triangularSolve(matrix, mT(right), { ...how, transpose: !transpose })), vector, -2)
}

/** The x with the smallest |A x - b|, and of those the shortest. Shapes: a [..., m, n], b [m] or [..., m, k] -> [n] or [..., n, k] */
export function lstsq(a: TensorLike, b: TensorLike, options?: RankOptions): Tensor {
  const { rtol } = optionsOf('lstsq', options, { rtol: undefined })
  const { a: whole, b: right, vector, matrix } = system('lstsq', a, b, true, false)
  const tolerance = rtol ?? defaultTolerance(matrix)
  if (sameShape(whole.shape, matrix.shape)) return finish(leastSquares(whole, right, tolerance), vector)
  // several right-hand sides of one matrix share its pseudo-inverse
  return finish(product(withLead(pseudoInverse(matrix, tolerance), leadOf(right)), right), vector)
}
