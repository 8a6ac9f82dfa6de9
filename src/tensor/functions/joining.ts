import '../../compile/bridge/subjects/blocks.ts'
import { named, requireInteger, requireList } from '../../errors.ts'
import { allocate } from '../../graph/dtype.ts'
import { leading, normalizeAxis, ShapeError, sameShape } from '../../graph/shape.ts'
import { concatenate as concatenateNodes, narrow } from '../../ops/movement.ts'
import { optionsOf } from '../../options.ts'
import { listOf, nodeOf, promoted, type TensorLike, toTensor } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { take } from './gathering.ts'
import { atleast1d, atleast2d, atleast3d, broadcastTo, expandDims, reshape, squeeze } from './shape.ts'

/** Joined along an axis that they have. Shapes: equal but for that axis */
export function concatenate(tensors: readonly TensorLike[], axis = 0): Tensor {
  const nodes = promoted('concatenate', listOf('concatenate', tensors))
  return new Tensor(concatenateNodes(nodes, normalizeAxis('concatenate', axis, nodes[0]!.shape.length)))
}
/** The same as `concatenate`. */
export const cat = /* @__PURE__ */ named('cat', concatenate)

/** Joined along a new axis. Shapes: equal */
export function stack(tensors: readonly TensorLike[], axis = 0): Tensor {
  const at = normalizeAxis('stack', axis, nodeOf(listOf('stack', tensors)[0]!, 'stack').shape.length + 1)
  const nodes = promoted('stack', tensors)
  const first = nodes[0]!
  for (const node of nodes)
    if (!sameShape(node.shape, first.shape))
      throw new ShapeError(
        'stack',
        [first.shape, node.shape],
        `parts are ${first} and ${node}: all shapes must be equal.`,
      )
  return concatenate(
    nodes.map((node) => expandDims(new Tensor(node), at)),
    at,
  )
}

/** Side by side: along axis 1 (axis 0 for vectors). */
export const hstack = /* @__PURE__ */ named('hstack', (tensors: readonly TensorLike[]): Tensor => {
  const parts = listOf('hstack', tensors).map(atleast1d)
  return concatenate(parts, parts[0]?.ndim === 1 ? 0 : 1)
})
/** One below the other: along axis 0, vectors as rows. */
export const vstack = /* @__PURE__ */ named(
  'vstack',
  (tensors: readonly TensorLike[]): Tensor => concatenate(listOf('vstack', tensors).map(atleast2d), 0),
)
/** Along axis 2, vectors as [1,n,1] and matrices as [m,n,1]. */
export const dstack = /* @__PURE__ */ named(
  'dstack',
  (tensors: readonly TensorLike[]): Tensor => concatenate(listOf('dstack', tensors).map(atleast3d), 2),
)
/** Vectors as the columns of a matrix; matrices side by side. */
export const columnStack = /* @__PURE__ */ named(
  'columnStack',
  (tensors: readonly TensorLike[]): Tensor =>
    concatenate(
      listOf('columnStack', tensors).map((x) => (nodeOf(x).shape.length < 2 ? reshape(x, [-1, 1]) : x)),
      1,
    ),
)

/** Cut at these places along an axis. */
function cut(x: TensorLike, at: number, ends: readonly number[]): Tensor[] {
  const node = nodeOf(x)
  const extent = node.shape[at]!
  let start = 0
  return [...ends, extent].map((end) => {
    const stop = Math.max(start, Math.min(end < 0 ? end + extent : end, extent))
    const part = new Tensor(narrow(node, at, start, stop - start))
    start = stop
    return part
  })
}

/** A list of so many tensors where the number is written out. */
type Many<N extends number, Made extends Tensor[] = []> = number extends N
  ? Tensor[]
  : `${N}` extends `-${string}` | `${string}.${string}` | `${string}e${string}`
    ? Tensor[]
    : Made['length'] extends N
      ? Made
      : Many<N, [...Made, Tensor]>

/** A tensor for each size in a list; of one size for all there are as many as fit. */
export type Parts<S> = S extends readonly number[] ? { -readonly [K in keyof S]: Tensor } : Tensor[]
/** So many tensors, or one more than there are places to cut at. */
export type Cuts<P> = P extends number
  ? Many<P>
  : P extends readonly number[]
    ? number extends P['length']
      ? Tensor[]
      : [...Parts<P>, Tensor]
    : never

/**
 * Parts along an axis: of `sizes` elements each (the last may be shorter), or of the sizes in a list.
 *
 * @example
 * split(arange(7), 3).map((part) => part.size) // [3, 3, 1]
 */
export function split<const S extends number | readonly number[]>(
  x: TensorLike,
  sizes: S,
  axis?: number,
): Parts<S>
export function split(x: TensorLike, sizes: number | readonly number[], axis = 0): Tensor[] {
  const { shape } = nodeOf(x, 'split')
  const at = normalizeAxis('split', axis, shape.length)
  const extent = shape[at]!
  if (typeof sizes === 'number') {
    requireInteger('split', 'the size', sizes, 1)
    return cut(
      x,
      at,
      Array.from({ length: Math.max(0, Math.ceil(extent / sizes) - 1) }, (_, i) => (i + 1) * sizes),
    )
  }
  requireList('split', sizes)
  for (const n of sizes) requireInteger('split', 'a size', n, 0)
  const total = sizes.reduce((sum, n) => sum + n, 0)
  if (total !== extent)
    throw new ShapeError(
      'split',
      [shape],
      `sizes [${sizes}] add up to ${total}, axis ${at} has ${extent}: they must be equal.`,
    )
  let end = 0
  return cut(
    x,
    at,
    sizes.slice(0, -1).map((n) => (end += n)),
  )
}

/** At most `parts` parts of equal size; the last may be shorter, as PyTorch's chunk. Of nothing there are all of them, empty. */
export function chunk(x: TensorLike, parts: number, axis = 0): Tensor[] {
  const { shape } = nodeOf(x, 'chunk')
  const at = normalizeAxis('chunk', axis, shape.length)
  requireInteger('chunk', 'the count', parts, 1)
  const size = Math.ceil(shape[at]! / parts)
  return size ? split(x, size, at) : tensorSplit(x, parts, at)
}

/** So many parts of nearly equal size (the first ones larger), or parts that end at the given places. */
export function tensorSplit<const P extends number | readonly number[]>(
  x: TensorLike,
  parts: P,
  axis?: number,
): Cuts<P>
export function tensorSplit(x: TensorLike, parts: number | readonly number[], axis = 0): Tensor[] {
  const { shape } = nodeOf(x, 'tensorSplit')
  const at = normalizeAxis('tensorSplit', axis, shape.length)
  if (typeof parts !== 'number') {
    requireList('tensorSplit', parts)
    for (const end of parts) requireInteger('tensorSplit', 'the place', end)
    return cut(x, at, parts)
  }
  requireInteger('tensorSplit', 'the count', parts, 1)
  const each = Math.floor(shape[at]! / parts)
  const larger = shape[at]! % parts
  return cut(
    x,
    at,
    Array.from(allocate('float64', parts - 1), (_, i) => (i + 1) * each + Math.min(i + 1, larger)),
  )
}
/** The same as `tensorSplit`. */
export const arraySplit = /* @__PURE__ */ named('arraySplit', tensorSplit as never) as typeof tensorSplit

/** The slices of an axis, without it. */
export function unbind(x: TensorLike, axis = 0): Tensor[] {
  const { shape } = nodeOf(x, 'unbind')
  const at = normalizeAxis('unbind', axis, shape.length)
  if (shape[at] === 0) return []
  return split(x, 1, at).map((part) => squeeze(part, at))
}

/** Copies of the whole side by side, so many along each axis; PyTorch's `repeat`. */
export function tile(x: TensorLike, ...repeats: (number | readonly number[])[]): Tensor {
  const given = toTensor(x, 'tile')
  const list = repeats.flat()
  const rank = Math.max(list.length, given.ndim)
  const counts = leading(rank, list)
  const shape = leading(rank, given.shape)
  for (const n of list) requireInteger('tile', 'the count', n, 0)
  const spread = broadcastTo(
    reshape(
      given,
      shape.flatMap((n) => [1, n]),
    ),
    shape.flatMap((n, i) => [counts[i]!, n]),
  )
  return reshape(
    spread,
    shape.map((n, i) => n * counts[i]!),
  )
}

/** Each element several times in a row along an axis (of all elements in a row if none is given); NumPy's `repeat`. */
export function repeat(x: TensorLike, count: number | readonly number[], axis?: number): Tensor {
  const whole = toTensor(x, 'repeat')
  const given = axis === undefined ? reshape(whole, [-1]) : whole
  const at = normalizeAxis('repeat', axis ?? 0, given.ndim)
  const extent = given.shape[at]!
  const counts = [count].flat()
  for (const n of counts) requireInteger('repeat', 'the count', n, 0)
  if (counts.length === 1) {
    const n = counts[0]!
    const wide = expandDims(given, at + 1)
    const spread = broadcastTo(wide, wide.shape.with(at + 1, n))
    return reshape(spread, given.shape.with(at, extent * n))
  }
  if (counts.length !== extent)
    throw new ShapeError(
      'repeat',
      [given.shape],
      `${counts.length} counts for ${extent} elements along axis ${at}: give one, or one for each.`,
    )
  return take(
    given,
    counts.flatMap((n, i) => new Array<number>(n).fill(i)),
    { axis: at },
  )
}
/** The same as `repeat`. */
export const repeatInterleave = /* @__PURE__ */ named('repeatInterleave', repeat)

/** Coordinate grids of vectors; `indexing: 'xy'` (NumPy's default) swaps the first two axes. */
export function meshgrid(
  vectors: readonly TensorLike[],
  options?: { readonly indexing?: 'xy' | 'ij' },
): Tensor[] {
  const { indexing } = optionsOf('meshgrid', options, { indexing: 'xy' })
  const parts = listOf('meshgrid', vectors).map(atleast1d)
  const order = parts.map((_, i) => (indexing === 'xy' && parts.length > 1 && i < 2 ? 1 - i : i))
  const shape = parts.map((part) => part.size)
  const full = order.map((i) => shape[i]!)
  return parts.map((part, i) =>
    broadcastTo(
      reshape(
        part,
        full.map((_, a) => (order[a] === i ? shape[i]! : 1)),
      ),
      full,
    ),
  )
}
