import type { Tensor } from '../tensor/core.ts'
import * as f from '../tensor/functions/norm.ts'
import { checkAxes, checkNumbers, layerOptions } from './arguments.ts'
import { described } from './describe.ts'
import { Module } from './module.ts'

export interface SimilarityOptions {
  /** The axis of the vectors (1). */
  readonly axis?: number
  /** Shorter vectors count as that long (1e-8). */
  readonly eps?: number
}

/** The cosine of the angle between vectors, a.b/(|a| |b|). Shapes: operands broadcast; without `axis`. Throws: LayerError. */
export class CosineSimilarity extends Module {
  readonly axis: number
  readonly eps: number
  constructor(options?: SimilarityOptions) {
    super()
    const { axis, eps } = layerOptions('CosineSimilarity', options, { axis: 1, eps: 1e-8 })
    checkAxes('CosineSimilarity', { axis })
    checkNumbers('CosineSimilarity', { eps }, { least: 0 })
    this.axis = axis
    this.eps = eps
  }
  forward(a: Tensor, b: Tensor): Tensor {
    const { axis, eps } = this
    return f.cosineSimilarity(a, b, { axis, eps })
  }
  override describe(): string {
    return described('', { axis: this.axis, eps: this.eps })
  }
}

export interface DistanceOptions {
  /** The order of the norm (2). */
  readonly p?: number
  /** What is added to each difference (1e-6). */
  readonly eps?: number
  readonly keepdims?: boolean
}

/** The norm of differences along the last axis. Shapes: [..., d] x [..., d] -> [...], or [..., 1] with `keepdims`. Throws: LayerError. */
export class PairwiseDistance extends Module {
  readonly p: number
  readonly eps: number
  readonly keepdims: boolean
  constructor(options?: DistanceOptions) {
    super()
    const { p, eps, keepdims } = layerOptions('PairwiseDistance', options, {
      p: 2,
      eps: 1e-6,
      keepdims: false,
    })
    checkNumbers('PairwiseDistance', { p, eps })
    this.p = p
    this.eps = eps
    this.keepdims = keepdims
  }
  forward(a: Tensor, b: Tensor): Tensor {
    const { p, eps, keepdims } = this
    return f.pairwiseDistance(a, b, { p, eps, keepdims })
  }
  override describe(): string {
    return described('', { p: this.p, eps: this.eps, keepdims: this.keepdims })
  }
}

/** The cosine between vectors: `cosineSimilarity({ axis: -1 })`. See `CosineSimilarity`. */
export const cosineSimilarity = (options?: SimilarityOptions): CosineSimilarity =>
  new CosineSimilarity(options)
/** The distance between vectors: `pairwiseDistance({ p: 1 })`. See `PairwiseDistance`. */
export const pairwiseDistance = (options?: DistanceOptions): PairwiseDistance => new PairwiseDistance(options)
