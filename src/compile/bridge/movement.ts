import { constantValue } from '../../graph/leaves.ts'
import { is, type Node } from '../../graph/node.ts'
import { type Shape, sizeOf, stridesOf } from '../../graph/shape.ts'
import { inner, landing, movement, type Padding, slicing } from '../../ops/movement.ts'
import { KernelBuilder, keptAxes } from '../../wasm/kernel/builder.ts'
import { identityMapping, isView, linearIndex, type Mapping, throughView } from '../view.ts'
import type { Site } from './block.ts'
import type { Buffer, Target } from './buffer.ts'
import { addLoop } from './stages.ts'

export interface Strided {
  readonly strides: readonly number[]
  readonly offset: number
}

/** Copies elements over `shape` from one layout to another. */
export function copyElements(site: Site, node: Node, from: Target, to: Target, shape: Shape): void {
  if (shape.includes(0)) return
  const k = new KernelBuilder(site.kernelName(node), keptAxes(shape))
  k.output(to.strides, k.input(from.buffer.dtype, from.strides, from.offset), to.offset)
  addLoop(site, node, k, [from.buffer], [to.buffer])
}

/** The tensor that an operand is a view of, and where in it its elements stand. */
function viewed(operand: Node): readonly [source: Node, mapping: Mapping] {
  let source = operand
  let mapping = identityMapping(operand.shape)
  while (isView(source)) {
    const behind = throughView(source, mapping, operand.shape)
    if (!behind) break
    mapping = behind
    source = source.inputs[0]!
  }
  return [source, mapping]
}

/**
 * What a concatenation copies an operand from, and how: of a slice of a leaf, say, the leaf. What is computed may be larger than
 * what is seen of it: then it is only computed where it is seen, unless all operands are of it and together as large, as those of a `roll` are.
 */
export function copiedFrom(concatenation: Node, operand: Node): Strided & { readonly source: Node } {
  const { shape } = operand
  const [source, mapping] = viewed(operand)
  const isSeenWhole =
    sizeOf(concatenation.shape) >= sizeOf(source.shape) &&
    concatenation.inputs.every((x) => viewed(x)[0] === source)
  if ((source.inputs.length > 0 && !isSeenWhole) || is(source, movement.iota))
    return { source: operand, strides: stridesOf(shape), offset: 0 }
  const { offset, terms } = linearIndex(mapping, source.shape)
  const stepAlong = (axis: number): number => terms.find((term) => term.axis === axis)?.step ?? 0
  return { source, strides: shape.map((_, axis) => stepAlong(axis)), offset }
}

/** What a loop, a concatenation or a frame computes is written to its part of a result at once; other operands are copied there. */
function place(site: Site, node: Node, operand: Node, part: Target): void {
  const from = copiedFrom(node, operand)
  const by = site.partition.writer.get(from.source)
  const single = by?.product ?? by?.single
  const places = by && (!single || is(single, slicing.concatenate) || is(single, slicing.pad))
  if (places && from.source === operand && !site.parts.has(operand)) site.parts.set(operand, part)
  else copyElements(site, node, { ...from, buffer: site.bufferOf(from.source) }, part, operand.shape)
}

/** Its operands stand one after the other. */
export function concatenate(node: Node, site: Site): boolean {
  const { axis } = node.params as { axis: number }
  for (const { buffer, strides, offset } of site.targets(node)) {
    let start = offset
    for (const input of node.inputs) {
      place(site, node, input, { buffer, strides, offset: start })
      start += input.shape[axis]! * strides[axis]!
    }
  }
  return true
}

/** One number everywhere, or the one that a buffer has. */
export function fill(
  site: Site,
  node: Node,
  { buffer, strides, offset }: Target,
  shape: Shape,
  value: number | Buffer,
): void {
  if (shape.includes(0)) return
  const k = new KernelBuilder(site.kernelName(node), keptAxes(shape))
  const isNumber = typeof value === 'number'
  const none = shape.map(() => 0)
  k.output(strides, isNumber ? k.constant(buffer.dtype, value) : k.input(buffer.dtype, none), offset)
  addLoop(site, node, k, isNumber ? [] : [value], [buffer])
}

/** A whole buffer, row by row. */
export const rowMajor = (buffer: Buffer, shape: Shape): Target => ({
  buffer,
  strides: stridesOf(shape),
  offset: 0,
})

interface Padded {
  readonly from: Buffer
  /** Where they are not row-major. */
  readonly strides?: readonly number[]
  readonly shape: Shape
  readonly to: Target
  readonly shapeTo: Shape
  /** A number, or a buffer that has it. */
  readonly value: number | Buffer
}

/** The padding value everywhere, then the part of the operand that lands inside. */
export function padElements(
  site: Site,
  node: Node,
  { from, shape, strides = stridesOf(shape), to, shapeTo, value }: Padded,
  padding: Padding,
): void {
  fill(site, node, to, shapeTo, value)
  const part = landing(shape, shapeTo, padding)
  copyElements(
    site,
    node,
    { buffer: from, strides, offset: inner(part.from, strides) },
    {
      buffer: to.buffer,
      strides: to.strides.map((stride, i) => stride * (padding.interior[i]! + 1)),
      offset: to.offset + inner(part.to, to.strides),
    },
    part.count,
  )
}

export function pad(node: Node, site: Site): boolean {
  const [x, around] = node.inputs as [Node, Node]
  const { low, high, interior } = node.params as Padding
  const value = constantValue(around) ?? site.bufferOf(around)
  for (const to of site.targets(node)) {
    if ([...low, ...high].some((n) => n < 0) || interior.some((gap) => gap > 0)) {
      const padded = { from: site.bufferOf(x), shape: x.shape, to, shapeTo: node.shape, value }
      padElements(site, node, padded, node.params as Padding)
      continue
    }
    // before the operand along each axis, and behind it; along the axes before that where the operand is
    let { offset } = to
    low.forEach((before, axis) => {
      const side = (extent: number, skipped: number): void =>
        fill(
          site,
          node,
          { ...to, offset: offset + skipped * to.strides[axis]! },
          node.shape.map((whole, i) => (i < axis ? x.shape[i]! : i > axis ? whole : extent)),
          value,
        )
      side(before, 0)
      side(high[axis]!, before + x.shape[axis]!)
      offset += before * to.strides[axis]!
    })
    place(site, node, x, { ...to, offset })
  }
  return true
}
