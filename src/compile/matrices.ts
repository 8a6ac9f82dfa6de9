import { inline } from '../graph/graph.ts'
import { parameter, pick } from '../graph/leaves.ts'
import { apply, type Node } from '../graph/node.ts'
import { range } from '../graph/shape.ts'
import {
  alias,
  and,
  convert,
  divide,
  less,
  like,
  maximum,
  multiply,
  negate,
  select,
} from '../ops/arithmetic.ts'
import { elementwise } from '../ops/elementwise.ts'
import { solutionByPivots, triangularSolve } from '../ops/linalg.ts'
import {
  beside,
  columnsFrom,
  columnsOf,
  diagonalOf,
  identityLike,
  matmul,
  mT,
  overMatrix,
  rowsFrom,
  rowsOf,
  sumMatrix,
} from '../ops/linalgBuilders.ts'
import {
  cofactorsBySingularValues,
  determinantByPivots,
  inverseBySingularValues,
} from '../ops/linalgComposed.ts'
import { exponentialLoop } from '../ops/linalgExponential.ts'
import { eigh, factor, qr, svd } from '../ops/linalgFactor.ts'
import { compositions, matrixFunctions, pair } from '../ops/linalgFunctions.ts'
import { reduceMax, reduction } from '../ops/reduction.ts'
import { branching } from '../transform/control/branch.ts'
import { looping } from '../transform/control/loop.ts'
import { jvp } from '../transform/jvp.ts'
import type { Expansion } from './expand.ts'
import { always, inDouble, isSingle, leastExtent } from './systems.ts'

/** exp(A); of [B E; 0 B] by exp(B) and its derivative along E, which takes the same steps. */
function exponential(a: Node, paired?: boolean): Node {
  const half = rowsOf(a) / 2
  if (half === 0) return a
  if (paired) {
    const top = rowsFrom(a, 0, half)
    const b = alias(columnsFrom(top, 0, half))
    const x = exponential(b)
    const [dx] = jvp([x], [b], [columnsFrom(top, half, half)])
    return pair(x, dx!)
  }
  const { start, ...loop } = exponentialLoop(a.type)
  return pick(apply(looping.while, inline(start, [a]), { ...loop, captured: [0, 0] }) as Node, 0)
}

interface Factors {
  readonly full: boolean
  /** It is computed as it stands: in float64, no taller than wide. */
  readonly turned?: true
}
const isTall = (a: Node): boolean => rowsOf(a) > columnsOf(a)
/** Rows from which on eigenvectors leave less work to rotations than they take. */
const leastTurned = 16
/** Rows from which on reflections find singular values sooner than rotations do. */
export const leastReflected = 80

/**
 * Rotations find little to do in Q^T A, with the eigenvectors Q of A A^T. Those have errors as large as the last digits of the
 * largest row; so rows of very different size stay as they are, whose small singular values have all their digits.
 * Source: Drmac, Implementation of Jacobi rotations for accurate singular value computation (1997).
 */
function svdTurned(a: Node, full: boolean, isToTurn: boolean): Node[] {
  if (isTall(a)) {
    const [u, s, vt] = svdTurned(mT(a), full, isToTurn) as [Node, Node, Node]
    return [mT(vt), s, mT(u)]
  }
  if (!isToTurn) return svd(a, full, true)
  const gram = matmul(a, mT(a))
  const squares = diagonalOf(gram)
  const [most, inverse] = [squares, divide(like(squares, 1), squares)].map((x) =>
    reduceMax(x, [x.shape.length - 1]),
  ) as [Node, Node]
  const isEven = and(isBetween(-1, multiply(most, inverse), 2 ** 20), isBetween(1e-250, most, 1e300))
  const [, q] = eigh(select(overMatrix(isEven, gram.shape), gram, identityLike(gram)))
  const [u, s, vt] = svd(matmul(mT(q), a), full, true)
  return [matmul(q, u), s, vt]
}

const isBetween = (low: number, x: Node, high: number): Node =>
  and(less(like(x, low), x), less(x, like(x, high)))

/** |A|^2 |A^-1|^2 in Frobenius' norm; its root is at least the quotient of the largest and the least singular value. */
const conditionOf = (a: Node, inverse: Node): Node =>
  multiply(sumMatrix(multiply(a, a)), sumMatrix(multiply(inverse, inverse)))

/** The largest |A| |A^-1| in Frobenius' norm, squared, that leaves det(A) A^-T ten digits; float32 has fewer. */
const mostCondition = 2 ** 40

/** det(A) A^-T where no matrix is near a singular one; all by singular values where one is. */
function cofactors(a: Node): Node {
  if (rowsOf(a) < 2) return cofactorsBySingularValues([a])
  const inverse = solutionByPivots([a, identityLike(a)], { transpose: false })
  const determinant = determinantByPivots([a])
  const condition = conditionOf(a, inverse)
  const size = maximum(determinant, negate(determinant))
  const isRegular = and(isBetween(0, condition, mostCondition), isBetween(1e-290, size, 1e290))
  return ifAll(isRegular, [a, inverse, determinant], {
    yes: ([, inverse, factor]) => multiply(overMatrix(factor!, a.shape), mT(inverse!)),
    no: cofactorsBySingularValues,
  })
}

type OfNodes = (operands: readonly Node[]) => Node

/** One of two ways, by whether it holds of all matrices. */
function ifAll(holds: Node, operands: readonly Node[], { yes, no }: Record<'yes' | 'no', OfNodes>): Node {
  const axes = range(holds.shape.length)
  const index = convert(apply(reduction.reduce_and, [holds], { axes }) as Node, 'int32')
  const parameters = operands.map(({ type }, i) => parameter(type, i, 'matrix'))
  const branches = [no, yes].map((f) => ({ parameters, results: [f(parameters)] }))
  return pick(apply(branching.case, [index, ...operands], { branches }) as Node, 0)
}

const upper = { lower: false }

interface Rank {
  readonly rtol: number
}
/**
 * A^+ B, or A^+ without a B: R^-1 Q^T where A = Q R and no singular value counts as 0. Few columns B are taken beside A, so that
 * nothing forms Q.
 */
function inverted(a: Node, b: Node | undefined, rank: Rank): Node {
  const n = columnsOf(a)
  const times = (p: Node, x: Node | undefined): Node => (x ? matmul(p, x) : p)
  if (rowsOf(a) < n) return times(mT(inverted(mT(a), undefined, rank)), b)
  if (n === 0) return times(mT(a), b)
  const few = b && columnsOf(b) <= n ? b : undefined
  const [q, whole] = qr(few ? beside(a, few) : a)
  const top = rowsFrom(whole, 0, n)
  const r = columnsFrom(top, 0, n)
  const right = few ? columnsFrom(top, n, columnsOf(few)) : times(mT(q), b)
  const condition = conditionOf(r, triangularSolve(r, identityLike(r), upper))
  const isFull = (x: Node): Node => isBetween(-1, multiply(x, like(x, rank.rtol ** 2)), 1)
  const yes: OfNodes = ([, , own, beyond]) => triangularSolve(own!, beyond!, upper)
  return ifAll(isFull(condition), [condition, a, r, right, ...(b ? [b] : [])], {
    yes,
    no: (operands) =>
      ifAll(isFull(multiply(operands[0]!, spreadOf(operands[2]!))), operands, {
        yes,
        no: ([, given, , , wanted]) => times(inverseBySingularValues([given!], rank), wanted),
      }),
  })
}

/**
 * Which part of |A|^2, in Frobenius' norm, the square of the largest singular value is, or a little more: |G^2|^(1/2) with
 * G = A^T A / |A|^2.
 */
function spreadOf(a: Node): Node {
  const root = (x: Node): Node => apply(elementwise.sqrt, [x], {}) as Node
  const unit = divide(a, overMatrix(root(sumMatrix(multiply(a, a))), a.shape))
  const gram = matmul(mT(unit), unit)
  const square = matmul(gram, gram)
  return root(root(sumMatrix(multiply(square, square))))
}

/** Factorisations and functions of matrices, in float64. */
export const matrices: readonly (readonly [object, Expansion])[] = [
  ...[...compositions].map(
    ([row, composed]) =>
      [row, inDouble(always, (inputs, { params }) => [composed(inputs, params as never)])] as const,
  ),
  ...[matrixFunctions.pinv, matrixFunctions.least_squares].map(
    (row) => [row, inDouble(always, ([a, b], { params }) => [inverted(a!, b, params as Rank)])] as const,
  ),
  [matrixFunctions.cofactor, inDouble(always, ([a]) => [cofactors(a!)])],
  [factor.qr, inDouble(isSingle, ([a], { params }) => qr(a!, (params as { complete: boolean }).complete))],
  [
    factor.svd,
    inDouble(
      ({ params }) => !(params as Factors).turned,
      ([a], node, isRead) => {
        const rows = leastExtent(node)
        const isReflected = !isRead(0) && !isRead(2) && rows >= leastReflected
        return svdTurned(a!, (node.params as Factors).full, !isReflected && rows >= leastTurned)
      },
    ),
  ],
  [factor.eigh, inDouble(isSingle, ([a]) => eigh(a!))],
  [
    matrixFunctions.matrix_exp,
    inDouble(always, ([a], { params }) => [exponential(a!, (params as { readonly paired?: true }).paired)]),
  ],
]
