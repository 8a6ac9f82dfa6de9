import { ShapeError, sizeOf, typeText } from '../../graph/shape.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { floatNode, type TensorLike } from '../operands.ts'
import type { Tensor } from '../tensor.ts'
import { adaptiveAvgPool } from './adaptivePooling.ts'
import { resampleAxis, type Taps } from './resampleAxis.ts'
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

/** Spatial axes that a mode is for; undefined where it is for any number. */
const rankOfMode: Readonly<Record<InterpolateMode, number | undefined>> = {
  nearest: undefined,
  'nearest-exact': undefined,
  area: undefined,
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
  const { mode, size, scaleFactor, alignCorners } = optionsOf('interpolate', options, {
    mode: 'nearest',
    size: undefined,
    scaleFactor: undefined,
    alignCorners: undefined,
  })
  const rank = given.shape.length - 2
  checkWord('interpolate', 'mode', mode, Object.keys(rankOfMode))
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
  if (mode === 'area') return adaptiveAvgPool('interpolate', rank)(x, outputs)
  const [y] = withBatch('interpolate', given, rank, (images) => {
    let node = images
    for (let i = 0; i < rank; i++) {
      const n = extents[i]!
      const scale = factors ? 1 / factors[i]! : n / outputs[i]!
      node = resampleAxis(node, i + 2, tapsFor(mode, n, outputs[i]!, scale, alignCorners === true))
    }
    return [node] as const
  })
  return y
}
