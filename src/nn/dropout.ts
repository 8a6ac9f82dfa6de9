import { add, multiply, type random, subtract, type Tensor } from '../tensor/core.ts'
import * as f from '../tensor/functions/dropout.ts'
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

/** Drops whole channels (axis 1) of each example. */
export class FeatureDropout extends Dropout {
  override forward(x: Tensor): Tensor {
    return f.featureDropout(x, this.options())
  }
}

/** Where selu ends for large negative numbers. */
const lowest = -1.7580993408473766

/**
 * Sets elements to the lowest value of selu with probability p while training, and scales and shifts all of them so that mean 0
 * and variance 1 stay. Source: Klambauer et al., "Self-normalizing neural networks" (2017).
 */
export class AlphaDropout extends Dropout {
  override forward(x: Tensor): Tensor {
    const { p, training } = this
    if (!training || p === 0) return x
    // of a p of 1 everything is dropped, and nothing is left to keep a variance
    if (p === 1) return multiply(x, 0)
    const scale = 1 / Math.sqrt((1 - p) * (1 + p * lowest * lowest))
    // dropout divides what stays by 1 - p
    const kept = multiply(f.dropout(subtract(x, lowest), this.options()), 1 - p)
    return add(multiply(kept, scale), scale * lowest * (1 - p))
  }
}

/** Drops elements with probability p (0.5) while training. */
export const dropout = (p?: number, options?: DropoutLayerOptions): Dropout => new Dropout(p, options)
/** Drops whole channels with probability p (0.5) while training. */
export const featureDropout = (p?: number, options?: DropoutLayerOptions): FeatureDropout =>
  new FeatureDropout(p, options)
/** Dropout that goes with selu: with probability p (0.5) while training. See `AlphaDropout`. */
export const alphaDropout = (p?: number, options?: DropoutLayerOptions): AlphaDropout =>
  new AlphaDropout(p, options)
