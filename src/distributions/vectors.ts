import { broadcastShapes, type Shape, ShapeError } from '../graph/shape.ts'
import {
  add,
  broadcastTo,
  divide,
  expandDims,
  less,
  lgamma,
  log,
  matmul,
  maximum,
  multiply,
  softmax,
  solveTriangular,
  square,
  squeeze,
  subtract,
  sum,
  Tensor,
  type TensorLike,
  where,
  xlogy,
} from '../tensor/core.ts'
import { promoted } from '../tensor/operands.ts'
import { type Key, normal } from '../tensor/random.ts'
import { type Constraint, positive, real, realVector, simplex } from './constraints.ts'
import { Distribution } from './distribution.ts'
import { dirichletEntropy } from './gammaDivergence.ts'
import { lgammaRest, steady } from './gammaKernel.ts'
import { logGammaDraw } from './gammaSampler.ts'
import { checkParameter, parameters } from './parameters.ts'
import { factorOf, givenSpread, logDeterminant, type SpreadOptions } from './spread.ts'

/** Vectors of shares that add up to 1, with density proportional to the product of x^(concentration - 1). */
export class Dirichlet extends Distribution {
  readonly family = 'Dirichlet'
  readonly support: Constraint
  readonly concentration: Tensor
  readonly #total: Tensor
  constructor(concentration: TensorLike) {
    const given = parameters('Dirichlet', { concentration: [concentration, positive] })
    const { shape } = given.concentration
    if (shape.length === 0)
      throw new ShapeError(
        'Dirichlet',
        [shape],
        'concentration is one number: give a list, one for each share.',
      )
    super(given.concentration, shape.slice(0, -1), shape.slice(-1))
    this.concentration = given.concentration
    this.support = simplex(shape.at(-1)!)
    this.#total = sum(this.concentration, -1, { keepdims: true })
  }
  override get mean(): Tensor {
    return divide(this.concentration, this.#total)
  }
  override get variance(): Tensor {
    const mean = this.mean
    return divide(multiply(mean, subtract(1, mean)), add(this.#total, 1))
  }
  /** Shares of concentrations below 1 are 0 in it. */
  override get mode(): Tensor {
    const more = maximum(subtract(this.concentration, 1), 0)
    return divide(more, sum(more, -1, { keepdims: true }))
  }
  override entropy(): Tensor {
    return dirichletEntropy(this.concentration)
  }
  protected density(x: Tensor): Tensor {
    const [a, n] = [this.concentration, this.#total]
    const total = squeeze(n, -1)
    const powers = xlogy(subtract(a, 1), x)
    const direct = add(sum(subtract(powers, lgamma(a)), -1), lgamma(total))
    // of large concentrations the sum of log(z^a e^-z/gamma(a)) - log x for z = n x, and what n adds
    const far = subtract(add(powers, multiply(a, log(n))), add(multiply(n, x), lgamma(a)))
    const parts = steady(a, multiply(n, x), far, (kernel) => subtract(kernel, log(x)))
    const rest = add(lgammaRest(total), multiply(total, subtract(sum(x, -1), 1)))
    return where(less(total, 10), direct, add(sum(parts, -1), rest))
  }
  protected draw(shape: Shape, key: Key): Tensor {
    return softmax(logGammaDraw(this.concentration, shape, key), -1)
  }
}

/** Normal vectors. Shapes: loc [..., n], matrices [..., n, n] */
export class MultivariateNormal extends Distribution {
  readonly family = 'MultivariateNormal'
  override readonly support: Constraint = realVector
  readonly loc: Tensor
  /** The lower triangular L with covariance L L^T. */
  readonly scaleTril: Tensor
  constructor(loc: TensorLike, options: SpreadOptions) {
    const name = 'MultivariateNormal'
    const [kind, matrix] = givenSpread(name, options)
    for (const x of [loc, matrix]) checkParameter(name, x === loc ? 'loc' : kind, x, real)
    const [centre, spread] = promoted(name, [loc, matrix], true).map((node) => new Tensor(node)) as [
      Tensor,
      Tensor,
    ]
    const n = spread.shape.at(-1)
    if (spread.ndim < 2 || spread.shape.at(-2) !== n || centre.shape.at(-1) !== n)
      throw new ShapeError(
        name,
        [centre.shape, spread.shape],
        `loc is ${centre.node}, ${kind} ${spread.node}: they must be [..., n] and [..., n, n].`,
      )
    const batch = broadcastShapes(name, centre.shape.slice(0, -1), spread.shape.slice(0, -2))
    super(centre, batch, [n!])
    this.loc = broadcastTo(centre, [...batch, n!])
    this.scaleTril = factorOf(kind, spread)
  }
  override get mean(): Tensor {
    return this.loc
  }
  override get mode(): Tensor {
    return this.loc
  }
  /** The diagonal of the covariance. */
  override get variance(): Tensor {
    return broadcastTo(sum(square(this.scaleTril), -1), this.loc.shape)
  }
  override entropy(): Tensor {
    const constant = (this.eventShape[0]! * (1 + Math.log(2 * Math.PI))) / 2
    return broadcastTo(add(logDeterminant(this.scaleTril), constant), this.batchShape)
  }
  protected density(x: Tensor): Tensor {
    const away = expandDims(subtract(x, this.loc), -1)
    const lead = away.shape.slice(0, -2)
    const factor = broadcastTo(this.scaleTril, [...lead, ...this.scaleTril.shape.slice(-2)])
    const distance = sum(square(solveTriangular(factor, away)), [-2, -1])
    const normalizer = add(logDeterminant(this.scaleTril), (this.eventShape[0]! * Math.log(2 * Math.PI)) / 2)
    return subtract(multiply(distance, -0.5), normalizer)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    const z = expandDims(normal(shape, 0, 1, { key, dtype: this.dtype }), -1)
    return add(this.loc, squeeze(matmul(this.scaleTril, z), -1))
  }
}
