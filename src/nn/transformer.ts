import { shown } from '../errors.ts'
import { optionsOf } from '../options.ts'
import type { Tensor } from '../tensor/core.ts'
import { checkCounts, checkNumbers, checkSizes, layerOptions, mostLayers } from './arguments.ts'
import { type AttentionMasks, masksOf } from './attention.ts'
import { LayerError } from './errors.ts'
import * as init from './init.ts'
import { forward, type Layer, Module } from './module.ts'
import { LayerNorm } from './normalization.ts'
import {
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
  transformerOptions,
} from './transformer-layers.ts'

export interface StackOptions {
  /** What normalises the result, as `layerNorm(embed)` after layers with `normFirst`. */
  readonly norm?: Layer | undefined
}

/** Layers that `make` makes, one on another. */
abstract class Stack<L extends Module> extends Module {
  readonly layers: readonly L[]
  readonly norm: Layer | undefined

  constructor(make: (index: number) => L, count: number, options?: StackOptions) {
    super()
    const { name } = new.target
    if (typeof make !== 'function')
      throw new LayerError(
        name,
        'the layers are made by a function, as () => transformerEncoderLayer(64, 4): each has parameters of its own.',
      )
    checkCounts(name, { count })
    checkNumbers(name, { count }, mostLayers)
    this.layers = Array.from({ length: count }, (_, i) => {
      const layer = make(i)
      if (!(layer instanceof Module))
        throw new LayerError(name, `layer ${i} is ${shown(layer)}: the function must return a layer.`)
      return layer
    })
    this.norm = optionsOf(name, options, { norm: undefined }).norm
  }
  protected through(x: Tensor, step: (layer: L, value: Tensor) => Tensor): Tensor {
    const y = this.layers.reduce((value, layer) => step(layer, value), x)
    return this.norm ? forward(this.norm, y) : y
  }
}

/** Layers of an encoder, one on another. See `TransformerEncoderLayer` for shapes. */
export class TransformerEncoder extends Stack<TransformerEncoderLayer> {
  forward(x: Tensor, masks?: AttentionMasks): Tensor {
    const own = masksOf(this, masks)
    return this.through(x, (layer, value) => layer.forward(value, own))
  }
}

/** Layers of a decoder, one on another, which all see the same memory. See `TransformerDecoderLayer` for shapes. */
export class TransformerDecoder extends Stack<TransformerDecoderLayer> {
  forward(x: Tensor, memory: Tensor, masks?: AttentionMasks, memoryMasks?: AttentionMasks): Tensor {
    const [own, ofMemory] = [masksOf(this, masks), masksOf(this, memoryMasks)]
    return this.through(x, (layer, value) => layer.forward(value, memory, own, ofMemory))
  }
}

export interface TransformerOptions extends TransformerLayerOptions {
  /** Layers of the encoder (6). */
  readonly numEncoderLayers?: number
  /** Layers of the decoder (6). */
  readonly numDecoderLayers?: number
}

/** The masks of a whole transformer. */
export interface TransformerMasks {
  /** Of the encoder for the source. */
  readonly source?: AttentionMasks
  /** Of the decoder for the target; `{ causal: true }` hides what comes later. */
  readonly target?: AttentionMasks
  /** Of the decoder for what the encoder gave; its padding is the source's. */
  readonly memory?: AttentionMasks
}

/**
 * An encoder and a decoder, each normalised at its end. Weights start by Xavier's rule.
 *
 * Shapes: source [source time, batch, embed], target [time, batch, embed] -> like target; with `batchFirst` the batch comes first
 * Source: Vaswani et al., "Attention is all you need" (2017).
 *
 * @example
 * const model = nn.transformer(64, 4, { numEncoderLayers: 2, numDecoderLayers: 2, batchFirst: true })
 * model.forward(source, target, { target: { causal: true } })
 */
export class Transformer extends Module {
  readonly encoder: TransformerEncoder
  readonly decoder: TransformerDecoder

  constructor(embed = 512, heads = 8, options?: TransformerOptions) {
    super()
    checkSizes('Transformer', { embed, heads })
    const { numEncoderLayers, numDecoderLayers, ...own } = layerOptions('Transformer', options, {
      ...transformerOptions,
      numEncoderLayers: 6,
      numDecoderLayers: 6,
    })
    const norm = () => new LayerNorm(embed, { eps: own.layerNormEps, bias: own.bias, dtype: own.dtype })
    this.encoder = new TransformerEncoder(
      () => new TransformerEncoderLayer(embed, heads, own),
      numEncoderLayers,
      {
        norm: norm(),
      },
    )
    this.decoder = new TransformerDecoder(
      () => new TransformerDecoderLayer(embed, heads, own),
      numDecoderLayers,
      {
        norm: norm(),
      },
    )
    for (const parameter of this.parameters())
      if (parameter.ndim > 1) init.xavierUniform(parameter, { generator: own.generator })
  }
  forward(source: Tensor, target: Tensor, masks?: TransformerMasks): Tensor {
    const own = optionsOf('Transformer', masks, { source: {}, target: {}, memory: {} })
    return this.decoder.forward(target, this.encoder.forward(source, own.source), own.target, own.memory)
  }
}

/** Layers of an encoder: `transformerEncoder(() => transformerEncoderLayer(64, 4), 6)`. See `TransformerEncoder`. */
export const transformerEncoder = (
  ...args: ConstructorParameters<typeof TransformerEncoder>
): TransformerEncoder => new TransformerEncoder(...args)
/** Layers of a decoder: `transformerDecoder(() => transformerDecoderLayer(64, 4), 6)`. See `TransformerDecoder`. */
export const transformerDecoder = (
  ...args: ConstructorParameters<typeof TransformerDecoder>
): TransformerDecoder => new TransformerDecoder(...args)
/** An encoder and a decoder: `transformer(64, 4, { numEncoderLayers: 2, numDecoderLayers: 2 })`. See `Transformer`. */
export const transformer = (embed?: number, heads?: number, options?: TransformerOptions): Transformer =>
  new Transformer(embed, heads, options)
