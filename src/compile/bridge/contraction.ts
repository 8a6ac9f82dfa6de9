import type { Node } from '../../graph/node.ts'
import { type Shape, sizeOf, stridesOf } from '../../graph/shape.ts'
import type { Contraction } from '../../ops/contraction.ts'
import { compileProduct } from '../../wasm/gemm/gemm.ts'
import type { MatrixProduct, MatrixType } from '../../wasm/gemm/plan.ts'
import { KernelBuilder } from '../../wasm/kernel/builder.ts'
import { compileLoop } from '../../wasm/kernel/generate.ts'
import type { Site } from './block.ts'

const free = (shape: Shape, side: 0 | 1, { contract, batch }: Contraction): number[] =>
  shape.map((_, axis) => axis).filter((axis) => !contract[side].includes(axis) && !batch[side].includes(axis))

/** The one stride by which these axes are walked row-major, if there is one. */
function oneStride(shape: Shape, axes: readonly number[]): number | undefined {
  const strides = stridesOf(shape)
  const long = axes.filter((axis) => shape[axis] !== 1)
  if (long.length === 0) return 0
  for (let i = 0; i + 1 < long.length; i++)
    if (strides[long[i]!] !== strides[long[i + 1]!]! * shape[long[i + 1]!]!) return undefined
  return strides[long.at(-1)!]!
}

/** The matrix product that a contraction is, where each group of its axes has one stride. */
export function asProduct(node: Node<Contraction>, name: string): MatrixProduct | undefined {
  const [a, b] = node.inputs as [Node, Node]
  if (a.dtype !== b.dtype || !['float32', 'float64', 'int32'].includes(a.dtype)) return undefined
  const { contract, batch } = node.params
  const groups = [
    [a.shape, batch[0]],
    [a.shape, free(a.shape, 0, node.params)],
    [a.shape, contract[0]],
    [b.shape, batch[1]],
    [b.shape, contract[1]],
    [b.shape, free(b.shape, 1, node.params)],
  ] as const
  const strides = groups.map(([shape, axes]) => oneStride(shape, axes))
  if (strides.some((stride) => stride === undefined)) return undefined
  const extents = groups.map(([shape, axes]) => sizeOf(axes.map((axis) => shape[axis]!)))
  const [ab, am, ak, bb, bk, bn] = strides as [number, number, number, number, number, number]
  // A single column or row still lies one element after the other.
  const unit = (stride: number, extent: number): number => (extent === 1 && stride === 0 ? 1 : stride)
  return {
    name,
    dtype: a.dtype as MatrixType,
    batch: extents[0]!,
    m: extents[1]!,
    k: extents[2]!,
    n: extents[5]!,
    a: [ab, am, unit(ak, extents[2]!)],
    b: [bb, bk, unit(bn, extents[5]!)],
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
