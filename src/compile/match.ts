import { type Graph, isGraph } from '../graph/graph.ts'
import { isConstant, isPick } from '../graph/leaves.ts'
import { type Node, nextMark, type Op } from '../graph/node.ts'
import { sameShape, type TensorType } from '../graph/shape.ts'
import { numberOfGraph, type Replacements, type Structure } from './structure.ts'
import { numbersIn } from './varying.ts'

/** What stands at one number of a structure: a leaf, or an operation on what stands at lower numbers. */
interface Line {
  readonly type: TensorType
  readonly op: Op | undefined
  readonly params: unknown
  readonly inputs: readonly number[]
  /** It becomes the value of a variable. */
  readonly replaces: boolean
  /** Its parameters hold numbers that may be others. */
  readonly varies: boolean
}

/**
 * A structure as it is compared with the next graph, without being written down again: the steps of a loop build the same
 * graph over and over.
 */
export interface Pattern {
  /** The leaves, then the nodes to compute in their order. */
  readonly lines: readonly Line[]
  readonly leaves: number
  readonly varying: readonly number[]
  readonly wanted: readonly number[]
  /** The place among the leaves of the one that each of them takes the place of. */
  readonly taken: readonly (number | undefined)[]
  /** How many of the wanted nodes were asked for; the others came by. */
  readonly asked: number
  /** See `weightOf`. */
  readonly weight: number
  readonly structure: Structure
}

/** Differs between most graphs whose leaves have other shapes: the bytes of leaves on all ways down. */
export function weightOf(asked: readonly Node[]): number {
  let weight = 0
  for (const { pendingBytes } of asked) weight += pendingBytes
  return weight
}

/** The pattern of a structure. It must be taken before values are computed, which changes nodes. */
export function patternOf(structure: Structure, asked: readonly Node[], replacements: Replacements): Pattern {
  const { order, leaves, varying, wanted, pairs } = structure
  const taken = new Array<number | undefined>(wanted.length)
  for (const [leaf, result] of pairs) taken[result] = leaf
  const numbers = new Map<Node, number>()
  const varies = new Set(varying)
  const lines: Line[] = []
  const add = (node: Node, isLeaf: boolean): void => {
    const inputs = isLeaf ? [] : node.inputs.map((input) => numbers.get(input)!)
    numbers.set(node, lines.length)
    const { type, params } = node
    const op = isLeaf ? undefined : node.op
    lines.push({ type, op, params, inputs, replaces: replacements.has(node), varies: varies.has(node) })
  }
  for (const leaf of leaves) add(leaf, true)
  for (const node of order) add(node, false)
  const at = (nodes: readonly Node[]): number[] => nodes.map((node) => numbers.get(node)!)
  return {
    lines,
    leaves: leaves.length,
    varying: at(varying),
    wanted: at(wanted),
    taken,
    asked: asked.length,
    weight: weightOf(asked),
    structure: { ...structure, order: [], leaves: [], varying: [], wanted: [] },
  }
}

/** The structure of what `asked` needs, if it is one of this pattern. */
export function match(
  pattern: Pattern,
  asked: readonly Node[],
  replacements: Replacements,
): Structure | undefined {
  const { lines, wanted } = pattern
  if (asked.length !== pattern.asked) return undefined
  const images = new Array<Node | undefined>(lines.length)
  const open: number[] = []
  const mark = nextMark()
  const put = (number: number, node: Node): boolean => {
    const known = images[number]
    if (known !== undefined) return known === node
    const { type, op, params, inputs, replaces, varies } = lines[number]!
    // One node for two numbers: the graph is another one.
    if (node.mark === mark || node.computed !== (op === undefined)) return false
    // The type of a result follows from the operands and parameters.
    if (inputs.length === 0 && (node.dtype !== type.dtype || !sameShape(node.shape, type.shape))) return false
    if (op !== undefined) {
      if (node.op !== op || node.inputs.length !== inputs.length) return false
      if (isPick(node) && node.inputs[0]!.computed) return false
      if (replacements.size > 0 && replacements.has(node) !== replaces) return false
      if (!isConstant(node) && !sameParams(node.params, params, op.subgraphs !== undefined)) {
        if (!varies || !numbersIn(node) || !sameShape(node.shape, type.shape)) return false
      }
      open.push(number)
    }
    node.mark = mark
    images[number] = node
    return true
  }
  for (let i = 0; i < asked.length; i++) if (!put(wanted[i]!, asked[i]!)) return undefined
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    const { inputs } = images[number]!
    const numbers = lines[number]!.inputs
    for (let i = 0; i < inputs.length; i++) if (!put(numbers[i]!, inputs[i]!)) return undefined
  }
  const at = (numbers: readonly number[]): Node[] => numbers.map((number) => images[number]!)
  const found: Structure = {
    ...pattern.structure,
    order: images.slice(pattern.leaves) as Node[],
    leaves: images.slice(0, pattern.leaves) as Node[],
    varying: at(pattern.varying),
    wanted: at(wanted),
  }
  return samePairs(pattern.taken, found, replacements) ? found : undefined
}

/** Each variable's new value takes the place of the leaf that it took in the pattern, the first of several. */
function samePairs(
  taken: readonly (number | undefined)[],
  { leaves, wanted }: Structure,
  replacements: Replacements,
): boolean {
  return wanted.every((node, i) => {
    const old = replacements.get(node)
    const place = taken[i]
    if (place !== undefined) return old === leaves[place]
    const at = leaves.indexOf(old!)
    return at < 0 || taken.slice(0, i).includes(at)
  })
}

/** Whether two operations have the same parameters; functions beside graphs say nothing of values. */
export function sameParams(a: unknown, b: unknown, graphs: boolean): boolean {
  if (Object.is(a, b)) return true
  if (typeof a === 'function' && typeof b === 'function') return graphs
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !sameParams(a[i], b[i], graphs)) return false
    return true
  }
  if (isGraph(a)) return isGraph(b) && numberOfGraph(a) === numberOfGraph(b as Graph)
  let count = 0
  for (const key in a) {
    const own = (a as Record<string, unknown>)[key]
    const other = (b as Record<string, unknown>)[key]
    if (own !== other && !sameParams(own, other, graphs)) return false
    count++
  }
  for (const _ in b) count--
  return count === 0
}
