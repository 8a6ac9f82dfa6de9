import { type Graph, rebuild, topological } from '../graph/graph.ts'
import { constant, constantValue } from '../graph/leaves.ts'
import { is, madeFrom, type Node } from '../graph/node.ts'
import { type Shape, sameShape, sizeOf } from '../graph/shape.ts'
import { concatenate, type Padding, type Slice, sliced, slicing } from '../ops/movement.ts'
import { isLookup } from './lookup.ts'
import { remade } from './remade.ts'
import { isView } from './view.ts'

/** Elements from which on what is not copied is worth more kernels, and how many nodes may come of a region. */
const fewest = 4096
const mostNodes = 300

/** Slices and concatenations between a region and what stands in memory, and operands of one of these. */
const farthest = 8
const mostParts = 16

/** Elementwise nodes of one shape that hang together, and where they are cut along each axis, both ends included. */
interface Region {
  readonly nodes: Set<Node>
  cuts: readonly Places[] | undefined
}

const isJoin = (node: Node): node is Node<{ axis: number }> => is(node, slicing.concatenate)
const isSlice = (node: Node): node is Node<Slice> =>
  is(node, slicing.slice) && (node.params as Slice).step.every((step) => step === 1)
/** Surrounded by one number, or cropped. */
const isFrame = (node: Node): node is Node<Padding> =>
  is(node, slicing.pad) &&
  constantValue(node.inputs[1]!) !== undefined &&
  (node.params as Padding).interior.every((gap) => gap === 0)
type Places = readonly number[]
const plus = (a: Places, b: Places): number[] => a.map((n, i) => n + b[i]!)
const minus = (a: Places, b: Places): number[] => a.map((n, i) => n - b[i]!)
const isWithin = (start: Places, limit: Places, shape: Shape): boolean =>
  shape.every((extent, i) => start[i]! >= 0 && limit[i]! <= extent)
const isReduction = (node: Node): boolean => node.op.name.startsWith('reduce_')

/**
 * Elementwise work on concatenations of slices (rolls: grids whose ends meet) is done box by box between their seams, where what is
 * sliced is read in place. Only its results are put together.
 */
export const betweenSeams = (graph: Graph): Graph => new Seams(graph).cut()

class Seams {
  private readonly graph: Graph
  private readonly users = new Map<Node, Node[]>()
  private readonly regions = new Map<Node, Region>()
  /** Of what need not be put together: the region that alone reads it, and by how many others. */
  private readonly readers = new Map<Node, { readonly region: Region; readonly by: number }>()
  private readonly images = new Map<Node, Node>()
  private readonly boxes = new Map<Node, readonly Node[]>()

  constructor(graph: Graph) {
    this.graph = graph
  }

  cut(): Graph {
    const { graph, users, regions, images } = this
    const order = topological(graph.results, () => false)
    if (!order.some((node) => isJoin(node) || isFrame(node))) return graph
    // a result is read from outside
    for (const result of graph.results) users.set(result, [result])
    for (const node of order) {
      for (const input of node.inputs) {
        const list = users.get(input)
        if (list) list.push(node)
        else users.set(input, [node])
      }
      if (node.op.elementwise && sizeOf(node.shape) >= fewest) this.take(node)
    }
    for (const node of order.toReversed()) this.findReader(node)
    const all = new Set(regions.values())
    for (const region of all) region.cuts = this.cutsOf(region)
    if (![...all].some(({ cuts }) => cuts)) return graph
    for (const node of order)
      images.set(
        node,
        madeFrom(node, () => this.image(node)),
      )
    return { ...graph, results: graph.results.map((node) => images.get(node)!) }
  }

  /** A node joins the regions of its operands. */
  private take(node: Node): void {
    let region: Region = { nodes: new Set([node]), cuts: undefined }
    for (const input of node.inputs) {
      let other = this.regions.get(input)
      if (!other || other === region) continue
      if (other.nodes.size > region.nodes.size) [region, other] = [other, region]
      for (const member of other.nodes) {
        region.nodes.add(member)
        this.regions.set(member, region)
      }
    }
    this.regions.set(node, region)
  }

  /** Slices, concatenations, and single operations on them are no copies if one region alone reads them. */
  private findReader(node: Node): void {
    const users = this.users.get(node)!
    const isPart = node.op.elementwise && users.length === 1 && !node.inputs.some(({ op }) => op.elementwise)
    if ((!isSlice(node) && !isJoin(node) && !isFrame(node) && !isPart) || node.inputs.length > mostParts)
      return
    let found: Region | undefined
    let by = 0
    for (const user of users) {
      const reader = this.readers.get(user)
      const region = reader?.region ?? this.regions.get(user)
      by = Math.max(by, (reader?.by ?? 0) + 1)
      if (!region || (found && region !== found) || by > farthest) return
      found = region
    }
    this.readers.set(node, { region: found!, by })
  }

  private cutsOf(region: Region): Region['cuts'] {
    const [{ shape }] = region.nodes as unknown as [Node]
    const seams = shape.map((extent) => new Set([0, extent]))
    const origin = shape.map(() => 0)
    const seen = new Set<Node>()
    for (const node of region.nodes)
      for (const input of node.inputs) {
        if (this.regions.get(input) === region) continue
        if (!standsInMemory(input, shape, seen)) return undefined
        this.addSeams(input, origin, region, seams)
      }
    let boxes = 1
    const cuts = seams.map((places, axis) => {
      const inside = [...places].filter((at) => at >= 0 && at <= shape[axis]!).sort((a, b) => a - b)
      const count = boxes * (inside.length - 1)
      const narrow = axis === shape.length - 1 && inside.every((at, i) => i === 0 || at - inside[i - 1]! < 4)
      if (narrow || count * region.nodes.size > mostNodes) return [0, shape[axis]!]
      boxes = count
      return inside
    })
    return boxes > 1 ? cuts : undefined
  }

  /** Notes where, in a region, an operand that begins at `origin` changes from one part to the next. */
  private addSeams(node: Node, origin: Places, region: Region, seams: readonly Set<number>[]): void {
    if (this.readers.get(node)?.region !== region) return
    let at = origin
    if (isSlice(node)) at = minus(at, node.params.start)
    if (isFrame(node)) at = plus(at, node.params.low)
    for (const input of node.inputs) {
      this.addSeams(input, at, region, seams)
      const ends = input.shape.map((extent, i) => at[i]! + extent)
      if (isFrame(node)) for (const [i, end] of ends.entries()) seams[i]!.add(at[i]!).add(end)
      if (isJoin(node)) {
        const { axis } = node.params
        at = at.with(axis, ends[axis]!)
        seams[axis]!.add(ends[axis]!)
      }
    }
  }

  private image(node: Node): Node {
    const { images, boxes } = this
    const region = this.regions.get(node)
    if (!region?.cuts)
      return remade(
        node,
        node.inputs.map((input) => images.get(input)!),
      )
    const parts: Node[] = []
    const joined = (start: Places, limit: Places): Node => {
      const axis = start.length
      const ends = region.cuts![axis]
      if (ends) {
        const along = ends.slice(1).map((end, i) => joined([...start, ends[i]!], [...limit, end]))
        return concatenate(along, axis)
      }
      const inputs = node.inputs.map(
        (input) => boxes.get(input)?.[parts.length] ?? this.box(input, start, limit, region),
      )
      const part = rebuild(node, inputs)
      parts.push(part)
      return part
    }
    const whole = joined([], [])
    boxes.set(node, parts)
    return whole
  }

  /** What an operand of a region has between `start` and `limit`. */
  private box(node: Node, start: Places, limit: Places, region: Region): Node {
    const shape = minus(limit, start)
    const number = (value: number): Node => constant(value, node.dtype, shape)
    const value = constantValue(node)
    if (value !== undefined) return number(value)
    if (this.readers.get(node)?.region === region) {
      const { inputs } = node
      if (isSlice(node)) {
        const { start: first } = node.params
        return this.box(inputs[0]!, plus(start, first), plus(limit, first), region)
      }
      if (isFrame(node)) {
        const [x, around] = inputs as [Node, Node]
        const [from, to] = [minus(start, node.params.low), minus(limit, node.params.low)]
        if (x.shape.some((extent, i) => to[i]! <= 0 || from[i]! >= extent))
          return number(constantValue(around)!)
        if (isWithin(from, to, x.shape)) return this.box(x, from, to, region)
      } else if (isJoin(node)) {
        const { axis } = node.params
        let [from, to] = [start, limit]
        for (const part of inputs) {
          if (isWithin(from, to, part.shape)) return this.box(part, from, to, region)
          from = from.with(axis, from[axis]! - part.shape[axis]!)
          to = to.with(axis, to[axis]! - part.shape[axis]!)
        }
      } else {
        const boxes = inputs.map((input) => this.box(input, start, limit, region))
        return rebuild(node, boxes)
      }
    }
    return sliced(this.images.get(node)!, { start, limit, step: start.map(() => 1) })
  }
}

/**
 * Whether an operand of a region can be read in part: it is no product or lookup whose end the region is, and not made of sums of its
 * rows. What has been looked at for others is left out.
 */
function standsInMemory(node: Node, shape: Shape, seen: Set<Node>): boolean {
  if (node.op.linear === 'each' || isReduction(node) || isLookup(node)) return false
  const open = [node]
  for (const at of open) {
    if (seen.has(at)) continue
    seen.add(at)
    if (isReduction(at) && sizeOf(at.shape) > 1 && sameShape(at.inputs[0]!.shape, shape)) return false
    if (isView(at) || (at.op.elementwise && sizeOf(at.shape) < sizeOf(shape))) open.push(...at.inputs)
  }
  return true
}
