import { NablaError, named, requireInteger, requireList } from '../errors.ts'
import { type Shape, sizeOf } from '../graph/shape.ts'
import {
  add,
  astype,
  floorDivide,
  IndexError,
  mod,
  multiply,
  ShapeError,
  Tensor,
  type TensorLike,
  tensor,
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
  if (n * m >= 2 ** 31)
    throw new NablaError(`${operation}: [${n},${m}] has ${n * m} places: it must be fewer than 2^31.`)
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
  requireList(operation, shape)
  for (const extent of shape) requireInteger(operation, 'an extent', extent, 0)
}

/** Numbers below `count` as int32. Refuses others where they are known: a trace of a function has none. */
function below(operation: string, what: string, x: TensorLike, count: number): Tensor {
  const given = x instanceof Tensor ? x : tensor(x, { dtype: 'float64' })
  const wrong = given.node.abstract
    ? undefined
    : given.data().find((n) => !(n >= 0 && n < count && n % 1 === 0))
  if (wrong !== undefined)
    throw new IndexError(
      `${operation}: ${what} ${wrong}: ${count === 0 ? 'there is no place' : `it must be an integer from 0 to ${count - 1}`}.`,
    )
  return astype(given, 'int32')
}

/**
 * The places along each axis of a tensor of this shape that elements have which are counted row by row (int32). Shapes: [...] -> one
 * [...] an axis. Throws: IndexError for a number that is not below the count of elements; in a trace it begins again.
 */
export const unravelIndex = /* @__PURE__ */ named(
  'unravelIndex',
  (index: TensorLike, shape: Shape): Tensor[] => {
    checkExtents('unravelIndex', shape)
    let rest = below('unravelIndex', 'element', index, sizeOf(shape))
    const places: Tensor[] = []
    for (const extent of shape.toReversed()) {
      places.unshift(mod(rest, extent))
      rest = floorDivide(rest, extent)
    }
    return places
  },
)

/**
 * The numbers of elements, row by row, at these places along the axes of a tensor of this shape (int32).
 * Throws: IndexError for a place that is not below its extent, unless in a trace.
 */
export const ravelMultiIndex = /* @__PURE__ */ named(
  'ravelMultiIndex',
  (places: readonly TensorLike[], shape: Shape): Tensor => {
    requireList('ravelMultiIndex', places)
    checkExtents('ravelMultiIndex', shape)
    if (places.length !== shape.length)
      throw new ShapeError(
        'ravelMultiIndex',
        [shape],
        `there are places along ${places.length} axes, and the shape is [${shape}]: give them for each axis.`,
      )
    return places.reduce<Tensor>(
      (index, place, i) =>
        add(multiply(index, shape[i]!), below('ravelMultiIndex', `place along axis ${i}:`, place, shape[i]!)),
      tensor(0, { dtype: 'int32' }),
    )
  },
)
