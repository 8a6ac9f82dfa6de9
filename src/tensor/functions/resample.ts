import { dataNode } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { apply } from '../../graph/node.ts'
import { ShapeError, sizeOf, typeText } from '../../graph/shape.ts'
import { dotGeneral } from '../../ops/contraction.ts'
import { convertElements } from '../../ops/convert.ts'
import { gather, takeAlong } from '../../ops/indexing.ts'
import { broadcastInDim, moveAxis, reshape } from '../../ops/movement.ts'
import { reduction } from '../../ops/reduction.ts'
import { floatNode, nodeOf, type TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { avgPool1d, avgPool2d, avgPool3d, maxPool1d, maxPool2d, maxPool3d } from './pooling.ts'
import { perAxis, type Spatial, withBatch } from './spatial.ts'

export type InterpolateMode =
  | 'nearest'
  | 'nearest-exact'
  | 'linear'
  | 'bilinear'
  | 'trilinear'
  | 'bicubic'
  | 'area'
export interface InterpolateOptions {
  /** The extents wanted, or ... */
  readonly size?: Spatial | undefined
  /** ... what to multiply the extents by. */
  readonly scaleFactor?: Spatial | undefined
  readonly mode?: InterpolateMode
  /** The centres of the corner elements stay where they are. */
  readonly alignCorners?: boolean | undefined
}

/** For each place of the result: the elements it is made of, and their weights. All rows are equally long. */
interface Taps {
  readonly places: readonly (readonly number[])[]
  readonly weights: readonly (readonly number[])[]
}

/** Makes one axis anew: each place a weighted sum of a few elements. */
function resampleAxis(x: Node, axis: number, { places, weights }: Taps): Node {
  const count = places.length
  const taps = places[0]!.length
  const indices = dataNode({ dtype: 'int32', shape: [count * taps, 1] }, Int32Array.from(places.flat()))
  const gathered = gather(x, indices, { axes: [axis], batch: 0 })
  const apart = reshape(gathered, [count, taps, ...gathered.shape.slice(1)])
  const factors = dataNode(
    { dtype: x.dtype, shape: [count, taps] },
    convertElements(Float64Array.from(weights.flat()), x.dtype),
  )
  return moveAxis(dotGeneral(factors, apart, { contract: [[1], [1]], batch: [[0], [0]] }), 0, axis)
}

/** Source: Keys, Cubic convolution interpolation for digital image processing (1981), with a = -3/4 as PyTorch and OpenCV have it. */
function cubicWeights(t: number): number[] {
  const a = -0.75
  const near = (x: number): number => ((a + 2) * x - (a + 3)) * x * x + 1
  const far = (x: number): number => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
  return [far(t + 1), near(t), near(1 - t), far(2 - t)]
}

/** The taps along one axis of `n` elements for `count` places; `scale` is how many elements a place is wide. */
function tapsFor(
  mode: InterpolateMode,
  n: number,
  count: number,
  scale: number,
  alignCorners: boolean,
): Taps {
  const clamp = (i: number): number => Math.min(Math.max(i, 0), n - 1)
  // As in PyTorch: a factor that leaves the extent as it is changes nothing, whatever the scale.
  if (count === n && mode.endsWith('linear'))
    return { places: Array.from({ length: n }, (_, i) => [i]), weights: Array.from({ length: n }, () => [1]) }
  const at = Array.from({ length: count }, (_, i) => {
    if (mode === 'nearest') return Math.floor(i * scale)
    if (mode === 'nearest-exact') return Math.floor((i + 0.5) * scale)
    if (alignCorners) return count === 1 ? 0 : (i * (n - 1)) / (count - 1)
    return (i + 0.5) * scale - 0.5
  })
  if (mode === 'nearest' || mode === 'nearest-exact')
    return { places: at.map((x) => [clamp(x)]), weights: at.map(() => [1]) }
  if (mode === 'bicubic') {
    const floors = at.map(Math.floor)
    return {
      places: floors.map((i) => [clamp(i - 1), clamp(i), clamp(i + 1), clamp(i + 2)]),
      weights: at.map((x, i) => cubicWeights(x - floors[i]!)),
    }
  }
  const inside = at.map((x) => Math.max(x, 0))
  const floors = inside.map((x) => clamp(Math.floor(x)))
  return {
    places: floors.map((i) => [i, clamp(i + 1)]),
    weights: inside.map((x, i) => {
      const t = Math.min(x - floors[i]!, 1)
      return [1 - t, t]
    }),
  }
}

const rankOfMode: Partial<Record<InterpolateMode, number>> = {
  linear: 1,
  bilinear: 2,
  bicubic: 2,
  trilinear: 3,
}

/**
 * Resizes the spatial axes.
 * Shapes: [n, c, ...extents] -> [n, c, ...size], with one spatial axis for `linear`, two for `bilinear` and `bicubic`, three for
 * `trilinear`, any for `nearest`, `nearest-exact` and `area`.
 * Throws: ShapeError unless exactly one of `size` and `scaleFactor` is given.
 *
 * @example
 * interpolate([[[1, 3]]], { size: 4, mode: 'linear' }).toArray() // [[[1, 1.5, 2.5, 3]]]
 */
export function interpolate(x: TensorLike, options: InterpolateOptions): Tensor {
  const given = floatNode(x)
  const { mode = 'nearest', size, scaleFactor } = options
  const rank = given.shape.length - 2
  const wanted = rankOfMode[mode]
  if (rank < 1 || rank > 3 || (wanted !== undefined && wanted !== rank))
    throw new ShapeError(
      'interpolate',
      [given.shape],
      `x is ${typeText(given.type)}, mode ${mode}: x must be [n, c, ...] with ${wanted ?? '1 to 3'} spatial axes.`,
    )
  if ((size === undefined) === (scaleFactor === undefined))
    throw new ShapeError('interpolate', [given.shape], 'give either size or scaleFactor.')
  const extents = given.shape.slice(2)
  if (sizeOf(extents) === 0)
    throw new ShapeError(
      'interpolate',
      [given.shape],
      `x is ${typeText(given.type)}: there is nothing to interpolate between on an empty axis.`,
    )
  const factors =
    scaleFactor === undefined
      ? undefined
      : typeof scaleFactor === 'number'
        ? extents.map(() => scaleFactor)
        : scaleFactor
  if (factors && (factors.length !== rank || factors.some((factor) => !(factor > 0))))
    throw new ShapeError(
      'interpolate',
      [given.shape],
      `scaleFactor is [${factors.join(',')}]: it must be one number > 0, or ${rank} of them.`,
    )
  const outputs = perAxis(
    'interpolate',
    'size',
    factors ? extents.map((n, i) => Math.floor(n * factors[i]!)) : size!,
    rank,
  )
  if (mode === 'area') return adaptiveAvgPool('interpolate', rank, x, outputs)
  const [y] = withBatch('interpolate', given, rank, (images) => {
    let node = images
    for (let i = 0; i < rank; i++) {
      const n = extents[i]!
      const scale = factors ? 1 / factors[i]! : n / outputs[i]!
      node = resampleAxis(node, i + 2, tapsFor(mode, n, outputs[i]!, scale, options.alignCorners === true))
    }
    return [node] as const
  })
  return y
}

/** The elements that place `i` of `count` pools over: from floor(i n / count) to ceil((i + 1) n / count), the last one repeated. */
function adaptiveTaps(n: number, count: number): { places: number[][]; weights: number[][] } {
  const start = Array.from({ length: count }, (_, i) => Math.floor((i * n) / count))
  const end = Array.from({ length: count }, (_, i) => Math.ceil(((i + 1) * n) / count))
  const most = Math.max(...end.map((e, i) => e - start[i]!))
  return {
    places: start.map((s, i) => Array.from({ length: most }, (_, t) => Math.min(s + t, end[i]! - 1))),
    weights: start.map((s, i) =>
      Array.from({ length: most }, (_, t) => (s + t < end[i]! ? 1 / (end[i]! - s) : 0)),
    ),
  }
}

/** The extents asked for; `null` keeps one. */
export type AdaptiveSize = number | readonly (number | null)[]

function outputsOf(operation: string, x: Node, rank: number, size: AdaptiveSize): number[] {
  const extents = x.shape.slice(-rank)
  if (x.shape.length < rank + 1)
    throw new ShapeError(
      operation,
      [x.shape],
      `x is ${typeText(x.type)}: it must have channels and ${rank} spatial axes.`,
    )
  if (extents.includes(0))
    throw new ShapeError(
      operation,
      [x.shape],
      `x is ${typeText(x.type)}: there is nothing to pool on an empty axis.`,
    )
  return perAxis(
    operation,
    'outputSize',
    typeof size === 'number' ? size : size.map((n, i) => n ?? extents[i]!),
    rank,
  )
}

const divides = (extents: readonly number[], outputs: readonly number[]): boolean =>
  extents.every((n, i) => n % outputs[i]! === 0)

function adaptiveAvgPool(operation: string, rank: number, x: TensorLike, outputSize: AdaptiveSize): Tensor {
  const given = floatNode(x)
  const extents = given.shape.slice(-rank)
  const outputs = outputsOf(operation, given, rank, outputSize)
  if (divides(extents, outputs)) {
    const pool = [avgPool1d, avgPool2d, avgPool3d][rank - 1]!
    return pool(
      x,
      extents.map((n, i) => n / outputs[i]!),
    )
  }
  const [y] = withBatch(operation, given, rank, (images) => {
    let node = images
    extents.forEach((n, i) => {
      if (n !== outputs[i]) node = resampleAxis(node, i + 2, adaptiveTaps(n, outputs[i]!))
    })
    return [node] as const
  })
  return y
}

interface Indexed {
  /** Also returns where each maximum stands, counted row by row over the spatial axes (int32). */
  readonly returnIndices: true
}
interface MaybeIndexed {
  readonly returnIndices?: boolean
}

function adaptiveMaxPool(
  operation: string,
  rank: number,
  x: TensorLike,
  outputSize: AdaptiveSize,
  { returnIndices }: MaybeIndexed,
): Tensor | [Tensor, Tensor] {
  const given = nodeOf(x)
  const extents = given.shape.slice(-rank)
  const outputs = outputsOf(operation, given, rank, outputSize)
  const pool = [maxPool1d, maxPool2d, maxPool3d][rank - 1]!
  const pooled = divides(extents, outputs)
    ? pool(
        x,
        extents.map((n, i) => n / outputs[i]!),
        { returnIndices: true },
      )
    : withBatch(operation, given, rank, (images) => unevenMaxPool(images, outputs))
  return returnIndices ? [pooled[0], pooled[1]] : pooled[0]
}

/** Windows of unequal extents: all their elements side by side, [places, taps, images]. */
function unevenMaxPool(x: Node, outputs: readonly number[]): readonly [Node, Node] {
  const [n, c, ...extents] = x.shape as [number, number, ...number[]]
  let table: number[][] = [[0]]
  extents.forEach((extent, axis) => {
    const { places } = adaptiveTaps(extent, outputs[axis]!)
    table = table.flatMap((row) =>
      places.map((taps) => row.flatMap((at) => taps.map((tap) => at * extent + tap))),
    )
  })
  const shape = [table.length, table[0]!.length]
  const indices = dataNode({ dtype: 'int32', shape }, Int32Array.from(table.flat()))
  const flat = reshape(x, [n * c, sizeOf(extents)])
  const elements = gather(flat, reshape(indices, [sizeOf(shape), 1]), { axes: [1], batch: 0 })
  const windows = reshape(elements, [...shape, n * c])
  const best = reshape(apply(reduction.argmax, [windows], { axis: 1 }) as Node, [shape[0]!, 1, n * c])
  const back = (node: Node): Node =>
    reshape(moveAxis(reshape(node, [shape[0]!, n * c]), 1, 0), [n, c, ...outputs])
  return [
    back(takeAlong(windows, best, 1)),
    back(takeAlong(broadcastInDim(indices, windows.shape, [0, 1]), best, 1)),
  ]
}

/** The mean over `outputSize` windows that cover the axis. Shapes: [n, c, l] or [c, l] -> [n, c, outputSize] */
export const adaptiveAvgPool1d = (x: TensorLike, outputSize: AdaptiveSize): Tensor =>
  adaptiveAvgPool('adaptiveAvgPool1d', 1, x, outputSize)
/** As `adaptiveAvgPool1d`, over two axes; `null` keeps an extent. */
export const adaptiveAvgPool2d = (x: TensorLike, outputSize: AdaptiveSize): Tensor =>
  adaptiveAvgPool('adaptiveAvgPool2d', 2, x, outputSize)
/** As `adaptiveAvgPool1d`, over three axes. */
export const adaptiveAvgPool3d = (x: TensorLike, outputSize: AdaptiveSize): Tensor =>
  adaptiveAvgPool('adaptiveAvgPool3d', 3, x, outputSize)

/** The largest element of `outputSize` windows that cover the axis. Shapes: [n, c, l] or [c, l] -> [n, c, outputSize] */
export function adaptiveMaxPool1d(x: TensorLike, outputSize: AdaptiveSize, options: Indexed): [Tensor, Tensor]
export function adaptiveMaxPool1d(x: TensorLike, outputSize: AdaptiveSize, options?: MaybeIndexed): Tensor
export function adaptiveMaxPool1d(
  x: TensorLike,
  outputSize: AdaptiveSize,
  options: MaybeIndexed = {},
): Tensor | [Tensor, Tensor] {
  return adaptiveMaxPool('adaptiveMaxPool1d', 1, x, outputSize, options)
}
/** As `adaptiveMaxPool1d`, over two axes; `null` keeps an extent. */
export function adaptiveMaxPool2d(x: TensorLike, outputSize: AdaptiveSize, options: Indexed): [Tensor, Tensor]
export function adaptiveMaxPool2d(x: TensorLike, outputSize: AdaptiveSize, options?: MaybeIndexed): Tensor
export function adaptiveMaxPool2d(
  x: TensorLike,
  outputSize: AdaptiveSize,
  options: MaybeIndexed = {},
): Tensor | [Tensor, Tensor] {
  return adaptiveMaxPool('adaptiveMaxPool2d', 2, x, outputSize, options)
}
/** As `adaptiveMaxPool1d`, over three axes. */
export function adaptiveMaxPool3d(x: TensorLike, outputSize: AdaptiveSize, options: Indexed): [Tensor, Tensor]
export function adaptiveMaxPool3d(x: TensorLike, outputSize: AdaptiveSize, options?: MaybeIndexed): Tensor
export function adaptiveMaxPool3d(
  x: TensorLike,
  outputSize: AdaptiveSize,
  options: MaybeIndexed = {},
): Tensor | [Tensor, Tensor] {
  return adaptiveMaxPool('adaptiveMaxPool3d', 3, x, outputSize, options)
}
