import { optionsOf } from '../options.ts'
import { reshape, ShapeError, type Tensor, type TensorLike, toTensor, zeros } from '../tensor/core.ts'
import { scatter } from '../tensor/functions/scattering.ts'
import { perAxis, type Spatial } from '../tensor/functions/spatial.ts'

export interface UnpoolOptions {
  /** As of the pooling (the window). */
  readonly stride?: Spatial | undefined
  readonly padding?: Spatial
  /** The extents before the pooling, where they do not follow from the window. */
  readonly outputSize?: Spatial | undefined
}

/**
 * Puts the largest elements that `maxPool2d(x, kernel, { returnIndices: true })` found back where they stood, among zeros.
 * Shapes: x and indices [n, c, h, w] -> [n, c, (h-1)*stride - 2*padding + kernel, ...] or [n, c, ...outputSize]
 * Throws: ShapeError; IndexError where an index is outside.
 */
export function maxUnpool2d(
  x: TensorLike,
  indices: TensorLike,
  kernel: Spatial,
  options?: UnpoolOptions,
): Tensor {
  const { stride, padding, outputSize } = optionsOf('maxUnpool2d', options, {
    stride: undefined,
    padding: 0,
    outputSize: undefined,
  })
  const [found, places] = [toTensor(x), toTensor(indices)]
  if (found.ndim !== 4 || `${found.shape}` !== `${places.shape}`)
    throw new ShapeError(
      'maxUnpool2d',
      [found.shape, places.shape],
      `x is [${found.shape}], the indices are [${places.shape}]: both must be [n, c, h, w].`,
    )
  const [n, c, ...extents] = found.shape as [number, number, number, number]
  const window = perAxis('maxUnpool2d', 'kernel', kernel, 2)
  const steps = perAxis('maxUnpool2d', 'stride', stride ?? window, 2)
  const around = perAxis('maxUnpool2d', 'padding', padding, 2, 0)
  const [h, w] =
    outputSize === undefined
      ? extents.map((extent, i) => (extent - 1) * steps[i]! - 2 * around[i]! + window[i]!)
      : perAxis('maxUnpool2d', 'outputSize', outputSize, 2)
  const plane = [n, c, -1]
  const empty = zeros([n, c, h! * w!], { dtype: found.dtype })
  return reshape(scatter(empty, 2, reshape(places, plane), reshape(found, plane)), n, c, h!, w!)
}
