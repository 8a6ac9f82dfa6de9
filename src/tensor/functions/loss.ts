import { broadcastShapes, type Shape, ShapeError } from '../../graph/shape.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { nodeOf, operands, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
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
import { mean, sum } from './reduction.ts'
import { expandDims } from './shape.ts'

/** The options of every loss. */
export const lossOptions = { reduction: undefined } as const

/** What becomes of the single losses: their mean, their sum, or nothing. */
export type Reduction = 'mean' | 'sum' | 'none'
export interface LossOptions {
  readonly reduction?: Reduction | undefined
}

export function reduceLoss(operation: string, losses: Tensor, reduction: Reduction = 'mean'): Tensor {
  checkWord(operation, 'reduction', reduction, ['mean', 'sum', 'none'])
  return reduction === 'mean' ? mean(losses) : reduction === 'sum' ? sum(losses) : losses
}

/**
 * Outputs and targets in one dtype and shape. One may be broadcast to the other, but not both to something larger: [n, 1]
 * with [n] would compare every output with every target.
 */
export function pair(name: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const nodes = operands(name, [a, b], true)
  const [x, target] = [nodeOf(a), nodeOf(b)]
  const shape = broadcastShapes(name, x.shape, target.shape)
  const is = (other: Shape): boolean => other.join() === shape.join()
  if (!is(x.shape) && !is(target.shape))
    throw new ShapeError(
      name,
      [x.shape, target.shape],
      `x is ${x}, the target ${target}: broadcast to [${shape}] every one would meet every other. Give both one shape (target.reshape([${x.shape}])).`,
    )
  return nodes.map((node) => new Tensor(node)) as [Tensor, Tensor]
}

/** The losses of every element of x beside its target, reduced. */
const byElement =
  (name: string, loss: (x: Tensor, target: Tensor) => Tensor) =>
  (x: TensorLike, target: TensorLike, options?: LossOptions): Tensor => {
    const { reduction } = optionsOf(name, options, lossOptions)
    return reduceLoss(name, loss(...pair(name, x, target)), reduction)
  }

/** (x - target)^2 */
export const mseLoss = byElement('mseLoss', (x, target) => square(subtract(x, target)))

/** |x - target| */
export const l1Loss = byElement('l1Loss', (x, target) => abs(subtract(x, target)))

/** d^2/(2 beta) for distances d below beta, else d - beta/2; the absolute distance for beta 0. */
export function smoothL1Loss(
  x: TensorLike,
  target: TensorLike,
  options?: LossOptions & { readonly beta?: number },
): Tensor {
  const { beta, reduction } = optionsOf('smoothL1Loss', options, { ...lossOptions, beta: 1 })
  if (beta === 0) return l1Loss(x, target, { reduction })
  const d = subtract(...pair('smoothL1Loss', x, target))
  const size = abs(d)
  return reduceLoss(
    'smoothL1Loss',
    where(less(size, beta), divide(square(d), 2 * beta), subtract(size, beta / 2)),
    reduction,
  )
}

/** d^2/2 for distances d up to delta, else delta*(d - delta/2). */
export function huberLoss(
  x: TensorLike,
  target: TensorLike,
  options?: LossOptions & { readonly delta?: number },
): Tensor {
  const { delta, reduction } = optionsOf('huberLoss', options, { ...lossOptions, delta: 1 })
  const d = subtract(...pair('huberLoss', x, target))
  const size = abs(d)
  const losses = where(
    lessEqual(size, delta),
    divide(square(d), 2),
    multiply(subtract(size, delta / 2), delta),
  )
  return reduceLoss('huberLoss', losses, reduction)
}

export interface WeightedOptions extends LossOptions {
  /** Multiplies the single losses. */
  readonly weight?: TensorLike | undefined
}

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
export function binaryCrossEntropy(p: TensorLike, target: TensorLike, options?: WeightedOptions): Tensor {
  const { weight, reduction } = optionsOf('binaryCrossEntropy', options, {
    ...lossOptions,
    weight: undefined,
  })
  const [x, t] = pair('binaryCrossEntropy', p, target)
  const losses = negative(add(multiply(t, heldLog(x)), multiply(subtract(1, t), heldLog(subtract(1, x)))))
  return reduceLoss('binaryCrossEntropy', weight === undefined ? losses : multiply(losses, weight), reduction)
}
/** The same as `binaryCrossEntropy`. */
export const bce = binaryCrossEntropy

/** `binaryCrossEntropy` of the logistic function of x, exact however large x is. posWeight multiplies the positives' part. */
export function binaryCrossEntropyWithLogits(
  x: TensorLike,
  target: TensorLike,
  options?: WeightedOptions & { readonly posWeight?: TensorLike | undefined },
): Tensor {
  const { weight, posWeight, reduction } = optionsOf('binaryCrossEntropyWithLogits', options, {
    ...lossOptions,
    weight: undefined,
    posWeight: undefined,
  })
  const [z, t] = pair('binaryCrossEntropyWithLogits', x, target)
  // -t*log(s) - (1 - t)*log(1 - s) = t*softplus(-z) + (1 - t)*softplus(z)
  const positives = multiply(t, log1pexp(negative(z)))
  const weighted = posWeight === undefined ? positives : multiply(positives, posWeight)
  const losses = add(weighted, multiply(subtract(1, t), log1pexp(z)))
  return reduceLoss(
    'binaryCrossEntropyWithLogits',
    weight === undefined ? losses : multiply(losses, weight),
    reduction,
  )
}
/** The same as `binaryCrossEntropyWithLogits`. */
export const bceWithLogits = binaryCrossEntropyWithLogits

/**
 * t*(log(t) - x), where x are log-probabilities (and t too, with `logTarget`). 'batchmean' divides the sum by the first
 * extent, which is the divergence as defined.
 */
export function klDiv(
  x: TensorLike,
  target: TensorLike,
  options?: {
    readonly logTarget?: boolean | undefined
    readonly reduction?: Reduction | 'batchmean' | undefined
  },
): Tensor {
  const { logTarget, reduction } = optionsOf('klDiv', options, { ...lossOptions, logTarget: false })
  const [z, t] = pair('klDiv', x, target)
  const losses = logTarget ? multiply(exp(t), subtract(t, z)) : subtract(xlogy(t, t), multiply(t, z))
  return reduction === 'batchmean'
    ? divide(sum(losses), losses.shape[0] ?? 1)
    : reduceLoss('klDiv', losses, reduction)
}

/** exp(x) - t*x for the logarithm x of a rate (or x - t*log(x) for the rate); `full` adds Stirling's log(t!) for t > 1. */
export function poissonNllLoss(
  x: TensorLike,
  target: TensorLike,
  options?: LossOptions & {
    readonly logInput?: boolean | undefined
    readonly full?: boolean | undefined
    readonly eps?: number | undefined
  },
): Tensor {
  const { logInput, full, eps, reduction } = optionsOf('poissonNllLoss', options, {
    ...lossOptions,
    logInput: true,
    full: false,
    eps: 1e-8,
  })
  const [z, t] = pair('poissonNllLoss', x, target)
  let losses = logInput ? subtract(exp(z), multiply(t, z)) : subtract(z, multiply(t, log(add(z, eps))))
  if (full) {
    const large = greater(t, 1)
    const count = where(large, t, 1)
    const stirling = add(
      subtract(multiply(count, log(count)), count),
      multiply(0.5, log(multiply(2 * Math.PI, count))),
    )
    losses = add(losses, where(large, stirling, 0))
  }
  return reduceLoss('poissonNllLoss', losses, reduction)
}

/** (log(v) + (x - t)^2/v)/2 for a variance v, which is held above eps; `full` adds log(2 pi)/2. */
export function gaussianNllLoss(
  x: TensorLike,
  target: TensorLike,
  variance: TensorLike,
  options?: LossOptions & { readonly full?: boolean | undefined; readonly eps?: number | undefined },
): Tensor {
  const { full, eps, reduction } = optionsOf('gaussianNllLoss', options, {
    ...lossOptions,
    full: false,
    eps: 1e-6,
  })
  const [z, t] = pair('gaussianNllLoss', x, target)
  let spread = new Tensor(operands('gaussianNllLoss', [variance, 0], true)[0]!)
  // One variance for all the last axis's elements may come without that axis.
  if (spread.ndim === z.ndim - 1 && spread.ndim > 0 && spread.shape.every((n, i) => n === z.shape[i]))
    spread = expandDims(spread, -1)
  // The bound does not stop the gradient.
  const held = add(spread, stopGradient(relu(subtract(eps, spread))))
  const losses = multiply(0.5, add(log(held), divide(square(subtract(z, t)), held)))
  return reduceLoss('gaussianNllLoss', full ? add(losses, 0.5 * Math.log(2 * Math.PI)) : losses, reduction)
}
