import '../../compile/bridge/subjects/scattering.ts'
import type { DType } from '../../graph/dtype.ts'
import { constant } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { checkShape, normalizeAxis, ShapeError, sizeOf } from '../../graph/shape.ts'
import { convert, like, select } from '../../ops/arithmetic.ts'
import { highest, lowest } from '../../ops/extremes.ts'
import { IndexError } from '../../ops/indexError.ts'
import { scatterAdd as addAt, column, type Gather, indexText, placesAlong } from '../../ops/indexing.ts'
import { broadcastTo, moveAxis, narrow, repeatedTo, reshape } from '../../ops/movement.ts'
import { type Combine, scatter as scatterNode } from '../../ops/scattering.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { apart } from '../apart.ts'
import { floatNode, nodeOf, promoted, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { add, divide, maximum, multiply } from './elementwise.ts'
import { checkExtents, concrete, indexNode, labelsOf } from './gathering.ts'
import { squeeze } from './shape.ts'

interface Prepared extends Gather {
  readonly x: Node
  readonly source: Node
  readonly places: Node
}

function prepare(
  name: string,
  x: TensorLike,
  axis: number,
  indices: TensorLike,
  source: TensorLike,
): Prepared {
  const { shape } = nodeOf(x, name)
  const isScalar = shape.length === 0
  const at = isScalar ? 0 : normalizeAxis(name, axis, shape.length)
  const [operand, values, places] = [
    ...promoted(name, [x, source]),
    indexNode(name, indices, isScalar ? 1 : shape[at]!),
  ].map((node) => (isScalar ? repeatedTo(name, node, [1]) : node)) as [Node, Node, Node]
  checkExtents(name, operand, places, at)
  const fits =
    values.shape.length === 0 ||
    (values.shape.length === places.shape.length && places.shape.every((n, i) => n <= values.shape[i]!))
  if (!fits)
    throw new ShapeError(
      name,
      [values.shape, places.shape],
      `the source is ${values}, the indices ${places}: the source needs their extents, or is one number.`,
    )
  const used =
    values.shape.length === 0
      ? broadcastTo(values, places.shape)
      : places.shape.reduce((node, n, i) => narrow(node, i, 0, n), values)
  return { x: operand, source: used, what: `${name}: index`, ...placesAlong(operand, places, at) }
}

const write = ({ x, source, places, ...where }: Prepared, combine: Combine): Node =>
  scatterNode(x, source, places, { ...where, combine })
const restore = (result: Node, x: TensorLike): Tensor => new Tensor(reshape(result, nodeOf(x).shape))

/**
 * x with source[i][j] at [indices[i][j]][j] (for axis 0): PyTorch's scatter. Of several for one place the last one counts.
 * `source` may be one number.
 */
export const scatter = (x: TensorLike, axis: number, indices: TensorLike, source: TensorLike): Tensor =>
  restore(write(prepare('scatter', x, axis, indices, source), 'set'), x)

/** x with source[i][j] added at [indices[i][j]][j] (for axis 0). */
export const scatterAdd = (x: TensorLike, axis: number, indices: TensorLike, source: TensorLike): Tensor =>
  restore(write(prepare('scatterAdd', x, axis, indices, source), 'add'), x)

export type ScatterReduction = 'sum' | 'prod' | 'mean' | 'amax' | 'amin'

const combines: Readonly<Record<ScatterReduction, Combine>> = {
  sum: 'add',
  prod: 'multiply',
  mean: 'add',
  amax: 'maximum',
  amin: 'minimum',
}
const neutral: Readonly<Record<ScatterReduction, (dtype: DType) => number>> = {
  sum: () => 0,
  prod: () => 1,
  mean: () => 0,
  amax: lowest,
  amin: highest,
}

/**
 * What meets at a place reduced to one number; without `includeSelf` the element of x does not take part where
 * something else does. Ties of amax and amin share the gradient evenly.
 */
export function scatterReduce(
  x: TensorLike,
  axis: number,
  indices: TensorLike,
  source: TensorLike,
  reduce: ScatterReduction,
  options?: { readonly includeSelf?: boolean },
): Tensor {
  const { includeSelf } = optionsOf('scatterReduce', options, { includeSelf: true })
  checkWord('scatterReduce', 'reduce', reduce, Object.keys(combines))
  const given = reduce === 'mean' ? new Tensor(floatNode(x, 'scatterReduce')) : x
  const prepared = prepare('scatterReduce', given, axis, indices, source)
  const own = prepared.x
  const hits = write({ ...prepared, x: like(own, 0), source: like(prepared.source, 1) }, 'add')
  const touched = convert(hits, 'bool')
  const base = includeSelf ? own : select(touched, like(own, neutral[reduce](own.dtype)), own)
  const result = write({ ...prepared, x: base }, combines[reduce])
  if (reduce !== 'mean') return restore(result, x)
  const self = includeSelf ? 1 : 0
  const count = maximum(add(new Tensor(hits), self), 1)
  return restore(divide(new Tensor(result), count).node, x)
}

function alongAxis(
  name: string,
  x: TensorLike,
  axis: number,
  indices: TensorLike,
  source: TensorLike,
  combine: Combine,
): Tensor {
  const [operand, values] = promoted(name, [x, source]) as [Node, Node]
  if (operand.shape.length === 0)
    return squeeze(alongAxis(name, new Tensor(reshape(operand, [1])), 0, indices, source, combine))
  const at = normalizeAxis(name, axis, operand.shape.length)
  const given = indexNode(name, indices, operand.shape[at]!)
  const places = reshape(given, [sizeOf(given.shape)])
  const shape = operand.shape.with(at, places.shape[0]!)
  const updates = moveAxis(repeatedTo(name, values, shape), at, 0)
  const what = `${name}: index`
  return new Tensor(scatterNode(operand, updates, column(places), { axes: [at], batch: 0, combine, what }))
}

/** x with alpha*source added to the slices along `axis` that `indices` names; the same slice may come more than once. */
export const indexAdd = (
  x: TensorLike,
  axis: number,
  indices: TensorLike,
  source: TensorLike,
  options?: { readonly alpha?: number },
): Tensor => {
  const { alpha } = optionsOf('indexAdd', options, { alpha: 1 })
  return alongAxis('indexAdd', x, axis, indices, alpha === 1 ? source : multiply(source, alpha), 'add')
}
/** x with the slices along `axis` that `indices` names replaced by those of `source`. */
export const indexCopy = (x: TensorLike, axis: number, indices: TensorLike, source: TensorLike): Tensor =>
  alongAxis('indexCopy', x, axis, indices, source, 'set')
/** x with the slices along `axis` that `indices` names filled with one number. */
export const indexFill = (x: TensorLike, axis: number, indices: TensorLike, value: TensorLike): Tensor =>
  alongAxis('indexFill', x, axis, indices, value, 'set')

interface BincountOptions {
  readonly weights?: TensorLike
}

/**
 * How often each of 0, 1, ..., length - 1 occurs in `x`, or the sum of their weights. Other numbers are an error. Without a
 * length the largest number comes last: its value has to be known, so functions that are traced give the length.
 *
 * Throws: IndexError for a number that is not whole, below 0, or not below the length.
 */
export function bincount(x: TensorLike, size?: number | BincountOptions, how?: BincountOptions): Tensor {
  const [[given], options] = apart(size, how)
  const { weights } = optionsOf('bincount', options, { weights: undefined })
  const { node } = labelsOf(x)
  const count = sizeOf(node.shape)
  const amounts =
    weights === undefined ? constant(1, 'int32', [count]) : reshape(nodeOf(weights, 'bincount'), [count])
  let length = given ?? 0
  for (const n of given === undefined ? concrete('bincount', node, 'Give the length') : []) {
    if (n < 0) throw new IndexError(`bincount: number ${indexText(n)}: it must be from 0 on.`)
    length = Math.max(length, n + 1)
  }
  const zero = constant(0, amounts.dtype, checkShape('bincount', [length]))
  const at = { axes: [0], batch: 0, what: 'bincount: number' }
  return new Tensor(addAt(zero, amounts, reshape(node, [count, 1]), at))
}
