import { named, requireWithin } from '../../errors.ts'
import { optionsOf } from '../../options.ts'
import { floatNode, type TensorLike } from '../operands.ts'
import * as random from '../random.ts'
import { Tensor } from '../tensor.ts'
import { divide, less, where } from './elementwise.ts'

export interface DropoutOptions {
  /** The probability that an element is dropped. */
  readonly p?: number
  /** Without training nothing is dropped. */
  readonly training?: boolean
  /** Where the random numbers come from; the default generator if left out. */
  readonly key?: random.Key
}

const drop = (name: string, maskShape: (shape: readonly number[]) => readonly number[]) =>
  named(name, (x: TensorLike, options?: DropoutOptions): Tensor => {
    const { p, training, ...how } = optionsOf(name, options, { p: 0.5, training: true, key: undefined })
    const given = new Tensor(floatNode(x))
    requireWithin(name, 'p', p)
    if (!training || p === 0) return given
    const uniform = random.uniform(maskShape(given.shape), 0, 1, {
      dtype: given.dtype,
      ...how,
    })
    // of all that is dropped nothing is divided by 0, and the gradient is 0
    return where(less(uniform, p), 0, divide(given, 1 - p || 1))
  })

/** Zeros in place of elements at random; the others are divided by 1 - p, so that the mean stays. */
export const dropout = /* @__PURE__ */ drop('dropout', (shape) => shape)

/** Drops whole channels (axis 1) of each example. Shapes: [batch, channels, ...] */
export const featureDropout = /* @__PURE__ */ drop('featureDropout', (shape) =>
  shape.map((n, axis) => (axis < 2 ? n : 1)),
)
