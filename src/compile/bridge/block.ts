import type { TypedArray } from '../../graph/dtype.ts'
import type { Graph } from '../../graph/graph.ts'
import { describe, isPick } from '../../graph/leaves.ts'
import type { Node } from '../../graph/node.ts'
import { stridesOf, typeText } from '../../graph/shape.ts'
import { compileStaged } from '../../wasm/kernel/split.ts'
import { fuse } from '../fuse.ts'
import type { Group } from '../group.ts'
import type { Guard } from '../guard.ts'
import { ownerOf, type Partition } from '../partition.ts'
import { Buffer, type Target } from './buffer.ts'
import { inPlacePairs, lowerEpilogue, lowerLoop } from './lower.ts'
import { products } from './product.ts'
import { wasmTarget } from './scalars.ts'
import { addStages } from './stages.ts'
import type { Block, Step } from './step.ts'

/** Adds the steps of an operation; false where it cannot, and the operation runs on the host. */
export type Template = (node: Node, site: Site) => boolean

/** What building the blocks of one program shares. */
export interface ProgramContext {
  /** Numbers kernels, for their names. */
  readonly names: { next: number }
  /** Operations that are more than a loop over elements. */
  readonly templates: ReadonlyMap<object, Template>
}

/** In which other forms a result is written at once; who reads it in one adds what tells (subjects/convolutions.ts). */
export const forms: ((node: Node, site: Site) => readonly Target[])[] = []

/** Operations that can write their result anywhere, apart from loops; who brings one adds it (subjects/windows.ts). */
export const placing = new Set<object>()

/** What must hold where a graph runs; who brings operations that may fail adds it (subjects/places.ts). */
export const guarding: ((graph: Graph) => readonly Guard[])[] = []

/** A graph as steps on buffers. */
export interface Built {
  readonly block: Block
  readonly results: readonly Buffer[]
}

/** Builds the steps of a graph whose parameters stand in `parameters`. */
export function buildBlock(graph: Graph, parameters: readonly Buffer[], context: ProgramContext): Built {
  return new BlockBuilder(graph, parameters, context).run()
}

/** What a template needs of the block that it adds steps to. */
export interface Site {
  readonly context: ProgramContext
  /** Where a node's elements stand. */
  bufferOf(node: Node): Buffer
  fresh(node: Node, index?: number): Buffer
  /** Whether anything needs that result; what does comes before what computes it. */
  isRead(node: Node, index: number): boolean
  /** Where a result's elements are to go; what frames them has been written. */
  targets(node: Node): readonly Target[]
  /** Parts of concatenations that results are to be written into. */
  readonly parts: Map<Node, Target>
  /** What is computed together. */
  readonly partition: Partition
  kernelName(node: Node): string
  add(step: Step): void
}

class BlockBuilder implements Site {
  readonly context: ProgramContext
  private readonly graph: Graph
  readonly partition: Partition
  readonly parts = new Map<Node, Target>()
  private readonly guards: readonly Guard[]
  /** Of the group that is being built. */
  private steps: Step[] = []
  private readonly buffers = new Map<Node, Buffer[]>()

  constructor(graph: Graph, parameters: readonly Buffer[], context: ProgramContext) {
    this.graph = graph
    this.context = context
    this.guards = guarding.flatMap((guardsOf) => guardsOf(graph))
    const worst = this.guards.map((guard) => guard.worst)
    this.partition = fuse({ ...graph, results: [...graph.results, ...worst] }, wasmTarget, worst)
    graph.parameters.forEach((parameter, i) => {
      this.buffers.set(parameter, [parameters[i]!])
    })
  }

  /** From the last group to the first: what computes a tensor knows then in which forms it is read. */
  run(): Built {
    const results = this.graph.results.map((node) => this.bufferOf(node))
    const parts: Step[][] = []
    for (const group of [...this.partition.groups].reverse()) {
      this.steps = []
      if (group.single) this.single(group.single)
      else this.loop(group)
      this.check(group)
      parts.push(this.steps)
    }
    return { block: { steps: parts.reverse().flat() }, results }
  }

  /** Ends the program where an index that this group knows is outside its axis. */
  private check(group: Group): void {
    for (const { worst, extent, error } of this.guards)
      if (this.partition.writer.get(worst) === group)
        this.add({ kind: 'check', worst: this.bufferOf(worst), limit: extent, error })
  }

  add(step: Step): void {
    this.steps.push(step)
  }

  kernelName(node: Node): string {
    return `${node.op.name}_${this.context.names.next++}`
  }

  bufferOf(node: Node): Buffer {
    const owner = ownerOf(node, (other) => this.buffers.has(other) || other.computed || isPick(other))
    const known = this.buffers.get(owner)
    if (known) return known[0]!
    if (isPick(owner)) return this.fresh(owner.inputs[0]!, owner.params.index)
    if (owner.computed) {
      const buffer = new Buffer(owner.type, 'constant', describe(owner), owner.value as TypedArray)
      this.buffers.set(owner, [buffer])
      return buffer
    }
    return this.fresh(owner)
  }

  fresh(node: Node, index = 0): Buffer {
    const list = this.buffers.get(node) ?? []
    this.buffers.set(node, list)
    const type = node.types[index]!
    list[index] ??= new Buffer(type, 'arena', `${node.op.name} ${typeText(type)}`)
    return list[index]
  }

  isRead(node: Node, index: number): boolean {
    return this.buffers.get(node)?.[index] !== undefined
  }

  targets(node: Node): readonly Target[] {
    const others = forms.flatMap((form) => form(node, this)).concat(this.parts.get(node) ?? [])
    if (others[0] && !this.buffers.has(node)) return others
    return [{ buffer: this.fresh(node), strides: stridesOf(node.shape), offset: 0 }, ...others]
  }

  private loop(group: Group): void {
    const main = [...group.outputs].reduce((a, b) => (a.id > b.id ? a : b))
    if (group.product) {
      this.product(group, group.product, this.kernelName(main))
      return
    }
    const { kernel, reads, writes } = lowerLoop(group, this, this.kernelName(main))
    const staged = compileStaged(kernel)
    const alone = staged.stages.length === 1 && !group.axes.some((axis) => axis.reduced)
    addStages(this, staged, {
      inputs: reads.map((node) => this.bufferOf(node)),
      outputs: writes,
      inPlace: alone ? inPlacePairs(kernel) : [],
      nodes: [...group.members.keys()],
    })
  }

  private product(group: Group, node: Node, name: string): void {
    const { epilogue, reads, writes } = lowerEpilogue(group, this, name)
    products.get(node.op)!.step(node, this, name, epilogue, {
      inputs: reads.map((input) => this.bufferOf(input)),
      outputs: writes,
      inPlace: inPlacePairs(epilogue),
      nodes: [...group.members.keys()],
    })
  }

  private single(node: Node): void {
    const template = this.context.templates.get(node.op)
    if (template?.(node, this)) return
    const writes = node.types.map((_, i) => this.fresh(node, i))
    this.add({ kind: 'host', node, reads: node.inputs.map((input) => this.bufferOf(input)), writes })
  }
}
