import { NablaError } from '../errors.ts'
import { broadcastShapes, type Shape, ShapeError } from '../graph/shape.ts'
import {
  add,
  arange,
  broadcastTo,
  cholesky,
  diagEmbed,
  diagonal,
  digamma,
  divide,
  exp,
  expandDims,
  eye,
  greater,
  greaterEqual,
  matmul,
  multigammaln,
  multiply,
  solveTriangular,
  square,
  subtract,
  sum,
  Tensor,
  type TensorLike,
  tril,
  where,
} from '../tensor/core.ts'
import { promoted } from '../tensor/operands.ts'
import { type Key, normal } from '../tensor/random.ts'
import { type Constraint, positive, positiveDefinite, real } from './constraints.ts'
import { Distribution } from './distribution.ts'
import { logGammaDraw } from './gammaSampler.ts'
import { checkParameter, twoKeys } from './parameters.ts'
import { factorOf, givenSpread, logDeterminant, type SpreadOptions, transposed } from './spread.ts'

/** L L^T */
const squared = (factor: Tensor): Tensor => matmul(factor, transposed(factor))

/** The sum of df products x x^T of normal vectors x with mean 0: positive definite matrices. Shapes: df [...], matrices [..., n, n]; df > n - 1 */
export class Wishart extends Distribution {
  readonly family = 'Wishart'
  override readonly support: Constraint
  readonly df: Tensor
  /** The lower triangular L with covariance L L^T. */
  readonly scaleTril: Tensor
  constructor(df: TensorLike, options: SpreadOptions) {
    const name = 'Wishart'
    const [kind, matrix] = givenSpread(name, options)
    checkParameter(name, 'df', df, positive)
    checkParameter(name, kind, matrix, real)
    const [freedom, spread] = promoted(name, [df, matrix], true).map((node) => new Tensor(node)) as [
      Tensor,
      Tensor,
    ]
    const n = spread.shape.at(-1)!
    if (spread.ndim < 2 || spread.shape.at(-2) !== n)
      throw new ShapeError(name, [spread.shape], `${kind} is ${spread.node}: it must be [..., n, n].`)
    if (typeof df === 'number' && df <= n - 1)
      throw new NablaError(
        `${name}: df is ${df}: it must be above ${n - 1}, one less than the rows of a matrix.`,
      )
    const batch = broadcastShapes(name, freedom.shape, spread.shape.slice(0, -2))
    super(freedom, batch, [n, n])
    this.df = broadcastTo(where(greater(freedom, n - 1), freedom, NaN), batch)
    this.scaleTril = broadcastTo(factorOf(kind, spread), [...batch, n, n])
    this.support = positiveDefinite(eye(n, { dtype: this.dtype }))
  }
  get #rows(): number {
    return this.eventShape[0]!
  }
  #times(x: Tensor): Tensor {
    return multiply(expandDims(x, [-2, -1]), this.covarianceMatrix)
  }
  get covarianceMatrix(): Tensor {
    return squared(this.scaleTril)
  }
  override get mean(): Tensor {
    return this.#times(this.df)
  }
  /** NaN for df below n + 1. */
  override get mode(): Tensor {
    const away = subtract(this.df, this.#rows + 1)
    return this.#times(where(greaterEqual(away, 0), away, NaN))
  }
  override get variance(): Tensor {
    const covariance = this.covarianceMatrix
    const own = diagonal(covariance, { axes: [-2, -1] })
    const products = multiply(expandDims(own, -1), expandDims(own, -2))
    return multiply(expandDims(this.df, [-2, -1]), add(square(covariance), products))
  }
  /** log of 2^(df n/2) det(covariance)^(df/2) times the multivariate gamma function of df/2. */
  get #logNormalizer(): Tensor {
    const [n, half] = [this.#rows, divide(this.df, 2)]
    const spread = add(multiply(half, n * Math.LN2), multiply(this.df, logDeterminant(this.scaleTril)))
    return add(spread, multigammaln(half, n))
  }
  override entropy(): Tensor {
    const [n, half] = [this.#rows, divide(this.df, 2)]
    // E log det x/2
    const places = divide(arange(n), 2)
    const digammas = sum(digamma(subtract(expandDims(half, -1), places)), -1)
    const logs = add(divide(add(digammas, n * Math.LN2), 2), logDeterminant(this.scaleTril))
    const middle = subtract(multiply(half, n), multiply(subtract(this.df, n + 1), logs))
    return add(this.#logNormalizer, middle)
  }
  protected density(x: Tensor): Tensor {
    const lead = broadcastShapes('Wishart.logProb', x.shape.slice(0, -2), this.batchShape)
    const [factor, scale] = [cholesky(x), this.scaleTril].map((matrix) =>
      broadcastTo(matrix, [...lead, ...this.eventShape]),
    ) as [Tensor, Tensor]
    const trace = sum(square(solveTriangular(scale, factor)), [-2, -1])
    const powers = multiply(subtract(this.df, this.#rows + 1), logDeterminant(factor))
    return subtract(subtract(powers, divide(trace, 2)), this.#logNormalizer)
  }
  /** By the factor of a standard one, with roots of chi-squared numbers on its diagonal. Source: Bartlett, "On the theory of statistical regression" (1933). */
  protected draw(shape: Shape, key: Key): Tensor {
    const [k0, k1] = twoKeys(key)
    const half = divide(subtract(expandDims(this.df, -1), arange(this.#rows)), 2)
    const roots = exp(divide(add(logGammaDraw(half, shape.slice(0, -1), k0), Math.LN2), 2))
    const below = tril(normal(shape, 0, 1, { key: k1, dtype: this.dtype }), -1)
    return squared(matmul(this.scaleTril, add(below, diagEmbed(roots))))
  }
}
