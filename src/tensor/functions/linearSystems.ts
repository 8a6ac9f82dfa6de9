import '../../compile/bridge/subjects/linear-systems.ts'
import { named } from '../../errors.ts'
import { range } from '../../graph/shape.ts'
import { add, equal, indicator } from '../../ops/arithmetic.ts'
import * as rows from '../../ops/linalg.ts'
import {
  columnsOf,
  identityLike,
  leadOf,
  mT,
  rowsOf,
  strictlyLower,
  upperTriangle,
} from '../../ops/linalgBuilders.ts'
import { broadcastInDim, iota, narrow } from '../../ops/movement.ts'
import { optionsOf } from '../../options.ts'
import type { TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { finish, matrixNode, system } from './system.ts'

/**
 * The lower triangular L with A = L L^T, for a symmetric positive definite A (its symmetric part is taken); NaN for another.
 * Shapes: [..., n, n] -> [..., n, n]
 * Source: Murray, Differentiation of the Cholesky decomposition (2016).
 *
 * @example
 * cholesky([[4, 2], [2, 5]]).toArray() // [[2, 0], [1, 2]]
 */
export function cholesky(a: TensorLike, options?: { readonly upper?: boolean }): Tensor {
  const { upper } = optionsOf('cholesky', options, { upper: false })
  const l = rows.cholesky(matrixNode('cholesky', a, true))
  return new Tensor(upper ? mT(l) : l)
}

/** The inverse; infinite or NaN where A is singular. To solve a system, `solve` is better. Shapes: [..., n, n] */
export function inv(a: TensorLike): Tensor {
  const node = matrixNode('inv', a, true)
  return new Tensor(rows.linearSolve(node, identityLike(node)))
}
/** The same as `inv`. */
export const inverse = /* @__PURE__ */ named('inverse', inv)

/** A = P L U: the permutation matrix, the unit lower triangle, the upper triangle. Shapes: [..., m, n] -> [m, m], [m, k], [k, n] */
export function lu(a: TensorLike): [p: Tensor, l: Tensor, u: Tensor] {
  const node = matrixNode('lu', a)
  const [m, n] = [rowsOf(node), columnsOf(node)]
  const k = Math.min(m, n)
  const { packed, permutation } = rows.lu(node)
  const axis = node.shape.length - 2
  const left = narrow(packed, axis + 1, 0, k)
  const shape = [...leadOf(node), m, m]
  const lead = range(axis)
  const p = equal(iota('int32', shape, axis), broadcastInDim(permutation, shape, [...lead, axis + 1]))
  const lower = strictlyLower(left)
  return [
    new Tensor(indicator(p, node.dtype)),
    new Tensor(add(lower, identityLike(lower))),
    new Tensor(upperTriangle(narrow(packed, axis, 0, k))),
  ]
}

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
