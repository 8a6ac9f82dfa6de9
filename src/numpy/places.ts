import { NablaError, named, requireInteger, requireList, requireWithin } from '../errors.ts'
import { allocate } from '../graph/dtype.ts'
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

/** 1 + 2 + ... + n; 0 for n below 0. */
const triangle = (n: number): number => (n > 0 ? (n * (n + 1)) / 2 : 0)
/** max(0, from) + max(0, from + 1) + ..., `count` of them. */
const ramp = (from: number, count: number): number => triangle(from + count - 1) - triangle(from - 1)

/** How many places of an [n, m] matrix are on and below the k-th diagonal: i + k + 1 of row i, but neither less than none nor more than m. */
const countBelow = (n: number, m: number, k: number): number => ramp(k + 1, n) - ramp(k + 1 - m, n)

/** Rows and columns of the places of an [n, m] matrix on and below the k-th diagonal, or on and above it. */
function kept(operation: string, n: number, m: number, diagonal: number, isBelow: boolean): [Tensor, Tensor] {
  requireInteger(operation, 'n', n, 0)
  requireInteger(operation, 'm', m, 0)
  requireInteger(operation, 'k', diagonal)
  // rows and columns are int32
  requireWithin(operation, 'the larger extent', Math.max(n, m), 2 ** 31 - 1)
  const k = Math.min(Math.max(diagonal, -n), m)
  const count = isBelow ? countBelow(n, m, k) : countBelow(m, n, -k)
  if (count >= 2 ** 31)
    throw new NablaError(`${operation}: there are ${count} of these places: they must be fewer than 2^31.`)
  const [rows, columns] = [allocate('int32', count), allocate('int32', count)]
  let at = 0
  for (let i = isBelow ? Math.max(0, -k) : 0; at < count; i++)
    for (let j = isBelow ? 0 : Math.max(0, i + k); j < (isBelow ? Math.min(i + k + 1, m) : m); j++) {
      rows[at] = i
      columns[at++] = j
    }
  return [tensor(rows), tensor(columns)]
}

/**
 * Rows and columns of what `tril` keeps of an [n, m] matrix (int32): on and below the k-th diagonal.
 *
 * @example
 * const [i, j] = trilIndices(3)
 * x.at(i, j) // the lower triangle in a row
 */
export const trilIndices = /* @__PURE__ */ named(
  'trilIndices',
  (n: number, k: number = 0, m: number = n): [Tensor, Tensor] => kept('trilIndices', n, m, k, true),
)
/** Rows and columns of what `triu` keeps of an [n, m] matrix (int32): on and above the k-th diagonal. */
export const triuIndices = /* @__PURE__ */ named(
  'triuIndices',
  (n: number, k: number = 0, m: number = n): [Tensor, Tensor] => kept('triuIndices', n, m, k, false),
)

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
