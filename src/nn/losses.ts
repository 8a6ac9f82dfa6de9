import * as classes from '../tensor/functions/classification.ts'
import * as loss from '../tensor/functions/loss.ts'
import * as margin from '../tensor/functions/marginLoss.ts'
import type { Tensor, TensorLike } from '../tensor/index.ts'
import { Module } from './module.ts'

/** A loss from what the model gave and what it should have given. */
export type Objective = (output: Tensor, target: Tensor) => Tensor

/** A module class for a loss; its constructor takes the options. */
function lossOf<O>(name: string, apply: (output: TensorLike, target: TensorLike, options?: O) => Tensor) {
  const made = class extends Module {
    readonly options: O | undefined
    constructor(options?: O) {
      super()
      this.options = options
    }
    override fields(): Iterable<readonly [string, unknown]> {
      return []
    }
    forward(output: TensorLike, target: TensorLike): Tensor {
      return apply(output, target, this.options)
    }
  }
  Object.defineProperty(made, 'name', { value: name })
  return made
}

/** The losses by short names, to be given as objectives: `fit({ model, objective: nn.crossEntropy, ... })`. */
export const crossEntropy = classes.crossEntropy
export const nll = classes.nllLoss
export const mse = loss.mseLoss
export const l1 = loss.l1Loss
export const smoothL1 = loss.smoothL1Loss
export const huber = loss.huberLoss
export const bce = loss.binaryCrossEntropy
export const bceWithLogits = loss.binaryCrossEntropyWithLogits
export const klDiv = loss.klDiv
export const poissonNll = loss.poissonNllLoss
export const softMargin = margin.softMarginLoss
export const hingeEmbedding = margin.hingeEmbeddingLoss

export const CrossEntropyLoss = lossOf('CrossEntropyLoss', classes.crossEntropy)
export const NLLLoss = lossOf('NLLLoss', classes.nllLoss)
export const MSELoss = lossOf('MSELoss', loss.mseLoss)
export const L1Loss = lossOf('L1Loss', loss.l1Loss)
export const SmoothL1Loss = lossOf('SmoothL1Loss', loss.smoothL1Loss)
export const HuberLoss = lossOf('HuberLoss', loss.huberLoss)
export const BCELoss = lossOf('BCELoss', loss.binaryCrossEntropy)
export const BCEWithLogitsLoss = lossOf('BCEWithLogitsLoss', loss.binaryCrossEntropyWithLogits)
export const KLDivLoss = lossOf('KLDivLoss', loss.klDiv)
export const PoissonNLLLoss = lossOf('PoissonNLLLoss', loss.poissonNllLoss)
export const SoftMarginLoss = lossOf('SoftMarginLoss', margin.softMarginLoss)
export const HingeEmbeddingLoss = lossOf('HingeEmbeddingLoss', margin.hingeEmbeddingLoss)
