import { constantValue } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { type Shape, stridesOf } from '../../graph/shape.ts'
import type { Padding } from '../../ops/movement.ts'
import { KernelBuilder } from '../../wasm/kernel/builder.ts'
import { compileLoop } from '../../wasm/kernel/generate.ts'
import type { Site } from './block.ts'

interface Strided {
  readonly strides: readonly number[]
  readonly offset: number
}

/** Copies elements over `shape` from one layout to another. */
function copyElements(
  site: Site,
  node: Node,
  from: Node,
  shape: Shape,
  source: Strided,
  target: Strided,
): void {
  if (shape.includes(0)) return
  const k = new KernelBuilder(
    site.kernelName(node),
    shape.map((extent) => ({ extent, reduced: false })),
  )
  k.output(target.strides, k.input(from.dtype, source.strides, source.offset), target.offset)
  site.add({
    kind: 'kernel',
    kernel: compileLoop(k.finish()),
    reads: [site.bufferOf(from)],
    writes: [site.fresh(node)],
    inPlace: [],
    nodes: [node],
  })
}

/** Each operand is copied to its part of the result. */
export function concatenate(node: Node, site: Site): boolean {
  const { axis } = node.params as { axis: number }
  const strides = stridesOf(node.shape)
  let start = 0
  for (const input of node.inputs) {
    copyElements(
      site,
      node,
      input,
      input.shape,
      { strides: stridesOf(input.shape), offset: 0 },
      { strides, offset: start * strides[axis]! },
    )
    start += input.shape[axis]!
  }
  return true
}

/** The padding value everywhere, then the part of the operand that lands inside. */
export function pad(node: Node, site: Site): boolean {
  const [x, value] = node.inputs as [Node, Node]
  const { low, interior } = node.params as Padding
  const k = new KernelBuilder(
    site.kernelName(node),
    node.shape.map((extent) => ({ extent, reduced: false })),
  )
  const number = constantValue(value)
  const none = node.shape.map(() => 0)
  k.output(
    stridesOf(node.shape),
    number === undefined ? k.input(value.dtype, none) : k.constant(value.dtype, number),
  )
  site.add({
    kind: 'kernel',
    kernel: compileLoop(k.finish()),
    reads: number === undefined ? [site.bufferOf(value)] : [],
    writes: [site.fresh(node)],
    inPlace: [],
    nodes: [node],
  })
  const gaps = interior.map((n) => n + 1)
  const first = low.map((n, i) => Math.max(0, Math.ceil(-n / gaps[i]!)))
  const end = x.shape.map((n, i) => Math.min(n, Math.floor((node.shape[i]! - 1 - low[i]!) / gaps[i]!) + 1))
  const kept = first.map((f, i) => Math.max(0, end[i]! - f))
  const from = stridesOf(x.shape)
  const to = stridesOf(node.shape)
  copyElements(
    site,
    node,
    x,
    kept,
    { strides: from, offset: first.reduce((sum, f, i) => sum + f * from[i]!, 0) },
    {
      strides: to.map((stride, i) => stride * gaps[i]!),
      offset: first.reduce((sum, f, i) => sum + (low[i]! + f * gaps[i]!) * to[i]!, 0),
    },
  )
  return true
}
