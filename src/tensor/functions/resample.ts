import '../../compile/bridge/subjects/resampling.ts'
import { range, ShapeError, sizeOf } from '../../graph/shape.ts'
import { resample, type Taps } from '../../ops/resample.ts'
import { checkWord, optionsOf } from '../../options.ts'
import { floatNode, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { adaptiveAvgPool } from './adaptivePooling.ts'
import { perAxis, type Spatial } from './spatial.ts'

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
  alignCorners: boolean | undefined,
): Taps {
  const clamp = (i: number): number => Math.min(Math.max(i, 0), n - 1)
  const middle = mode === 'nearest' ? 0 : 0.5
  const cubic = mode === 'bicubic'
  // As in PyTorch: a factor that leaves the extent as it is changes nothing, whatever the scale.
  const step = count === n && mode.endsWith('linear') ? 1 : scale
  return range(count).map((i) => {
    if (mode.startsWith('nearest')) return [[clamp(Math.floor((i + middle) * step)), 1]]
    const at = alignCorners ? (i * (n - 1)) / Math.max(count - 1, 1) : (i + middle) * step - middle
    const x = cubic ? at : clamp(at)
    const floor = Math.floor(x)
    const t = x - floor
    return (cubic ? cubicWeights(t) : [1 - t, t]).map((weight, tap) => [
      clamp(floor + tap - (cubic ? 1 : 0)),
      weight,
    ])
  })
}

/** Spatial axes that a mode is for; 0 where it is for any number. */
const rankOfMode: Readonly<Record<InterpolateMode, number>> = {
  nearest: 0,
  'nearest-exact': 0,
  area: 0,
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
  const given = floatNode(x, 'interpolate')
  const { mode, size, scaleFactor, alignCorners } = optionsOf('interpolate', options, {
    mode: 'nearest',
    size: undefined,
    scaleFactor: undefined,
    alignCorners: undefined,
  })
  const rank = given.shape.length - 2
  const fail = (rule: string): ShapeError => new ShapeError('interpolate', [given.shape], rule)
  const xIs = `x is ${given}`
  checkWord('interpolate', 'mode', mode, Object.keys(rankOfMode))
  const wanted = rankOfMode[mode]
  if (rank < 1 || rank > 3 || (wanted && wanted !== rank))
    throw fail(`${xIs}, mode ${mode}: x must be [n, c, ...] with ${wanted || '1 to 3'} spatial axes.`)
  if ((size === undefined) === (scaleFactor === undefined)) throw fail('give either size or scaleFactor.')
  const extents = given.shape.slice(2)
  if (sizeOf(extents) === 0) throw fail(`${xIs}: no spatial axis may be empty.`)
  const factors = typeof scaleFactor === 'number' ? extents.map(() => scaleFactor) : scaleFactor
  if (factors && (factors.length !== rank || factors.some((factor) => !(factor > 0))))
    throw fail(`scaleFactor is [${factors}]: it must be one number > 0, or ${rank} of them.`)
  const outputs = perAxis(
    'interpolate',
    'size',
    factors ? extents.map((n, i) => Math.floor(n * factors[i]!)) : size!,
    rank,
  )
  if (mode === 'area') return adaptiveAvgPool('interpolate', rank)(x, outputs)
  let node = given
  // the last axis first, while the others are short: elements along it are taken one by one
  for (let i = rank - 1; i >= 0; i--) {
    const n = extents[i]!
    const scale = factors ? 1 / factors[i]! : n / outputs[i]!
    node = resample(node, i + 2, tapsFor(mode, n, outputs[i]!, scale, alignCorners))
  }
  return new Tensor(node)
}
