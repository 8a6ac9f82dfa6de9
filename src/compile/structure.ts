import { type DType, dtypes } from '../graph/dtype.ts'
import { type Graph, isGraph, topological, waitingFor } from '../graph/graph.ts'
import { isConstant, isParameter, isPick, settle } from '../graph/leaves.ts'
import type { Node, Op } from '../graph/node.ts'
import type { TensorType } from '../graph/shape.ts'
import { numbersIn } from './varying.ts'

type Token = number | string | object

/**
 * A lazy graph as it stands before a value is read: what to compute, from which values, and what it looks like apart
 * from those values. Two structures with equal tokens are computed by the same program.
 */
export interface Structure {
  /** Nodes to compute, operands first. */
  readonly order: readonly Node[]
  /** Nodes that have values, by first use. */
  readonly leaves: readonly Node[]
  /** Nodes with numbers that may be others in the next step, which are no part of the tokens; by first use. */
  readonly varying: readonly Node[]
  readonly wanted: readonly Node[]
  /** Which leaf's value the value of which wanted node replaces. */
  readonly pairs: readonly (readonly [leaf: number, wanted: number])[]
  readonly tokens: readonly Token[]
  readonly hash: number
  /** Some node depends on a parameter of a trace, so nothing can be computed. */
  readonly abstract: boolean
}

const dtypeNumber = Object.fromEntries(dtypes.map((dtype, i) => [dtype, i])) as Record<DType, number>

const objectNumbers = new WeakMap<object, number>()
let objects = 0

/** A small number that stands for an object (an operation, a function). */
export function numberOf(object: object): number {
  let found = objectNumbers.get(object)
  if (found === undefined) {
    found = ++objects
    objectNumbers.set(object, found)
  }
  return found
}

const textHashes = new Map<string, number>()

function hashText(text: string): number {
  const known = textHashes.get(text)
  if (known !== undefined) return known
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  if (textHashes.size < 10_000) textHashes.set(text, hash)
  return hash
}

/** Writes tokens and mixes them into a hash as it goes. */
class Writer {
  readonly tokens: Token[] = []
  hash = 0

  private put(token: Token, hash: number): void {
    this.tokens.push(token)
    this.hash = (Math.imul(this.hash, 0x01000193) ^ hash) | 0
  }

  number(value: number): void {
    this.put(value, Number.isInteger(value) ? value : hashText(String(value)))
  }

  /** A number of which the sign of zero counts. */
  constant(value: number): void {
    if (Object.is(value, -0)) this.text('-0')
    else this.number(value)
  }

  text(value: string): void {
    this.put(value, hashText(value))
  }

  object(value: object): void {
    this.put(value, numberOf(value))
  }

  type({ dtype, shape }: TensorType): void {
    this.number(dtypeNumber[dtype])
    this.number(shape.length)
    for (let i = 0; i < shape.length; i++) this.number(shape[i]!)
  }

  /** Parameters of an operation: numbers, texts, lists, records, graphs. A rule beside a graph says nothing of values. */
  params(value: unknown, graphs: boolean): void {
    if (typeof value === 'number') this.number(value)
    else if (typeof value === 'string') this.text(value)
    else if (Array.isArray(value)) {
      this.number(value.length)
      for (const item of value) this.params(item, graphs)
    } else if (typeof value === 'function') {
      if (!graphs) this.object(value)
    } else if (typeof value === 'object' && value !== null) {
      // equal ones have one number
      if (isGraph(value)) this.number(numberOfGraph(value))
      else
        for (const key in value) {
          this.text(key)
          this.params((value as Record<string, unknown>)[key], graphs)
        }
    } else this.text(String(value))
  }

  /** The inside of a closed graph, nodes numbered from its parameters on. Values that it holds are told by identity. */
  inside(graph: Graph): void {
    const numbers = new Map<Node, number>()
    this.number(graph.parameters.length)
    for (const parameter of graph.parameters) {
      numbers.set(parameter, numbers.size)
      this.type(parameter.type)
    }
    for (const node of topological(graph.results, (node) => numbers.has(node))) {
      numbers.set(node, numbers.size)
      if (node.computed) this.object(node.value!)
      this.node(node, (input) => numbers.get(input)!)
      if (isConstant(node)) this.constant(node.params.value)
    }
    for (const result of graph.results) this.number(numbers.get(result)!)
  }

  node(node: Node, numberOfInput: (input: Node) => number, varies = isConstant(node)): void {
    this.object(node.op as Op)
    this.type(node.type)
    for (let i = 0; i < node.inputs.length; i++) this.number(numberOfInput(node.inputs[i]!))
    if (!varies) this.params(node.params, node.op.subgraphs !== undefined)
  }
}

const graphNumbers = new WeakMap<Graph, number>()
/** Graphs that have numbers by their hashes, those asked for last at the end; where two have one hash, the last. */
const numbered = new Map<number, { readonly tokens: readonly Token[]; readonly number: number }>()
let graphs = 0
/** Tokens of these, some ten a node, and how many are kept: a loop that keeps making new graphs must not keep them all. */
let kept = 0
const mostKept = 2 ** 21

/** A number that closed graphs share if they compute the same. */
export function numberOfGraph(graph: Graph): number {
  const known = graphNumbers.get(graph)
  if (known !== undefined) return known
  const writer = new Writer()
  writer.inside(graph)
  const { tokens, hash } = writer
  const last = numbered.get(hash)
  const found = last && sameStructure(last.tokens, tokens) ? last : { tokens, number: ++graphs }
  kept += tokens.length - (last?.tokens.length ?? 0)
  numbered.delete(hash)
  numbered.set(hash, found)
  for (const [oldest, { tokens }] of numbered) {
    if (kept <= mostKept) break
    kept -= tokens.length
    numbered.delete(oldest)
  }
  graphNumbers.set(graph, found.number)
  return found.number
}

/** A node to compute, and the value of a variable that it takes the place of. */
export type Replacements = ReadonlyMap<Node, Node | undefined>

/**
 * Reads the structure of what `asked` needs. Of `replacements` those are wanted too that come by on the way.
 */
export function structureOf(asked: readonly Node[], replacements: Replacements = new Map()): Structure {
  const wanted = [...new Set(asked)]
  const order: Node[] = []
  const leaves: Node[] = []
  const varying: Node[] = []
  const numbers = new Map<Node, number>()
  const writer = new Writer()
  let abstract = false
  const visit = (input: Node): number => {
    let found = numbers.get(input)
    if (found === undefined) {
      found = numbers.size
      numbers.set(input, found)
      writer.number(-1 - leaves.length)
      leaves.push(input)
      writer.type(input.type)
    }
    return found
  }
  for (const node of waitingFor(asked)) {
    if (isParameter(node)) {
      abstract = true
      continue
    }
    if (isPick(node)) {
      const tuple = node.inputs[0]!
      if (tuple.computed) {
        settle(node as Node, (tuple.value as readonly never[])[node.params.index]!)
        continue
      }
    }
    const varies = numbersIn(node) !== undefined
    writer.node(node, visit, varies)
    numbers.set(node, numbers.size)
    order.push(node)
    if (varies) varying.push(node)
    if (replacements.has(node) && !wanted.includes(node)) wanted.push(node)
  }
  for (const node of wanted) writer.number(visit(node))
  const pairs = pairsOf(leaves, wanted, replacements)
  for (const [leaf, result] of pairs) {
    writer.number(leaf)
    writer.number(result)
  }
  return { order, leaves, varying, wanted, pairs, tokens: writer.tokens, hash: writer.hash, abstract }
}

function pairsOf(
  leaves: readonly Node[],
  wanted: readonly Node[],
  replacements: Replacements,
): [number, number][] {
  if (replacements.size === 0) return []
  const places = new Map(leaves.map((leaf, i) => [leaf, i]))
  return wanted.flatMap((node, i): [number, number][] => {
    const old = replacements.get(node)
    const leaf = old && places.get(old)
    if (leaf === undefined || node.computed) return []
    places.delete(old!)
    return [[leaf, i]]
  })
}

/** Whether two structures are computed by the same program. */
export function sameStructure(a: readonly Token[], b: readonly Token[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !Object.is(a[i], b[i])) return false
  return true
}
