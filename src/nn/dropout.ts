import { add, multiply, type random, subtract, type Tensor } from '../tensor/core.ts'
import * as f from '../tensor/functions/dropout.ts'
import { squeeze, unsqueeze } from '../tensor/functions/shape.ts'
import { checkNumbers, layerOptions } from './arguments.ts'
import { Module } from './module.ts'

export interface DropoutLayerOptions {
  /** Where the random numbers come from; the default generator (`manualSeed`) if left out. */
  readonly generator?: random.Generator
}

/** Zeros in place of elements with probability p while training; nothing in evaluation. */
export class Dropout extends Module {
  readonly p: number
  readonly generator: random.Generator | undefined
  constructor(p = 0.5, options?: DropoutLayerOptions) {
    super()
    const { generator } = layerOptions(this.constructor.name, options, { generator: undefined })
    checkNumbers(this.constructor.name, { p }, { least: 0, most: 1 })
    this.p = p
    this.generator = generator
  }
  forward(x: Tensor): Tensor {
    return f.dropout(x, this.options())
  }
  protected options(): f.DropoutOptions {
    const { p, training, generator } = this
    return { p, training, ...(training && generator ? { key: generator.next() } : {}) }
  }
  override describe(): string {
    return String(this.p)
  }
}

/** Drops whole channels (axis 1) of each example. Shapes: [n, c, ...] -> the same */
export class FeatureDropout extends Dropout {
  override forward(x: Tensor): Tensor {
    return f.featureDropout(x, this.options())
  }
}

/** Drops channels of a batch, or of one example without it, which has so many axes. */
const ofExamples = (rank: number, x: Tensor, drop: (batch: Tensor) => Tensor): Tensor =>
  x.ndim === rank ? squeeze(drop(unsqueeze(x, 0)), 0) : drop(x)

/** `FeatureDropout` of sequences. Shapes: [n, c, l] or [c, l] -> the same */
export class Dropout1d extends FeatureDropout {
  override forward(x: Tensor): Tensor {
    return ofExamples(2, x, (batch) => super.forward(batch))
  }
}
/** `FeatureDropout` of images. Shapes: [n, c, h, w] -> the same */
export class Dropout2d extends FeatureDropout {}
/** `FeatureDropout` of volumes. Shapes: [n, c, d, h, w] or [c, d, h, w] -> the same */
export class Dropout3d extends FeatureDropout {
  override forward(x: Tensor): Tensor {
    return ofExamples(4, x, (batch) => super.forward(batch))
  }
}

/** Where selu ends for large negative numbers. */
const lowest = -1.7580993408473766

/**
 * Sets elements to the lowest value of selu with probability p while training, and scales and shifts all of them so that mean 0
 * and variance 1 stay. Source: Klambauer et al., "Self-normalizing neural networks" (2017).
 */
export class AlphaDropout extends Dropout {
  protected drop(x: Tensor): Tensor {
    return f.dropout(x, this.options())
  }
  override forward(x: Tensor): Tensor {
    const { p, training } = this
    if (!training || p === 0) return x
    // of a p of 1 everything is dropped, and nothing is left to keep a variance
    if (p === 1) return multiply(x, 0)
    const scale = 1 / Math.sqrt((1 - p) * (1 + p * lowest * lowest))
    // dropout divides what stays by 1 - p
    const kept = multiply(this.drop(subtract(x, lowest)), 1 - p)
    return add(multiply(kept, scale), scale * lowest * (1 - p))
  }
}

/** `AlphaDropout` of whole channels (axis 1) of each example. Shapes: [n, c, ...] -> the same */
export class FeatureAlphaDropout extends AlphaDropout {
  protected override drop(x: Tensor): Tensor {
    return f.featureDropout(x, this.options())
  }
}

/** Drops elements with probability p (0.5) while training. */
export const dropout = (p?: number, options?: DropoutLayerOptions): Dropout => new Dropout(p, options)
/** Drops whole channels with probability p (0.5) while training. */
export const featureDropout = (p?: number, options?: DropoutLayerOptions): FeatureDropout =>
  new FeatureDropout(p, options)
/** Drops whole channels of sequences with probability p (0.5) while training. */
export const dropout1d = (p?: number, options?: DropoutLayerOptions): Dropout1d => new Dropout1d(p, options)
/** Drops whole channels of images with probability p (0.5) while training. */
export const dropout2d = (p?: number, options?: DropoutLayerOptions): Dropout2d => new Dropout2d(p, options)
/** Drops whole channels of volumes with probability p (0.5) while training. */
export const dropout3d = (p?: number, options?: DropoutLayerOptions): Dropout3d => new Dropout3d(p, options)
/** Dropout that goes with selu: with probability p (0.5) while training. See `AlphaDropout`. */
export const alphaDropout = (p?: number, options?: DropoutLayerOptions): AlphaDropout =>
  new AlphaDropout(p, options)
/** Dropout of whole channels that goes with selu: with probability p (0.5) while training. See `AlphaDropout`. */
export const featureAlphaDropout = (p?: number, options?: DropoutLayerOptions): FeatureAlphaDropout =>
  new FeatureAlphaDropout(p, options)
