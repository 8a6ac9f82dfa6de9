import { broadcastShapes, type Shape, ShapeError } from '../graph/shape.ts'
import {
  add,
  broadcastTo,
  cholesky,
  diagEmbed,
  divide,
  expandDims,
  eye,
  log,
  matmul,
  multiply,
  solveTriangular,
  sqrt,
  square,
  squeeze,
  subtract,
  sum,
  Tensor,
  type TensorLike,
} from '../tensor/core.ts'
import { promoted } from '../tensor/operands.ts'
import { type Key, normal } from '../tensor/random.ts'
import { type Constraint, positive, real, realVector } from './constraints.ts'
import { Distribution } from './distribution.ts'
import { checkParameter, twoKeys } from './parameters.ts'
import { logDeterminant, transposed } from './spread.ts'

/** Normal vectors of covariance W W^T + diag(d), W = covFactor of few columns: no n x n matrix is factored. Shapes: loc, covDiag [..., n], covFactor [..., n, k] */
export class LowRankMultivariateNormal extends Distribution {
  readonly family = 'LowRankMultivariateNormal'
  override readonly support: Constraint = realVector
  readonly loc: Tensor
  readonly covFactor: Tensor
  readonly covDiag: Tensor
  /** The factor of I + W^T W/d. */
  readonly #inner: Tensor
  constructor(loc: TensorLike, covFactor: TensorLike, covDiag: TensorLike) {
    const name = 'LowRankMultivariateNormal'
    checkParameter(name, 'loc', loc, real)
    checkParameter(name, 'covFactor', covFactor, real)
    checkParameter(name, 'covDiag', covDiag, positive)
    const [centre, factor, spread] = promoted(name, [loc, covFactor, covDiag], true).map(
      (node) => new Tensor(node),
    ) as [Tensor, Tensor, Tensor]
    const n = factor.shape.at(-2)
    if (n === undefined || centre.shape.at(-1) !== n || spread.shape.at(-1) !== n)
      throw new ShapeError(
        name,
        [centre.shape, factor.shape, spread.shape],
        `loc is ${centre.node}, covFactor ${factor.node}, covDiag ${spread.node}: they must be [..., n], [..., n, k] and [..., n].`,
      )
    const batch = [factor.shape.slice(0, -2), spread.shape.slice(0, -1)].reduce(
      (shape, other) => broadcastShapes(name, shape, other),
      centre.shape.slice(0, -1) as Shape,
    )
    super(centre, batch, [n])
    this.loc = broadcastTo(centre, [...batch, n])
    this.covFactor = broadcastTo(factor, [...batch, ...factor.shape.slice(-2)])
    this.covDiag = broadcastTo(spread, [...batch, n])
    const scaled = divide(this.covFactor, expandDims(this.covDiag, -1))
    const one = eye(factor.shape.at(-1)!, { dtype: this.dtype })
    this.#inner = cholesky(add(matmul(transposed(this.covFactor), scaled), one))
  }
  override get mean(): Tensor {
    return this.loc
  }
  override get mode(): Tensor {
    return this.loc
  }
  override get variance(): Tensor {
    return add(sum(square(this.covFactor), -1), this.covDiag)
  }
  get covarianceMatrix(): Tensor {
    return add(matmul(this.covFactor, transposed(this.covFactor)), diagEmbed(this.covDiag))
  }
  get scaleTril(): Tensor {
    return cholesky(this.covarianceMatrix)
  }
  /** Half of log det of the covariance. */
  get #logDeterminant(): Tensor {
    return add(logDeterminant(this.#inner), divide(sum(log(this.covDiag), -1), 2))
  }
  override entropy(): Tensor {
    return add(this.#logDeterminant, (this.eventShape[0]! * (1 + Math.log(2 * Math.PI))) / 2)
  }
  /** The distance is the least of |x - W y|^2/d + |y|^2 over y: of squares, so that nothing cancels. */
  protected density(x: Tensor): Tensor {
    const away = expandDims(subtract(x, this.loc), -1)
    const lead = away.shape.slice(0, -2)
    const wide = (t: Tensor): Tensor => broadcastTo(t, [...lead, ...t.shape.slice(-2)])
    const scaled = divide(away, expandDims(this.covDiag, -1))
    const inner = wide(this.#inner)
    const half = solveTriangular(inner, matmul(transposed(this.covFactor), scaled))
    const y = solveTriangular(inner, half, { transpose: true })
    const rest = subtract(away, matmul(this.covFactor, y))
    const squares = divide(square(rest), expandDims(this.covDiag, -1))
    const distance = add(sum(squares, [-2, -1]), sum(square(y), [-2, -1]))
    const normalizer = add(this.#logDeterminant, (this.eventShape[0]! * Math.log(2 * Math.PI)) / 2)
    return subtract(multiply(distance, -0.5), normalizer)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    const [k0, k1] = twoKeys(key)
    const few = [...shape.slice(0, -1), this.covFactor.shape.at(-1)!, 1]
    const shared = matmul(this.covFactor, normal(few, 0, 1, { key: k0, dtype: this.dtype }))
    const own = multiply(sqrt(this.covDiag), normal(shape, 0, 1, { key: k1, dtype: this.dtype }))
    return add(this.loc, add(squeeze(shared, -1), own))
  }
}
