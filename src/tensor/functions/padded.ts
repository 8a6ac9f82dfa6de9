import '../../compile/bridge/subjects/slicing.ts'
import { requireInteger, requireList } from '../../errors.ts'
import { apply, type Node } from '../../graph/node.ts'
import { range, ShapeError } from '../../graph/shape.ts'
import { convert } from '../../ops/arithmetic.ts'
import { broadcastInDim, concatenate, narrow, reverse, slicing } from '../../ops/movement.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { nodeOf, promoted, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { take } from './gathering.ts'

export type PadMode = 'constant' | 'reflect' | 'symmetric' | 'replicate' | 'edge' | 'circular' | 'wrap'
/** One number for all sides; [before, after] for each axis; or a flat list in PyTorch's order, the last axis first. */
export type PadWidth = number | readonly (readonly [number, number])[] | readonly number[]

function widths(x: Node, width: PadWidth): (readonly [number, number])[] {
  const rank = x.shape.length
  if (typeof width === 'number') return x.shape.map(() => [width, width])
  requireList('pad', width)
  const count = width.length
  const isFlat = width.every((part) => typeof part === 'number')
  if (isFlat ? count % 2 || count > 2 * rank : count !== rank)
    throw new ShapeError(
      'pad',
      [x.shape],
      `${count} ${isFlat ? 'numbers' : 'pairs'} for ${x}: give ${isFlat ? 'two for each padded axis, the last axis first' : '[before, after] for each axis'}.`,
    )
  return x.shape.map((_, axis) => {
    const from = 2 * (rank - 1 - axis)
    const pair = isFlat ? [width[from] ?? 0, width[from + 1] ?? 0] : width[axis]!
    requireList('pad', pair)
    return [pair[0], pair[1]]
  })
}

const modulo = (a: number, n: number): number => ((a % n) + n) % n
/** The nearer to the start of a place and its image in a mirror, both of which come again after a period. */
const mirrored = (place: number, image: number, period: number): number =>
  Math.min(modulo(place, period), modulo(image, period))
const nearest = (place: number, n: number): number => Math.min(Math.max(place, 0), n - 1)

/** Where an element outside comes from, for places -before ... extent + after - 1. */
const sources: Readonly<Record<Exclude<PadMode, 'constant'>, (place: number, extent: number) => number>> = {
  // of one element, whose image has no period, NaN is stored as place 0
  reflect: (place, n) => mirrored(place, -place, 2 * n - 2),
  symmetric: (place, n) => mirrored(place, -1 - place, 2 * n),
  replicate: nearest,
  edge: nearest,
  circular: modulo,
  wrap: modulo,
}

/** So many slices are joined, which are copied in rows; of more, places are read one by one. */
const mostParts = 3

export interface PadOptions {
  readonly mode?: PadMode
  readonly value?: TensorLike
}

/** What `pad` gives, for layers, whose widths stay the same. */
export function padded(x: TensorLike, width: PadWidth, options?: PadOptions): Tensor {
  const { mode, value } = optionsOf('pad', options, { mode: 'constant', value: 0 })
  const node = nodeOf(x, 'pad')
  const pairs = widths(node, width)
  for (const n of pairs.flat()) requireInteger('pad', 'a width', n)
  checkWord('pad', 'mode', mode, ['constant', ...Object.keys(sources)])
  pairs.forEach(([before, after], axis) => {
    const extent = node.shape[axis]!
    const count = before + extent + after
    if (count < 0 || (!extent && count > 0 && mode !== 'constant'))
      throw new ShapeError(
        'pad',
        [node.shape],
        `axis ${axis} of ${node} by ${before} and ${after}: it cannot have ${count} elements.`,
      )
  })
  if (mode === 'constant') {
    const padding = {
      low: pairs.map(([low]) => low),
      high: pairs.map(([, high]) => high),
      interior: pairs.map(() => 0),
    }
    const filled =
      node.dtype === 'bool' ? [node, convert(nodeOf(value, 'pad'), 'bool')] : promoted('pad', [x, value])
    return new Tensor(apply(slicing.pad, filled, padding) as Node)
  }
  const source = sources[mode]
  return pairs.reduce((wider, [before, after], axis) => {
    if (!before && !after) return wider
    const extent = node.shape[axis]!
    const places = Int32Array.from({ length: before + extent + after }, (_, i) => source(i - before, extent))
    const parts = runsAt(wider.node, axis, places)
    return parts[0] && parts.length <= mostParts
      ? new Tensor(concatenate(parts, axis))
      : take(wider, places, { axis })
  }, new Tensor(node))
}

/** What stands at places along an axis, in parts: where they follow one another upwards or downwards, or stay. */
function runsAt(x: Node, axis: number, places: Int32Array): Node[] {
  const parts: Node[] = []
  for (let start = 0, end = 1; start < places.length && parts.length <= mostParts; start = end++) {
    const first = places[start]!
    const step = places[end]! - first
    if (Math.abs(step) < 2) while (places[end]! - places[end - 1]! === step) end++
    const last = places[end - 1]!
    const part = narrow(x, axis, Math.min(first, last), Math.abs(last - first) + 1)
    const spread = broadcastInDim(part, part.shape.with(axis, end - start), range(part.shape.length))
    parts.push(last < first ? reverse(spread, [axis]) : spread)
  }
  return parts
}
