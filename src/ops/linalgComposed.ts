import { constant } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { range } from '../graph/shape.ts'
import { divide, equal, less, like, multiply, select } from './arithmetic.ts'
import { elementwise } from './elementwise.ts'
import { lu } from './linalg.ts'
import { columnsOf, diagonalOf, matmul, mT, overMatrix, rowsOf, scaleColumns } from './linalgBuilders.ts'
import { svd } from './linalgFactor.ts'
import { broadcastInDim, iota, narrow, reduceSum } from './movement.ts'
import { reduction } from './reduction.ts'

/*
 * Functions of matrices by their factors, as they are computed.
 */

/** The product of the pivots, negative for each exchange of rows. */
export function determinantByPivots([a]: readonly Node[]): Node {
  const { packed, pivots } = lu(a!)
  const axis = pivots.shape.length - 1
  const stays = equal(pivots, iota('int32', pivots.shape, axis))
  const signs = select(stays, constant(1, a!.dtype, pivots.shape), constant(-1, a!.dtype, pivots.shape))
  return apply(reduction.reduce_prod, [multiply(diagonalOf(packed), signs)], { axes: [axis] }) as Node
}

/** The sum of the logarithms of the pivots' sizes. */
export function logDeterminantByPivots([a]: readonly Node[]): Node {
  const pivots = diagonalOf(lu(a!).packed)
  const sizes = apply(elementwise.abs, [pivots], {}) as Node
  return reduceSum(apply(elementwise.log, [sizes], {}) as Node, [pivots.shape.length - 1])
}

/** V diag(1/S) U^T, without the singular values that count as 0. */
export function inverseBySingularValues([a]: readonly Node[], { rtol }: { readonly rtol: number }): Node {
  if (rowsOf(a!) === 0 || columnsOf(a!) === 0) return mT(a!)
  const [u, s, vt] = svd(a!)
  const axis = s.shape.length - 1
  const least = multiply(like(narrow(s, axis, 0, 1), rtol), narrow(s, axis, 0, 1))
  const counts = less(broadcastInDim(least, s.shape, range(s.shape.length)), s)
  const inverse = select(counts, divide(like(s, 1), s), like(s, 0))
  return matmul(scaleColumns(mT(vt), inverse), mT(u))
}

/** cof(U S V^T) = det(U) det(V) U cof(S) V^T, where cof(S) has for each singular value the product of the others. */
export function cofactorsBySingularValues([a]: readonly Node[]): Node {
  const [u, s, vt] = svd(a!)
  const square = [...s.shape, columnsOf(a!)]
  const others = select(
    equal(iota('int32', square, s.shape.length - 1), iota('int32', square, s.shape.length)),
    constant(1, s.dtype, square),
    broadcastInDim(s, square, [...range(s.shape.length - 1), s.shape.length]),
  )
  const products = apply(reduction.reduce_prod, [others], { axes: [s.shape.length] }) as Node
  const sign = apply(
    elementwise.sign,
    [multiply(determinantByPivots([u]), determinantByPivots([vt]))],
    {},
  ) as Node
  return multiply(overMatrix(sign, a!.shape), matmul(scaleColumns(u, products), vt))
}
