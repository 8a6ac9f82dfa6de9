import { allocate } from '../graph/dtype.ts'
import { pick, results } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { sameShape, sizeOf } from '../graph/shape.ts'
import { add, like, multiply, negate, select, subtract, zeros } from './arithmetic.ts'
import { batchTogether } from './batching.ts'
import { evaluateAs } from './composed.ts'
import { column, gather } from './indexing.ts'
import {
  above,
  belowDiagonal,
  beside,
  byMatrix,
  checkMatrix,
  columnsFrom,
  columnsOf,
  eachMatrix,
  halfOf,
  identityLike,
  leadOf,
  lowerTriangle,
  matmul,
  mT,
  onDiagonal,
  only,
  rowsFrom,
  rowsOf,
  strictlyLower,
  strictlyUpper,
  symmetricPart,
  symmetrize,
  upperTriangle,
} from './linalgBuilders.ts'
import {
  choleskyInPlace,
  luInPlace,
  permutationOf,
  solveTriangularInPlace,
  type Triangle,
} from './linalgTriangular.ts'
import { checkDomain, demand, type Row } from './row.ts'
import { scatter } from './scattering.ts'

type None = Record<string, never>
type Maybe<T> = T | undefined

function checkSystem(operation: string, [a, b]: readonly Node[]): void {
  checkMatrix(operation, a!, true)
  checkDomain(operation, 'float', b!.dtype)
  demand(
    b!.shape.length === a!.shape.length &&
      sameShape(leadOf(a!), leadOf(b!)) &&
      rowsOf(b!) === rowsOf(a!) &&
      a!.dtype === b!.dtype,
    operation,
    [a!, b!],
    {},
    'the second must have the leading axes, the dtype and the rows of the first',
  )
}

/** A system op(A) X = B: the rule is d(A) X + A dX = dB, whatever solves it. */
function systemRow<P extends { readonly transpose: boolean }>(
  evaluate: Row<P>['evaluate'],
  used: (a: Node, params: P) => Node,
): Row<P> {
  const row: Row<P> = {
    infer([a, b]) {
      checkSystem(row.name!, [a!, b!])
      return b!.type
    },
    evaluate,
    jvp: (node, [da, db]) => [tangent(node, da, db)],
    vjp(node, [ct]) {
      const { params, op } = node
      const db = apply(op, [node.inputs[0]!, ct!], { ...params, transpose: !params.transpose }) as Node
      const outer = params.transpose ? matmul(node as Node, mT(db)) : matmul(db, mT(node as Node))
      return [negate(used(outer, params)), db]
    },
    batch: batchTogether,
  }
  const tangent = (node: Node<P>, da: Maybe<Node>, db: Maybe<Node>): Node => {
    const { op, inputs, params } = node
    const moved = da && matmul(params.transpose ? mT(used(da, params)) : used(da, params), node as Node)
    const right = moved ? (db ? subtract(db, moved) : negate(moved)) : db!
    return apply(op, [inputs[0]!, right], params) as Node
  }
  return row
}

/** The triangle that a triangular solve reads. */
const readTriangle = (a: Node, { lower, unit }: Triangle): Node =>
  lower ? (unit ? strictlyLower(a) : lowerTriangle(a)) : unit ? strictlyUpper(a) : upperTriangle(a)

/** Factorisations and systems; the last two axes are the matrix. Where there is no answer there is NaN or infinity. */
export const linalg = define({
  /** L with (A + A^T)/2 = L L^T; NaN where A is not positive definite. Rule: Murray, Differentiation of the Cholesky decomposition (2016). */
  cholesky: {
    infer([a]) {
      checkMatrix('cholesky', a!, true)
      return a!.type
    },
    evaluate: byMatrix((matrix, { shape }) => {
      const n = shape.at(-1)!
      symmetrize(matrix, n)
      choleskyInPlace(matrix, n)
      return [matrix]
    }),
    jvp(node, [da]) {
      const l = node as Node
      const left = triangularSolve(l, symmetricPart(da!))
      const s = triangularSolve(l, mT(left))
      // dL = L Phi(L^-1 dA L^-T)
      return [matmul(l, phi(s))]
    },
    vjp: (node, [ct]) => [choleskyCotangent(node as Node, ct!, Math.max(64, rowsOf(ct!) / 8))],
    batch: batchTogether,
  } as Row<None>,

  /** T X = B (or T^T X = B); the other triangle of T is not read. */
  triangular_solve: systemRow<Triangle>(([a, b], { inputs, params, shape, dtype }) => {
    const out = allocate(dtype, sizeOf(shape))
    const n = shape.at(-2)!
    const k = shape.at(-1)!
    eachMatrix(a!, inputs[0]!, (matrix, i) => {
      const x = Float64Array.from(b!.subarray(i * n * k, (i + 1) * n * k))
      solveTriangularInPlace(matrix, x, n, k, params)
      out.set(x, i * n * k)
    })
    return out
  }, readTriangle),

  /** A X = B (or A^T X = B) by LU with partial pivoting. */
  linear_solve: systemRow<{ readonly transpose: boolean }>(
    evaluateAs((inputs, params) => solutionByPivots(inputs, params)),
    (a) => a,
  ),

  /** P A = L U: L below the diagonal and U above in one matrix; the pivots; the permutation: row i of P A is row perm[i] of A. */
  lu: {
    multiple: true,
    infer([a]) {
      checkMatrix('lu', a!)
      const k = Math.min(rowsOf(a!), columnsOf(a!))
      return [
        a!.type,
        { dtype: 'int32', shape: [...leadOf(a!), k] },
        { dtype: 'int32', shape: [...leadOf(a!), rowsOf(a!)] },
      ]
    },
    evaluate: byMatrix((matrix, { inputs: [a] }) => {
      const [m, n] = [rowsOf(a!), columnsOf(a!)]
      const pivots = new Int32Array(Math.min(m, n))
      luInPlace(matrix, m, n, pivots)
      return [matrix, pivots, permutationOf(pivots, m)]
    }),
    jvp: (node, [da]) => [luTangent(node as Node, da!), undefined, undefined],
    batch: batchTogether,
  } as Row<None>,
})

type Part = readonly [start: number, count: number]
/** Halves the diagonal and drops what is above. */
const phi = (x: Node): Node => select(onDiagonal(x), multiply(x, like(x, 0.5)), only(belowDiagonal(x), x))

/**
 * The cotangent of A, which is symmetric, by that of L: the symmetric part of L^-T Phi(L^T CT) L^-1 for blocks of at most so many
 * rows, and from block to block [L1 0; L2 L3] by those of L2 L1^T = A2 and L3 L3^T = A3 - L2 L2^T.
 */
function choleskyCotangent(l: Node, ct: Node, most: number): Node {
  const n = rowsOf(l)
  /** L^-T B */
  const behind = (l: Node, b: Node): Node => triangularSolve(l, b, { transpose: true })
  if (n <= most) return symmetricPart(behind(l, mT(behind(l, phi(matmul(mT(l), ct))))))
  const half = halfOf(n)
  const [top, bottom]: readonly [Part, Part] = [
    [0, half],
    [half, n - half],
  ]
  const block = (x: Node, [i, rows]: Part, [j, columns]: Part): Node =>
    columnsFrom(rowsFrom(x, i, rows), j, columns)
  const [l1, l2] = [block(l, top, top), block(l, bottom, top)]
  const a3 = choleskyCotangent(block(l, bottom, bottom), block(ct, bottom, bottom), most)
  const a3l2 = matmul(a3, l2)
  const left = subtract(block(ct, bottom, top), add(a3l2, a3l2))
  const a2 = behind(l1, mT(left))
  const a1 = choleskyCotangent(l1, subtract(block(ct, top, top), matmul(a2, l2)), most)
  const across = multiply(a2, like(a2, 0.5))
  return above(beside(a1, across), beside(mT(across), a3))
}

/** M = L^-1 P dA U^-1; dL = L tril(M, -1), dU = triu(M) U, with L and U completed to square matrices by ones. */
function luTangent(node: Node, da: Node): Node {
  const packed = pick(node, 0)
  const [m, n] = [rowsOf(da), columnsOf(da)]
  const k = Math.min(m, n)
  const permuted = rowsInOrder(da, pick(node, 2))
  const identity = (extent: number): Node => identityLike(zeros(da.dtype, [...leadOf(da), extent, extent]))
  const left = strictlyLower(columnsFrom(packed, 0, k))
  const right = upperTriangle(rowsFrom(packed, 0, k))
  const square = add(left, identityLike(left))
  const lower = m > k ? beside(square, columnsFrom(identity(m), k, m - k)) : square
  const upper = n > k ? above(right, rowsFrom(identity(n), k, n - k)) : right
  const solved = triangularSolve(lower, permuted, { unit: true })
  const inner = mT(triangularSolve(upper, mT(solved), { lower: false, transpose: true }))
  return add(matmul(lower, strictlyLower(inner)), matmul(upperTriangle(inner), upper))
}

export const cholesky = (a: Node): Node => apply(linalg.cholesky, [a], {}) as Node
/** By a lower triangle with a diagonal of its own, as it stands, if nothing else is said. */
export const triangularSolve = (t: Node, b: Node, how?: Partial<Triangle>): Node =>
  apply(linalg.triangular_solve, [t, b], { lower: true, transpose: false, unit: false, ...how }) as Node
export const linearSolve = (a: Node, b: Node, transpose = false): Node =>
  apply(linalg.linear_solve, [a, b], { transpose }) as Node

export function lu(a: Node): { packed: Node; pivots: Node; permutation: Node } {
  const [packed, pivots, permutation] = results(apply(linalg.lu, [a], {}) as Node) as [Node, Node, Node]
  return { packed, pivots, permutation }
}

/** Row `order[i]` of each matrix in place i. */
export const rowsInOrder = (x: Node, order: Node): Node =>
  gather(x, column(order), { axes: [x.shape.length - 2], batch: x.shape.length - 2 })

/** By P A = L U: A X = B is L U X = P B, and A^T X = B is U^T L^T (P X) = B. */
export function solutionByPivots(
  [a, b]: readonly Node[],
  { transpose }: { readonly transpose: boolean },
): Node {
  const { packed, permutation } = lu(a!)
  const lower = { transpose, unit: true }
  const upper = { lower: false, transpose }
  if (!transpose)
    return triangularSolve(packed, triangularSolve(packed, rowsInOrder(b!, permutation), lower), upper)
  const moved = triangularSolve(packed, triangularSolve(packed, b!, upper), lower)
  const places = { axes: [b!.shape.length - 2], batch: b!.shape.length - 2, combine: 'set' as const }
  return scatter(zeros(b!.dtype, b!.shape), moved, column(permutation), places)
}
