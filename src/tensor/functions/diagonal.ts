import '../../compile/bridge/subjects/places.ts'
import { requireInteger, requireList } from '../../errors.ts'
import type { TypedArray } from '../../graph/dtype.ts'
import { constant } from '../../graph/leaves.ts'
import { apply, type Node } from '../../graph/node.ts'
import { checkShape, normalizeAxis, range, ShapeError } from '../../graph/shape.ts'
import { add, convert, equal, indicator, like, select, zeros } from '../../ops/arithmetic.ts'
import { elementwise } from '../../ops/elementwise.ts'
import { gather, IndexError } from '../../ops/indexing.ts'
import { broadcastInDim, concatenate, grown, iota } from '../../ops/movement.ts'
import { optionsOf } from '../../options.ts'
import { getDefaultDtype, nodeOf, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { sum } from './reduction.ts'
import { moveaxis } from './shape.ts'

interface Diagonal {
  /** Above (positive) or below (negative) the main diagonal. */
  readonly offset?: number
  /** The two axes of the matrices. */
  readonly axes?: readonly [number, number]
}

function matrixAxes(name: string, node: Node, { axes, offset }: Required<Diagonal>): [number, number] {
  const rank = node.shape.length
  requireInteger(name, 'offset', offset)
  requireList(name, axes)
  const found = axes.map((axis) => normalizeAxis(name, axis, rank)) as [number, number]
  if (found[0] === found[1])
    throw new ShapeError(name, [node.shape], `axes ${axes.join(' and ')} are the same: name two.`)
  return found
}

/** The diagonals of matrices, as a new last axis. Shapes: [..., m, n] -> [..., min(m, n)] for the main diagonal */
export function diagonal(x: TensorLike, options?: Diagonal): Tensor {
  const which = optionsOf('diagonal', options, { offset: 0, axes: [0, 1] })
  const { offset } = which
  const node = nodeOf(x)
  const [row, column] = matrixAxes('diagonal', node, which)
  const [down, right] = [Math.max(0, -offset), Math.max(0, offset)]
  const count = Math.max(0, Math.min(node.shape[row]! - down, node.shape[column]! - right))
  const steps = iota('int32', [count, 1], 0)
  const places = concatenate([add(steps, like(steps, down)), add(steps, like(steps, right))], 1)
  // gather wants its axes in the order of the places' last axis; the diagonal comes first, then what is left.
  return moveaxis(new Tensor(gather(node, places, { axes: [row, column], batch: 0 })), 0, -1)
}

/** Matrices with the last axis of `x` on a diagonal and 0 elsewhere. Shapes: [..., n] -> [..., n + |k|, n + |k|] */
export function diagEmbed(x: TensorLike, options?: Diagonal): Tensor {
  const { offset, axes } = optionsOf('diagEmbed', options, { offset: 0, axes: [-2, -1] })
  requireInteger('diagEmbed', 'offset', offset)
  const node = nodeOf(x)
  const rank = node.shape.length
  if (rank === 0) throw new ShapeError('diagEmbed', [[]], 'x is a scalar: it must have at least one axis.')
  const last = rank - 1
  const grow = Math.abs(offset)
  const size = node.shape[last]! + grow
  // Above the main diagonal an element's row tells its place, below it its column.
  const padded = grown(node, last, 0, grow)
  const shape = [...node.shape.slice(0, -1), size, size]
  const lead = range(last)
  const spread = broadcastInDim(padded, shape, [...lead, offset >= 0 ? last : last + 1])
  const rows = iota('int32', shape, last)
  const on = equal(add(rows, like(rows, offset)), iota('int32', shape, last + 1))
  const made = new Tensor(select(on, spread, zeros(node.dtype, shape)))
  return moveaxis(made, [-2, -1], axes)
}

/** A vector becomes a diagonal matrix, a matrix gives its diagonal. */
export function diag(x: TensorLike, offset = 0): Tensor {
  const node = nodeOf(x)
  if (node.shape.length === 1) return diagEmbed(x, { offset })
  if (node.shape.length === 2) return diagonal(x, { offset })
  throw new ShapeError(
    'diag',
    [node.shape],
    `x is ${node}: it must be a vector or a matrix. Use diagonal or diagEmbed.`,
  )
}

/** The sum of the diagonal. */
export const trace = (x: TensorLike, options?: Diagonal): Tensor => sum(diagonal(x, options), -1)

function triangle(
  name: string,
  op: typeof elementwise.less_equal,
): (x: TensorLike, offset?: number) => Tensor {
  return (x, offset = 0) => {
    requireInteger(name, 'offset', offset)
    const node = nodeOf(x)
    const { shape } = node
    if (shape.length < 2) throw new ShapeError(name, [shape], `x is ${node}: it must have at least two axes.`)
    const rows = iota('int32', shape, shape.length - 2)
    const inside = apply(
      op,
      [iota('int32', shape, shape.length - 1), add(rows, like(rows, offset))],
      {},
    ) as Node
    return new Tensor(select(inside, node, zeros(node.dtype, shape)))
  }
}
/** Matrices with 0 above the diagonal `offset`. */
export const tril = /* @__PURE__ */ triangle('tril', elementwise.less_equal)
/** Matrices with 0 below the diagonal `offset`. */
export const triu = /* @__PURE__ */ triangle('triu', elementwise.greater_equal)

/** A matrix of ones on and below a diagonal, 0 elsewhere. */
export const tri = (rows: number, columns = rows, offset = 0): Tensor =>
  tril(new Tensor(constant(1, getDefaultDtype(), checkShape('tri', [rows, columns]))), offset)

/**
 * A new last axis of `classes` with 1 at the element's number and 0 elsewhere (int32, as PyTorch's one_hot).
 * Throws: IndexError for what is no number of a class, where the elements are known; where they are not computed yet, all is 0 there.
 */
export function oneHot(x: TensorLike, classes: number): Tensor {
  const node = nodeOf(x)
  const shape = checkShape('oneHot', [...node.shape, classes])
  const known = node.computed ? (node.value as TypedArray) : []
  const wrong = known.find((n) => !(n >= 0 && n < classes && n % 1 === 0))
  if (wrong !== undefined)
    throw new IndexError(`oneHot: class ${wrong}: it must be an integer from 0 to ${classes - 1}.`)
  const labels = convert(node, 'int32')
  const wide = broadcastInDim(
    labels,
    shape,
    node.shape.map((_, i) => i),
  )
  const hot = equal(wide, iota('int32', shape, node.shape.length))
  return new Tensor(indicator(hot, 'int32'))
}
