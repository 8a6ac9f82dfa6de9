import type { random, Tensor } from '../tensor/core.ts'
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

/** Drops elements with probability p (0.5) while training. */
export const dropout = (p?: number, options?: DropoutLayerOptions): Dropout => new Dropout(p, options)
/** Drops whole channels with probability p (0.5) while training. */
export const featureDropout = (p?: number, options?: DropoutLayerOptions): FeatureDropout =>
  new FeatureDropout(p, options)
