import { NablaError } from '../errors.ts'
import { broadcastShapes, type Shape, ShapeError, sameShape } from '../graph/shape.ts'
import {
  add,
  all,
  any,
  expandDims,
  greaterEqual,
  isnan,
  lessEqual,
  logicalAnd,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  where,
} from '../tensor/core.ts'
import type { Key } from '../tensor/random.ts'
import { Independent } from './compound.ts'
import type { Constraint, Interval } from './constraints.ts'
import { checkDistribution, Distribution } from './distribution.ts'
import { Normal } from './locationScale.ts'
import { beside } from './parameters.ts'
import { ComposeTransform, StickBreakingTransform, Transform } from './transforms.ts'

/** The distribution of a draw of `base` that goes through one transform, or several, the first one first. */
export class TransformedDistribution extends Distribution {
  readonly family: string = 'TransformedDistribution'
  readonly support: Constraint
  override readonly hasRsample: boolean
  readonly base: Distribution
  readonly transform: ComposeTransform
  constructor(given: Distribution, transforms: Transform | readonly Transform[]) {
    const name = 'TransformedDistribution'
    checkDistribution(name, given)
    const transform = new ComposeTransform(transforms instanceof Transform ? [transforms] : transforms)
    const isVector = transform.rank > given.eventShape.length
    const base = isVector ? new Independent(given, 1) : given
    if ((base.support as Partial<Interval>).whole)
      throw new NablaError(`${name}: ${given} is of whole numbers: they have no density that is stretched.`)
    const rank = base.eventShape.length
    const own = [...base.batchShape, ...base.eventShape]
    const wide = transform.batchShapes.reduce(
      (shape, other) => broadcastShapes(name, shape, other),
      own as Shape,
    )
    const batch = wide.slice(0, wide.length - rank)
    if (!sameShape(wide.slice(wide.length - own.length), own))
      throw new ShapeError(
        name,
        [own, wide],
        `the base is [${own}], with its transforms [${wide}]: give its own parameters in that shape.`,
      )
    super(base.like, batch, transform.shape(base.eventShape))
    this.base = base
    this.transform = transform
    this.hasRsample = base.hasRsample
    this.support = transform.codomain(base.eventShape)
  }
  override logProb(value: TensorLike): Tensor {
    return this.density(this.event(value))
  }
  /** Undoes part after part; what none of its values is goes on as one that is. */
  protected density(value: Tensor): Tensor {
    const rank = this.eventShape.length
    const overEvent = (x: Tensor, count: number): number[] =>
      Array.from({ length: count }, (_, i) => x.ndim - 1 - i)
    let [y, inside, stretched] = [value, undefined as Tensor | undefined, undefined as Tensor | undefined]
    let shapes: Shape[] = [this.base.eventShape]
    for (const part of this.transform.all) shapes = [...shapes, part.shape(shapes.at(-1)!)]
    for (const [i, part] of [...this.transform.all.entries()].reverse()) {
      const codomain = part.codomain(shapes[i]!)
      const holds = codomain.holds(y)
      const isOfVectors = holds.ndim < y.ndim
      const ofEvent = all(holds, overEvent(holds, isOfVectors ? rank - 1 : rank))
      inside = inside ? logicalAnd(inside, ofEvent) : ofEvent
      y = where(isOfVectors ? expandDims(holds, -1) : holds, y, codomain.inner)
      const x = part.inverse(y)
      const own = part.logAbsDetJacobian(x, y)
      const whole = part.rank < rank ? sum(own, overEvent(own, rank - part.rank)) : own
      stretched = stretched ? add(stretched, whole) : whole
      y = x
    }
    const hasNaN = rank > 0 ? any(isnan(value), overEvent(value, rank)) : isnan(value)
    return where(inside!, subtract(this.base.logProb(y), stretched!), where(hasNaN, NaN, -Infinity))
  }
  override cdf(value: TensorLike): Tensor {
    this.#ofNumbers('the distribution function')
    const below = (y: Tensor, parts: readonly Transform[]): Tensor => {
      const part = parts.at(-1)
      if (!part) return this.base.cdf(y)
      const { lower, upper, inner } = part.codomain([]) as Interval
      const [isBelow, isAbove] = [lessEqual(y, lower), greaterEqual(y, upper)]
      const safe = where(isBelow, inner, where(isAbove, inner, y))
      const share = below(part.inverse(safe), parts.slice(0, -1))
      const turned = part.falls === false ? share : where(part.falls, subtract(1, share), share)
      return where(isBelow, 0, where(isAbove, 1, turned))
    }
    return below(beside(value, this.like), this.transform.all)
  }
  override icdf(p: TensorLike): Tensor {
    this.#ofNumbers('the inverse of the distribution function')
    const { falls } = this.transform
    const share = beside(p, this.like)
    const own = falls === false ? share : where(falls, subtract(1, share), share)
    return this.transform.forward(this.base.icdf(own))
  }
  #ofNumbers(what: string): void {
    if (this.eventShape.length > 0) this.missing(what)
  }
  protected draw(shape: Shape, key: Key): Tensor {
    const own = this.base.batchShape.length + this.base.eventShape.length
    const before = shape.slice(0, shape.length - own)
    const drawn = this.base.hasRsample
      ? this.base.rsample(before, { key })
      : this.base.sample(before, { key })
    return this.transform.forward(drawn)
  }
}

/** Vectors of shares: normal numbers through a `StickBreakingTransform`. */
export class LogisticNormal extends TransformedDistribution {
  override readonly family = 'LogisticNormal'
  override readonly implied = ['like', 'base']
  readonly loc: Tensor
  readonly scale: Tensor
  constructor(loc: TensorLike, scale: TensorLike) {
    const normal = new Normal(loc, scale)
    if (normal.batchShape.length === 0)
      throw new ShapeError(
        'LogisticNormal',
        [[]],
        'loc is one number: give a list, one for each share but the last.',
      )
    super(normal, new StickBreakingTransform())
    this.loc = normal.loc
    this.scale = normal.scale
  }
}
