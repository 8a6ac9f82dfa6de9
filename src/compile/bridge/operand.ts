import type { Node } from '../../graph/node.ts'
import { type Shape, stridesOf } from '../../graph/shape.ts'
import { movement } from '../../ops/movement.ts'
import type { Buffer } from './buffer.ts'

/** Elements of a node as they stand in the memory of another. */
export interface OperandView {
  readonly source: Node
  /** In elements, one for each axis of the node. */
  readonly strides: readonly number[]
}

/** Where an operand's elements stand. */
export interface OperandPlace {
  readonly buffer: Buffer
  /** In elements, one for each axis of the operand. */
  readonly strides: readonly number[]
  readonly offset: number
}

/** What a product can read in place of an operand: the tensor whose axes the operand only shows in another order. */
export function operandView(node: Node): OperandView {
  // down to what is neither reshaped nor transposed, then up again for as long as strides can tell it
  const chain: Node[] = []
  let source = node
  while ([movement.transpose, movement.reshape].includes(source.op as never)) {
    chain.push(source)
    source = source.inputs[0]!
  }
  let shape: Shape = source.shape
  let strides: readonly number[] | undefined = stridesOf(shape)
  for (const view of chain.reverse()) {
    const order = (view.params as { permutation?: readonly number[] }).permutation
    strides = order ? order.map((axis) => strides![axis]!) : reshaped(shape, strides, view.shape)
    if (!strides) {
      source = view
      strides = stridesOf(view.shape)
    }
    shape = view.shape
  }
  return { source, strides }
}

/** Strides of the same elements under another shape, row-major over both; undefined where none give it. */
function reshaped(from: Shape, strides: readonly number[], to: Shape): number[] | undefined {
  const axes = from.flatMap((extent, i) => (extent === 1 ? [] : [{ extent, stride: strides[i]! }]))
  const result: number[] = []
  for (let i = to.length - 1; i >= 0; i--) {
    const extent = to[i]!
    if (extent === 1) {
      result.unshift(0)
      continue
    }
    let inner = axes.pop()
    // neighbours that one stride walks along are one axis
    for (let outer = axes.at(-1); inner && outer; outer = axes.at(-1)) {
      if (inner.extent >= extent || outer.stride !== inner.stride * inner.extent) break
      inner = { extent: inner.extent * outer.extent, stride: inner.stride }
      axes.pop()
    }
    if (!inner || inner.extent % extent !== 0) return undefined
    result.unshift(inner.stride)
    if (inner.extent > extent) axes.push({ extent: inner.extent / extent, stride: inner.stride * extent })
  }
  return result
}
