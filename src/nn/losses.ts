import { type Tensor, type TensorLike, toTensor, zeros } from '../tensor/core.ts'
import * as classes from '../tensor/functions/classification.ts'
import * as loss from '../tensor/functions/loss.ts'
import * as margin from '../tensor/functions/marginLoss.ts'
import { type Bounds, checkNumbers, rehearse } from './arguments.ts'
import { described } from './describe.ts'
import { Module } from './module.ts'

/** A loss from what the model gave and what it should have given. */
export type Objective = (output: Tensor, target: Tensor) => Tensor

type Loss<O> = (output: TensorLike, target: TensorLike, options?: O) => Tensor

/** What a loss class is made of. */
interface LossRule<O, Inputs extends unknown[]> {
  run(options: O | undefined, ...inputs: Inputs): Tensor
  /** Inputs without elements, to try options on. */
  samples(options: O): Inputs
  /** Options of the shape of what they weigh, which is not known before. */
  readonly weights?: readonly string[]
  /** Those of its numbers. */
  readonly bounds?: Readonly<Record<string, Bounds>>
}

/** A module class for a loss; its constructor takes the options, and refuses those that the loss would refuse. */
function lossClass<O extends object, Inputs extends unknown[]>(name: string, rule: LossRule<O, Inputs>) {
  const { run, samples, weights = [], bounds = {} } = rule
  const made = class extends Module {
    readonly options: O | undefined
    constructor(options?: O) {
      super()
      if (options !== undefined) {
        const given = Object.entries(options ?? {})
        const weighs = given.some(([option]) => weights.includes(option))
        const rest = Object.fromEntries(given.filter(([option]) => !weights.includes(option)))
        rehearse(() => run(weighs ? (rest as O) : options, ...samples(options)))
        for (const [option, value] of given)
          if (Object.hasOwn(bounds, option) && value !== undefined)
            checkNumbers(name, { [option]: value }, bounds[option])
      }
      this.options = options
    }
    override fields(): Iterable<readonly [string, unknown]> {
      return []
    }
    forward(...inputs: Inputs): Tensor {
      return run(this.options, ...inputs)
    }
    override describe(): string {
      return described('', { ...this.options })
    }
  }
  Object.defineProperty(made, 'name', { value: name })
  return made
}

/** The class of a loss of outputs and targets. */
const lossOf = <O extends object>(name: string, apply: Loss<O>, bounds?: Readonly<Record<string, Bounds>>) =>
  lossClass<O, [output: TensorLike, target: TensorLike]>(name, {
    run: (options, output, target) => apply(output, target, options),
    samples: () => [zeros([0]), zeros([0])],
    weights: ['weight', 'posWeight'],
    ...(bounds ? { bounds } : {}),
  })

/** The class of a loss of numbers for each class: of as many as there are weights, when options are tried. */
const classLossOf = <O extends object>(
  name: string,
  apply: Loss<O>,
  bounds?: Readonly<Record<string, Bounds>>,
) =>
  lossClass<O, [output: TensorLike, target: TensorLike]>(name, {
    run: (options, output, target) => apply(output, target, options),
    samples: (options) => {
      const { weight } = (options ?? {}) as { weight?: TensorLike }
      return [zeros([0, weight ? toTensor(weight).size : 1]), zeros([0], { dtype: 'int32' })]
    },
    ...(bounds ? { bounds } : {}),
  })

/** The class of a loss of three tensors. */
const lossOfThree = <O extends object>(
  name: string,
  apply: (a: TensorLike, b: TensorLike, c: TensorLike, options?: O) => Tensor,
  bounds?: Readonly<Record<string, Bounds>>,
) =>
  lossClass<O, [TensorLike, TensorLike, TensorLike]>(name, {
    run: (options, a, b, c) => apply(a, b, c, options),
    samples: () => [zeros([0, 1]), zeros([0, 1]), zeros([0, 1])],
    ...(bounds ? { bounds } : {}),
  })

// The losses by short names, to be given as objectives: `fit({ model, objective: nn.crossEntropy, ... })`.

/** The cross entropy of softmax(logits) and class numbers, or a probability for each class. See `CrossEntropyLoss`. */
export const crossEntropy = classes.crossEntropy
/** -x[target] of log-probabilities x. See `NLLLoss`. */
export const nll = classes.nllLoss
/** The mean of (x - target)^2. */
export const mse = loss.mseLoss
/** The mean of |x - target|. */
export const l1 = loss.l1Loss
/** Quadratic below a distance of beta, linear above. See `SmoothL1Loss`. */
export const smoothL1 = loss.smoothL1Loss
/** Quadratic up to a distance of delta, linear above. See `HuberLoss`. */
export const huber = loss.huberLoss
/** The cross entropy of probabilities and targets from 0 to 1. See `BCELoss`. */
export const bce = loss.binaryCrossEntropy
/** `bce` of the logistic function of x, exact however large x is. See `BCEWithLogitsLoss`. */
export const bceWithLogits = loss.binaryCrossEntropyWithLogits
/** The divergence of a distribution from log-probabilities. See `KLDivLoss`. */
export const klDiv = loss.klDiv
/** The negative log-likelihood of counts. See `PoissonNLLLoss`. */
export const poissonNll = loss.poissonNllLoss
/** log(1 + exp(-target*x)) for targets 1 and -1. */
export const softMargin = margin.softMarginLoss
/** x where the target is 1, max(0, margin - x) where it is -1. See `HingeEmbeddingLoss`. */
export const hingeEmbedding = margin.hingeEmbeddingLoss

/**
 * The cross entropy of softmax(logits) and a target: class numbers, or a probability for each class. Options: `weight` (one
 * number a class), `ignoreIndex` (-100), `labelSmoothing` (0), `reduction` ('mean', weighted alike; 'sum', 'none').
 *
 * Shapes: logits [n, classes, ...] (or [classes]), target [n, ...] of numbers, or as the logits.
 * Throws: OptionError, NablaError for smoothing outside [0, 1]; at `forward` ShapeError where the shapes do not go together.
 * Source: Szegedy et al., "Rethinking the Inception architecture" (2016), for the smoothing.
 */
export const CrossEntropyLoss = /* @__PURE__ */ classLossOf('CrossEntropyLoss', classes.crossEntropy, {
  labelSmoothing: { least: 0, most: 1 },
  ignoreIndex: {},
})
/**
 * -weight[t]*x[t] for log-probabilities x, as logSoftmax gives them. Options: `weight`, `ignoreIndex` (-100), `reduction`.
 * Shapes and Throws: as `CrossEntropyLoss` with class numbers
 */
export const NLLLoss = /* @__PURE__ */ classLossOf('NLLLoss', classes.nllLoss, { ignoreIndex: {} })
/**
 * (x - target)^2. Options: `reduction` ('mean', 'sum', 'none').
 * Shapes: x and target alike, or one of them broadcast to the other. Throws: OptionError; at `forward` ShapeError where both would be.
 */
export const MSELoss = /* @__PURE__ */ lossOf('MSELoss', loss.mseLoss)
/** |x - target|. Options, Shapes and Throws: as `MSELoss` */
export const L1Loss = /* @__PURE__ */ lossOf('L1Loss', loss.l1Loss)
/**
 * d^2/(2 beta) for distances d below beta (1), else d - beta/2. Shapes: as `MSELoss`. Throws: NablaError for beta < 0.
 * Source: Girshick, "Fast R-CNN" (2015).
 */
export const SmoothL1Loss = /* @__PURE__ */ lossOf('SmoothL1Loss', loss.smoothL1Loss)
/**
 * d^2/2 for distances d up to delta (1), else delta*(d - delta/2). Shapes: as `MSELoss`. Throws: NablaError for delta <= 0.
 * Source: Huber, "Robust estimation of a location parameter" (1964).
 */
export const HuberLoss = /* @__PURE__ */ lossOf('HuberLoss', loss.huberLoss)
/**
 * -(t*log(p) + (1 - t)*log(1 - p)) for probabilities p; logarithms are held above -100, so that p = 0 and 1 are finite.
 * Options: `weight` (of each loss), `reduction`. Shapes and Throws: as `MSELoss`
 */
export const BCELoss = /* @__PURE__ */ lossOf('BCELoss', loss.binaryCrossEntropy)
/** `BCELoss` of the logistic function of x, exact however large x is. `posWeight` multiplies the positives' part. */
export const BCEWithLogitsLoss = /* @__PURE__ */ lossOf(
  'BCEWithLogitsLoss',
  loss.binaryCrossEntropyWithLogits,
)
/**
 * t*(log(t) - x), where x are log-probabilities (and t too, with `logTarget`). `reduction: 'batchmean'` divides the sum by the
 * first extent, which is the divergence as defined. Shapes and Throws: as `MSELoss`
 */
export const KLDivLoss = /* @__PURE__ */ lossOf('KLDivLoss', loss.klDiv)
/**
 * exp(x) - t*x for the logarithm x of a rate (or x - t*log(x + eps) with `logInput: false`); `full` adds Stirling's log(t!).
 * Shapes: as `MSELoss`. Throws: LayerError for eps < 0.
 */
export const PoissonNLLLoss = /* @__PURE__ */ lossOf('PoissonNLLLoss', loss.poissonNllLoss, {
  eps: { least: 0 },
})
/** log(1 + exp(-target*x)) for targets 1 and -1. Options, Shapes and Throws: as `MSELoss` */
export const SoftMarginLoss = /* @__PURE__ */ lossOf('SoftMarginLoss', margin.softMarginLoss)
/** x where the target is 1, max(0, margin - x) where it is -1 (margin 1). Shapes: as `MSELoss` */
export const HingeEmbeddingLoss = /* @__PURE__ */ lossOf('HingeEmbeddingLoss', margin.hingeEmbeddingLoss, {
  margin: {},
})
/**
 * The mean over the other classes of max(0, margin - x[t] + x[i])^p (margin 1, p 1 or 2). Options: `weight` (one number a class),
 * `reduction`. Shapes: x [n, classes], target [n] of class numbers
 */
export const MultiMarginLoss = /* @__PURE__ */ classLossOf('MultiMarginLoss', classes.multiMarginLoss, {
  p: { least: 1, most: 2 },
  margin: {},
})
/** `multiMargin` for several right classes, which the target lists, then -1. Shapes: x and target [n, classes] */
export const MultiLabelMarginLoss = /* @__PURE__ */ lossClass<
  loss.LossOptions,
  [output: TensorLike, target: TensorLike]
>('MultiLabelMarginLoss', {
  run: (options, output, target) => classes.multilabelMarginLoss(output, target, options),
  samples: () => [zeros([0, 1]), zeros([0, 1], { dtype: 'int32' })],
})
/** The mean over classes of the binary cross entropy with logits. Shapes: x and target [n, classes] */
export const MultiLabelSoftMarginLoss = /* @__PURE__ */ lossOf(
  'MultiLabelSoftMarginLoss',
  classes.multilabelSoftMarginLoss,
)
/**
 * (log(v) + (x - t)^2/v)/2 for a variance v, which is held above eps (1e-6); `full` adds log(2 pi)/2.
 * Shapes: x and target alike, the variance too or without the last axis. Throws: LayerError for eps <= 0.
 */
export const GaussianNLLLoss = /* @__PURE__ */ lossOfThree('GaussianNLLLoss', loss.gaussianNllLoss, {
  eps: { above: 0 },
})
/**
 * 1 - cos(a, b) where the target is 1, max(0, cos(a, b) - margin) where it is -1 (margin 0, from -1 to 1).
 * Shapes: [n, d], [n, d], [n]
 */
export const CosineEmbeddingLoss = /* @__PURE__ */ lossClass<
  margin.Margin,
  [TensorLike, TensorLike, target: TensorLike]
>('CosineEmbeddingLoss', {
  run: (options, a, b, target) => margin.cosineEmbeddingLoss(a, b, target, options),
  samples: () => [zeros([0, 1]), zeros([0, 1]), zeros([0])],
  bounds: { margin: { least: -1, most: 1 } },
})
/** max(0, margin - target*(a - b)): a should rank above b where the target is 1 (margin 0). Shapes: three alike */
export const MarginRankingLoss = /* @__PURE__ */ lossOfThree('MarginRankingLoss', margin.marginRankingLoss, {
  margin: {},
})
/**
 * max(0, |a - p| - |a - n| + margin) for anchor, positive and negative (margin 1, norm `p` 2, `eps` 1e-6; `swap` takes the smaller
 * distance to the negative). Shapes: [n, d] each. Throws: LayerError for a norm <= 0. Source: Balntas et al. (2016), for the swap.
 */
export const TripletMarginLoss = /* @__PURE__ */ lossOfThree('TripletMarginLoss', margin.tripletMarginLoss, {
  margin: {},
  p: { above: 0 },
  eps: {},
})
