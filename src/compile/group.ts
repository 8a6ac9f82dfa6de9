import type { Node } from '../graph/node.ts'
import { type Shape, sizeOf } from '../graph/shape.ts'
import { axesOf, type Index, isAligned, type Mapping } from './view.ts'

interface KernelAxis {
  readonly extent: number
  reduced: boolean
}

/** What a group must know of a node that wants to join it. */
export interface Reach {
  readonly node: Node
  /** Price of one element. */
  readonly cost: number
  /** The axes of its operand that it reduces. */
  readonly reduced: readonly number[] | undefined
  /** It is computed from its place. */
  readonly place: boolean
  /** The extents that reductions go along which it is computed from and from which it follows element by element. */
  readonly gathered: () => readonly number[] | undefined
}

/** How a node joins: kernel axes that become reduced, extents of new ones, and where its operand stands. */
interface Fit {
  readonly nowReduced: readonly number[]
  readonly added: readonly number[]
  readonly operand: Mapping | undefined
}

const plain: Fit = { nowReduced: [], added: [], operand: undefined }

/** Rows below which a reduction is not fused into what uses it element by element: too few to share out. */
const fewRows = 16
const smallSpace = 32_768
/** Price up to which an element may be computed again in a larger loop. */
export const repeatable = 4

/** Results of one kernel: more are written by several, as each wants a pointer and may go over any operand of its type. */
export const mostOutputs = 64
/** Operations of one kernel: hosts refuse longer functions, or take ever longer for each line of them. */
const mostMembers = 256

/** Nodes that are computed together by one kernel, or one operation that stands alone. */
export class Group {
  readonly axes: KernelAxis[]
  /** What is computed, and at which element when the kernel is at an index of its axes. */
  readonly members = new Map<Node, Mapping>()
  /** For reductions: where their operand's element stands. */
  readonly operandMapping = new Map<Node, Mapping>()
  /** Members whose elements are written to memory. */
  readonly outputs = new Set<Node>()
  /** Groups that read what this one writes. */
  readonly readers = new Set<Group>()
  /** The operation that is no loop kernel. */
  readonly single: Node | undefined
  /** The product whose elements the others start from. */
  product: Node | undefined = undefined

  constructor(axes: KernelAxis[], single?: Node) {
    this.axes = axes
    this.single = single
  }

  static loop(shape: Shape, reduced: readonly number[]): Group {
    return new Group(shape.map((extent, axis) => ({ extent, reduced: reduced.includes(axis) })))
  }

  get reduces(): boolean {
    return this.axes.some((axis) => axis.reduced)
  }
  get extents(): number[] {
    return this.axes.map((axis) => axis.extent)
  }
  get size(): number {
    return this.axes.reduce((n, axis) => n * axis.extent, 1)
  }

  add(node: Node, mapping: Mapping): void {
    this.members.set(node, mapping)
  }

  /** Kernel axes of more than one index, reduced or not. */
  private long(reduced: boolean): number[] {
    return this.axes.flatMap((axis, i) => (axis.reduced === reduced && axis.extent > 1 ? [i] : []))
  }

  /** Whether the elements of a product, used at `mapping`, are those that this group computes from. */
  fitsProduct(node: Node, mapping: Mapping): boolean {
    if (this.product || this.single || this.reduces || this.size === 0) return false
    const covered = axesOf(mapping)
    return isAligned(mapping, node.shape, this.extents) && this.long(false).every((axis) => covered.has(axis))
  }

  /** How a node that is used at `mapping` could be computed here; undefined where it cannot or should not. */
  fit(reach: Reach, mapping: Mapping, output: boolean): Fit | undefined {
    const { node, cost, reduced, place } = reach
    if (this.members.has(node) || (this.product && (reduced || place))) return undefined
    if (this.members.size >= mostMembers || (output && this.outputs.size >= mostOutputs)) return undefined
    // a loop of no rounds stores nothing
    if (output && this.size === 0 && sizeOf(node.shape) > 0) return undefined
    const covered = axesOf(mapping)
    const kept = this.long(false)
    const missing = kept.filter((axis) => !covered.has(axis))
    if (reduced) return this.fitReduction(node, reduced, mapping, missing)
    const over = this.long(true)
    // One number a row of what will be reduced here: it is computed once a row. What reduces nothing but an axis of one element
    // has its own axis, and must not go along these.
    const isOpen = this.axes.every((axis) => !axis.reduced)
    if (missing.length > 0 && isOpen && (output || cost > repeatable) && this.hasRows(covered)) {
      const along = reach.gathered()
      const rowwise =
        along?.length === missing.length && missing.every((axis, i) => this.axes[axis]!.extent === along[i])
      if (rowwise && !this.product && isAligned(mapping, node.shape, this.extents))
        return { nowReduced: missing, added: [], operand: undefined }
    }
    if (output) {
      const inside = over.filter((axis) => covered.has(axis)).length
      if (
        missing.length > 0 ||
        (inside > 0 && inside < over.length) ||
        !isAligned(mapping, node.shape, this.extents)
      )
        return undefined
    } else if (missing.length > 0 && cost > repeatable) return undefined
    return plain
  }

  /** Whether there are enough rows along these axes to share them out. */
  private hasRows(covered: ReadonlySet<number>): boolean {
    const rows = this.long(false)
      .filter((axis) => covered.has(axis))
      .reduce((n, axis) => n * this.axes[axis]!.extent, 1)
    return rows >= fewRows || this.size <= smallSpace
  }

  private fitReduction(
    node: Node,
    reduced: readonly number[],
    mapping: Mapping,
    missing: readonly number[],
  ): Fit | undefined {
    if (!isAligned(mapping, node.shape, this.extents)) return undefined
    const from = node.inputs[0]!.shape
    const already = this.axes.flatMap((axis, i) => (axis.reduced ? [i] : []))
    const covered = axesOf(mapping)
    if (already.some((axis) => covered.has(axis))) return undefined
    if (already.length > 0) {
      if (missing.length > 0) return undefined
      return this.along(from, reduced, mapping, already, { nowReduced: [], added: [] })
    }
    if (missing.length > 0) {
      if (!this.hasRows(covered)) return undefined
      return this.along(from, reduced, mapping, missing, { nowReduced: missing, added: [] })
    }
    const added = reduced.map((axis) => from[axis]!)
    const fresh = added.map((_, i) => this.axes.length + i)
    return this.along(from, reduced, mapping, fresh, { nowReduced: [], added })
  }

  /** The operand's mapping if its reduced axes go along these kernel axes, in order; axes of extent 1 need none. */
  private along(
    from: Shape,
    reduced: readonly number[],
    mapping: Mapping,
    axes: readonly number[],
    change: Pick<Fit, 'nowReduced' | 'added'>,
  ): Fit | undefined {
    const extents = [...this.extents, ...change.added]
    const long = axes.filter((axis) => extents[axis]! > 1)
    let at = 0
    let keptAt = 0
    const operand: Index[] = []
    for (let axis = 0; axis < from.length; axis++) {
      if (!reduced.includes(axis)) operand.push(mapping[keptAt++]!)
      else if (from[axis] === 1) operand.push({ offset: 0, terms: [] })
      else {
        const target = long[at++]
        if (target === undefined || extents[target] !== from[axis]) return undefined
        operand.push({ offset: 0, terms: [{ axis: target, step: 1 }] })
      }
    }
    return at === long.length ? { ...change, operand } : undefined
  }

  accept(node: Node, mapping: Mapping, fit: Fit): void {
    for (const axis of fit.nowReduced) this.axes[axis]!.reduced = true
    for (const extent of fit.added) this.axes.push({ extent, reduced: true })
    if (fit.operand) this.operandMapping.set(node, fit.operand)
    this.members.set(node, mapping)
  }
}

/** Whether `to` needs, directly or not, what `from` writes. */
export function reaches(from: Group, to: Group): boolean {
  if (from === to) return true
  const seen = new Set<Group>([from])
  const stack = [from]
  while (stack.length > 0)
    for (const reader of stack.pop()!.readers) {
      if (reader === to) return true
      if (!seen.has(reader)) {
        seen.add(reader)
        stack.push(reader)
      }
    }
  return false
}
