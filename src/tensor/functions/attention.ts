import '../../compile/bridge/subjects/slicing.ts'
import { requireFields } from '../../errors.ts'
import { constant } from '../../graph/leaves.ts'
import { broadcastShapes, ShapeError } from '../../graph/shape.ts'
import { narrow } from '../../ops/movement.ts'
import { optionsOf } from '../../options.ts'
import { alike, nodeOf, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { linear, matmul } from './contraction.ts'
import { type DropoutOptions, dropout } from './dropout.ts'
import { add, astype, multiply, where } from './elementwise.ts'
import { reshape, swapaxes } from './shape.ts'
import { shares } from './softmax.ts'
import { mean } from './sum.ts'
import { tril } from './triangle.ts'

export interface AttentionOptions {
  /** bool: true where a key may be seen; float: is added to the scores, in their dtype. Shapes: broadcasts to [..., queries, keys] */
  readonly mask?: TensorLike | null | undefined
  /** A query sees no key behind its own place. */
  readonly causal?: boolean
  /** Multiplies the scores; 1/sqrt(features) if left out. */
  readonly scale?: number | undefined
  /** Drops weights at random. */
  readonly dropout?: DropoutOptions | undefined
}

/** Refuses what does not fit. Shapes: [..., queries, d], [..., keys, d], [..., keys, v] -> [..., queries, keys] */
function weightsOf(operation: string, q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions): Tensor {
  const shapes = [q.shape, k.shape, v.shape] as const
  const [a, b, c] = shapes
  if (a.length < 2 || b.length < 2 || a.at(-1) !== b.at(-1) || b.at(-2) !== c.at(-2))
    throw new ShapeError(
      operation,
      shapes,
      `q is ${q.node}, k ${k.node}, v ${v.node}: q and k need equal last axes, k and v equal last axes but one.`,
    )
  broadcastShapes(`${operation}, batches of q, k and v`, ...shapes.map((shape) => shape.slice(0, -2)))
  const { mask, causal, scale = 1 / Math.sqrt(q.shape.at(-1)!) } = options
  let scores = matmul(multiply(q, scale), swapaxes(k, -1, -2))
  if (causal) {
    const seen = tril(new Tensor(constant(1, 'bool', scores.shape.slice(-2))))
    scores = where(seen, scores, -Infinity)
  }
  const masked = mask !== undefined && mask !== null
  if (masked) {
    broadcastShapes(`${operation}, scores and mask`, scores.shape, nodeOf(mask, operation).shape)
    scores =
      nodeOf(mask).dtype === 'bool' ? where(mask, scores, -Infinity) : add(scores, astype(mask, scores.dtype))
  }
  // a query that sees no key has weights of 0
  const weights = shares(scores, -1, masked ? 0.5 : 0)
  return options.dropout ? dropout(weights, options.dropout) : weights
}

/**
 * softmax(q k^T/sqrt(d)) v: each query's mean of the values, weighted by how well its key fits; 0 where it may see no key.
 * Shapes: [..., queries, d], [..., keys, d], [..., keys, v] -> [..., queries, v]
 * Source: Vaswani et al., Attention is all you need (2017).
 */
export function scaledDotProductAttention(
  q: TensorLike,
  k: TensorLike,
  v: TensorLike,
  options?: AttentionOptions,
): Tensor {
  const how = optionsOf('scaledDotProductAttention', options, {
    mask: undefined,
    causal: false,
    scale: undefined,
    dropout: undefined,
  })
  const [[query, key, value]] = alike('scaledDotProductAttention', true, [q, k, v])
  return matmul(weightsOf('scaledDotProductAttention', query, key, value, how as AttentionOptions), value)
}

export interface MultiHeadParameters {
  /** Projections of query, key and value, one below the other, or three of their own widths. Shapes: [3*embed, embed] */
  readonly inWeight: TensorLike | readonly [Tensor, Tensor, Tensor]
  readonly inBias?: TensorLike | null | undefined
  /** Shapes: [embed, embed] */
  readonly outWeight: TensorLike
  readonly outBias?: TensorLike | null | undefined
}
export interface MultiHeadOptions extends Omit<AttentionOptions, 'scale'> {
  readonly heads: number
  /** true for keys that are padding. Shapes: [batch, keys] */
  readonly keyPaddingMask?: TensorLike | null | undefined
  /** The first axis of the sequences is the batch, not the time. */
  readonly batchFirst?: boolean
}

/**
 * Attention with several heads, each on its own part of the features: projections, attention, and a projection of what
 * the heads found. Returns the result and the weights, averaged over heads.
 * Shapes: q [queries, batch, embed], k and v [keys, batch, embed] -> [queries, batch, embed], [batch, queries, keys]
 */
export function multiHeadAttention(
  q: TensorLike,
  k: TensorLike,
  v: TensorLike,
  parameters: MultiHeadParameters,
  options: MultiHeadOptions,
): { readonly output: Tensor; readonly weights: Tensor } {
  requireFields('multiHeadAttention', parameters, ['inWeight', 'outWeight'])
  const { inWeight, inBias, outWeight, outBias } = parameters
  const {
    heads,
    batchFirst,
    keyPaddingMask,
    causal,
    mask,
    dropout: drops,
  } = optionsOf('multiHeadAttention', options, {
    heads: 0,
    batchFirst: false,
    keyPaddingMask: undefined,
    mask: undefined,
    causal: false,
    dropout: undefined,
  })
  const apart = Array.isArray(inWeight) && inWeight[0] instanceof Tensor
  const [[asked, keys, values, last, ...widths], [bias, lastBias]] = alike(
    'multiHeadAttention',
    true,
    [q, k, v, outWeight, ...((apart ? inWeight : [inWeight]) as TensorLike[])],
    [inBias, outBias],
  )
  const embed = asked.shape.at(-1)!
  if (asked.ndim !== 3 || embed % heads !== 0)
    throw new ShapeError(
      'multiHeadAttention',
      [asked.shape],
      `q is ${asked.node}: it must have three axes, and ${heads} heads must divide its last one.`,
    )
  const part = (x: Tensor, i: number): Tensor => new Tensor(narrow(x.node, 0, i * embed, embed))
  // [time, batch, embed] -> [batch, heads, time, features]
  const project = (x: Tensor, i: number): Tensor => {
    const y = linear(
      batchFirst ? x : swapaxes(x, 0, 1),
      apart ? widths[i]! : part(widths[0]!, i),
      bias && part(bias, i),
    )
    const [batch, time] = y.shape as [number, number]
    return swapaxes(reshape(y, [batch, time, heads, embed / heads]), 1, 2)
  }
  const [query, key, value] = [project(asked, 0), project(keys, 1), project(values, 2)] as const
  const weights = weightsOf('multiHeadAttention', query, key, value, {
    mask: joinMasks(mask, keyPaddingMask, query),
    causal,
    dropout: drops,
  })
  const found = swapaxes(matmul(weights, value), 1, 2)
  const joined = linear(reshape(found, [found.shape[0]!, found.shape[1]!, embed]), last, lastBias)
  return { output: batchFirst ? joined : swapaxes(joined, 0, 1), weights: mean(weights, 1) }
}

/** Both masks as one of scores [batch, heads, queries, keys]: numbers to add to them, if there are both. */
function joinMasks(
  mask: TensorLike | null | undefined,
  padding: TensorLike | null | undefined,
  like: Tensor,
): TensorLike | null | undefined {
  if (padding === undefined || padding === null) return mask
  const [batch, keys] = nodeOf(padding, 'multiHeadAttention').shape as [number, number]
  const hidden = where(reshape(padding, [batch, 1, 1, keys]), -Infinity, new Tensor(constant(0, like.dtype)))
  if (mask === undefined || mask === null) return hidden
  return nodeOf(mask).dtype === 'bool' ? where(mask, hidden, -Infinity) : add(mask, hidden)
}
