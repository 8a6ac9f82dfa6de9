import { NablaError, shown } from '../errors.ts'
import { checkShape, type Shape, ShapeError, sameShape } from '../graph/shape.ts'
import {
  any,
  expandDims,
  floor,
  greater,
  greaterEqual,
  isnan,
  less,
  lessEqual,
  logicalOr,
  sqrt,
  stopGradient,
  Tensor,
  type TensorLike,
  where,
} from '../tensor/core.ts'
import type { Key } from '../tensor/random.ts'
import type { Constraint, Interval } from './constraints.ts'
import { beside, keyOf, type SampleOptions } from './parameters.ts'

/** One number as it is, more by dtype and shape, as those that are not known yet. */
const brief = (x: number | Tensor | Distribution): string =>
  x instanceof Tensor
    ? x.ndim > 0 || x.node.abstract
      ? `${x.node}`
      : `${Number(Number(x.item()).toPrecision(6))}`
    : `${x}`

/** Refuses what is no distribution. Throws: NablaError. */
export function checkDistribution(operation: string, given: unknown): void {
  if (!(given instanceof Distribution))
    throw new NablaError(
      `${operation}: ${shown(given)} stands where a distribution must, as new Normal(0, 1).`,
    )
}

/**
 * The base of all distributions. A batch of them has the shape that their parameters broadcast to; one draw of one of them is an event.
 * What a family does not have in closed form throws a NablaError.
 */
export abstract class Distribution {
  /** The shape of the parameters: how many distributions these are. */
  readonly batchShape: Shape
  /** The shape of one draw: [] for numbers. */
  readonly eventShape: Shape
  readonly dtype: 'float32' | 'float64'
  /** Whether `rsample` has gradients by the parameters. */
  readonly hasRsample: boolean = true
  /** The family's name, as errors tell it. */
  abstract readonly family: string
  /** @internal A parameter, whose dtype values get. */
  readonly like: Tensor
  /** Where the density is not 0. */
  abstract readonly support: Constraint

  /** `like` has the dtype of the parameters, and their shape if `batchShape` is left out. */
  constructor(like: Tensor, batchShape: Shape = like?.shape, eventShape: Shape = []) {
    if (!(like instanceof Tensor))
      throw new NablaError(`${new.target.name}: ${shown(like)} stands where a tensor of its parameters must.`)
    checkShape(new.target.name, batchShape)
    checkShape(new.target.name, eventShape)
    this.like = like
    this.batchShape = batchShape
    this.eventShape = eventShape
    this.dtype = like.dtype as 'float32' | 'float64'
  }

  /** @internal Properties that others imply: the console leaves them out. */
  readonly implied: readonly string[] = ['like', 'logits', 'categories']

  /** As the console shows it: `Normal(loc: f32[2], scale: f32[2])`, of one distribution with its numbers. */
  toString(): string {
    const texts = Object.entries(this).flatMap(([name, x]) => {
      const isTold = typeof x === 'number' || x instanceof Tensor || x instanceof Distribution
      return isTold && !this.implied.includes(name) ? `${name}: ${brief(x)}` : []
    })
    return `${this.family}(${texts.join(', ')})`
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** Refuses what there is no formula for. */
  protected missing(what: string, repair = 'Take the mean over samples.'): never {
    throw new NablaError(`${this.family}: ${what} has no closed form. ${repair}`)
  }

  /** Shapes: batchShape + eventShape */
  get mean(): Tensor {
    return this.missing('the mean')
  }
  /** The most probable value. Shapes: batchShape + eventShape */
  get mode(): Tensor {
    return this.missing('the mode', 'Maximise logProb.')
  }
  /** Shapes: batchShape + eventShape */
  get variance(): Tensor {
    return this.missing('the variance')
  }
  /** The root of the variance. */
  get stddev(): Tensor {
    return sqrt(this.variance)
  }

  /** log p(x) for x in the support. */
  protected abstract density(x: Tensor): Tensor

  /** @internal A value in the dtype of the parameters, whose last axes are an event. */
  protected event(value: TensorLike): Tensor {
    const x = beside(value, this.like)
    const rank = this.eventShape.length
    if (rank > 0 && !sameShape(x.shape.slice(-rank), this.eventShape))
      throw new ShapeError(
        `${this.family}.logProb`,
        [x.shape],
        `the value is ${x.node}: its last extents must be [${this.eventShape}], those of an event.`,
      )
    return x
  }
  /** The logarithm of the density, or of the probability; -Infinity, with gradient 0, outside of the support. Shapes: [..., event] -> [...] */
  logProb(value: TensorLike): Tensor {
    const x = this.event(value)
    const rank = this.eventShape.length
    const inside = this.support.holds(x)
    const axes = Array.from({ length: rank }, (_, i) => -1 - i)
    const wide = rank > 0 ? expandDims(inside, axes) : inside
    const hasNaN = rank > 0 ? any(isnan(x), axes) : isnan(x)
    const density = this.density(where(wide, x, this.support.inner))
    return where(inside, density, where(hasNaN, NaN, -Infinity))
  }
  /** The probability of at most `value`. */
  cdf(_value: TensorLike): Tensor {
    return this.missing('the distribution function')
  }
  /** The value below which there is probability p: the inverse of `cdf`. */
  icdf(_p: TensorLike): Tensor {
    return this.missing('the inverse of the distribution function')
  }
  /** The expectation of -logProb, in nats. Shapes: batchShape */
  entropy(): Tensor {
    return this.missing('the entropy', 'Take the mean of -logProb over samples.')
  }

  /** Draws numbers of a shape that ends with those of the batch and the event. */
  protected abstract draw(shape: Shape, key: Key): Tensor

  #draw(operation: string, shape: Shape, options: SampleOptions | undefined): Tensor {
    const name = `${this.family}.${operation}`
    const before = checkShape(name, shape)
    return this.draw([...before, ...this.batchShape, ...this.eventShape], keyOf(name, options))
  }
  /** Draws, through which no gradient goes. Shapes: shape + batchShape + eventShape */
  sample(shape: Shape = [], options?: SampleOptions): Tensor {
    return stopGradient(this.#draw('sample', shape, options))
  }
  /**
   * Draws that move with the parameters, for gradients of expectations. Shapes: shape + batchShape + eventShape.
   * Throws: NablaError for a family whose draws do not.
   */
  rsample(shape: Shape = [], options?: SampleOptions): Tensor {
    if (!this.hasRsample)
      throw new NablaError(
        `${this.family}.rsample: its draws do not move with the parameters. Use sample, and logProb for the gradient.`,
      )
    return this.#draw('rsample', shape, options)
  }
}

/** The base of distributions of numbers, which may have a distribution function. */
export abstract class Univariate extends Distribution {
  abstract override readonly support: Interval
  /** P(X <= x) for x in the support. */
  protected cumulative?(x: Tensor): Tensor
  /** The inverse of `cumulative`, for p from 0 to 1. */
  protected quantile?(p: Tensor): Tensor

  override cdf(value: TensorLike): Tensor {
    if (!this.cumulative) return super.cdf(value)
    const x = beside(value, this.like)
    const { lower, upper, inner, whole } = this.support
    const [below, above] = [(whole ? less : lessEqual)(x, lower), greaterEqual(x, upper)]
    const inside = this.cumulative(where(logicalOr(below, above), inner, whole ? floor(x) : x))
    return where(below, 0, where(above, 1, inside))
  }
  override icdf(p: TensorLike): Tensor {
    if (!this.quantile) return super.icdf(p)
    const share = beside(p, this.like)
    const outside = logicalOr(less(share, 0), greater(share, 1))
    return where(outside, NaN, this.quantile(where(outside, 0.5, share)))
  }
}
