import { requireFunction, shown } from '../errors.ts'
import { checkWord } from '../options.ts'
import { Tensor } from '../tensor/core.ts'
import { gelu, relu } from '../tensor/functions/activation.ts'
import { add } from '../tensor/functions/elementwise.ts'
import { checkCounts, checkSizes, layerOptions } from './arguments.ts'
import {
  type AttentionLayerOptions,
  type AttentionMasks,
  attentionOptions,
  MultiheadAttention,
  masksOf,
} from './attention.ts'
import { Dropout } from './dropout.ts'
import { LayerError } from './errors.ts'
import { Linear } from './linear.ts'
import { Module, renamed } from './module.ts'
import { LayerNorm } from './normalization.ts'

export interface TransformerLayerOptions extends AttentionLayerOptions {
  /** The width of the layer between (2048). */
  readonly dimFeedforward?: number
  /** What stands between the two linear layers ('relu'), by name or as a function. */
  readonly activation?: 'relu' | 'gelu' | ((x: Tensor) => Tensor)
  /** Normalises before each part and not after it (false). */
  readonly normFirst?: boolean
  readonly layerNormEps?: number
}

export const transformerOptions = {
  ...attentionOptions,
  dimFeedforward: 2048,
  activation: 'relu',
  normFirst: false,
  layerNormEps: 1e-5,
  dropout: 0.1,
} as const

/** What an encoder's and a decoder's layer share: attention to itself, and two linear layers. */
abstract class TransformerLayer extends Module {
  readonly attention: MultiheadAttention
  readonly linear1: Linear
  readonly linear2: Linear
  readonly norm1: LayerNorm
  readonly norm2: LayerNorm
  readonly drop: Dropout
  readonly activation: 'relu' | 'gelu' | ((x: Tensor) => Tensor)
  readonly normFirst: boolean
  /** What every part is made with. */
  protected readonly make: { attention(): MultiheadAttention; norm(): LayerNorm }

  constructor(embed: number, heads: number, options: TransformerLayerOptions | undefined) {
    super()
    const layer = this.constructor.name
    checkSizes(layer, { embed, heads })
    const { dimFeedforward, activation, normFirst, layerNormEps, dropout, batchFirst, ...initial } =
      layerOptions(layer, options, transformerOptions)
    checkCounts(layer, { dimFeedforward })
    if (typeof activation === 'string') checkWord(layer, 'activation', activation, ['relu', 'gelu'])
    else requireFunction(layer, activation, 'activation')
    const { bias, dtype } = initial
    const make = {
      attention: () => new MultiheadAttention(embed, heads, { ...initial, batchFirst, dropout }),
      norm: () => new LayerNorm(embed, { eps: layerNormEps, bias, dtype }),
    }
    this.attention = make.attention()
    this.linear1 = new Linear(embed, dimFeedforward, initial)
    this.linear2 = new Linear(dimFeedforward, embed, initial)
    this.norm1 = make.norm()
    this.norm2 = make.norm()
    this.drop = new Dropout(dropout)
    this.activation = activation
    this.normFirst = normFirst
    this.make = make
  }

  /** x + part(x), normalised before the part or after the sum. */
  protected around(norm: LayerNorm, x: Tensor, part: (y: Tensor) => Tensor): Tensor {
    return this.normFirst ? add(x, part(norm.forward(x))) : norm.forward(add(x, part(x)))
  }
  protected attend(x: Tensor, masks: AttentionMasks | undefined): Tensor {
    return this.drop.forward(this.attention.forward(x, x, x, masksOf(this, masks)).output)
  }
  protected feed(x: Tensor): Tensor {
    const inner = this.linear1.forward(x)
    const { activation } = this
    const active =
      activation === 'relu' ? relu(inner) : activation === 'gelu' ? gelu(inner) : activation(inner)
    return this.drop.forward(this.linear2.forward(this.drop.forward(active)))
  }
}

/**
 * Self-attention and two linear layers, each with a residual connection.
 * Shapes: [time, batch, embed], with `batchFirst` [batch, time, embed]; without the batch axis for one sequence
 * Source: Vaswani et al. (2017).
 */
export class TransformerEncoderLayer extends TransformerLayer {
  constructor(embed: number, heads: number, options?: TransformerLayerOptions) {
    super(embed, heads, options)
  }
  override fields(): Iterable<readonly [string, unknown]> {
    return renamed(this, { attention: 'self_attn' })
  }
  forward(x: Tensor, masks?: AttentionMasks): Tensor {
    const middle = this.around(this.norm1, x, (y) => this.attend(y, masks))
    return this.around(this.norm2, middle, (y) => this.feed(y))
  }
}

/**
 * Self-attention, attention to what an encoder gave (`memory`), and two linear layers, each with a residual connection.
 * `masks` are for the sequence itself, `memoryMasks` for what it sees of the memory.
 * Shapes: x [time, batch, embed], memory [source time, batch, embed] -> like x; with `batchFirst` the batch comes first
 * Source: Vaswani et al. (2017).
 */
export class TransformerDecoderLayer extends TransformerLayer {
  readonly crossAttention: MultiheadAttention
  readonly norm3: LayerNorm

  constructor(embed: number, heads: number, options?: TransformerLayerOptions) {
    super(embed, heads, options)
    this.crossAttention = this.make.attention()
    this.norm3 = this.make.norm()
  }
  override fields(): Iterable<readonly [string, unknown]> {
    const named = new Map(renamed(this, { attention: 'self_attn', crossAttention: 'multihead_attn' }))
    // in PyTorch's order, which an optimizer's state follows
    const first = ['self_attn', 'multihead_attn']
    return [
      ...first.map((name) => [name, named.get(name)] as const),
      ...[...named].filter(([name]) => !first.includes(name)),
    ]
  }
  forward(x: Tensor, memory: Tensor, masks?: AttentionMasks, memoryMasks?: AttentionMasks): Tensor {
    if (!(memory instanceof Tensor))
      throw new LayerError(
        this.constructor.name,
        `the memory is ${shown(memory)}: give forward(x, memory), with what the encoder gave.`,
      )
    const own = this.around(this.norm1, x, (y) => this.attend(y, masks))
    const crossed = this.around(this.norm2, own, (y) =>
      this.drop.forward(this.crossAttention.forward(y, memory, memory, masksOf(this, memoryMasks)).output),
    )
    return this.around(this.norm3, crossed, (y) => this.feed(y))
  }
}

/** A layer of a transformer: `transformerEncoderLayer(64, 4, { dimFeedforward: 256 })`. See `TransformerEncoderLayer`. */
export const transformerEncoderLayer = (
  embed: number,
  heads: number,
  options?: TransformerLayerOptions,
): TransformerEncoderLayer => new TransformerEncoderLayer(embed, heads, options)
/** A layer of a decoder: `transformerDecoderLayer(64, 4, { dimFeedforward: 256 })`. See `TransformerDecoderLayer`. */
export const transformerDecoderLayer = (
  embed: number,
  heads: number,
  options?: TransformerLayerOptions,
): TransformerDecoderLayer => new TransformerDecoderLayer(embed, heads, options)
