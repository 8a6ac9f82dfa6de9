import type { Node } from '../../graph/node.ts'
import { type Shape, stridesOf } from '../../graph/shape.ts'
import type { Contraction } from '../../ops/contraction.ts'
import { compileProduct } from '../../wasm/gemm/gemm.ts'
import type { MatrixProduct, MatrixType, ProductAxis } from '../../wasm/gemm/plan.ts'
import { KernelBuilder } from '../../wasm/kernel/builder.ts'
import { compileLoop } from '../../wasm/kernel/generate.ts'
import type { Site } from './block.ts'

const free = (shape: Shape, side: 0 | 1, { contract, batch }: Contraction): number[] =>
  shape.map((_, axis) => axis).filter((axis) => !contract[side].includes(axis) && !batch[side].includes(axis))

/** Axes of which neighbours are one where both operands walk them as one; axes of extent 1 are left out. */
function merged(axes: readonly ProductAxis[]): ProductAxis[] {
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

/** The matrix product that a contraction is, where the columns have one stride. */
export function asProduct(node: Node<Contraction>, name: string): MatrixProduct | undefined {
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
  const k = pairs(contract[0], contract[1])
  return {
    name,
    dtype,
    batch: [...pairs(batch[0], batch[1]), ...rows],
    m: { extent: m.extent, a: m.a },
    n: { extent: n.extent, b: n.b },
    k: k.length > 0 ? k : [{ extent: 1, a: 1, b: 1 }],
  }
}

/** A matrix product, or a loop nest where the axes are too mixed for one. */
export function dotGeneral(node: Node, site: Site): boolean {
  const dot = node as Node<Contraction>
  const [a, b] = node.inputs as [Node, Node]
  if (a.dtype !== b.dtype) return false
  const name = site.kernelName(node)
  const product = asProduct(dot, name)
  const reads = [site.bufferOf(a), site.bufferOf(b)]
  const writes = [site.fresh(node)]
  const kernel = product ? compileProduct(product) : compileLoop(loopNest(dot, name))
  site.add({ kind: 'kernel', kernel, reads, writes, nodes: [node] })
  return true
}

function loopNest(node: Node<Contraction>, name: string) {
  const [a, b] = node.inputs as [Node, Node]
  const { contract, batch } = node.params
  const groups = [
    [batch[0], batch[1]],
    [free(a.shape, 0, node.params), undefined],
    [undefined, free(b.shape, 1, node.params)],
    [contract[0], contract[1]],
  ] as const
  const stridesA = stridesOf(a.shape)
  const stridesB = stridesOf(b.shape)
  const axes = groups.flatMap(([left, right], group) =>
    (left ?? right)!.map((axis, i) => ({
      extent: (left ? a : b).shape[axis]!,
      reduced: group === 3,
      left: left ? stridesA[left[i]!]! : 0,
      right: right ? stridesB[right[i]!]! : 0,
    })),
  )
  if (!axes.some((axis) => axis.reduced)) axes.push({ extent: 1, reduced: true, left: 0, right: 0 })
  const k = new KernelBuilder(name, axes)
  const x = k.input(
    a.dtype,
    axes.map((axis) => axis.left),
  )
  const y = k.input(
    b.dtype,
    axes.map((axis) => axis.right),
  )
  const sum = k.reduce('sum', k.apply('multiply', x, y))
  const steps = stridesOf(node.shape)
  k.output(
    axes.map((axis, i) => (axis.reduced ? 0 : steps[i]!)),
    sum,
  )
  return k.finish()
}
