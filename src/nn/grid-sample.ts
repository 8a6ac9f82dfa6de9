import { checkWord, optionsOf } from '../options.ts'
import { where as select } from '../tensor/functions/elementwise.ts'
import { takeAlongAxis } from '../tensor/functions/gathering.ts'
import {
  arange,
  concatenate,
  ones,
  ShapeError,
  type Tensor,
  type TensorLike,
  toTensor,
} from '../tensor/index.ts'

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
  const places = coordinates
    .add(1)
    .mul((alignCorners ? n - 1 : n) / 2)
    .sub(alignCorners ? 0 : 0.5)
  if (paddingMode === 'zeros') return places
  if (paddingMode === 'border' || (alignCorners && n === 1)) return places.clip(0, n - 1)
  // up and down again between the outermost pixels' centres or edges
  const low = alignCorners ? 0 : -0.5
  const span = alignCorners ? n - 1 : n
  const folded = places
    .sub(low)
    .abs()
    .remainder(2 * span)
    .sub(span)
    .abs()
    .neg()
    .add(span + low)
  return folded.clip(0, n - 1)
}

/**
 * Images at the places of a grid, by `[x, y]` from -1 (left, top) to 1 (right, bottom); PyTorch's grid_sample.
 * Gradients go to the images and to the grid.
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
  const across = placesOf(where.at('...', 0), w, paddingMode, alignCorners)
  const down = placesOf(where.at('...', 1), h, paddingMode, alignCorners)
  const flat = images.reshape(n, c, h * w)
  /** The pixels at whole places, and 0 outside of the image. */
  const pixels = (i: Tensor, j: Tensor): Tensor => {
    const inside = i
      .clip(0, w - 1)
      .equal(i)
      .logicalAnd(j.clip(0, h - 1).equal(j))
    // whole numbers before they are added up: float32 has no odd ones from 2^24 on
    const [row, column] = [j.clip(0, h - 1).astype('int32'), i.clip(0, w - 1).astype('int32')]
    const found = takeAlongAxis(
      flat,
      row
        .mul(w)
        .add(column)
        .reshape(n, 1, rows * columns),
      2,
    )
    return select(inside.unsqueeze(1), found.reshape(n, c, rows, columns), 0)
  }
  if (mode === 'nearest') return pixels(across.detach().round(), down.detach().round())
  const [left, top] = [across.detach().floor(), down.detach().floor()]
  const [right, bottom] = [left.add(1), top.add(1)]
  const [s, t] = [across.sub(left).unsqueeze(1), down.sub(top).unsqueeze(1)]
  const above = pixels(left, top).mul(s.neg().add(1)).add(pixels(right, top).mul(s))
  const below = pixels(left, bottom).mul(s.neg().add(1)).add(pixels(right, bottom).mul(s))
  return above.mul(t.neg().add(1)).add(below.mul(t))
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
    if (alignCorners) return count > 1 ? i.mul(2 / (count - 1)).sub(1) : i.mul(0)
    return i.mul(2 / count).add(1 / count - 1)
  }
  const x = centres(w).reshape(1, w, 1).expand([h, w, 1])
  const y = centres(h).reshape(h, 1, 1).expand([h, w, 1])
  const base = concatenate([x, y, ones([h, w, 1], typed)], -1).reshape(h * w, 3)
  return base.matmul(maps.swapaxes(1, 2)).reshape(n, h, w, 2)
}
