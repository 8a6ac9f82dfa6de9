import type { Node } from '../../graph/node.ts'
import { stridesOf } from '../../graph/shape.ts'
import type { Contraction } from '../../ops/contraction.ts'
import { compileProduct } from '../../wasm/gemm/gemm.ts'
import { KernelBuilder } from '../../wasm/kernel/builder.ts'
import { compileLoop } from '../../wasm/kernel/generate.ts'
import type { Site } from './block.ts'
import { asProduct, free } from './product.ts'

/** A matrix product, or a loop nest where the axes are too mixed for one. */
export function dotGeneral(node: Node, site: Site): boolean {
  const dot = node as Node<Contraction>
  const [a, b] = node.inputs as [Node, Node]
  if (a.dtype !== b.dtype) return false
  const name = site.kernelName(node)
  const product = asProduct(dot, name, true)
  const reads = [site.bufferOf(a), site.bufferOf(b)]
  const writes = [site.fresh(node)]
  const kernel = product ? compileProduct(product) : compileLoop(loopNest(dot, name))
  site.add({ kind: 'kernel', kernel, reads, writes, inPlace: [], nodes: [node] })
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
