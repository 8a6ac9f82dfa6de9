import type { Node } from '../../graph/node.ts'
import { type Shape, stridesOf } from '../../graph/shape.ts'
import type { Contraction } from '../../ops/contraction.ts'
import type { MatrixProduct, MatrixType, ProductAxis } from '../../wasm/gemm/plan.ts'

/** The axes of one operand that the result has, batches apart. */
export const free = (shape: Shape, side: 0 | 1, { contract, batch }: Contraction): number[] =>
  shape.map((_, axis) => axis).filter((axis) => !contract[side].includes(axis) && !batch[side].includes(axis))

/** Axes of which neighbours are one where both operands walk them as one; axes of extent 1 are left out. */
function mergeAxes(axes: readonly ProductAxis[]): ProductAxis[] {
  const found: ProductAxis[] = []
  for (const axis of axes) {
    if (axis.extent === 1) continue
    const last = found.at(-1)
    if (last && last.a === axis.a * axis.extent && last.b === axis.b * axis.extent)
      found[found.length - 1] = { ...axis, extent: axis.extent * last.extent }
    else found.push(axis)
  }
  return found
}

const isMatrixType = (dtype: string): dtype is MatrixType => ['float32', 'float64', 'int32'].includes(dtype)

/**
 * The matrix product that a contraction is, where the columns have one stride. `merge` makes one axis of several rows or
 * batches where it can; without it the product has the axes of the result (and rows or columns of 1 where that has none).
 */
export function asProduct(node: Node<Contraction>, name: string, merge: boolean): MatrixProduct | undefined {
  const merged = merge ? mergeAxes : (axes: readonly ProductAxis[]) => [...axes]
  const [a, b] = node.inputs as [Node, Node]
  const { dtype } = a
  if (dtype !== b.dtype || !isMatrixType(dtype)) return undefined
  const { contract, batch } = node.params
  const stridesA = stridesOf(a.shape)
  const stridesB = stridesOf(b.shape)
  const pairs = (left: readonly number[], right: readonly number[]): ProductAxis[] =>
    merged(left.map((axis, i) => ({ extent: a.shape[axis]!, a: stridesA[axis]!, b: stridesB[right[i]!]! })))
  const rows = merged(
    free(a.shape, 0, node.params).map((axis) => ({ extent: a.shape[axis]!, a: stridesA[axis]!, b: 0 })),
  )
  const columns = merged(
    free(b.shape, 1, node.params).map((axis) => ({ extent: b.shape[axis]!, a: 0, b: stridesB[axis]! })),
  )
  if (columns.length > 1) return undefined
  // Rows that are not one axis: all but the last are batches, which stand before them in the result.
  const m = rows.pop() ?? { extent: 1, a: 1 }
  const n = columns[0] ?? { extent: 1, b: 1 }
  const k = mergeAxes(pairs(contract[0], contract[1]))
  return {
    name,
    dtype,
    batch: [...pairs(batch[0], batch[1]), ...rows],
    m: { extent: m.extent, a: m.a },
    n: { extent: n.extent, b: n.b },
    k: k.length > 0 ? k : [{ extent: 1, a: 1, b: 1 }],
  }
}

/** For each axis of a product that was not merged: what stands for it in a list of one item for each axis of the result. */
export function productAxes<T>(node: Node, axes: readonly T[]): (T | undefined)[] {
  const params = node.params as Contraction
  const rows = free(node.inputs[0]!.shape, 0, params).length
  const columns = free(node.inputs[1]!.shape, 1, params).length
  const lead = axes.slice(0, axes.length - columns)
  return [...lead, ...(rows === 0 ? [undefined] : []), columns === 0 ? undefined : axes.at(-1)]
}
