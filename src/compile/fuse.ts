import { type Graph, topological } from '../graph/graph.ts'
import { isConstant, isParameter, isPick } from '../graph/leaves.ts'
import type { Node } from '../graph/node.ts'
import { axesBesides, sizeOf } from '../graph/shape.ts'
import { Group, type Reach, reaches } from './group.ts'
import { grows } from './growth.ts'
import { lookupOf } from './lookup.ts'
import { ownerOf, type Partition } from './partition.ts'
import { inOrder } from './schedule.ts'
import type { Target } from './target.ts'
import { identityMapping, isView, type Mapping, mappingKey, sharesMemory, throughView } from './view.ts'

/** Something that uses a node: a group that reads elements at a mapping, or that needs all of it in memory. */
interface Use {
  readonly group: Group | undefined
  readonly mapping: Mapping | undefined
}

/** Operands, and theirs, that are looked at for what a node is computed from. */
const farthest = 16

/** Nodes as cheap as this are computed again rather than stored, if they read one tensor. */
const cheap = 2

/**
 * Cuts a graph into groups, each of which becomes one kernel: chains of elementwise operations with what moves elements
 * between them, reductions with what comes before and after, several results a group; and each other operation alone.
 * Consumers are visited before their operands, and a node joins the group that uses it where that repeats no dear work
 * and closes no circle. What is urgent is computed as soon as it can be.
 */
export function fuse(graph: Graph, target: Target, urgent: readonly Node[] = []): Partition {
  return new Fuser(graph, target).run(urgent)
}

/** Whether something else that uses a node needs what `group` would write with it. */
const closesCircle = (uses: readonly Use[], group: Group): boolean =>
  uses.some((use) => use.group && use.group !== group && reaches(use.group, group))

class Fuser {
  private readonly graph: Graph
  private readonly target: Target
  private readonly uses = new Map<Node, Use[]>()
  private readonly groups: Group[] = []
  private readonly writer = new Map<Node, Group>()
  private readonly own: ReadonlySet<Node>

  constructor(graph: Graph, target: Target) {
    this.graph = graph
    this.target = target
    this.own = new Set(graph.parameters)
  }

  run(urgent: readonly Node[]): Partition {
    const { graph } = this
    for (const result of graph.results) this.use(result, { group: undefined, mapping: undefined })
    const order = topological(graph.results, (node) => this.isLeaf(node))
    for (let i = order.length - 1; i >= 0; i--) this.place(order[i]!)
    const first = new Set(urgent.map((node) => this.writer.get(node)))
    // the list is in reverse: what is first in the graph, or urgent, stands last
    this.groups.sort((a, b) => Number(first.has(a)) - Number(first.has(b)))
    return { groups: inOrder(this.groups), writer: this.writer, stored: (node) => this.stored(node) }
  }

  private isLeaf(node: Node): boolean {
    return this.own.has(node) || isParameter(node) || node.computed
  }

  private stored(node: Node): boolean {
    const at = ownerOf(node, (other) => this.writer.has(other) || this.isLeaf(other))
    return this.writer.has(at) || this.isLeaf(at) || isPick(at)
  }

  private use(node: Node, use: Use): void {
    const uses = this.uses.get(node)
    if (uses) uses.push(use)
    else this.uses.set(node, [use])
  }

  private group(node: Node, group: Group): Group {
    this.groups.push(group)
    this.write(node, group)
    return group
  }

  /** `group` writes `node`, and everybody else who uses it reads what `group` writes. */
  private write(node: Node, group: Group): void {
    group.outputs.add(node)
    this.writer.set(node, group)
    for (const { group: other } of this.uses.get(node) ?? [])
      if (other && other !== group) group.readers.add(other)
  }

  private place(node: Node): void {
    const uses = this.uses.get(node) ?? []
    if (isPick(node)) {
      // The operation with several results writes all of them.
      for (const { group } of uses) this.use(node.inputs[0]!, { group, mapping: undefined })
      return
    }
    if (isView(node)) this.placeView(node, uses)
    else if (isConstant(node)) {
      if (uses.some((use) => !use.mapping)) this.alone(node)
    } else if (this.target.cost(node) !== undefined || this.target.reducedAxes(node))
      this.placeComputed(node, uses)
    else if (!this.placeProduct(node, uses)) {
      const group = this.group(node, new Group([], node))
      node.inputs.forEach((input, i) => {
        if (!isConstant(input) || !this.target.writesConstant(node, i))
          this.use(this.target.source(node, input), { group, mapping: undefined })
      })
    }
  }

  private placeView(node: Node, uses: readonly Use[]): void {
    const [operand] = node.inputs as [Node]
    if (uses.some((use) => !use.mapping)) {
      if (sharesMemory(node)) for (const { group } of uses) this.use(operand, { group, mapping: undefined })
      else this.alone(node)
      return
    }
    for (const { group, mapping } of uses) {
      const inner = throughView(node, mapping!, group!.extents)
      this.use(operand, { group, mapping: inner })
    }
  }

  /** A group of its own, of the node's shape (or its operand's, for a reduction). */
  private alone(node: Node): Group {
    const reduced = this.target.reducedAxes(node)
    const shape = reduced ? node.inputs[0]!.shape : node.shape
    const group = this.group(node, Group.loop(shape, reduced ?? []))
    if (reduced) {
      const kept = axesBesides(shape.length, reduced)
      const whole = identityMapping(shape)
      group.add(
        node,
        kept.map((axis) => whole[axis]!),
      )
      group.operandMapping.set(node, whole)
    } else group.add(node, identityMapping(shape))
    this.useOperands(node, group)
    return group
  }

  private useOperands(node: Node, group: Group): void {
    const mapping = group.operandMapping.get(node) ?? group.members.get(node)!
    const lookup = lookupOf(node, mapping)
    if (lookup) {
      this.use(lookup.table, { group, mapping: undefined })
      if (lookup.outside) this.use(lookup.outside, { group, mapping })
      for (const place of lookup.places) this.use(place.index, { group, mapping: place.mapping })
      return
    }
    const inner = isView(node) ? throughView(node, mapping, group.extents) : mapping
    for (const input of node.inputs) this.use(input, { group, mapping: inner })
  }

  private placeComputed(node: Node, uses: readonly Use[]): void {
    const candidates = this.candidates(uses)
    const needsMemory = uses.some((use) => !use.mapping)
    const [first] = candidates
    if (!needsMemory && candidates.size === 1) {
      const [group, mapping] = first!
      if (mapping && this.join(node, group, mapping, false)) return
    }
    if (
      !needsMemory &&
      this.mayRepeat(node) &&
      [...candidates].every(([g, m]) => m && this.fits(node, g, m, false))
    ) {
      for (const [group, mapping] of candidates) this.join(node, group, mapping!, false)
      return
    }
    const sorted = [...candidates].sort(([a], [b]) => b.size - a.size)
    for (const [group, mapping] of sorted) {
      if (!mapping || !this.fits(node, group, mapping, true)) continue
      // what has to be stored anyway is done to the product before that leaves the registers
      if (group.reduces && this.followsProduct(node)) continue
      if (closesCircle(uses, group)) continue
      this.join(node, group, mapping, true)
      return
    }
    this.alone(node)
  }

  /** Puts a product at the start of a group that uses each of its elements once. */
  private placeProduct(node: Node, uses: readonly Use[]): boolean {
    if (!this.target.takesEpilogue(node)) return false
    const sorted = [...this.candidates(uses)].sort(([a], [b]) => b.size - a.size)
    for (const [group, mapping] of sorted) {
      if (!mapping || !group.fitsProduct(node, mapping)) continue
      if ([...group.members.keys()].some((member) => this.target.readsPlace(member))) continue
      if (closesCircle(uses, group)) continue
      group.product = node
      group.add(node, mapping)
      if (uses.some((use) => use.group !== group || !use.mapping)) this.write(node, group)
      for (const input of node.inputs)
        this.use(this.target.source(node, input), { group, mapping: undefined })
      return true
    }
    return false
  }

  private followsProduct(node: Node): boolean {
    return node.inputs.some(
      (input) =>
        !this.isLeaf(input) && this.target.takesEpilogue(input) && sizeOf(input.shape) === sizeOf(node.shape),
    )
  }

  /** The groups that use a node at a mapping; undefined where one group uses it at several. */
  private candidates(uses: readonly Use[]): Map<Group, Mapping | undefined> {
    const found = new Map<Group, Mapping | undefined>()
    // the key of a single number's mapping is empty, and still another one than none
    const keys = new Map<Group, string | undefined>()
    for (const { group, mapping } of uses) {
      if (!group || group.single) continue
      const key = mapping && mappingKey(mapping)
      if (!keys.has(group)) {
        keys.set(group, key)
        found.set(group, mapping)
      } else if (keys.get(group) !== key) found.set(group, undefined)
    }
    return found
  }

  private mayRepeat(node: Node): boolean {
    const cost = this.target.cost(node)
    if (cost === undefined) return false
    const readsOne = node.inputs.filter((input) => !isConstant(input)).length <= 1
    return (cost <= cheap && readsOne) || grows(node, this.target, (other) => this.isLeaf(other))
  }

  private reach(node: Node): Reach {
    const { target } = this
    return {
      node,
      cost: target.cost(node) ?? 1,
      reduced: target.reducedAxes(node),
      place: target.readsPlace(node),
      gathered: () => this.gathered(node),
    }
  }

  /** The extents along which the reductions go that a node is computed from, if they are the same ones. */
  private gathered(node: Node): readonly number[] | undefined {
    const { target } = this
    const open = [node]
    let found: readonly number[] | undefined
    for (let i = 0; i < open.length; i++) {
      const at = open[i]!
      const axes = target.reducedAxes(at)
      if (axes) {
        const extents = axes.map((axis) => at.inputs[0]!.shape[axis]!).filter((extent) => extent > 1)
        if (found && extents.join() !== found.join()) return undefined
        found = extents
      } else if (!this.isLeaf(at) && (target.cost(at) !== undefined || isView(at)) && i < farthest)
        for (const input of at.inputs) if (sizeOf(input.shape) <= sizeOf(node.shape)) open.push(input)
    }
    return found
  }

  private fits(node: Node, group: Group, mapping: Mapping, output: boolean): boolean {
    return group.fit(this.reach(node), mapping, output) !== undefined
  }

  private join(node: Node, group: Group, mapping: Mapping, output: boolean): boolean {
    const fit = group.fit(this.reach(node), mapping, output)
    if (!fit) return false
    group.accept(node, mapping, fit)
    if (output) this.write(node, group)
    this.useOperands(node, group)
    return true
  }
}
