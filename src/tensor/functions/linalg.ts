import '../../compile/bridge/subjects/linear-algebra.ts'
import { named, requireInteger } from '../../errors.ts'
import { constant } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { sameShape } from '../../graph/shape.ts'
import { identityLike, leadOf, matmul as product, withLead } from '../../ops/linalgBuilders.ts'
import * as factors from '../../ops/linalgFactor.ts'
import * as matrixFunctions from '../../ops/linalgFunctions.ts'
import { checkWord, optionsOf } from '../../options.ts'
import type { TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { less, where } from './elementwise.ts'
import { inv } from './linearSystems.ts'
import { finish, matrixNode, system } from './system.ts'

/** The determinant. Its gradient, the cofactors, is right for singular matrices too. Shapes: [..., n, n] -> [...] */
export const det = (a: TensorLike): Tensor =>
  new Tensor(matrixFunctions.determinantOf(matrixNode('det', a, true)))

/** The sign of the determinant, and the logarithm of its absolute value: [sign, logabsdet]. Shapes: [..., n, n] -> [...], [...] */
export function slogdet(a: TensorLike): [sign: Tensor, logabsdet: Tensor] {
  const node = matrixNode('slogdet', a, true)
  return [
    new Tensor(matrixFunctions.signOfDeterminant(node)),
    new Tensor(matrixFunctions.logDeterminantOf(node)),
  ]
}

/** log det(A); NaN where the determinant is negative. Shapes: [..., n, n] -> [...] */
export const logdet = /* @__PURE__ */ named('logdet', (a: TensorLike): Tensor => {
  const [sign, size] = slogdet(a)
  return where(less(sign, 0), NaN, size)
})

export type QrMode = 'reduced' | 'complete' | 'r'

/**
 * A = Q R with orthonormal columns in Q and R upper triangular, with LAPACK's signs.
 * Shapes: [..., m, n] -> [..., m, k], [..., k, n], k = min(m, n), or m with mode `complete`. Mode `r` leaves Q empty.
 * Throws: FactorError for the derivative of mode `complete` where m > n.
 */
export function qr(a: TensorLike, options?: { readonly mode?: QrMode }): [q: Tensor, r: Tensor] {
  const { mode } = optionsOf('qr', options, { mode: 'reduced' })
  const node = matrixNode('qr', a)
  checkWord('qr', 'mode', mode, ['reduced', 'complete', 'r'])
  const [q, r] = factors.qr(node, mode === 'complete')
  return [new Tensor(mode === 'r' ? constant(0, node.dtype, [0]) : q), new Tensor(r)]
}

/** Ascending eigenvalues w, and eigenvectors as the columns of V, of a symmetric matrix (the symmetric part is taken). Shapes: [..., n, n] -> [..., n], [..., n, n] */
export function eigh(a: TensorLike): [w: Tensor, v: Tensor] {
  const [w, v] = factors.eigh(matrixNode('eigh', a, true))
  return [new Tensor(w), new Tensor(v)]
}

/** The eigenvalues of a symmetric matrix, ascending. Shapes: [..., n, n] -> [..., n] */
export const eigvalsh = /* @__PURE__ */ named('eigvalsh', (a: TensorLike): Tensor => eigh(a)[0])

/**
 * A = U diag(S) Vh with S descending. The gradient by U and Vh exists where the singular values are distinct (and, for
 * matrices that are not square, not 0).
 * Shapes: [..., m, n] -> [..., m, k], [..., k], [..., k, n], k = min(m, n); square U and Vh with `fullMatrices`.
 */
export function svd(
  a: TensorLike,
  options?: { readonly fullMatrices?: boolean },
): [u: Tensor, s: Tensor, vh: Tensor] {
  const { fullMatrices } = optionsOf('svd', options, { fullMatrices: false })
  const found = factors.svd(matrixNode('svd', a), fullMatrices)
  return found.map((node) => new Tensor(node)) as [Tensor, Tensor, Tensor]
}

/** The singular values, descending. Shapes: [..., m, n] -> [..., min(m, n)] */
export const svdvals = /* @__PURE__ */ named('svdvals', (a: TensorLike): Tensor => svd(a)[1])

export interface RankOptions {
  /** Singular values at most this part of the largest count as 0; max(m, n) units in the last place if left out. */
  readonly rtol?: number | undefined
}

/** The pseudo-inverse. Its gradient holds where the rank does not change nearby. Shapes: [..., m, n] -> [..., n, m] */
export function pinv(a: TensorLike, options?: RankOptions): Tensor {
  const { rtol } = optionsOf('pinv', options, { rtol: undefined })
  const node = matrixNode('pinv', a)
  return new Tensor(matrixFunctions.pseudoInverse(node, rtol ?? matrixFunctions.defaultTolerance(node)))
}

/** The x with the smallest |A x - b|, and of those the shortest. Shapes: a [..., m, n], b [m] or [..., m, k] -> [n] or [..., n, k] */
export function lstsq(a: TensorLike, b: TensorLike, options?: RankOptions): Tensor {
  const { rtol } = optionsOf('lstsq', options, { rtol: undefined })
  const { a: whole, b: right, vector, matrix } = system('lstsq', a, b, true, false)
  const tolerance = rtol ?? matrixFunctions.defaultTolerance(matrix)
  if (sameShape(whole.shape, matrix.shape))
    return finish(matrixFunctions.leastSquares(whole, right, tolerance), vector)
  // several right-hand sides of one matrix share its pseudo-inverse
  return finish(
    product(withLead(matrixFunctions.pseudoInverse(matrix, tolerance), leadOf(right)), right),
    vector,
  )
}

/** A A ... A, n times; the inverse's power for negative n, the identity for 0. Shapes: [..., n, n] */
export function matrixPower(a: TensorLike, n: number): Tensor {
  const node = matrixNode('matrixPower', a, true)
  requireInteger('matrixPower', 'the exponent', n)
  let base = n < 0 ? inv(a).node : node
  let result: Node | undefined
  for (let left = Math.abs(n); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result ? product(result, base) : base
    if (left > 1) base = product(base, base)
  }
  return new Tensor(result ?? identityLike(node))
}

/** exp(A) = I + A + A^2/2 + ... Shapes: [..., n, n]. Source: Higham, The scaling and squaring method revisited (2005). */
export const matrixExp = (a: TensorLike): Tensor =>
  new Tensor(matrixFunctions.matrixExp(matrixNode('matrixExp', a, true)))
