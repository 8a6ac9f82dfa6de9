import { isConstant } from '../../graph/leaves.ts'
import { is, type Node } from '../../graph/node.ts'
import { stridesOf } from '../../graph/shape.ts'
import { movement } from '../../ops/movement.ts'
import type { Epilogue } from '../../wasm/gemm/product.ts'
import { KernelBuilder } from '../../wasm/kernel/builder.ts'
import type { Buffer as IrBuffer, LoopKernel } from '../../wasm/kernel/ir.ts'
import type { Group } from '../group.ts'
import { type Lookup, lookupOf } from '../lookup.ts'
import { ownerOf } from '../partition.ts'
import { type Index, isView, linearIndex, type Mapping, mappingKey, throughView } from '../view.ts'
import type { Site } from './block.ts'
import type { Buffer } from './buffer.ts'
import { emitScalar, reductionOf } from './scalars.ts'

/** A kernel, the nodes whose memory it reads, and where it writes, in the order of its buffers. */
interface Lowered {
  readonly kernel: LoopKernel
  readonly reads: readonly Node[]
  readonly writes: readonly Buffer[]
}

/**
 * Reads and writes that go along the same places, element by element. What is looked up is none of them: it has stride 0 where
 * its places are read along.
 */
export const inPlacePairs = ({
  inputs,
  outputs,
}: Pick<LoopKernel, 'inputs' | 'outputs'>): [read: number, write: number][] =>
  inputs.flatMap((input, i) =>
    outputs.flatMap((output, j): [number, number][] =>
      input.dtype === output.dtype &&
      (input.offset ?? 0) === (output.offset ?? 0) &&
      input.strides.every((stride, axis) => stride === output.strides[axis])
        ? [[i, j]]
        : [],
    ),
  )

/** Writes the loop kernel of a group. */
export const lowerLoop = (group: Group, site: Site, name: string): Lowered =>
  new Lowering(group, site, name).run()

/** Writes what a group does with the elements of its product, over the axes of the product's result. */
export function lowerEpilogue(
  group: Group,
  site: Site,
  name: string,
): Omit<Lowered, 'kernel'> & { readonly epilogue: Epilogue } {
  const product = group.product!
  const order = group.members.get(product)!.map(({ terms }) => terms[0]?.axis)
  const { kernel, reads, writes } = lowerLoop(group, site, name)
  const along = <B extends IrBuffer>(buffer: B): B => ({
    ...buffer,
    beside: undefined,
    strides: order.map((axis) => (axis === undefined ? 0 : buffer.strides[axis]!)),
  })
  const epilogue = {
    inputs: kernel.inputs.slice(1).map(along),
    outputs: kernel.outputs.map(along),
    body: kernel.body,
  }
  return { epilogue, reads: reads.slice(1), writes }
}

class Lowering {
  private readonly group: Group
  private readonly site: Site
  private readonly k: KernelBuilder
  private readonly lines = new Map<Node, number>()
  /** The line that reads an input, and the input's number, by what it reads. */
  private readonly inputs = new Map<string, readonly [line: number, input: number]>()
  private readonly reads: Node[] = []

  constructor(group: Group, site: Site, name: string) {
    this.group = group
    this.site = site
    this.k = new KernelBuilder(
      name,
      group.axes.map(({ extent, reduced }) => ({ extent, reduced })),
    )
  }

  run(): Lowered {
    const { product } = this.group
    // Input 0 of an epilogue is the product.
    if (product)
      this.lines.set(
        product,
        this.load(product, linearIndex(this.group.members.get(product)!, product.shape)),
      )
    const members = [...this.group.members]
      .filter(([node]) => node !== product)
      .sort(([a], [b]) => a.id - b.id)
    for (const [node, mapping] of members) this.lines.set(node, this.compute(node, mapping))
    const writes: Buffer[] = []
    for (const node of this.group.outputs)
      for (const target of this.site.targets(node)) {
        const index = linearIndex(this.group.members.get(node)!, node.shape, target.strides)
        const line = this.everywhere(this.lines.get(node)!, index)
        this.k.output(this.stridesFor(index), line, index.offset + target.offset)
        writes.push(target.buffer)
      }
    return { kernel: this.k.finish(), reads: this.reads, writes }
  }

  private stridesFor(index: Index): number[] {
    const strides = this.group.axes.map(() => 0)
    for (const { axis, step } of index.terms) strides[axis] = step
    return strides
  }

  /** A line's value as one that is computed at each index along the reduced axes that an output goes along. */
  private everywhere(line: number, index: Index): number {
    const { axes } = this.group
    const along = index.terms.find(
      ({ axis, step }) => step !== 0 && axes[axis]!.reduced && axes[axis]!.extent > 1,
    )
    if (!along || this.inside.has(line)) return line
    const here = this.k.iota(along.axis)
    return this.k.apply('select', this.k.apply('equal', here, here), line, line)
  }

  /** Lines whose value changes along the reduced axes. */
  private get inside(): ReadonlySet<number> {
    const { axes } = this.group
    const { body, inputs } = this.k.finish()
    const found = new Set<number>()
    const changes = (axis: number): boolean => axes[axis]!.reduced && axes[axis]!.extent > 1
    body.forEach((line, i) => {
      const reads = line.kind === 'input' || line.kind === 'gather'
      if (reads && inputs[line.input]!.strides.some((s, axis) => s !== 0 && changes(axis))) found.add(i)
      else if (line.kind === 'iota' && changes(line.axis)) found.add(i)
      else if (line.kind !== 'reduce' && line.args.some((a) => found.has(a))) found.add(i)
    })
    return found
  }

  private compute(node: Node, mapping: Mapping): number {
    if (isConstant(node) || isView(node)) return this.read(node, mapping)
    if (is(node, movement.iota)) return this.iota(node, mapping)
    const lookup = lookupOf(node, mapping)
    if (lookup) return this.lookUp(lookup, mapping)
    const kind = reductionOf(node)
    if (kind) return this.k.reduce(kind, this.read(node.inputs[0]!, this.group.operandMapping.get(node)!))
    return emitScalar(
      this.k,
      node,
      node.inputs.map((input) => this.read(input, mapping)),
    )
  }

  private iota(node: Node, mapping: Mapping): number {
    const line = this.k.place(mapping[(node.params as { axis: number }).axis]!)
    return node.dtype === 'int32' ? line : this.k.apply(`to_${node.dtype}`, line)
  }

  /** An element at computed places; or, inside a block that starts at them, the block's, and outside what was there. */
  private lookUp({ table, at, places, outside }: Lookup, mapping: Mapping): number {
    const { k } = this
    const strides = stridesOf(table.shape)
    const { offset, ...index } = linearIndex(at, table.shape)
    let inside: number | undefined
    const lines = places.map((place) => {
      const start = this.read(place.index, place.mapping)
      if (!outside) return start
      const zero = k.constant('int32', 0)
      const room = k.constant('int32', place.extent - 1)
      const held = k.apply('maximum', k.apply('minimum', start, room), zero)
      const line = k.apply('subtract', this.k.place(mapping[place.axis]!), held)
      const extent = k.constant('int32', table.shape[place.axis]!)
      const within = k.apply('and', k.apply('greater_equal', line, zero), k.apply('less', line, extent))
      inside = inside === undefined ? within : k.apply('and', inside, within)
      return line
    })
    const steps = places.map(({ axis, extent }) => ({
      stride: strides[axis]!,
      extent: outside ? table.shape[axis]! : extent,
    }))
    const found = k.gather(table.dtype, this.stridesFor({ offset, ...index }), lines, steps, offset)
    this.reads.push(table)
    return outside && inside !== undefined
      ? k.apply('select', inside, found, this.read(outside, mapping))
      : found
  }

  /** The line that has the element of `node` at a mapping: one of the group's, a number, or read from memory. */
  private read(node: Node, mapping: Mapping): number {
    let at = node
    let now = mapping
    for (;;) {
      const own = this.lines.get(at)
      if (own !== undefined && mappingKey(this.group.members.get(at)!) === mappingKey(now)) return own
      if (isConstant(at)) return this.k.constant(at.dtype, at.params.value)
      if (this.inMemory(at)) return this.load(at, linearIndex(now, at.shape))
      const inner = throughView(at, now, this.group.extents)
      if (!inner) return this.load(at.inputs[0]!, linearIndex(now, at.shape))
      at = at.inputs[0]!
      now = inner
    }
  }

  /** Whether another kernel has written the elements of a node. */
  private inMemory(node: Node): boolean {
    const { writer, stored } = this.site.partition
    return stored(node) && writer.get(ownerOf(node, (other) => writer.has(other))) !== this.group
  }

  /** An input that has the elements before or after those at an offset. */
  private beside(node: Node, strides: readonly number[], offset: number): number | undefined {
    const number = (at: number): number | undefined => this.inputs.get(keyOf(node, strides, at))?.[1]
    return number(offset - 1) ?? number(offset + 1)
  }

  private load(node: Node, index: Index): number {
    const strides = this.stridesFor(index)
    const key = keyOf(node, strides, index.offset)
    const known = this.inputs.get(key)
    if (known) return known[0]
    const line = this.k.input(node.dtype, strides, index.offset, this.beside(node, strides, index.offset))
    this.inputs.set(key, [line, this.reads.push(node) - 1])
    return line
  }
}

const keyOf = (node: Node, strides: readonly number[], offset: number): string =>
  `${node.id}:${offset}:${strides}`
