import { checkWord } from '../options.ts'
import { add, reshape, type Tensor, toTensor, zeros } from '../tensor/core.ts'
import { gelu, relu } from '../tensor/functions/activation.ts'
import { type MultiHeadOptions, multiHeadAttention } from '../tensor/functions/attention.ts'
import { where } from '../tensor/functions/elementwise.ts'
import { squeeze, unsqueeze } from '../tensor/functions/shape.ts'
import { checkCounts, checkNumbers, checkSizes, initOptions, layerOptions } from './arguments.ts'
import { described, missingBias } from './describe.ts'
import { Dropout } from './dropout.ts'
import { LayerError } from './errors.ts'
import * as init from './init.ts'
import { Linear } from './linear.ts'
import { Module, renamed } from './module.ts'
import { LayerNorm } from './normalization.ts'
import { type Parameter, parameter } from './parameter.ts'

export interface AttentionLayerOptions extends init.InitOptions {
  readonly bias?: boolean
  /** Drops attention weights while training (0). */
  readonly dropout?: number
  /** The first axis is the batch, not the time (false). */
  readonly batchFirst?: boolean
}
const attentionOptions = { bias: true, batchFirst: false, ...initOptions } as const

/**
 * Masks of `MultiheadAttention`: `mask` is true where a key may be seen (PyTorch's is true where not), or numbers that are added
 * to the scores, [queries, keys] or one for each head, [batch*heads, queries, keys]; `keyPaddingMask` is true for padding, as
 * PyTorch's, or numbers that are added, [batch, keys]; `causal` lets a query see no key behind its own place.
 */
export type AttentionMasks = Pick<MultiHeadOptions, 'mask' | 'causal' | 'keyPaddingMask'>

/**
 * The masks as attention takes them: a mask of [batch*heads, queries, keys] by its heads, and padding that is numbers, not true
 * or false, in the mask.
 */
function masksOf(masks: AttentionMasks, batch: number, heads: number): AttentionMasks {
  const { mask: given, keyPaddingMask, ...rest } = masks
  let mask = given === undefined || given === null ? undefined : toTensor(given)
  if (mask?.ndim === 3 && mask.shape[0] === batch * heads)
    mask = reshape(mask, [batch, heads, ...mask.shape.slice(1)])
  const padding =
    keyPaddingMask === undefined || keyPaddingMask === null ? undefined : toTensor(keyPaddingMask)
  if (padding === undefined || padding.dtype === 'bool') return { ...rest, mask, keyPaddingMask: padding }
  const added = reshape(padding, [batch, 1, 1, -1])
  const both =
    mask?.dtype === 'bool' ? where(mask, added, Number.NEGATIVE_INFINITY) : mask && add(mask, added)
  return { ...rest, mask: both ?? added }
}

/**
 * Attention with several heads; `weights` are the mean over them.
 *
 * Shapes: q [queries, batch, embed], k and v [keys, batch, embed] -> output like q, weights [batch, queries, keys]; with
 * `batchFirst` the batch comes first; without the batch axis for one sequence.
 * Throws: LayerError for sizes and options, ShapeError at `forward`. Source: Vaswani et al., "Attention is all you need" (2017).
 */
export class MultiheadAttention extends Module {
  readonly inWeight: Parameter
  readonly inBias: Parameter | undefined
  readonly outWeight: Parameter
  readonly outBias: Parameter | undefined
  readonly heads: number
  readonly p: number
  readonly batchFirst: boolean

  constructor(embed: number, heads: number, options?: AttentionLayerOptions) {
    super()
    checkSizes('MultiheadAttention', { embed, heads })
    if (embed % heads !== 0)
      throw new LayerError(
        'MultiheadAttention',
        `${heads} heads of ${embed} features: heads must divide features.`,
      )
    const { bias, dropout, batchFirst, ...own } = layerOptions('MultiheadAttention', options, {
      ...attentionOptions,
      dropout: 0,
    })
    checkNumbers('MultiheadAttention', { dropout }, { least: 0, most: 1 })
    const typed = own.dtype ? { dtype: own.dtype } : {}
    this.heads = heads
    this.p = dropout
    this.batchFirst = batchFirst
    this.inWeight = parameter(init.xavierUniform([3 * embed, embed], own))
    this.inBias = bias ? parameter(zeros([3 * embed], typed)) : undefined
    this.outWeight = parameter(init.kaimingUniform([embed, embed], { a: Math.sqrt(5), ...own }))
    this.outBias = bias ? parameter(zeros([embed], typed)) : undefined
  }
  override fields(): Iterable<readonly [string, unknown]> {
    return renamed(this, {
      inWeight: 'in_proj_weight',
      inBias: 'in_proj_bias',
      outWeight: 'out_proj.weight',
      outBias: 'out_proj.bias',
    })
  }
  forward(
    q: Tensor,
    k: Tensor = q,
    v: Tensor = k,
    masks: AttentionMasks = {},
  ): { output: Tensor; weights: Tensor } {
    const { heads, batchFirst, training, p } = this
    // one sequence alone is a batch of one
    if (q.ndim === 2) {
      const axis = batchFirst ? 0 : 1
      const [a, b, c] = [q, k, v].map((x) => unsqueeze(x, axis)) as [Tensor, Tensor, Tensor]
      const { keyPaddingMask: keys, ...rest } = masks
      const own = { ...rest, ...(keys ? { keyPaddingMask: reshape(toTensor(keys), [1, -1]) } : {}) }
      const { output, weights } = this.forward(a, b, c, own)
      return { output: squeeze(output, axis), weights: squeeze(weights, 0) }
    }
    return multiHeadAttention(q, k, v, this, {
      ...masksOf(masks, q.shape[batchFirst ? 0 : 1] ?? 1, heads),
      heads,
      batchFirst,
      ...(training && p > 0 ? { dropout: { p, training } } : {}),
    })
  }
  override describe(): string {
    return described(String(this.inWeight.shape[1]), {
      heads: this.heads,
      batchFirst: this.batchFirst,
      dropout: this.p > 0 && this.p,
      without: missingBias(this.inBias),
    })
  }
}

export interface TransformerLayerOptions extends AttentionLayerOptions {
  /** The width of the layer between (2048). */
  readonly feedforward?: number
  readonly activation?: 'relu' | 'gelu'
  /** Normalises before each part and not after it (false). */
  readonly normFirst?: boolean
  readonly eps?: number
}

/** Self-attention and two linear layers, each with a residual connection. Source: Vaswani et al. (2017). */
export class TransformerEncoderLayer extends Module {
  readonly attention: MultiheadAttention
  readonly linear1: Linear
  readonly linear2: Linear
  readonly norm1: LayerNorm
  readonly norm2: LayerNorm
  readonly drop: Dropout
  readonly activation: 'relu' | 'gelu'
  readonly normFirst: boolean

  constructor(embed: number, heads: number, options?: TransformerLayerOptions) {
    super()
    const { feedforward, activation, normFirst, eps, dropout, batchFirst, ...initial } = layerOptions(
      'TransformerEncoderLayer',
      options,
      {
        ...attentionOptions,
        feedforward: 2048,
        activation: 'relu',
        normFirst: false,
        eps: 1e-5,
        dropout: 0.1,
      },
    )
    checkCounts('TransformerEncoderLayer', { feedforward })
    checkWord('TransformerEncoderLayer', 'activation', activation, ['relu', 'gelu'])
    const norm = { eps, bias: initial.bias, ...(initial.dtype ? { dtype: initial.dtype } : {}) }
    this.attention = new MultiheadAttention(embed, heads, { ...initial, batchFirst, dropout })
    this.linear1 = new Linear(embed, feedforward, initial)
    this.linear2 = new Linear(feedforward, embed, initial)
    this.norm1 = new LayerNorm(embed, norm)
    this.norm2 = new LayerNorm(embed, norm)
    this.drop = new Dropout(dropout)
    this.activation = activation
    this.normFirst = normFirst
  }
  override fields(): Iterable<readonly [string, unknown]> {
    return renamed(this, { attention: 'self_attn' })
  }
  forward(x: Tensor, masks: AttentionMasks = {}): Tensor {
    const attend = (y: Tensor): Tensor => this.drop.forward(this.attention.forward(y, y, y, masks).output)
    const feed = (y: Tensor): Tensor => {
      const inner = this.linear1.forward(y)
      const active = this.activation === 'relu' ? relu(inner) : gelu(inner)
      return this.drop.forward(this.linear2.forward(this.drop.forward(active)))
    }
    if (this.normFirst) {
      const middle = add(x, attend(this.norm1.forward(x)))
      return add(middle, feed(this.norm2.forward(middle)))
    }
    const middle = this.norm1.forward(add(x, attend(x)))
    return this.norm2.forward(add(middle, feed(middle)))
  }
}

/** Attention with several heads: `multiheadAttention(64, 4, { batchFirst: true })`. See `MultiheadAttention`. */
export const multiheadAttention = (
  embed: number,
  heads: number,
  options?: AttentionLayerOptions,
): MultiheadAttention => new MultiheadAttention(embed, heads, options)
/** A layer of a transformer: `transformerEncoderLayer(64, 4, { feedforward: 256 })`. See `TransformerEncoderLayer`. */
export const transformerEncoderLayer = (
  embed: number,
  heads: number,
  options?: TransformerLayerOptions,
): TransformerEncoderLayer => new TransformerEncoderLayer(embed, heads, options)
