import { named } from '../../errors.ts'
import { optionsOf } from '../../options.ts'
import { alike, type TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { relu } from './activation.ts'
import {
  add,
  divide,
  equal,
  less,
  log1pexp,
  minimum,
  multiply,
  negative,
  sqrt,
  square,
  subtract,
  where,
} from './elementwise.ts'
import { byElement, type LossOptions, lossOptions, pair, reduceLoss } from './loss.ts'
import { pairwiseDistance } from './norm.ts'
import type { Binary } from './rows.ts'
import { sum } from './sum.ts'

export interface Margin extends LossOptions {
  readonly margin?: number | undefined
}

/** x where the target is 1, max(0, margin - x) where it is -1. */
export const hingeEmbeddingLoss = /* @__PURE__ */ byElement(
  'hingeEmbeddingLoss',
  (x, t, { margin }) => add(where(equal(t, 1), 0, relu(subtract(margin, x))), where(equal(t, -1), 0, x)),
  { margin: 1 },
)

/** 1 - cos(a, b) where the target is 1, max(0, cos(a, b) - margin) where it is -1. Shapes: [n, d], [n, d], [n] -> [n] */
export const cosineEmbeddingLoss = /* @__PURE__ */ named(
  'cosineEmbeddingLoss',
  (a: TensorLike, b: TensorLike, target: TensorLike, options?: Margin): Tensor => {
    const { margin, reduction } = optionsOf('', options, { ...lossOptions, margin: 0 })
    const [x, y] = pair(a, b)
    const size = (z: Tensor): Tensor => add(sum(square(z), -1), 1e-12)
    const similarity = divide(sum(multiply(x, y), -1), sqrt(multiply(size(x), size(y))))
    const losses = add(
      where(equal(target, 1), subtract(1, similarity), 0),
      where(equal(target, -1), relu(subtract(similarity, margin)), 0),
    )
    return reduceLoss(losses, reduction)
  },
)

/** max(0, margin - target*(a - b)): a should rank above b where the target is 1. */
export const marginRankingLoss = /* @__PURE__ */ named(
  'marginRankingLoss',
  (a: TensorLike, b: TensorLike, target: TensorLike, options?: Margin): Tensor => {
    const { margin, reduction } = optionsOf('', options, { ...lossOptions, margin: 0 })
    const [[x, y, t]] = alike('', false, [a, b, target])
    return reduceLoss(clampMin(subtract(margin, multiply(t, subtract(x, y)))), reduction)
  },
)

/** max(x, 0) with the whole gradient at 0, as PyTorch's clamp_min. */
const clampMin = (x: Tensor): Tensor => where(less(x, 0), 0, x)

/** log(1 + exp(-target*x)) for targets 1 and -1. */
export const softMarginLoss = /* @__PURE__ */ named(
  'softMarginLoss',
  (x: TensorLike, target: TensorLike, options?: LossOptions): Tensor => {
    const { reduction } = optionsOf('', options, lossOptions)
    return reduceLoss(log1pexp(negative(multiply(target, x))), reduction)
  },
)

export interface TripletOptions extends Margin {
  /** The order of the norm. */
  readonly p?: number | undefined
  readonly eps?: number | undefined
  /** Takes the distance of positive and negative where it is smaller than that of anchor and negative. */
  readonly swap?: boolean | undefined
}

/** max(0, |a - p| - |a - n| + margin): the positive should be nearer to the anchor than the negative, by a margin. */
export const tripletMarginLoss = /* @__PURE__ */ named(
  'tripletMarginLoss',
  (
    anchor: TensorLike,
    positive: TensorLike,
    negativeExample: TensorLike,
    options?: TripletOptions,
  ): Tensor => {
    const { margin, p, eps, swap, reduction } = optionsOf('', options, {
      ...lossOptions,
      margin: 1,
      p: 2,
      eps: 1e-6,
      swap: false,
    })
    const [[own, same, unlike]] = alike('', true, [anchor, positive, negativeExample])
    const distance: Binary = (a, b) => pairwiseDistance(a, b, { p, eps })
    const near = distance(own, same)
    const far = distance(own, unlike)
    const other = swap ? minimum(far, distance(same, unlike)) : far
    return reduceLoss(clampMin(add(subtract(near, other), margin)), reduction)
  },
)
