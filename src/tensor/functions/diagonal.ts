import '../../compile/bridge/subjects/places.ts'
import { named, requireInteger, requireList } from '../../errors.ts'
import type { Node } from '../../graph/node.ts'
import { normalizeAxes, normalizeAxis, range, ShapeError } from '../../graph/shape.ts'
import { add, equal, like, select, zeros } from '../../ops/arithmetic.ts'
import { gather } from '../../ops/indexing.ts'
import { broadcastInDim, concatenate, grown, iota } from '../../ops/movement.ts'
import { optionsOf } from '../../options.ts'
import { nodeOf, type TensorLike } from '../operands.ts'
import { Tensor } from '../tensor.ts'
import { moveaxis } from './shape.ts'
import { sum } from './sum.ts'

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
  normalizeAxes(name, axes, rank)
  return axes.map((axis) => normalizeAxis(name, axis, rank)) as [number, number]
}

/** The diagonals of matrices, as a new last axis. Shapes: [..., m, n] -> [..., min(m, n)] for the main diagonal */
export function diagonal(x: TensorLike, options?: Diagonal): Tensor {
  const which = optionsOf('diagonal', options, { offset: 0, axes: [0, 1] })
  const { offset } = which
  const node = nodeOf(x, 'diagonal')
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
  const node = nodeOf(x, 'diagEmbed')
  const rank = node.shape.length
  const last = normalizeAxis('diagEmbed', -1, rank)
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
  const node = nodeOf(x, 'diag')
  if (node.shape.length === 1) return diagEmbed(x, { offset })
  if (node.shape.length === 2) return diagonal(x, { offset })
  throw new ShapeError(
    'diag',
    [node.shape],
    `x is ${node}: it must be a vector or a matrix. Use diagonal or diagEmbed.`,
  )
}

/** The sum of the diagonal. */
export const trace = /* @__PURE__ */ named(
  'trace',
  (x: TensorLike, options?: Diagonal): Tensor => sum(diagonal(x, options), -1),
)
