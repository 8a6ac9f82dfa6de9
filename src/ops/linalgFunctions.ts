import { runGraph } from '../graph/interpret.ts'
import { apply, define, type Node } from '../graph/node.ts'
import type { Shape, TensorType } from '../graph/shape.ts'
import { add, like, multiply, negate, select, stopGradient, subtract } from './arithmetic.ts'
import { batchTogether } from './batching.ts'
import { evaluateAs } from './composed.ts'
import { convertElements } from './convert.ts'
import { elementwise } from './elementwise.ts'
import { linearSolve } from './linalg.ts'
import {
  above,
  alongColumns,
  alongRows,
  beside,
  checkMatrix,
  columnsFrom,
  columnsOf,
  diagonalOf,
  identityLike,
  leadOf,
  matmul,
  mT,
  onDiagonal,
  overMatrix,
  rowsFrom,
  rowsOf,
  sumMatrix,
} from './linalgBuilders.ts'
import {
  cofactorsBySingularValues,
  determinantByPivots,
  inverseBySingularValues,
  logDeterminantByPivots,
  productsOfOthers,
} from './linalgComposed.ts'
import { exponentialLoop } from './linalgExponential.ts'
import { svd } from './linalgFactor.ts'
import { reduceSum } from './movement.ts'
import type { Row } from './row.ts'

type None = Record<string, never>

/** The type of what is made of a matrix, of its dtype. */
const inferred =
  (operation: string, square: boolean, shapeOf: (a: Node, b?: Node) => Shape) =>
  ([a, b]: readonly Node[]): TensorType => {
    checkMatrix(operation, a!, square)
    return { dtype: a!.dtype, shape: shapeOf(a!, b) }
  }

/** Functions of a matrix: the pseudo-inverse, the determinant, the exponential; the last two axes are the matrix. */
export const matrixFunctions = define({
  /**
   * The pseudo-inverse: singular values of at most `rtol` times the largest count as 0.
   * Rule: Golub and Pereyra, The differentiation of pseudo-inverses (1973); the rank must not change nearby.
   */
  pinv: {
    infer: inferred('pinv', false, (a) => [...leadOf(a), columnsOf(a), rowsOf(a)]),
    evaluate: evaluateAs(inverseBySingularValues),
    jvp: (node, [da]) => [shortestTangent(node as Node, node as Node, node.inputs, da!)],
    batch: batchTogether,
  } as Row<{ rtol: number }>,

  /** The shortest X of those with the least |A X - B|, which is A^+ B. */
  least_squares: {
    infer: inferred('lstsq', false, (a, b) => [...leadOf(a), columnsOf(a), columnsOf(b!)]),
    evaluate: evaluateAs(([a, b], params) => matmul(inverseBySingularValues([a!], params), b!)),
    jvp(node, [da, db]) {
      const p = pseudoInverse(node.inputs[0]!, node.params.rtol)
      const moved = da && shortestTangent(p, node as Node, node.inputs, da)
      const own = db && matmul(p, db)
      return [moved && own ? add(moved, own) : (moved ?? own)]
    },
    batch: batchTogether,
  } as Row<{ rtol: number }>,

  /** The determinant, by LU; its derivative holds for singular matrices too, because the cofactors do. */
  det: {
    infer: inferred('det', true, leadOf),
    evaluate: evaluateAs((inputs) => determinantByPivots(inputs)),
    jvp: (node, [da]) => [sumMatrix(multiply(cofactor(node.inputs[0]!), da!))],
    batch: batchTogether,
  } as Row<None>,

  /** log |det(A)|, by LU; the derivative is A^-T. */
  log_det: {
    infer: inferred('slogdet', true, leadOf),
    evaluate: evaluateAs(logDeterminantByPivots),
    jvp({ inputs: [a] }, [da]) {
      return [sumMatrix(multiply(linearSolve(a!, identityLike(a!), true), da!))]
    },
    batch: batchTogether,
  } as Row<None>,

  /** The matrix of cofactors, d det(A) / dA = det(A) A^-T; by singular values, so that A may be singular. */
  cofactor: {
    infer: inferred('cofactor', true, (a) => a.shape),
    evaluate: evaluateAs(cofactorsBySingularValues),
    jvp: (node, [da]) => [cofactorTangent(node as Node, da!)],
    batch: batchTogether,
  } as Row<None>,

  /**
   * exp(A). Its derivative along E is the upper right block of exp([A E; 0 A]). Source: Higham, Functions of Matrices (2008), 3.2.
   * `paired` says that A is such blocks.
   */
  matrix_exp: {
    infer: inferred('matrixExp', true, (a) => a.shape),
    evaluate([a], { dtype, inputs: [given] }) {
      if (a!.length === 0) return a!
      const { start, condition, body } = exponentialLoop(given!.type)
      let carry = runGraph(start, [a!])
      while (runGraph(condition, carry)[0]![0]) carry = runGraph(body, carry)
      return convertElements(carry[0]!, dtype)
    },
    jvp: (node, [da]) => [frechet(node.inputs[0]!, da!)],
    vjp: (node, [ct]) => [frechet(mT(node.inputs[0]!), ct!)],
    batch: batchTogether,
  } as Row<{ paired?: true }>,
})

/** Of X = A^+ B by that of A: P (P^T dA^T (B - A X) - dA X) + (I - P A) dA^T P^T X with P = A^+; B is the identity if left out. */
function shortestTangent(p: Node, x: Node, [a, b]: readonly Node[], da: Node): Node {
  const image = matmul(a!, x)
  const residual = subtract(b ?? identityLike(image), image)
  const beyond = matmul(mT(da), matmul(mT(p), x))
  const seen = matmul(mT(p), matmul(mT(da), residual))
  return add(beyond, matmul(p, subtract(seen, add(matmul(da, x), matmul(a!, beyond)))))
}

/** Between the singular vectors: G_ii = sum_j p_ij M_jj and G_ij = -p_ij M_ji, with p_ij the product of the others' values. */
function cofactorTangent(node: Node, da: Node): Node {
  const [a] = node.inputs as [Node]
  const [u, s, vt] = svd(a)
  const sign = stopGradient(multiply(determinantOf(u), determinantOf(vt)))
  const m = matmul(matmul(mT(u), da), mT(vt))
  const p = productsOfOthers(s, 2)
  const mask = onDiagonal(m)
  const zero = like(m, 0)
  const weights = select(mask, zero, p)
  const along = reduceSum(multiply(weights, alongColumns(diagonalOf(m), m.shape)), [m.shape.length - 1])
  const inner = select(mask, alongRows(along, m.shape), negate(multiply(weights, mT(m))))
  return multiply(overMatrix(sign, m.shape), matmul(matmul(u, inner), vt))
}

/** [A E; 0 A] */
export const pair = (a: Node, e: Node): Node => above(beside(a, e), beside(like(a, 0), a))

function frechet(a: Node, e: Node): Node {
  const n = rowsOf(a)
  const whole = apply(matrixFunctions.matrix_exp, [pair(a, e)], { paired: true }) as Node
  return columnsFrom(rowsFrom(whole, 0, n), n, n)
}

/** The rows that are computed as what they are in terms of others. */
export const compositions: ReadonlyMap<object, (inputs: readonly Node[], params: never) => Node> = new Map<
  object,
  (inputs: readonly Node[], params: never) => Node
>([
  [matrixFunctions.det, (inputs) => determinantByPivots(inputs)],
  [matrixFunctions.log_det, logDeterminantByPivots],
])

export const pseudoInverse = (a: Node, rtol: number): Node =>
  apply(matrixFunctions.pinv, [a], { rtol }) as Node
export const leastSquares = (a: Node, b: Node, rtol: number): Node =>
  apply(matrixFunctions.least_squares, [a, b], { rtol }) as Node
export const determinantOf = (a: Node): Node => apply(matrixFunctions.det, [a], {}) as Node
export const logDeterminantOf = (a: Node): Node => apply(matrixFunctions.log_det, [a], {}) as Node
export const signOfDeterminant = (a: Node): Node =>
  determinantByPivots([a], (pivots) => apply(elementwise.sign, [pivots], {}) as Node)
export const cofactor = (a: Node): Node => apply(matrixFunctions.cofactor, [a], {}) as Node
export const matrixExp = (a: Node): Node => apply(matrixFunctions.matrix_exp, [a], {}) as Node

/** Singular values at most this part of the largest count as 0. */
export const defaultTolerance = (node: Node): number =>
  Math.max(rowsOf(node), columnsOf(node)) * (node.dtype === 'float32' ? 2 ** -23 : Number.EPSILON)
