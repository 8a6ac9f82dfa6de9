import { isFloat } from '../graph/dtype.ts'
import type { Node } from '../graph/node.ts'
import { add, convert, like, subtract } from '../ops/arithmetic.ts'
import { column, gather } from '../ops/indexing.ts'
import { cholesky, linalg, lu, rowsInOrder, solutionByPivots, triangularSolve } from '../ops/linalg.ts'
import {
  above,
  beside,
  columnsFrom,
  columnsOf,
  halfOf,
  matmul,
  mT,
  overMatrix,
  rowsFrom,
  rowsOf,
  sumMatrix,
  symmetricPart,
} from '../ops/linalgBuilders.ts'
import type { Triangle } from '../ops/linalgTriangular.ts'
import type { Expansion } from './expand.ts'

/** Extent up to which one kernel factors a matrix; larger ones are blocks, and their work is matrix products that threads share. */
const block = 512

/** Written with others in float64, in which matrices are factored whatever their dtype. */
export const inDouble =
  (
    wanted: (node: Node) => boolean,
    f: (inputs: readonly Node[], ...known: Parameters<Expansion>) => readonly Node[],
  ): Expansion =>
  (node, isRead) => {
    if (!wanted(node)) return undefined
    const inputs = node.inputs.map((x) => (isFloat(x.dtype) ? convert(x, 'float64') : x))
    return f(inputs, node, isRead).map((result, i) => convert(result, node.types[i]!.dtype))
  }
export const always = (): boolean => true
export const isSingle = (node: Node): boolean => node.inputs[0]!.dtype === 'float32'
export const leastExtent = ({ inputs: [a] }: Node): number => Math.min(rowsOf(a!), columnsOf(a!))
const isLarge = (node: Node): boolean => leastExtent(node) > block
const isSingleOrLarge = (node: Node): boolean => isSingle(node) || isLarge(node)

/** [L1 0; L2 L3] with L2 L1^T = A2 and L3 L3^T = A3 - L2 L2^T, of a symmetric matrix. */
function choleskyBlocks(a: Node): Node {
  const n = rowsOf(a)
  if (n <= block) return cholesky(a)
  const h = halfOf(n)
  const [top, bottom] = [rowsFrom(a, 0, h), rowsFrom(a, h, n - h)]
  const first = choleskyBlocks(columnsFrom(top, 0, h))
  const across = columnsFrom(top, h, n - h)
  const second = mT(triangularSolve(first, across))
  const last = choleskyBlocks(subtract(columnsFrom(bottom, h, n - h), matmul(second, mT(second))))
  return above(beside(first, like(across, 0)), beside(second, last))
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
  const h = halfOf(Math.min(m, n))
  const left = luBlocks(columnsFrom(a, 0, h))
  const right = rowsInOrder(columnsFrom(a, h, n - h), left.permutation)
  const [top, under] = [rowsFrom(left.packed, 0, h), rowsFrom(left.packed, h, m - h)]
  const over = triangularSolve(top, rowsFrom(right, 0, h), { unit: true })
  const rest = luBlocks(subtract(rowsFrom(right, h, m - h), matmul(under, over)))
  const axis = left.permutation.shape.length - 1
  const tail = columnsFrom(left.permutation, h, m - h)
  const order = gather(tail, column(rest.permutation), { axes: [axis], batch: axis })
  return {
    packed: above(beside(top, over), beside(rowsInOrder(under, rest.permutation), rest.packed)),
    pivots: beside(left.pivots, add(rest.pivots, like(rest.pivots, h))),
    permutation: beside(columnsFrom(left.permutation, 0, h), order),
  }
}

/** Where a block is not positive definite, the last pivot is NaN, and all of the matrix becomes so. */
function failedWhole(l: Node): Node {
  const n = rowsOf(l)
  const last = sumMatrix(columnsFrom(rowsFrom(l, n - 1, 1), n - 1, 1))
  const failed = overMatrix(subtract(last, last), l.shape)
  return add(l, failed)
}

/** Systems and their factorisations: large ones by blocks, and all in float64. */
export const systems: readonly (readonly [object, Expansion])[] = [
  [
    linalg.cholesky,
    inDouble(isSingleOrLarge, ([a], node) => [
      isLarge(node) ? failedWhole(choleskyBlocks(symmetricPart(a!))) : cholesky(a!),
    ]),
  ],
  [
    linalg.triangular_solve,
    inDouble(isSingle, ([t, b], { params }) => [triangularSolve(t!, b!, params as Triangle)]),
  ],
  [linalg.lu, inDouble(isSingleOrLarge, ([a]) => Object.values(luBlocks(a!)))],
  [
    linalg.linear_solve,
    inDouble(always, (inputs, { params }) => [
      solutionByPivots(inputs, params as { readonly transpose: boolean }),
    ]),
  ],
]
