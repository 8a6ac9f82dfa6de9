import { NablaError } from '../errors.ts'
import { optionsOf } from '../options.ts'
import { cholesky, diagonal, inv, log, sum, swapaxes, type Tensor, type TensorLike } from '../tensor/core.ts'

/** How a matrix of spread is given: one of these. */
export interface SpreadOptions {
  readonly covarianceMatrix?: TensorLike | undefined
  /** The inverse of the covariance. */
  readonly precisionMatrix?: TensorLike | undefined
  /** The lower triangular L with covariance L L^T. */
  readonly scaleTril?: TensorLike | undefined
}
type Kind = keyof SpreadOptions

/** The one that is given. */
export function givenSpread(family: string, options: SpreadOptions): readonly [Kind, TensorLike] {
  const known = { covarianceMatrix: undefined, precisionMatrix: undefined, scaleTril: undefined }
  const given = Object.entries(optionsOf(family, options, known)).filter(([, matrix]) => matrix !== undefined)
  if (given.length !== 1)
    throw new NablaError(
      `${family}: ${given.length} matrices came: give one of covarianceMatrix, precisionMatrix, scaleTril.`,
    )
  return given[0] as unknown as [Kind, TensorLike]
}

/** The lower triangular L with covariance L L^T. */
export const factorOf = (kind: Kind, matrix: Tensor): Tensor =>
  kind === 'scaleTril' ? matrix : cholesky(kind === 'precisionMatrix' ? inv(matrix) : matrix)

/** log det L */
export const logDeterminant = (factor: Tensor): Tensor => sum(log(diagonal(factor, { axes: [-2, -1] })), -1)

/** The last two axes exchanged. */
export const transposed = (x: Tensor): Tensor => swapaxes(x, -2, -1)
