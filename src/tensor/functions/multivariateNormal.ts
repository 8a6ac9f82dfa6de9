import '../../compile/bridge/subjects/linear-systems.ts'
import type { Node } from '../../graph/node.ts'
import { broadcastShapes, ShapeError } from '../../graph/shape.ts'
import * as rows from '../../ops/linalg.ts'
import { checkMatrix, columnsOf, diagonalOf, leadOf, withLead } from '../../ops/linalgBuilders.ts'
import { reshape } from '../../ops/movement.ts'
import { promoted, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { log, multiply, square, subtract } from './elementwise.ts'
import { sum } from './sum.ts'

/** log N(x; mean, covariance), by the Cholesky factor of the covariance. Shapes: x [..., n], mean [..., n], covariance [..., n, n] -> [...] */
export function multivariateNormalLogpdf(x: TensorLike, mean: TensorLike, covariance: TensorLike): Tensor {
  const [point, centre, matrix] = promoted('multivariateNormalLogpdf', [x, mean, covariance], true) as [
    Node,
    Node,
    Node,
  ]
  checkMatrix('multivariateNormalLogpdf', matrix, true)
  const away = subtract(new Tensor(point), new Tensor(centre)).node
  const n = columnsOf(matrix)
  if (away.shape.at(-1) !== n)
    throw new ShapeError(
      'multivariateNormalLogpdf',
      [point.shape, matrix.shape],
      `x - mean is ${away}, the covariance ${matrix}: x and mean must have ${n} numbers on their last axis.`,
    )
  const column = reshape(away, [...away.shape, 1])
  const l = rows.cholesky(matrix)
  const lead = broadcastShapes('multivariateNormalLogpdf', leadOf(matrix), leadOf(column))
  const white = rows.triangularSolve(withLead(l, lead), withLead(column, lead))
  const distance = sum(square(new Tensor(white)), [-2, -1])
  const logs = sum(log(new Tensor(diagonalOf(l))), -1)
  return subtract(subtract(multiply(distance, -0.5), logs), (n * Math.log(2 * Math.PI)) / 2)
}
