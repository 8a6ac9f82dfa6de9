import { optionsOf } from '../options.ts'
import { add, reshape, type Tensor, toTensor, zeros } from '../tensor/core.ts'
import { type MultiHeadOptions, multiHeadAttention } from '../tensor/functions/attention.ts'
import { where } from '../tensor/functions/elementwise.ts'
import { squeeze, unsqueeze } from '../tensor/functions/shape.ts'
import { checkCounts, checkNumbers, checkSizes, initOptions, layerOptions } from './arguments.ts'
import { described, missingBias } from './describe.ts'
import { LayerError } from './errors.ts'
import * as init from './init.ts'
import { Module, renamed } from './module.ts'
import { type Parameter, parameter } from './parameter.ts'

export interface AttentionLayerOptions extends init.InitOptions {
  readonly bias?: boolean
  /** Drops attention weights while training (0). */
  readonly dropout?: number
  /** The first axis is the batch, not the time (false). */
  readonly batchFirst?: boolean
}

export interface MultiheadOptions extends AttentionLayerOptions {
  /** Features of the keys, and of the values (as many as of the queries). */
  readonly kdim?: number
  readonly vdim?: number
}
export const attentionOptions = { bias: true, batchFirst: false, ...initOptions } as const

/**
 * Masks of `MultiheadAttention`: `mask` is true where a key may be seen (PyTorch's is true where not), or numbers that are added
 * to the scores, [queries, keys] or one for each head, [batch*heads, queries, keys]; `keyPaddingMask` is true for padding, as
 * PyTorch's, or numbers that are added, [batch, keys]; `causal` lets a query see no key behind its own place.
 */
export type AttentionMasks = Pick<MultiHeadOptions, 'mask' | 'causal' | 'keyPaddingMask'>

/** The masks that a layer was given. Throws: OptionError, of the layer's name. */
export const masksOf = (layer: Module, masks: AttentionMasks | undefined): AttentionMasks =>
  optionsOf(layer.constructor.name, masks, { mask: undefined, causal: false, keyPaddingMask: undefined })

/**
 * The masks as attention takes them: a mask of [batch*heads, queries, keys] by its heads, and padding that is numbers, not true
 * or false, in the mask.
 */
function laidOut(masks: AttentionMasks, batch: number, heads: number): AttentionMasks {
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
  readonly inWeight: Parameter | readonly [q: Parameter, k: Parameter, v: Parameter]
  readonly inBias: Parameter | undefined
  readonly outWeight: Parameter
  readonly outBias: Parameter | undefined
  readonly heads: number
  readonly p: number
  readonly batchFirst: boolean

  constructor(embed: number, heads: number, options?: MultiheadOptions) {
    super()
    checkSizes('MultiheadAttention', { embed, heads })
    if (embed % heads !== 0)
      throw new LayerError(
        'MultiheadAttention',
        `${heads} heads of ${embed} features: heads must divide features.`,
      )
    const { bias, dropout, batchFirst, kdim, vdim, ...own } = layerOptions('MultiheadAttention', options, {
      ...attentionOptions,
      dropout: 0,
      kdim: embed,
      vdim: embed,
    })
    checkCounts('MultiheadAttention', { embed, kdim, vdim })
    checkNumbers('MultiheadAttention', { dropout }, { least: 0, most: 1 })
    const { dtype } = own
    this.heads = heads
    this.p = dropout
    this.batchFirst = batchFirst
    const started = (rows: number, width: number): Parameter =>
      parameter(init.xavierUniform([rows, width], own))
    this.inWeight =
      kdim === embed && vdim === embed
        ? started(3 * embed, embed)
        : [started(embed, embed), started(embed, kdim), started(embed, vdim)]
    this.inBias = bias ? parameter(zeros([3 * embed], { dtype })) : undefined
    this.outWeight = parameter(init.kaimingUniform([embed, embed], { a: Math.sqrt(5), ...own }))
    this.outBias = bias ? parameter(zeros([embed], { dtype })) : undefined
  }
  override fields(): Iterable<readonly [string, unknown]> {
    const { inWeight, ...rest } = this
    const apart = Array.isArray(inWeight)
    const parts: object = apart ? { q: inWeight[0], k: inWeight[1], v: inWeight[2], ...rest } : this
    return renamed(parts, {
      q: 'q_proj_weight',
      k: 'k_proj_weight',
      v: 'v_proj_weight',
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
    masks?: AttentionMasks,
  ): { output: Tensor; weights: Tensor } {
    const { heads, batchFirst, training, p } = this
    const { ndim, shape } = toTensor(q, 'MultiheadAttention')
    const { keyPaddingMask: keys, ...rest } = masksOf(this, masks)
    // one sequence alone is a batch of one
    if (ndim === 2) {
      const axis = batchFirst ? 0 : 1
      const [a, b, c] = [q, k, v].map((x) => unsqueeze(x, axis)) as [Tensor, Tensor, Tensor]
      const { output, weights } = this.forward(a, b, c, {
        ...rest,
        keyPaddingMask: keys && reshape(keys, [1, -1]),
      })
      return { output: squeeze(output, axis), weights: squeeze(weights, 0) }
    }
    return multiHeadAttention(q, k, v, this, {
      ...laidOut({ keyPaddingMask: keys, ...rest }, shape[batchFirst ? 0 : 1] ?? 1, heads),
      heads,
      batchFirst,
      ...(training && p > 0 ? { dropout: { p, training } } : {}),
    })
  }
  override describe(): string {
    const { inWeight } = this
    const [, keys, values] = Array.isArray(inWeight) ? inWeight : []
    return described(String(this.outWeight.shape[0]), {
      heads: this.heads,
      kdim: keys?.shape[1],
      vdim: values?.shape[1],
      batchFirst: this.batchFirst,
      dropout: this.p > 0 && this.p,
      without: missingBias(this.inBias),
    })
  }
}

/** Attention with several heads: `multiheadAttention(64, 4, { batchFirst: true })`. See `MultiheadAttention`. */
export const multiheadAttention = (
  embed: number,
  heads: number,
  options?: MultiheadOptions,
): MultiheadAttention => new MultiheadAttention(embed, heads, options)
