import { allocate, type TypedArray } from '../graph/dtype.ts'
import type { Node, Value } from '../graph/node.ts'
import { range, type Shape, ShapeError, sizeOf } from '../graph/shape.ts'
import { add, equal, indicator, less, like, multiply, not, select } from './arithmetic.ts'
import { batchedMatmul } from './contraction.ts'
import { broadcastInDim, broadcastTo, concatenate, iota, moveAxis, narrow, reduceSum } from './movement.ts'
import { checkDomain } from './row.ts'

/** Matrices are the last two axes; the axes before them are examples. */
export const leadOf = (x: Node): Shape => x.shape.slice(0, -2)
export const rowsOf = (x: Node): number => x.shape.at(-2)!
export const columnsOf = (x: Node): number => x.shape.at(-1)!

/** Where a matrix of extent n is cut into blocks. */
export const halfOf = (n: number): number => 16 * Math.ceil(n / 32)

export const rowsFrom = (x: Node, start: number, count: number): Node =>
  narrow(x, x.shape.length - 2, start, count)
export const columnsFrom = (x: Node, start: number, count: number): Node =>
  narrow(x, x.shape.length - 1, start, count)
export const above = (...parts: readonly Node[]): Node => concatenate(parts, parts[0]!.shape.length - 2)
export const beside = (...parts: readonly Node[]): Node => concatenate(parts, parts[0]!.shape.length - 1)

export const matmul = (a: Node, b: Node): Node => batchedMatmul(a, b)
/** The transpose of each matrix. */
export const mT = (x: Node): Node => moveAxis(x, x.shape.length - 1, x.shape.length - 2)
/** (X + X^T)/2 */
export const symmetricPart = (x: Node): Node => multiply(like(x, 0.5), add(x, mT(x)))

const rowIndex = (x: Node): Node => iota('int32', x.shape, x.shape.length - 2)
const columnIndex = (x: Node): Node => iota('int32', x.shape, x.shape.length - 1)

/** Where a matrix of this type has its diagonal. */
export const onDiagonal = (x: Node): Node => equal(rowIndex(x), columnIndex(x))
export const belowDiagonal = (x: Node): Node => less(columnIndex(x), rowIndex(x))
const aboveDiagonal = (x: Node): Node => less(rowIndex(x), columnIndex(x))

/** The elements where the mask holds; 0 elsewhere. */
export const only = (mask: Node, x: Node): Node => select(mask, x, like(x, 0))
export const lowerTriangle = (x: Node): Node => only(not(aboveDiagonal(x)), x)
export const upperTriangle = (x: Node): Node => only(not(belowDiagonal(x)), x)
export const strictlyLower = (x: Node): Node => only(belowDiagonal(x), x)
export const strictlyUpper = (x: Node): Node => only(aboveDiagonal(x), x)

/** The identity in the place of each matrix of `x`, which is square. */
export const identityLike = (x: Node): Node => indicator(onDiagonal(x), x.dtype)
/** [..., n, n] to [..., n] */
export const diagonalOf = (x: Node): Node => reduceSum(only(onDiagonal(x), x), [x.shape.length - 1])

/** X diag(v): [..., m, n] by [..., n] */
export const scaleColumns = (x: Node, v: Node): Node => multiply(x, alongColumns(v, x.shape))
/** diag(v) X: [..., m, n] by [..., m] */
export const scaleRows = (x: Node, v: Node): Node => multiply(x, alongRows(v, x.shape))
/** v[..., None, :] */
export const alongColumns = (v: Node, shape: Shape): Node =>
  broadcastInDim(v, shape, [...range(shape.length - 2), shape.length - 1])
/** v[..., :, None] */
export const alongRows = (v: Node, shape: Shape): Node => broadcastInDim(v, shape, range(shape.length - 1))
/** A number for each matrix, at all its places. */
export const overMatrix = (v: Node, shape: Shape): Node => broadcastInDim(v, shape, range(shape.length - 2))
/** The sum of each matrix's elements. */
export const sumMatrix = (x: Node): Node => reduceSum(x, [x.shape.length - 2, x.shape.length - 1])

/** Leading axes broadcast against each other. */
export const withLead = (x: Node, lead: Shape): Node => broadcastTo(x, [...lead, ...x.shape.slice(-2)])

export function checkMatrix(operation: string, x: Node, square = false): void {
  checkDomain(operation, 'float', x.dtype)
  if (x.shape.length < 2)
    throw new ShapeError(
      operation,
      [x.shape],
      `the operand is ${x}: it must be a matrix, or matrices along leading axes.`,
    )
  if (square && rowsOf(x) !== columnsOf(x))
    throw new ShapeError(
      operation,
      [x.shape],
      `the operand is ${x}: its last two axes (${rowsOf(x)} and ${columnsOf(x)}) must be equal, a square matrix.`,
    )
}

/** Calls `f` with each matrix of an array, copied to float64 and free to be overwritten. */
export function eachMatrix(
  x: TypedArray,
  node: Node,
  f: (matrix: Float64Array, example: number) => void,
): void {
  const size = rowsOf(node) * columnsOf(node)
  const count = sizeOf(leadOf(node))
  for (let i = 0; i < count; i++) f(Float64Array.from(x.subarray(i * size, (i + 1) * size)), i)
}

/** Evaluates a row matrix by matrix: `f` gives the elements of each result, and may write over its operand. */
export const byMatrix =
  <P>(f: (matrix: Float64Array, node: Node<P>) => readonly ArrayLike<number>[]) =>
  ([a]: readonly TypedArray[], node: Node<P>): Value => {
    const results = node.types.map(({ dtype, shape }) => allocate(dtype, sizeOf(shape)))
    eachMatrix(a!, node.inputs[0]!, (matrix, i) => {
      f(matrix, node).forEach((part, r) => {
        results[r]!.set(part, i * part.length)
      })
    })
    return node.op.multiple ? results : results[0]!
  }

/** Makes (A + A^T)/2 of a matrix. */
export function symmetrize(a: Float64Array, n: number): void {
  for (let r = 0; r < n; r++)
    for (let c = 0; c < r; c++) {
      const mean = (a[r * n + c]! + a[c * n + r]!) / 2
      a[r * n + c] = mean
      a[c * n + r] = mean
    }
}
