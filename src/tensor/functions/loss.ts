import { NablaError, named, requireWithin, shown } from '../../errors.ts'
import { ShapeError, sameShape } from '../../graph/shape.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { alike, met, nodeOf, type TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { relu } from './activation.ts'
import { xlogy } from './elementary.ts'
import {
  abs,
  add,
  divide,
  exp,
  greater,
  less,
  lessEqual,
  log,
  log1pexp,
  maximum,
  multiply,
  negative,
  square,
  stopGradient,
  subtract,
  where,
} from './elementwise.ts'
import { expandDims } from './shape.ts'
import { mean, sum } from './sum.ts'

/** The options of every loss. */
export const lossOptions = { reduction: undefined } as const

/** What becomes of the single losses: their mean, their sum, or nothing. */
export type Reduction = 'mean' | 'sum' | 'none'
export interface LossOptions {
  readonly reduction?: Reduction | undefined
}

/** What the losses come to; as `pair`, within a loss that names itself. */
export function reduceLoss(losses: Tensor, reduction: Reduction = 'mean'): Tensor {
  checkWord('loss', 'reduction', reduction, ['mean', 'sum', 'none'])
  return reduction === 'mean' ? mean(losses) : reduction === 'sum' ? sum(losses) : losses
}

/**
 * Outputs and targets in one dtype and shape. One may be broadcast to the other, but not both to something larger: [n, 1]
 * with [n] would compare every output with every target.
 */
export function pair(a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const both = met('loss', true, a, b)
  const [x, target] = [nodeOf(a), nodeOf(b)]
  const { shape } = both[0]
  if (!sameShape(x.shape, shape) && !sameShape(target.shape, shape))
    throw new ShapeError(
      'loss',
      [x.shape, target.shape],
      `x is ${x}, the target ${target}: broadcast to [${shape}] every one would meet every other. Give both one shape (target.reshape([${x.shape}])).`,
    )
  return both
}

/** The losses of every element of x beside its target, reduced; `own` are the options besides the reduction, as they are if left out. */
export const byElement = <O extends object = object>(
  name: string,
  loss: (x: Tensor, target: Tensor, options: O) => Tensor,
  own?: O,
) =>
  named(
    name,
    (
      x: TensorLike,
      target: TensorLike,
      options?: LossOptions & { readonly [K in keyof O]?: O[K] | undefined },
    ): Tensor => {
      const how = optionsOf<LossOptions, typeof lossOptions>(name, options, { ...lossOptions, ...own })
      const { weight, posWeight } = how as Partial<typeof twiceUnweighted>
      const [[z, t]] = alike(name, true, [x, target], [weight, posWeight])
      return reduceLoss(loss(...pair(z, t), how as O), how.reduction)
    },
  )

/** (x - target)^2 */
export const mseLoss = /* @__PURE__ */ byElement('mseLoss', (x, target) => square(subtract(x, target)))

/** |x - target| */
export const l1Loss = /* @__PURE__ */ byElement('l1Loss', (x, target) => abs(subtract(x, target)))

/** d^2/(2 beta) for distances d below beta, else d - beta/2; the absolute distance for beta 0. */
export const smoothL1Loss = /* @__PURE__ */ byElement(
  'smoothL1Loss',
  (x, target, { beta }) => {
    requireWithin('smoothL1Loss', 'beta', beta, Infinity)
    const d = subtract(x, target)
    const size = abs(d)
    return beta === 0 ? size : where(less(size, beta), divide(square(d), 2 * beta), subtract(size, beta / 2))
  },
  { beta: 1 },
)

/** d^2/2 for distances d up to delta, else delta*(d - delta/2). */
export const huberLoss = /* @__PURE__ */ byElement(
  'huberLoss',
  (x, target, { delta }) => {
    if (!(typeof delta === 'number' && delta > 0))
      throw new NablaError(`huberLoss: delta is ${shown(delta)}: it must be a number > 0.`)
    const d = subtract(x, target)
    const size = abs(d)
    return where(lessEqual(size, delta), divide(square(d), 2), multiply(subtract(size, delta / 2), delta))
  },
  { delta: 1 },
)

/** What multiplies single losses, if anything. */
const unweighted: { readonly weight: TensorLike | undefined } = { weight: undefined }
const twiceUnweighted: typeof unweighted & { readonly posWeight: TensorLike | undefined } = {
  weight: undefined,
  posWeight: undefined,
}

const weighed = (losses: Tensor, weight: TensorLike | undefined): Tensor =>
  weight === undefined ? losses : multiply(losses, weight)

/** log(x) held above -100; below 1e-12 the derivative is held at 1e12, so that a wrong certainty still has a way out. */
function heldLog(x: Tensor): Tensor {
  const tiny = less(x, 1e-12)
  const value = stopGradient(maximum(log(x), -100))
  const slope = multiply(subtract(x, stopGradient(x)), 1e12)
  return where(tiny, add(value, slope), log(where(tiny, 1, x)))
}

/**
 * -(t*log(p) + (1 - t)*log(1 - p)); logarithms are held above -100, as PyTorch does, so that p = 0 and 1 are finite. Outside of [0, 1]
 * it is NaN (PyTorch throws): of logits take `binaryCrossEntropyWithLogits`.
 */
export const binaryCrossEntropy = /* @__PURE__ */ byElement(
  'binaryCrossEntropy',
  (x, t, { weight }) =>
    weighed(
      negative(add(multiply(t, heldLog(x)), multiply(subtract(1, t), heldLog(subtract(1, x))))),
      weight,
    ),
  unweighted,
)
/** The same as `binaryCrossEntropy`. */
export const bce = /* @__PURE__ */ named('bce', binaryCrossEntropy)

/** `binaryCrossEntropy` of the logistic function of x, exact however large x is. posWeight multiplies the positives' part. */
export const binaryCrossEntropyWithLogits = /* @__PURE__ */ byElement(
  'binaryCrossEntropyWithLogits',
  (z, t, { weight, posWeight }) => {
    // -t*log(s) - (1 - t)*log(1 - s) = t*softplus(-z) + (1 - t)*softplus(z)
    const positives = weighed(multiply(t, log1pexp(negative(z))), posWeight)
    return weighed(add(positives, multiply(subtract(1, t), log1pexp(z))), weight)
  },
  twiceUnweighted,
)
/** The same as `binaryCrossEntropyWithLogits`. */
export const bceWithLogits = /* @__PURE__ */ named('bceWithLogits', binaryCrossEntropyWithLogits)

/**
 * t*(log(t) - x), where x are log-probabilities (and t too, with `logTarget`). 'batchmean' divides the sum by the first
 * extent, which is the divergence as defined.
 */
export const klDiv = /* @__PURE__ */ named(
  'klDiv',
  (
    x: TensorLike,
    target: TensorLike,
    options?: {
      readonly logTarget?: boolean | undefined
      readonly reduction?: Reduction | 'batchmean' | undefined
    },
  ): Tensor => {
    const { logTarget, reduction } = optionsOf('', options, { ...lossOptions, logTarget: false })
    const [z, t] = pair(x, target)
    const losses = logTarget ? multiply(exp(t), subtract(t, z)) : subtract(xlogy(t, t), multiply(t, z))
    return reduction === 'batchmean'
      ? divide(sum(losses), losses.shape[0] ?? 1)
      : reduceLoss(losses, reduction)
  },
)

/** exp(x) - t*x for the logarithm x of a rate (or x - t*log(x) for the rate); `full` adds Stirling's log(t!) for t > 1. */
export const poissonNllLoss = /* @__PURE__ */ byElement(
  'poissonNllLoss',
  (z, t, { logInput, full, eps }) => {
    const losses = logInput ? subtract(exp(z), multiply(t, z)) : subtract(z, multiply(t, log(add(z, eps))))
    if (!full) return losses
    const large = greater(t, 1)
    const count = where(large, t, 1)
    const stirling = add(
      subtract(multiply(count, log(count)), count),
      multiply(0.5, log(multiply(2 * Math.PI, count))),
    )
    return add(losses, where(large, stirling, 0))
  },
  { logInput: true, full: false, eps: 1e-8 },
)

/** (log(v) + (x - t)^2/v)/2 for a variance v, which is held above eps; `full` adds log(2 pi)/2. */
export const gaussianNllLoss = /* @__PURE__ */ named(
  'gaussianNllLoss',
  (
    x: TensorLike,
    target: TensorLike,
    variance: TensorLike,
    options?: LossOptions & { readonly full?: boolean | undefined; readonly eps?: number | undefined },
  ): Tensor => {
    const { full, eps, reduction } = optionsOf('', options, {
      ...lossOptions,
      full: false,
      eps: 1e-6,
    })
    const [[output, goal, given]] = alike('', true, [x, target, variance])
    const [z, t] = pair(output, goal)
    let spread = given
    // One variance for all the last axis's elements may come without that axis.
    if (spread.ndim === z.ndim - 1 && spread.ndim > 0 && spread.shape.every((n, i) => n === z.shape[i]))
      spread = expandDims(spread, -1)
    // The bound does not stop the gradient.
    const held = add(spread, stopGradient(relu(subtract(eps, spread))))
    const losses = multiply(0.5, add(log(held), divide(square(subtract(z, t)), held)))
    return reduceLoss(full ? add(losses, 0.5 * Math.log(2 * Math.PI)) : losses, reduction)
  },
)
