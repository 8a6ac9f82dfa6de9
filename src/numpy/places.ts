import { requireInteger } from '../errors.ts'
import type { Shape } from '../graph/shape.ts'
import {
  add,
  floorDivide,
  mod,
  multiply,
  ShapeError,
  type Tensor,
  type TensorLike,
  tensor,
  toTensor,
} from '../tensor/core.ts'

/** Rows and columns of the places of an [n, m] matrix that are kept. */
function kept(
  operation: string,
  n: number,
  m: number,
  k: number,
  keeps: (distance: number) => boolean,
): [Tensor, Tensor] {
  requireInteger(operation, 'n', n, 0)
  requireInteger(operation, 'm', m, 0)
  requireInteger(operation, 'k', k)
  const [rows, columns]: number[][] = [[], []]
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++)
      if (keeps(j - i - k)) {
        rows!.push(i)
        columns!.push(j)
      }
  return [tensor(Int32Array.from(rows!)), tensor(Int32Array.from(columns!))]
}

/**
 * Rows and columns of what `tril` keeps of an [n, m] matrix (int32): on and below the k-th diagonal.
 *
 * @example
 * const [i, j] = trilIndices(3)
 * x.at(i, j) // the lower triangle in a row
 */
export const trilIndices = (n: number, k = 0, m = n): [Tensor, Tensor] =>
  kept('trilIndices', n, m, k, (distance) => distance <= 0)
/** Rows and columns of what `triu` keeps of an [n, m] matrix (int32): on and above the k-th diagonal. */
export const triuIndices = (n: number, k = 0, m = n): [Tensor, Tensor] =>
  kept('triuIndices', n, m, k, (distance) => distance >= 0)

function checkExtents(operation: string, shape: Shape): void {
  for (const extent of shape) requireInteger(operation, 'an extent', extent, 0)
}

/** The places along each axis of a tensor of this shape that elements have which are counted row by row (int32). Numbers beyond the end begin again. Shapes: [...] -> one [...] an axis */
export function unravelIndex(index: TensorLike, shape: Shape): Tensor[] {
  checkExtents('unravelIndex', shape)
  let rest = toTensor(index)
  const places: Tensor[] = []
  for (const extent of shape.toReversed()) {
    places.unshift(mod(rest, extent))
    rest = floorDivide(rest, extent)
  }
  return places
}

/** The numbers of elements, row by row, at these places along the axes of a tensor of this shape (int32). */
export function ravelMultiIndex(places: readonly TensorLike[], shape: Shape): Tensor {
  checkExtents('ravelMultiIndex', shape)
  if (places.length !== shape.length)
    throw new ShapeError(
      'ravelMultiIndex',
      [shape],
      `there are places along ${places.length} axes, and the shape is [${shape}]: give them for each axis.`,
    )
  return places.reduce<Tensor>(
    (index, place, i) => add(multiply(index, shape[i]!), place),
    tensor(0, { dtype: 'int32' }),
  )
}
