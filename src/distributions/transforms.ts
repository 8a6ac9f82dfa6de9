import { NablaError } from '../errors.ts'
import type { Shape } from '../graph/shape.ts'
import {
  abs,
  add,
  at,
  atanh,
  concatenate,
  cumsum,
  divide,
  exp,
  expm1,
  flip,
  less,
  log,
  log1pexp,
  logicalXor,
  logit,
  logSigmoid,
  multiply,
  negative,
  power,
  reciprocal,
  sigmoid,
  subtract,
  sum,
  type Tensor,
  type TensorLike,
  tanh,
  tensor,
  zerosLike,
} from '../tensor/core.ts'
import { type Constraint, interval, openUnit, positive, real, realVector, simplex } from './constraints.ts'
import { checkParameter, parameters } from './parameters.ts'

/** A map that can be undone, of numbers or of vectors, under which a density is that of where it came from, over the stretching there. */
export abstract class Transform {
  /** 0 for maps of numbers, 1 for those of vectors. */
  readonly rank: 0 | 1 = 0
  /** What comes out; where nothing else is said all finite numbers. */
  codomain(_domain: Shape): Constraint {
    return real
  }
  /** The shape of an event that comes out of one that goes in. */
  shape(event: Shape): Shape {
    return event
  }
  /** What it broadcasts with, beside what goes in. */
  readonly batchShape: Shape = []
  /** Of numbers: whether it falls, so that what is below goes above. */
  readonly falls: boolean | Tensor = false
  abstract forward(x: TensorLike): Tensor
  abstract inverse(y: TensorLike): Tensor
  /** The logarithm of |dy/dx|, for vectors of the determinant. */
  abstract logAbsDetJacobian(x: TensorLike, y: TensorLike): Tensor
  /** The map back. */
  get inv(): Transform {
    return new Back(this)
  }
}

class Back extends Transform {
  override readonly batchShape: Shape
  override readonly falls: boolean | Tensor
  readonly #of: Transform
  constructor(of: Transform) {
    super()
    if (of.rank > 0)
      throw new NablaError('Transform.inv: a map of vectors has none as a transform: use its inverse.')
    this.#of = of
    this.batchShape = of.batchShape
    this.falls = of.falls
  }
  forward(x: TensorLike): Tensor {
    return this.#of.inverse(x)
  }
  inverse(y: TensorLike): Tensor {
    return this.#of.forward(y)
  }
  logAbsDetJacobian(x: TensorLike, y: TensorLike): Tensor {
    return negative(this.#of.logAbsDetJacobian(y, x))
  }
  override get inv(): Transform {
    return this.#of
  }
}

/** loc + scale*x */
export class AffineTransform extends Transform {
  readonly loc: Tensor
  readonly scale: Tensor
  override readonly batchShape: Shape
  override readonly falls: Tensor
  constructor(loc: TensorLike, scale: TensorLike) {
    super()
    const given = parameters('AffineTransform', { loc: [loc, real], scale: [scale, real] })
    this.loc = given.loc
    this.scale = given.scale
    this.batchShape = this.loc.shape
    this.falls = less(this.scale, 0)
  }
  forward(x: TensorLike): Tensor {
    return add(this.loc, multiply(this.scale, x))
  }
  inverse(y: TensorLike): Tensor {
    return divide(subtract(y, this.loc), this.scale)
  }
  logAbsDetJacobian(x: TensorLike): Tensor {
    return add(zerosLike(x), log(abs(this.scale)))
  }
}

/** e^x */
export class ExpTransform extends Transform {
  override codomain(): Constraint {
    return positive
  }
  forward(x: TensorLike): Tensor {
    return exp(x)
  }
  inverse(y: TensorLike): Tensor {
    return log(y)
  }
  logAbsDetJacobian(x: TensorLike): Tensor {
    return add(x, 0)
  }
}

/** 1/(1 + e^-x) */
export class SigmoidTransform extends Transform {
  override codomain(): Constraint {
    return openUnit
  }
  forward(x: TensorLike): Tensor {
    return sigmoid(x)
  }
  inverse(y: TensorLike): Tensor {
    return logit(y)
  }
  logAbsDetJacobian(x: TensorLike): Tensor {
    return add(logSigmoid(x), logSigmoid(negative(x)))
  }
}

const betweenOnes = /* @__PURE__ */ interval('between -1 and 1', -1, 1, { open: 'both' })

/** tanh(x) */
export class TanhTransform extends Transform {
  override codomain(): Constraint {
    return betweenOnes
  }
  forward(x: TensorLike): Tensor {
    return tanh(x)
  }
  inverse(y: TensorLike): Tensor {
    return atanh(y)
  }
  logAbsDetJacobian(x: TensorLike): Tensor {
    // 1 - tanh^2 = 4 sigmoid(2 x) sigmoid(-2 x)
    const twice = multiply(x, 2)
    return add(add(logSigmoid(twice), logSigmoid(negative(twice))), 2 * Math.LN2)
  }
}

/** log(1 + e^x) */
export class SoftplusTransform extends Transform {
  override codomain(): Constraint {
    return positive
  }
  forward(x: TensorLike): Tensor {
    return log1pexp(x)
  }
  inverse(y: TensorLike): Tensor {
    return add(y, log(negative(expm1(negative(y)))))
  }
  logAbsDetJacobian(x: TensorLike): Tensor {
    return logSigmoid(x)
  }
}

/** x^exponent, of x above 0. */
export class PowerTransform extends Transform {
  readonly exponent: Tensor
  override readonly batchShape: Shape
  override readonly falls: Tensor
  constructor(exponent: TensorLike) {
    super()
    checkParameter('PowerTransform', 'exponent', exponent, real)
    this.exponent = add(exponent, 0)
    this.batchShape = this.exponent.shape
    this.falls = less(this.exponent, 0)
  }
  override codomain(): Constraint {
    return positive
  }
  forward(x: TensorLike): Tensor {
    return power(x, this.exponent)
  }
  inverse(y: TensorLike): Tensor {
    return power(y, reciprocal(this.exponent))
  }
  logAbsDetJacobian(x: TensorLike): Tensor {
    return add(log(abs(this.exponent)), multiply(subtract(this.exponent, 1), log(x)))
  }
}

/** Vectors of n - 1 numbers to n shares that add up to 1: each breaks a part from what is left, at 0 so that all are equal. */
export class StickBreakingTransform extends Transform {
  override readonly rank = 1
  override codomain(event: Shape): Constraint {
    return event.length === 0 ? realVector : simplex(event.at(-1)! + 1)
  }
  override shape(event: Shape): Shape {
    return [...event.slice(0, -1), event.at(-1)! + 1]
  }
  /** log(n - 1), ... log 1, beside x of n - 1 numbers. */
  #offsets(x: Tensor): Tensor {
    const count = x.shape.at(-1)!
    const logs = Array.from({ length: count }, (_, i) => Math.log(count - i))
    return tensor(logs, { dtype: x.dtype })
  }
  /** Where the parts break: x less their offsets, and the logarithms of what is left before each and after the last. */
  #parts(x: TensorLike): readonly [centred: Tensor, left: Tensor] {
    const given = add(x, 0)
    const centred = subtract(given, this.#offsets(given))
    const whole = multiply(at(centred, '...', ':1'), 0)
    return [centred, concatenate([whole, cumsum(logSigmoid(negative(centred)), -1)], -1)]
  }
  forward(x: TensorLike): Tensor {
    const [centred, left] = this.#parts(x)
    const taken = concatenate([logSigmoid(centred), multiply(at(left, '...', ':1'), 0)], -1)
    return exp(add(taken, left))
  }
  inverse(y: TensorLike): Tensor {
    const shares = add(y, 0)
    const before = at(shares, '...', ':-1')
    const after = flip(cumsum(flip(at(shares, '...', '1:'), -1), -1), -1)
    return add(log(divide(before, after)), this.#offsets(before))
  }
  logAbsDetJacobian(x: TensorLike): Tensor {
    const [centred, left] = this.#parts(x)
    const before = at(left, '...', ':-1')
    return sum(add(add(logSigmoid(centred), logSigmoid(negative(centred))), before), -1)
  }
}

/** One transform after the other, the first one first. */
export class ComposeTransform extends Transform {
  readonly parts: readonly Transform[]
  /** @internal None of them composed. */
  readonly all: readonly Transform[]
  /** @internal */
  readonly batchShapes: readonly Shape[]
  override readonly rank: 0 | 1
  override readonly falls: boolean | Tensor
  constructor(parts: readonly Transform[]) {
    super()
    if (!Array.isArray(parts) || parts.length === 0 || !parts.every((part) => part instanceof Transform))
      throw new NablaError('ComposeTransform: give a list of transforms, as in [new ExpTransform()].')
    this.parts = parts
    this.all = parts.flatMap((part) => (part instanceof ComposeTransform ? part.all : [part]))
    this.batchShapes = this.all.map((part) => part.batchShape)
    this.rank = parts.some((part) => part.rank > 0) ? 1 : 0
    this.falls = parts
      .map((part) => part.falls)
      .reduce((p, q) => (p === false ? q : q === false ? p : logicalXor(p, q)))
  }
  override codomain(event: Shape): Constraint {
    const before = this.parts.slice(0, -1).reduce((shape, part) => part.shape(shape), event)
    return this.parts.at(-1)!.codomain(before)
  }
  override shape(event: Shape): Shape {
    return this.parts.reduce((shape, part) => part.shape(shape), event)
  }
  forward(x: TensorLike): Tensor {
    return this.parts.reduce<Tensor>((y, part) => part.forward(y), add(x, 0))
  }
  inverse(y: TensorLike): Tensor {
    return this.parts.reduceRight<Tensor>((x, part) => part.inverse(x), add(y, 0))
  }
  logAbsDetJacobian(x: TensorLike): Tensor {
    let [from, total] = [add(x, 0), undefined as Tensor | undefined]
    for (const part of this.parts) {
      const next = part.forward(from)
      const own = part.logAbsDetJacobian(from, next)
      const stretched = part.rank < this.rank ? sum(own, -1) : own
      total = total ? add(total, stretched) : stretched
      from = next
    }
    return total!
  }
}
