import { NablaError } from '../errors.ts'
import { results } from '../graph/leaves.ts'
import { apply, define, type Node } from '../graph/node.ts'
import { add, divide, like, multiply, select, subtract } from './arithmetic.ts'
import { batchTogether } from './batching.ts'
import { triangularSolve } from './linalg.ts'
import {
  alongColumns,
  alongRows,
  beside,
  byMatrix,
  checkMatrix,
  columnsFrom,
  columnsOf,
  diagonalOf,
  leadOf,
  matmul,
  mT,
  onDiagonal,
  rowsOf,
  scaleColumns,
  scaleRows,
  strictlyLower,
  symmetricPart,
  symmetrize,
} from './linalgBuilders.ts'
import { singularValues, symmetricEigen } from './linalgSpectral.ts'
import { qrFactors } from './linalgTriangular.ts'
import type { Row } from './row.ts'

type None = Record<string, never>

/** A factor of a factorisation that is not determined, so that it has no derivative. */
export class FactorError extends NablaError {
  protected override get kind(): string {
    return 'FactorError'
  }
}

const undetermined = (factors: string, a: Node, instead: string): FactorError =>
  new FactorError(
    `${factors} of ${a} has no derivative, because the last vectors are not determined. Use ${instead}.`,
  )

/** Orthogonal factorisations; the last two axes are the matrix. */
export const factor = define({
  /** A = Q R with LAPACK's signs. `complete` gives a square Q. */
  qr: {
    multiple: true,
    infer([a], { complete }) {
      checkMatrix('qr', a!)
      const [m, n] = [rowsOf(a!), columnsOf(a!)]
      const k = complete ? m : Math.min(m, n)
      const { dtype } = a!
      return [
        { dtype, shape: [...leadOf(a!), m, k] },
        { dtype, shape: [...leadOf(a!), k, n] },
      ]
    },
    evaluate: byMatrix((matrix, { inputs: [a], types: [q] }) => {
      const made = qrFactors(matrix, rowsOf(a!), columnsOf(a!), q!.shape.at(-1)!)
      return [made.q, made.r]
    }),
    jvp: (node, [da]) => qrTangents(node as Node, da!),
    batch: batchTogether,
  } as Row<{ complete: boolean }>,

  /** Ascending eigenvalues and eigenvectors of (A + A^T)/2. */
  eigh: {
    multiple: true,
    infer([a]) {
      checkMatrix('eigh', a!, true)
      return [{ dtype: a!.dtype, shape: a!.shape.slice(0, -1) }, a!.type]
    },
    evaluate: byMatrix((matrix, { inputs: [a] }) => {
      const n = columnsOf(a!)
      symmetrize(matrix, n)
      const { values, vectors } = symmetricEigen(matrix, n)
      return [values, vectors]
    }),
    jvp: (node, [da]) => eighTangents(node as Node, da!),
    batch: batchTogether,
  } as Row<None>,

  /** A = U diag(S) V^T, S descending: U, S, V^T. `full` gives square U and V. */
  svd: {
    multiple: true,
    infer([a], { full }) {
      checkMatrix('svd', a!)
      const [m, n] = [rowsOf(a!), columnsOf(a!)]
      const k = Math.min(m, n)
      const { dtype } = a!
      const lead = leadOf(a!)
      return [
        { dtype, shape: [...lead, m, full ? m : k] },
        { dtype, shape: [...lead, k] },
        { dtype, shape: [...lead, full ? n : k, n] },
      ]
    },
    evaluate: byMatrix((matrix, { inputs: [a], params }: Node<{ full: boolean }>) => {
      const { u, s, vt } = singularValues(matrix, rowsOf(a!), columnsOf(a!), params.full)
      return [u, s, vt]
    }),
    jvp: (node, [da]) => svdTangents(node, da!),
    batch: batchTogether,
  } as Row<{ full: boolean }>,
})

/** With W = Q^T dA R^-1: dQ = Q (D - W) + dA R^-1 and dR = (W - D) R, where D = tril(W, -1) - tril(W, -1)^T. */
function qrTangents(node: Node, da: Node): Node[] {
  const [q, r] = results(node) as [Node, Node]
  const [a] = node.inputs as [Node]
  const [m, n] = [rowsOf(a), columnsOf(a)]
  if (columnsOf(q) > n) throw undetermined("qr: mode 'complete'", da, "mode 'reduced'")
  const k = Math.min(m, n)
  const dLeft = columnsFrom(da, 0, k)
  const rLeft = columnsFrom(r, 0, k)
  const scaled = mT(triangularSolve(rLeft, mT(dLeft), { lower: false, transpose: true }))
  const w = matmul(mT(q), scaled)
  const below = strictlyLower(w)
  const turn = subtract(below, mT(below))
  const dq = add(matmul(q, subtract(turn, w)), scaled)
  const dr = matmul(subtract(w, turn), rLeft)
  if (n <= m) return [dq, dr]
  // The columns beyond the square part: R = Q^T A there.
  const rest = n - m
  const dRest = add(matmul(mT(dq), columnsFrom(a, m, rest)), matmul(mT(q), columnsFrom(da, m, rest)))
  return [dq, beside(dr, dRest)]
}

/** x / difference off the diagonal, 0 on it. */
function overDifferences(x: Node, difference: Node): Node {
  const mask = onDiagonal(x)
  return select(mask, like(x, 0), divide(x, select(mask, like(x, 1), difference)))
}

/** With M = V^T dA V: dw = diag(M), dV = V (M_ij / (w_j - w_i)). Source: Giles, Collected matrix derivative results (2008), 3.1. */
function eighTangents(node: Node, da: Node): Node[] {
  const [w, v] = results(node) as [Node, Node]
  const m = matmul(matmul(mT(v), symmetricPart(da)), v)
  const difference = subtract(alongColumns(w, m.shape), alongRows(w, m.shape))
  return [diagonalOf(m), matmul(v, overDifferences(m, difference))]
}

/** Source: Giles, Collected matrix derivative results (2008), 3.2; Townsend, Differentiating the singular value decomposition (2016). */
function svdTangents(node: Node<{ full: boolean }>, da: Node): Node[] {
  const [u, s, vt] = results(node as Node) as [Node, Node, Node]
  const [m, n] = [rowsOf(da), columnsOf(da)]
  if (node.params.full && m !== n) throw undetermined('svd: fullMatrices', da, '{ fullMatrices: false }')
  const v = mT(vt)
  const between = matmul(matmul(mT(u), da), v)
  const [row, column] = [alongRows(s, between.shape), alongColumns(s, between.shape)]
  const difference = multiply(subtract(column, row), add(column, row))
  const right = scaleColumns(between, s)
  const left = scaleRows(between, s)
  const du = matmul(u, overDifferences(add(right, mT(right)), difference))
  const dv = matmul(v, overDifferences(add(left, mT(left)), difference))
  /** With what is outside the span of the vectors. */
  const whole = (within: Node, vectors: Node, image: Node): Node => {
    const outside = subtract(image, matmul(vectors, matmul(mT(vectors), image)))
    return add(within, divide(outside, alongColumns(s, outside.shape)))
  }
  return [
    m > n ? whole(du, u, matmul(da, v)) : du,
    diagonalOf(between),
    mT(n > m ? whole(dv, v, matmul(mT(da), u)) : dv),
  ]
}

export const qr = (a: Node, complete = false): [q: Node, r: Node] =>
  results(apply(factor.qr, [a], { complete }) as Node) as [Node, Node]
export const eigh = (a: Node): [values: Node, vectors: Node] =>
  results(apply(factor.eigh, [a], {}) as Node) as [Node, Node]
export const svd = (a: Node, full = false, turned?: true): [u: Node, s: Node, vt: Node] =>
  results(apply(factor.svd, [a], turned ? { full, turned } : { full }) as Node) as [Node, Node, Node]
