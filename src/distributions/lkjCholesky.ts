import { NablaError } from '../errors.ts'
import type { Shape } from '../graph/shape.ts'
import {
  add,
  arange,
  at,
  broadcastTo,
  concatenate,
  diagonal,
  divide,
  expandDims,
  eye,
  lgamma,
  log,
  multigammaln,
  multiply,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  tril,
} from '../tensor/core.ts'
import { type Key, normal } from '../tensor/random.ts'
import { type Constraint, correlationFactor, positive } from './constraints.ts'
import { Distribution } from './distribution.ts'
import { Beta } from './gamma.ts'
import { parameters, twoKeys } from './parameters.ts'

/**
 * Factors of n x n matrices of correlations, whose determinants to the power concentration - 1 their density is proportional to: 1 for all alike.
 * Source: Lewandowski, Kurowicka, Joe, "Generating random correlation matrices based on vines and extended onion method" (2009).
 */
export class LKJCholesky extends Distribution {
  readonly family = 'LKJCholesky'
  override readonly support: Constraint
  readonly concentration: Tensor
  readonly dim: number
  constructor(dim: number, concentration: TensorLike = 1) {
    if (!Number.isInteger(dim) || dim < 2)
      throw new NablaError(
        `LKJCholesky: dim is ${dim}: it must be a whole number from 2 on, the rows of a matrix.`,
      )
    const given = parameters('LKJCholesky', { concentration: [concentration, positive] })
    super(given.concentration, given.concentration.shape, [dim, dim])
    this.concentration = given.concentration
    this.dim = dim
    this.support = correlationFactor(eye(dim, { dtype: this.dtype }))
  }
  protected density(x: Tensor): Tensor {
    const n = this.dim
    const eta = this.concentration
    const logs = log(at(diagonal(x, { axes: [-2, -1] }), '...', '1:'))
    const order = subtract(multiply(2, expandDims(subtract(eta, 1), -1)), subtract(arange(2, n + 1), n))
    const whole = add(eta, (n - 1) / 2)
    const normalizer = subtract(multigammaln(subtract(whole, 0.5), n - 1), multiply(lgamma(whole), n - 1))
    const powers = sum(multiply(order, logs), -1)
    return subtract(powers, add(normalizer, ((n - 1) * Math.log(Math.PI)) / 2))
  }
  /** Row by row: its length before the diagonal is the root of a beta number, its direction is uniform. */
  protected draw(shape: Shape, key: Key): Tensor {
    const n = this.dim
    const [k0, k1] = twoKeys(key)
    const i = arange(1, n)
    const eta = expandDims(this.concentration, -1)
    const lengths = new Beta(
      broadcastTo(divide(i, 2), [...this.batchShape, n - 1]),
      add(eta, divide(subtract(n - 1, i), 2)),
    )
    const before = shape.slice(0, shape.length - 2 - this.batchShape.length)
    const share = expandDims(lengths.rsample(before, { key: k0 }), -1)
    const z = tril(normal([...shape.slice(0, -2), n - 1, n], 0, 1, { key: k1, dtype: this.dtype }))
    const direction = divide(z, sqrt(sum(square(z), -1, { keepdims: true })))
    const rows = multiply(sqrt(share), direction)
    const rest = sqrt(subtract(1, share))
    const places = eye(n, { dtype: this.dtype })
    const first = broadcastTo(at(places, ':1'), [...shape.slice(0, -2), 1, n])
    return concatenate([first, add(rows, multiply(rest, at(places, '1:')))], -2)
  }
}
