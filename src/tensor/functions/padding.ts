import '../../compile/bridge/subjects/blocks.ts'
import { requireList, shown } from '../../errors.ts'
import { dataNode } from '../../graph/leaves.ts'
import { apply, type Node } from '../../graph/node.ts'
import { ShapeError } from '../../graph/shape.ts'
import { convert } from '../../ops/arithmetic.ts'
import { movement } from '../../ops/movement.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { nodeOf, promoted, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { take } from './gathering.ts'

export type PadMode = 'constant' | 'reflect' | 'symmetric' | 'replicate' | 'edge' | 'circular' | 'wrap'
/** One number for all sides; [before, after] for each axis; or a flat list in PyTorch's order, the last axis first. */
export type PadWidth = number | readonly (readonly [number, number])[] | readonly number[]

function widths(x: Node, width: PadWidth): [number, number][] {
  const rank = x.shape.length
  if (typeof width === 'number') return x.shape.map(() => [width, width])
  requireList('pad', width)
  const pairs: [number, number][] = []
  if (width.every((part) => typeof part === 'number')) {
    const flat = width as readonly number[]
    if (flat.length % 2 || flat.length > 2 * rank)
      throw new ShapeError(
        'pad',
        [x.shape],
        `${flat.length} numbers for ${x}: give two for each padded axis, the last axis first.`,
      )
    for (let axis = 0; axis < rank; axis++) {
      const from = 2 * (rank - 1 - axis)
      pairs.push(from < flat.length ? [flat[from]!, flat[from + 1]!] : [0, 0])
    }
    return pairs
  }
  const given = width as readonly (readonly [number, number])[]
  if (given.length !== rank)
    throw new ShapeError(
      'pad',
      [x.shape],
      `${given.length} pairs for ${x}: give [before, after] for each axis.`,
    )
  return given.map((pair) => {
    requireList('pad', pair)
    return [pair[0], pair[1]]
  })
}

const modulo = (a: number, n: number): number => ((a % n) + n) % n
const nearest = (place: number, n: number): number => Math.min(Math.max(place, 0), n - 1)

/** Where an element outside comes from, for places -before ... extent + after - 1. */
const sources: Readonly<Record<Exclude<PadMode, 'constant'>, (place: number, extent: number) => number>> = {
  reflect: (place, n) => (n === 1 ? 0 : Math.abs(modulo(place + n - 1, 2 * n - 2) - (n - 1))),
  symmetric: (place, n) => {
    const around = modulo(place, 2 * n)
    return around < n ? around : 2 * n - 1 - around
  },
  replicate: nearest,
  edge: nearest,
  circular: modulo,
  wrap: modulo,
}

/**
 * The tensor with elements added before and after its axes, or cropped where a width is negative. What is added is `value`
 * ('constant'; 0 unless given), the edge ('replicate', 'edge'), the tensor again ('circular', 'wrap'), or its mirror image without
 * ('reflect') or with the edge ('symmetric').
 *
 * @example
 * pad(tensor([1, 2, 3]), [2, 1], { mode: 'reflect' }) // [3, 2, 1, 2, 3, 2]
 */
export function pad(
  x: TensorLike,
  width: PadWidth,
  options?: { readonly mode?: PadMode; readonly value?: TensorLike },
): Tensor {
  const { mode, value } = optionsOf('pad', options, { mode: 'constant', value: 0 })
  const node = nodeOf(x, 'pad')
  const pairs = widths(node, width)
  if (pairs.flat().some((n) => !Number.isInteger(n)))
    throw new ShapeError('pad', [node.shape], `widths are ${shown(width)}: they must be integers.`)
  checkWord('pad', 'mode', mode, ['constant', ...Object.keys(sources)])
  pairs.forEach(([before, after], axis) => {
    const extent = node.shape[axis]!
    const count = before + extent + after
    if (count < 0 || (extent === 0 && count > 0 && mode !== 'constant'))
      throw new ShapeError(
        'pad',
        [node.shape],
        `axis ${axis} of ${node} by ${before} and ${after}: it cannot have ${count} elements${count < 0 ? '' : ' made of none'}.`,
      )
  })
  if (mode === 'constant') {
    const padding = {
      low: pairs.map(([low]) => low),
      high: pairs.map(([, high]) => high),
      interior: pairs.map(() => 0),
    }
    const filled = node.dtype === 'bool' ? [node, convert(nodeOf(value), 'bool')] : promoted([x, value])
    return new Tensor(apply(movement.pad, filled, padding) as Node)
  }
  const source = sources[mode]
  let padded = new Tensor(node)
  pairs.forEach(([before, after], axis) => {
    if (before === 0 && after === 0) return
    const extent = node.shape[axis]!
    const places = Int32Array.from({ length: before + extent + after }, (_, i) => source(i - before, extent))
    padded = take(padded, new Tensor(dataNode({ dtype: 'int32', shape: [places.length] }, places)), { axis })
  })
  return padded
}
