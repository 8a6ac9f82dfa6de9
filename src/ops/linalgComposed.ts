import { apply, type Node } from '../graph/node.ts'
import { range } from '../graph/shape.ts'
import { divide, equal, less, like, multiply, negate, or, select } from './arithmetic.ts'
import { elementwise } from './elementwise.ts'
import { lu } from './linalg.ts'
import { columnsOf, diagonalOf, matmul, mT, overMatrix, rowsOf, scaleColumns } from './linalgBuilders.ts'
import { svd } from './linalgFactor.ts'
import { broadcastInDim, iota, narrow, reduceSum } from './movement.ts'
import { reduction } from './reduction.ts'

/*
 * Functions of matrices by their factors, as they are computed.
 */

/** The product of the pivots, or of what stands for them, negative for each exchange of rows. */
export function determinantByPivots([a]: readonly Node[], of = (pivots: Node): Node => pivots): Node {
  const { packed, pivots } = lu(a!)
  const axis = pivots.shape.length - 1
  const factors = of(diagonalOf(packed))
  const stays = equal(pivots, iota('int32', pivots.shape, axis))
  const signed = select(stays, factors, negate(factors))
  return apply(reduction.reduce_prod, [signed], { axes: [axis] }) as Node
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

/** For every k of some numbers the product of those that are none of them: [..., n] to [..., n, n] for two. */
export function productsOfOthers(s: Node, k: 1 | 2): Node {
  const lead = s.shape.slice(0, -1)
  const last = lead.length + k
  const shape = [...lead, ...range(k + 1).map(() => s.shape.at(-1)!)]
  const index = (axis: number): Node => iota('int32', shape, axis)
  const isOne = range(k).map((i) => equal(index(last), index(lead.length + i)))
  const values = broadcastInDim(s, shape, [...range(lead.length), last])
  const others = select(isOne.reduce(or), like(values, 1), values)
  return apply(reduction.reduce_prod, [others], { axes: [last] }) as Node
}

/** cof(U S V^T) = det(U) det(V) U cof(S) V^T, where cof(S) has for each singular value the product of the others. */
export function cofactorsBySingularValues([a]: readonly Node[]): Node {
  const [u, s, vt] = svd(a!)
  const both = multiply(determinantByPivots([u]), determinantByPivots([vt]))
  const sign = apply(elementwise.sign, [both], {}) as Node
  return multiply(overMatrix(sign, a!.shape), matmul(scaleColumns(u, productsOfOthers(s, 1)), vt))
}
