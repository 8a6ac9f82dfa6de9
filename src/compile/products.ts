import { apply, is, Node } from '../graph/node.ts'
import { sizeOf } from '../graph/shape.ts'
import { bitcastTo, convert, zeros } from '../ops/arithmetic.ts'
import { type Contraction, freeAxes } from '../ops/contraction.ts'
import { movement } from '../ops/movement.ts'
import type { Expansion } from './expand.ts'

const swapped = <T>([a, b]: readonly [T, T]): readonly [T, T] => [b, a]

/** Sums of products are of one dtype, and of signed integers, whose bits are those of unsigned ones. */
export const sumOfProducts: Expansion = (node) => {
  const [a, b] = node.inputs as [Node, Node]
  if (sizeOf(a.shape) === 0 || sizeOf(b.shape) === 0) return [zeros(node.dtype, node.shape)]
  const unsigned = node.dtype === 'uint32'
  if (a.dtype === b.dtype && !unsigned) return undefined
  const operands = [a, b].map((x) =>
    unsigned ? bitcastTo(convert(x, 'uint32'), 'int32') : convert(x, node.dtype),
  )
  const made = apply(node.op, operands, node.params) as Node
  return [unsigned ? bitcastTo(made, 'uint32') : made]
}

/** (A B)^T = B^T A^T: where a product's rows and columns change places, its operands do. */
export function transposedProduct(node: Node): Node | undefined {
  const product = node.inputs[0]!
  const { permutation } = node.params as { permutation: readonly number[] }
  const params = product.params as Contraction
  const batches = params.batch[0].length
  const rows = freeAxes(product.inputs[0]!.shape, 0, params).length
  const columns = permutation.length - batches - rows
  const changes = permutation.every((axis, i) =>
    i < batches ? axis === i : i < batches + columns ? axis === i + rows : axis === i - columns,
  )
  if (!changes) return undefined
  const [a, b] = product.inputs as [Node, Node]
  return new Node(
    product.op,
    [b, a],
    { contract: swapped(params.contract), batch: swapped(params.batch) },
    node.types,
  )
}

/** A product of a transposed operand pairs the axes that the operand's axes come from. */
export function productOfTransposed(node: Node): Node | undefined {
  const params = node.params as Contraction
  for (const side of [0, 1] as const) {
    const operand = node.inputs[side]!
    if (!is(operand, movement.transpose)) continue
    const { permutation } = operand.params as { permutation: readonly number[] }
    const from = (axes: readonly number[]): number[] => axes.map((axis) => permutation[axis]!)
    const both = (pair: readonly [readonly number[], readonly number[]]) =>
      [0, 1].map((s) =>
        s === side ? from(pair[s]!) : pair[s as 0 | 1],
      ) as unknown as Contraction['contract']
    const now: Contraction = { contract: both(params.contract), batch: both(params.batch) }
    // The free axes must come out in the order that they had.
    const before = from(freeAxes(operand.shape, side, params))
    const after = freeAxes(operand.inputs[0]!.shape, side, now)
    if (!before.every((axis, i) => axis === after[i])) continue
    const inputs = node.inputs.with(side, operand.inputs[0]!)
    return new Node(node.op as Node<Contraction>['op'], inputs, now, node.types) as Node
  }
  return undefined
}
