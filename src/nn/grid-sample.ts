import { requireList } from '../errors.ts'
import { checkWord, optionsOf } from '../options.ts'
import {
  abs,
  add,
  arange,
  astype,
  at,
  clip,
  concatenate,
  equal,
  expand,
  floor,
  logicalAnd,
  matmul,
  multiply,
  negative,
  ones,
  remainder,
  reshape,
  round,
  ShapeError,
  subtract,
  swapaxes,
  type Tensor,
  type TensorLike,
  toTensor,
  unsqueeze,
} from '../tensor/core.ts'
import { where as select } from '../tensor/functions/elementwise.ts'
import { takeAlongAxis } from '../tensor/functions/gathering.ts'

export interface GridSampleOptions {
  /** Between neighbours linearly, or the nearest one. */
  readonly mode?: 'bilinear' | 'nearest'
  /** What stands outside of the image: zeros, its edge, or its mirror image. */
  readonly paddingMode?: 'zeros' | 'border' | 'reflection'
  /** -1 and 1 are the centres of the corner pixels, not the corners of the image (false). */
  readonly alignCorners?: boolean
}

/** Coordinates from -1 to 1 as places along an axis of `n` pixels, which stand at 0 to n - 1. */
function placesOf(coordinates: Tensor, n: number, paddingMode: string, alignCorners: boolean): Tensor {
  const places = subtract(
    multiply(add(coordinates, 1), (alignCorners ? n - 1 : n) / 2),
    alignCorners ? 0 : 0.5,
  )
  if (paddingMode === 'zeros') return places
  if (paddingMode === 'border' || (alignCorners && n === 1)) return clip(places, 0, n - 1)
  // up and down again between the outermost pixels' centres or edges
  const low = alignCorners ? 0 : -0.5
  const span = alignCorners ? n - 1 : n
  const folded = add(
    negative(abs(subtract(remainder(abs(subtract(places, low)), 2 * span), span))),
    span + low,
  )
  return clip(folded, 0, n - 1)
}

/**
 * Images at the places of a grid, by `[x, y]` from -1 (left, top) to 1 (right, bottom); PyTorch's grid_sample.
 * Gradients go to the images and to the grid. A coordinate that is NaN gives NaN, and 0 by the nearest pixel.
 *
 * Shapes: x [n, c, h, w], grid [n, h', w', 2] -> [n, c, h', w']. Throws: ShapeError. Source: Jaderberg et al., "Spatial
 * transformer networks" (2015).
 *
 * @example
 * gridSample([[[[1, 2], [3, 4]]]], [[[[0, 0]]]]).item() // 2.5
 */
export function gridSample(x: TensorLike, grid: TensorLike, options?: GridSampleOptions): Tensor {
  const { mode, paddingMode, alignCorners } = optionsOf('gridSample', options, {
    mode: 'bilinear',
    paddingMode: 'zeros',
    alignCorners: false,
  })
  checkWord('gridSample', 'mode', mode, ['bilinear', 'nearest'])
  checkWord('gridSample', 'paddingMode', paddingMode, ['zeros', 'border', 'reflection'])
  const [images, where] = [toTensor(x), toTensor(grid)]
  const [n, c, h, w] = images.shape as [number, number, number, number]
  const [count, rows, columns] = where.shape as [number, number, number]
  if (images.ndim !== 4 || where.ndim !== 4 || where.shape[3] !== 2 || count !== n)
    throw new ShapeError(
      'gridSample',
      [images.shape, where.shape],
      `x is [${images.shape}], the grid [${where.shape}]: they must be [n, c, h, w] and [n, h', w', 2] for as many images.`,
    )
  const across = placesOf(at(where, '...', 0), w, paddingMode, alignCorners)
  const down = placesOf(at(where, '...', 1), h, paddingMode, alignCorners)
  const flat = reshape(images, n, c, h * w)
  /** The pixels at whole places, and 0 outside of the image. */
  const pixels = (i: Tensor, j: Tensor): Tensor => {
    const inside = logicalAnd(equal(clip(i, 0, w - 1), i), equal(clip(j, 0, h - 1), j))
    // whole numbers before they are added up: float32 has no odd ones from 2^24 on
    const [row, column] = [astype(clip(j, 0, h - 1), 'int32'), astype(clip(i, 0, w - 1), 'int32')]
    const found = takeAlongAxis(flat, reshape(add(multiply(row, w), column), n, 1, rows * columns), 2)
    return select(unsqueeze(inside, 1), reshape(found, n, c, rows, columns), 0)
  }
  if (mode === 'nearest') return pixels(round(across.detach()), round(down.detach()))
  const [left, top] = [floor(across.detach()), floor(down.detach())]
  const [right, bottom] = [add(left, 1), add(top, 1)]
  const [s, t] = [unsqueeze(subtract(across, left), 1), unsqueeze(subtract(down, top), 1)]
  const above = add(multiply(pixels(left, top), subtract(1, s)), multiply(pixels(right, top), s))
  const below = add(multiply(pixels(left, bottom), subtract(1, s)), multiply(pixels(right, bottom), s))
  return add(multiply(above, subtract(1, t)), multiply(below, t))
}

/**
 * The grid that affine maps make of the pixels of images, for `gridSample`; PyTorch's affine_grid.
 * Shapes: theta [n, 2, 3], size [n, c, h, w] -> [n, h, w, 2]. Throws: ShapeError.
 */
export function affineGrid(
  theta: TensorLike,
  size: readonly number[],
  options?: { readonly alignCorners?: boolean },
): Tensor {
  const { alignCorners } = optionsOf('affineGrid', options, { alignCorners: false })
  requireList('affineGrid', size)
  const maps = toTensor(theta)
  const [n, , h, w] = size as [number, number, number, number]
  if (size.length !== 4 || `${maps.shape}` !== `${[n, 2, 3]}`)
    throw new ShapeError(
      'affineGrid',
      [maps.shape, size],
      `theta is [${maps.shape}], the size [${size}]: they must be [n, 2, 3] and [n, c, h, w].`,
    )
  const typed = { dtype: maps.dtype }
  const centres = (count: number): Tensor => {
    const i = arange(count, typed)
    if (alignCorners) return count > 1 ? subtract(multiply(i, 2 / (count - 1)), 1) : multiply(i, 0)
    return add(multiply(i, 2 / count), 1 / count - 1)
  }
  const x = expand(reshape(centres(w), 1, w, 1), [h, w, 1])
  const y = expand(reshape(centres(h), h, 1, 1), [h, w, 1])
  const base = reshape(concatenate([x, y, ones([h, w, 1], typed)], -1), h * w, 3)
  return reshape(matmul(base, swapaxes(maps, 1, 2)), n, h, w, 2)
}
