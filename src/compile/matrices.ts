import { isFloat } from '../graph/dtype.ts'
import { constant } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { range } from '../graph/shape.ts'
import {
  add,
  convert,
  divide,
  equal,
  like,
  multiply,
  not,
  select,
  subtract,
  zeros,
} from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { gather, scatter } from '../ops/indexing.ts'
import { cholesky, linalg, lu, triangularSolve } from '../ops/linalg.ts'
import {
  columnsOf,
  diagonalOf,
  leadOf,
  matmul,
  mT,
  overMatrix,
  rowsOf,
  scaleColumns,
  sumMatrix,
} from '../ops/linalgBuilders.ts'
import { eigh, factor, qr, svd } from '../ops/linalgFactor.ts'
import { matrixFunctions } from '../ops/linalgFunctions.ts'
import type { Triangle } from '../ops/linalgTriangular.ts'
import { broadcastInDim, concatenate, iota, narrow, reshape } from '../ops/movement.ts'
import { reduction } from '../ops/reduction.ts'
import type { Expansion } from './expand.ts'

const lessOrEqual = (a: Node, b: Node): Node => apply(elementwise.less_equal, [a, b], {}) as Node

/** Extent up to which one kernel factors a matrix; larger ones are blocks, and their work is matrix products. */
const block = 128
/** Where a matrix of extent n is cut. */
const half = (n: number): number => 16 * Math.ceil(n / 32)

const rows = (x: Node, start: number, count: number): Node => narrow(x, x.shape.length - 2, start, count)
const columns = (x: Node, start: number, count: number): Node => narrow(x, x.shape.length - 1, start, count)
const above = (...parts: readonly Node[]): Node => concatenate(parts, parts[0]!.shape.length - 2)
const beside = (...parts: readonly Node[]): Node => concatenate(parts, parts[0]!.shape.length - 1)
/** Row `order[i]` of each matrix in place i. */
const rowsInOrder = (x: Node, order: Node): Node =>
  gather(x, reshape(order, [...order.shape, 1]), { axes: [x.shape.length - 2], batch: x.shape.length - 2 })

/** Written with others in float64, in which matrices are factored whatever their dtype. */
const inDouble =
  (wanted: (node: Node) => boolean, f: (inputs: readonly Node[], node: Node) => readonly Node[]): Expansion =>
  (node) => {
    if (!wanted(node)) return undefined
    const inputs = node.inputs.map((x) => (isFloat(x.dtype) ? convert(x, 'float64') : x))
    return f(inputs, node).map((result, i) => convert(result, node.types[i]!.dtype))
  }
const always = (): boolean => true
const isSingle = (node: Node): boolean => node.inputs[0]!.dtype === 'float32'
const isLarge = (node: Node): boolean => Math.min(rowsOf(node.inputs[0]!), columnsOf(node.inputs[0]!)) > block
const isSingleOrLarge = (node: Node): boolean => isSingle(node) || isLarge(node)

/** [L1 0; L2 L3] with L2 L1^T = A2 and L3 L3^T = A3 - L2 L2^T. */
function choleskyBlocks(a: Node): Node {
  const n = rowsOf(a)
  if (n <= block) return cholesky(a)
  const h = half(n)
  const [top, bottom] = [rows(a, 0, h), rows(a, h, n - h)]
  const first = choleskyBlocks(columns(top, 0, h))
  const mean = multiply(
    like(columns(bottom, 0, h), 0.5),
    add(columns(bottom, 0, h), mT(columns(top, h, n - h))),
  )
  const second = mT(solveBlocks(first, mT(mean), { lower: true, transpose: false, unit: false }))
  const last = choleskyBlocks(subtract(columns(bottom, h, n - h), matmul(second, mT(second))))
  return above(beside(first, zeros(a.dtype, [...leadOf(a), h, n - h])), beside(second, last))
}

/** One half after the other; what the first contributes to the second is a matrix product. */
function solveBlocks(t: Node, b: Node, how: Triangle): Node {
  const n = rowsOf(t)
  if (n <= block) return triangularSolve(t, b, how)
  const h = half(n)
  const [first, last] = [rows(columns(t, 0, h), 0, h), rows(columns(t, h, n - h), h, n - h)]
  const aside = how.lower ? columns(rows(t, h, n - h), 0, h) : columns(rows(t, 0, h), h, n - h)
  const between = how.transpose ? mT(aside) : aside
  const [b1, b2] = [rows(b, 0, h), rows(b, h, n - h)]
  if (how.lower !== how.transpose) {
    const x1 = solveBlocks(first, b1, how)
    return above(x1, solveBlocks(last, subtract(b2, matmul(between, x1)), how))
  }
  const x2 = solveBlocks(last, b2, how)
  return above(solveBlocks(first, subtract(b1, matmul(between, x2)), how), x2)
}

interface Packed {
  readonly packed: Node
  readonly pivots: Node
  readonly permutation: Node
}

/** The left columns, then what they leave of the right ones. */
function luBlocks(a: Node): Packed {
  const [m, n] = [rowsOf(a), columnsOf(a)]
  if (Math.min(m, n) <= block) return lu(a)
  const h = half(Math.min(m, n))
  const left = luBlocks(columns(a, 0, h))
  const right = rowsInOrder(columns(a, h, n - h), left.permutation)
  const [top, under] = [rows(left.packed, 0, h), rows(left.packed, h, m - h)]
  const over = solveBlocks(top, rows(right, 0, h), { lower: true, transpose: false, unit: true })
  const rest = luBlocks(subtract(rows(right, h, m - h), matmul(under, over)))
  const axis = left.permutation.shape.length - 1
  const tail = narrow(left.permutation, axis, h, m - h)
  const order = gather(tail, reshape(rest.permutation, [...rest.permutation.shape, 1]), {
    axes: [axis],
    batch: axis,
  })
  return {
    packed: above(beside(top, over), beside(rowsInOrder(under, rest.permutation), rest.packed)),
    pivots: concatenate([left.pivots, add(rest.pivots, like(rest.pivots, h))], axis),
    permutation: concatenate([narrow(left.permutation, axis, 0, h), order], axis),
  }
}

/** By P A = L U: A X = B is L U X = P B, and A^T X = B is U^T L^T (P X) = B. */
function solveSystem(a: Node, b: Node, transpose: boolean): Node {
  const { packed, permutation } = luBlocks(a)
  const lower = { lower: true, transpose, unit: true }
  const upper = { lower: false, transpose, unit: false }
  if (!transpose) return solveBlocks(packed, solveBlocks(packed, rowsInOrder(b, permutation), lower), upper)
  const moved = solveBlocks(packed, solveBlocks(packed, b, upper), lower)
  const places = { axes: [b.shape.length - 2], batch: b.shape.length - 2, combine: 'set' as const }
  return scatter(zeros(b.dtype, b.shape), moved, reshape(permutation, [...permutation.shape, 1]), places)
}

/** The product of the pivots, negative for each exchange of rows. */
function determinant(a: Node): Node {
  const { packed, pivots } = luBlocks(a)
  const axis = pivots.shape.length - 1
  const stays = equal(pivots, iota('int32', pivots.shape, axis))
  const signs = select(stays, constant(1, a.dtype, pivots.shape), constant(-1, a.dtype, pivots.shape))
  return apply(reduction.reduce_prod, [multiply(diagonalOf(packed), signs)], { axes: [axis] }) as Node
}

/** V diag(1/S) U^T, without the singular values that count as 0. */
function pseudoInverse(a: Node, rtol: number): Node {
  if (rowsOf(a) === 0 || columnsOf(a) === 0) return mT(a)
  const [u, s, vt] = svd(a)
  const axis = s.shape.length - 1
  const least = multiply(like(narrow(s, axis, 0, 1), rtol), narrow(s, axis, 0, 1))
  const counts = not(lessOrEqual(s, broadcastInDim(least, s.shape, range(s.shape.length))))
  const inverse = select(counts, divide(like(s, 1), s), like(s, 0))
  return matmul(scaleColumns(mT(vt), inverse), mT(u))
}

/** det(U) det(V) U diag(p) V^T, where p has for each singular value the product of the others. */
function cofactors(a: Node): Node {
  const [u, s, vt] = svd(a)
  const n = columnsOf(a)
  const square = [...s.shape, n]
  const others = select(
    equal(iota('int32', square, s.shape.length - 1), iota('int32', square, s.shape.length)),
    constant(1, s.dtype, square),
    broadcastInDim(s, square, [...range(s.shape.length - 1), s.shape.length]),
  )
  const products = apply(reduction.reduce_prod, [others], { axes: [s.shape.length] }) as Node
  const sign = apply(elementwise.sign, [multiply(determinant(u), determinant(vt))], {}) as Node
  return multiply(overMatrix(sign, a.shape), matmul(scaleColumns(u, products), vt))
}

/** Where a block is not positive definite, the last pivot is NaN, and all of the matrix becomes so. */
function failedWhole(l: Node): Node {
  const n = rowsOf(l)
  const last = sumMatrix(columns(rows(l, n - 1, 1), n - 1, 1))
  const failed = overMatrix(subtract(last, last), l.shape)
  return select(equal(failed, failed), l, failed)
}

/** Factorisations and systems of large matrices, by blocks; and of all, in float64. */
export const matrices: readonly (readonly [object, Expansion])[] = [
  [
    linalg.cholesky,
    inDouble(isSingleOrLarge, ([a], node) => {
      const l = choleskyBlocks(a!)
      return [isLarge(node) ? failedWhole(l) : l]
    }),
  ],
  [
    linalg.triangular_solve,
    inDouble(isSingleOrLarge, ([t, b], { params }) => [solveBlocks(t!, b!, params as Triangle)]),
  ],
  [
    linalg.lu,
    inDouble(isSingleOrLarge, ([a]) => {
      const { packed, pivots, permutation } = luBlocks(a!)
      return [packed, pivots, permutation]
    }),
  ],
  [
    linalg.linear_solve,
    inDouble(always, ([a, b], { params }) => [
      solveSystem(a!, b!, (params as { transpose: boolean }).transpose),
    ]),
  ],
  [factor.qr, inDouble(isSingle, ([a], { params }) => qr(a!, (params as { complete: boolean }).complete))],
  [factor.svd, inDouble(isSingle, ([a], { params }) => svd(a!, (params as { full: boolean }).full))],
  [factor.eigh, inDouble(isSingle, ([a]) => eigh(a!))],
  [
    matrixFunctions.pinv,
    inDouble(always, ([a], { params }) => [pseudoInverse(a!, (params as { rtol: number }).rtol)]),
  ],
  [matrixFunctions.cofactor, inDouble(always, ([a]) => [cofactors(a!)])],
  [matrixFunctions.det, inDouble(always, ([a]) => [determinant(a!)])],
]
