import * as classes from '../tensor/functions/classification.ts'
import * as loss from '../tensor/functions/loss.ts'
import * as margin from '../tensor/functions/marginLoss.ts'
import { type Tensor, type TensorLike, toTensor, zeros } from '../tensor/index.ts'
import { type Bounds, checkNumbers, rehearse } from './arguments.ts'
import { described } from './describe.ts'
import { Module } from './module.ts'

/** A loss from what the model gave and what it should have given. */
export type Objective = (output: Tensor, target: Tensor) => Tensor

type Loss<O> = (output: TensorLike, target: TensorLike, options?: O) => Tensor

/** Outputs and targets without elements, to try options on: of as many classes as there are weights, if it knows classes. */
const samples = (weight: unknown, knowsClasses: boolean): [Tensor, Tensor] =>
  knowsClasses
    ? [zeros([0, weight ? toTensor(weight as TensorLike).size : 1]), zeros([0], { dtype: 'int32' })]
    : [zeros([0]), zeros([0])]

/**
 * A module class for a loss; its constructor takes the options, and refuses those that the loss would refuse. `bounds` are
 * those of its numbers.
 */
function lossOf<O extends object>(
  name: string,
  apply: Loss<O>,
  {
    bounds = {},
    knowsClasses = false,
  }: { bounds?: Readonly<Record<string, Bounds>>; knowsClasses?: boolean } = {},
) {
  const made = class extends Module {
    readonly options: O | undefined
    constructor(options?: O) {
      super()
      if (options !== undefined) {
        const { weight, posWeight, ...rest } = (options ?? {}) as { weight?: unknown; posWeight?: unknown }
        // the weights of single losses have the shape of what they weigh, which is not known yet
        const weighs = !knowsClasses && (weight ?? posWeight) !== undefined
        rehearse(() => apply(...samples(weight, knowsClasses), weighs ? (rest as O) : options))
        for (const [option, value] of Object.entries(rest))
          if (Object.hasOwn(bounds, option) && value !== undefined)
            checkNumbers(name, { [option]: value }, bounds[option])
      }
      this.options = options
    }
    override fields(): Iterable<readonly [string, unknown]> {
      return []
    }
    forward(output: TensorLike, target: TensorLike): Tensor {
      return apply(output, target, this.options)
    }
    override describe(): string {
      return described('', { ...this.options })
    }
  }
  Object.defineProperty(made, 'name', { value: name })
  return made
}

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
export const CrossEntropyLoss = lossOf('CrossEntropyLoss', classes.crossEntropy, {
  bounds: { labelSmoothing: { least: 0, most: 1 }, ignoreIndex: {} },
  knowsClasses: true,
})
/**
 * -weight[t]*x[t] for log-probabilities x, as logSoftmax gives them. Options: `weight`, `ignoreIndex` (-100), `reduction`.
 * Shapes and Throws: as `CrossEntropyLoss` with class numbers
 */
export const NLLLoss = lossOf('NLLLoss', classes.nllLoss, { bounds: { ignoreIndex: {} }, knowsClasses: true })
/**
 * (x - target)^2. Options: `reduction` ('mean', 'sum', 'none').
 * Shapes: x and target alike, or one of them broadcast to the other. Throws: OptionError; at `forward` ShapeError where both would be.
 */
export const MSELoss = lossOf('MSELoss', loss.mseLoss)
/** |x - target|. Options, Shapes and Throws: as `MSELoss` */
export const L1Loss = lossOf('L1Loss', loss.l1Loss)
/**
 * d^2/(2 beta) for distances d below beta (1), else d - beta/2. Shapes: as `MSELoss`. Throws: LayerError for beta < 0.
 * Source: Girshick, "Fast R-CNN" (2015).
 */
export const SmoothL1Loss = lossOf('SmoothL1Loss', loss.smoothL1Loss, { bounds: { beta: { least: 0 } } })
/**
 * d^2/2 for distances d up to delta (1), else delta*(d - delta/2). Shapes: as `MSELoss`. Throws: LayerError for delta <= 0.
 * Source: Huber, "Robust estimation of a location parameter" (1964).
 */
export const HuberLoss = lossOf('HuberLoss', loss.huberLoss, { bounds: { delta: { above: 0 } } })
/**
 * -(t*log(p) + (1 - t)*log(1 - p)) for probabilities p; logarithms are held above -100, so that p = 0 and 1 are finite.
 * Options: `weight` (of each loss), `reduction`. Shapes and Throws: as `MSELoss`
 */
export const BCELoss = lossOf('BCELoss', loss.binaryCrossEntropy)
/** `BCELoss` of the logistic function of x, exact however large x is. `posWeight` multiplies the positives' part. */
export const BCEWithLogitsLoss = lossOf('BCEWithLogitsLoss', loss.binaryCrossEntropyWithLogits)
/**
 * t*(log(t) - x), where x are log-probabilities (and t too, with `logTarget`). `reduction: 'batchmean'` divides the sum by the
 * first extent, which is the divergence as defined. Shapes and Throws: as `MSELoss`
 */
export const KLDivLoss = lossOf('KLDivLoss', loss.klDiv)
/**
 * exp(x) - t*x for the logarithm x of a rate (or x - t*log(x + eps) with `logInput: false`); `full` adds Stirling's log(t!).
 * Shapes: as `MSELoss`. Throws: LayerError for eps < 0.
 */
export const PoissonNLLLoss = lossOf('PoissonNLLLoss', loss.poissonNllLoss, { bounds: { eps: { least: 0 } } })
/** log(1 + exp(-target*x)) for targets 1 and -1. Options, Shapes and Throws: as `MSELoss` */
export const SoftMarginLoss = lossOf('SoftMarginLoss', margin.softMarginLoss)
/** x where the target is 1, max(0, margin - x) where it is -1 (margin 1). Shapes: as `MSELoss` */
export const HingeEmbeddingLoss = lossOf('HingeEmbeddingLoss', margin.hingeEmbeddingLoss, {
  bounds: { margin: {} },
})
