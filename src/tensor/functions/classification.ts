import '../../compile/bridge/subjects/places.ts'
import { named, requireWithin } from '../../errors.ts'
import { ShapeError, sameShape } from '../../graph/shape.ts'
import { takeAlong } from '../../ops/indexing.ts'
import { iota } from '../../ops/movement.ts'
import { optionsOf } from '../../options.ts'
import { alike, floatNode, nodeOf, type TensorLike } from '../operands.ts'
import { repeating } from '../repeating.ts'
import { Tensor } from '../tensor.ts'
import { logSigmoid, relu } from './activation.ts'
import { cummax } from './cumulative.ts'
import {
  add,
  astype,
  divide,
  equal,
  logicalAnd,
  logicalNot,
  multiply,
  negative,
  subtract,
  where,
} from './elementwise.ts'
import { indexSelect, labelsOf, take } from './gathering.ts'
import { type LossOptions, lossOptions, type Reduction, reduceLoss } from './loss.ts'
import { oneHot } from './oneHot.ts'
import { power } from './power.ts'
import { any } from './reduction.ts'
import { atleast2d, expandDims, reshape, squeeze } from './shape.ts'
import { logSoftmax } from './softmax.ts'
import { mean, sum } from './sum.ts'

export interface ClassOptions extends LossOptions {
  /** One number for each class. */
  readonly weight?: TensorLike | null | undefined
  /** Targets with this number do not count. */
  readonly ignoreIndex?: number | undefined
}

/** Which axis the classes are on: the second, or the only one. */
const classAxis = (x: Tensor): number => (x.ndim === 1 ? 0 : 1)

function checkTarget(x: Tensor, target: Tensor): void {
  const wanted = x.shape.filter((_, axis) => axis !== classAxis(x))
  if (x.ndim === 0 || !sameShape(target.shape, wanted))
    throw new ShapeError(
      'loss',
      [x.shape, target.shape],
      `x is ${x.node}, the target ${target.node}: it must be [${wanted}].`,
    )
}

/** x times the weights of its classes, if they have any. */
function weighted(x: Tensor, weight: Tensor | undefined): Tensor {
  if (!weight) return x
  const axis = classAxis(x)
  const ones = x.shape.map(() => 1)
  return multiply(x, reshape(weight, ones.with(axis, x.shape[axis]!)))
}

const classOptions = { weight: undefined, ignoreIndex: -100, ...lossOptions } as const

/** What x holds for the classes that a loss names along an axis. */
const atClasses = (loss: string, x: Tensor, classes: Tensor, axis: number): Tensor =>
  new Tensor(takeAlong(x.node, classes.node, axis, { what: `${loss}: class` }))

type Counted = { readonly weight: Tensor | undefined; readonly ignoreIndex: number }

/** -weight*x at each target, and what it counts: the weight of its class, or 0 where it is ignored. */
function weightedNll(
  loss: string,
  logs: Tensor,
  target: Tensor,
  { weight, ignoreIndex }: Counted,
): { losses: Tensor; counts: Tensor } {
  const axis = classAxis(logs)
  const ignored = equal(target, ignoreIndex)
  const classes = where(ignored, 0, target)
  const found = atClasses(loss, logs, expandDims(classes, axis), axis)
  const picked = negative(reshape(found, target.shape))
  if (!weight) return { losses: where(ignored, 0, picked), counts: astype(logicalNot(ignored), logs.dtype) }
  const counts = where(ignored, 0, take(weight, classes, { axis: 0 }))
  // What does not count must not bring its infinities in.
  return { losses: where(counts, multiply(picked, counts), 0), counts }
}

function reduceWeighted(losses: Tensor, counts: Tensor, reduction: Reduction = 'mean'): Tensor {
  return reduction === 'mean' ? divide(sum(losses), sum(counts)) : reduceLoss(losses, reduction)
}

/**
 * -weight[t]*x[t] for log-probabilities x; the mean is weighted alike.
 * Shapes: x [batch, classes, ...], target [batch, ...] (or [classes] and a scalar)
 */
export const nllLoss = /* @__PURE__ */ named(
  'nllLoss',
  (x: TensorLike, target: TensorLike, options?: ClassOptions): Tensor => {
    const { reduction, ignoreIndex, ...how } = optionsOf('', options, classOptions)
    const [[logs], [weight]] = alike('', true, [x], [how.weight])
    const labels = labelsOf(target)
    checkTarget(logs, labels)
    const { losses, counts } = weightedNll('nllLoss', logs, labels, { weight, ignoreIndex })
    return reduceWeighted(losses, counts, reduction)
  },
)

export interface CrossEntropyOptions extends ClassOptions {
  /** How much of the target is spread evenly over all classes. */
  readonly labelSmoothing?: number | undefined
}

/**
 * The cross entropy of softmax(logits) and a target: class numbers, or a probability for each class.
 * Shapes: logits [batch, classes, ...] (or [classes]); target without the class axis for numbers, with it for probabilities
 *
 * @example
 * crossEntropy(tensor([[2, 1, 0], [0, 0, 5]]), [0, 2]).item() // 0.2125
 */
export const crossEntropy = /* @__PURE__ */ named(
  'crossEntropy',
  (logits: TensorLike, target: TensorLike, options?: CrossEntropyOptions): Tensor => {
    const { labelSmoothing, ignoreIndex, reduction, ...own } = optionsOf('', options, {
      ...classOptions,
      labelSmoothing: 0,
    })
    requireWithin('', 'labelSmoothing', labelSmoothing)
    const [[x], [weight]] = alike('', true, [logits], [own.weight])
    const goal = new Tensor(nodeOf(target))
    const how = { labelSmoothing, weight, ignoreIndex, reduction }
    if (weight) return entropyOf(x, goal, how)
    const name = `crossEntropy ${labelSmoothing} ${String(ignoreIndex)} ${String(reduction)}`
    return repeating.build(name, [x, goal], (x, goal) => [entropyOf(x, goal, how)])[0]!
  },
)

function entropyOf(
  x: Tensor,
  goal: Tensor,
  {
    labelSmoothing,
    weight,
    ignoreIndex,
    reduction,
  }: Counted & { readonly labelSmoothing: number; readonly reduction: Reduction | undefined },
): Tensor {
  const axis = classAxis(x)
  const classes = x.shape[axis]!
  if (sameShape(goal.shape, x.shape)) {
    const [[z, t]] = alike('crossEntropy', true, [x, goal])
    const smooth = labelSmoothing === 0 ? t : add(multiply(t, 1 - labelSmoothing), labelSmoothing / classes)
    const losses = negative(sum(weighted(multiply(logSoftmax(z, axis), smooth), weight), axis))
    return reduceLoss(losses, reduction)
  }
  const labels = labelsOf(goal)
  checkTarget(x, labels)
  const logs = logSoftmax(x, axis)
  const { losses, counts } = weightedNll('crossEntropy', logs, labels, { weight, ignoreIndex })
  if (labelSmoothing === 0) return reduceWeighted(losses, counts, reduction)
  const spread = negative(sum(weighted(logs, weight), axis))
  const evenly = where(equal(labels, ignoreIndex), 0, spread)
  const both = add(multiply(losses, 1 - labelSmoothing), multiply(evenly, labelSmoothing / classes))
  return reduceWeighted(both, counts, reduction)
}

export interface MultiMarginOptions extends LossOptions {
  readonly p?: number | undefined
  readonly margin?: number | undefined
  readonly weight?: TensorLike | null | undefined
}

/** The mean over the other classes of max(0, margin - x[t] + x[i])^p. Shapes: x [batch, classes], target [batch] */
export const multiMarginLoss = /* @__PURE__ */ named(
  'multiMarginLoss',
  (x: TensorLike, target: TensorLike, options?: MultiMarginOptions): Tensor => {
    const { p, margin, reduction, ...own } = optionsOf('', options, {
      ...lossOptions,
      p: 1,
      margin: 1,
      weight: undefined,
    })
    const [[scores], [weight]] = alike('', true, [x], [own.weight])
    const rows = atleast2d(scores)
    const labels = reshape(labelsOf(target), [-1])
    checkTarget(rows, labels)
    const right = atClasses('multiMarginLoss', rows, expandDims(labels, 1), 1)
    const missing = relu(add(subtract(margin, right), rows))
    let terms = p === 1 ? missing : power(missing, p)
    if (weight) terms = multiply(terms, expandDims(indexSelect(weight, 0, labels), 1))
    const classes = rows.shape[1]!
    const isOwn = equal(expandDims(labels, 1), new Tensor(iota('int32', [classes], 0)))
    const losses = divide(sum(where(isOwn, 0, terms), 1), classes)
    return reduceLoss(scores.ndim === 1 ? squeeze(losses, 0) : losses, reduction)
  },
)

/**
 * For several right classes: the sum over right classes j and wrong classes i of max(0, 1 - x[j] + x[i]), by the number of
 * classes. The target lists the right classes, then -1. Shapes: x [batch, classes], target [batch, classes]
 */
export const multilabelMarginLoss = /* @__PURE__ */ named(
  'multilabelMarginLoss',
  (x: TensorLike, target: TensorLike, options?: LossOptions): Tensor => {
    const { reduction } = optionsOf('', options, lossOptions)
    const scores = new Tensor(floatNode(x))
    const rows = atleast2d(scores)
    const classes = rows.shape[1]!
    const labels = reshape(labelsOf(target), rows.shape)
    // Only what stands before the first -1 counts.
    const valid = equal(cummax(astype(equal(labels, -1), 'int32'), 1), 0)
    const numbers = where(valid, labels, 0)
    const counted = expandDims(valid, -1)
    const isRight = any(logicalAnd(oneHot(numbers, classes), counted), 1)
    const right = expandDims(atClasses('multilabelMarginLoss', rows, numbers, 1), -1)
    const missing = relu(add(subtract(1, right), expandDims(rows, 1)))
    const counts = logicalAnd(counted, expandDims(logicalNot(isRight), 1))
    const losses = divide(sum(where(counts, missing, 0), [1, 2]), classes)
    return reduceLoss(scores.ndim === 1 ? squeeze(losses, 0) : losses, reduction)
  },
)

/** The mean over classes of the binary cross entropy with logits. Shapes: x and target [batch, classes] */
export const multilabelSoftMarginLoss = /* @__PURE__ */ named(
  'multilabelSoftMarginLoss',
  (
    x: TensorLike,
    target: TensorLike,
    options?: LossOptions & { readonly weight?: TensorLike | null | undefined },
  ): Tensor => {
    const { reduction, ...own } = optionsOf('', options, {
      ...lossOptions,
      weight: undefined,
    })
    const [[z, t], [weight]] = alike('', true, [x, target], [own.weight])
    const both = add(multiply(t, logSigmoid(z)), multiply(subtract(1, t), logSigmoid(negative(z))))
    const terms = negative(weight ? multiply(both, weight) : both)
    return reduceLoss(mean(terms, -1), reduction)
  },
)
