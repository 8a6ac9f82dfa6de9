import { NablaError } from '../errors.ts'
import { allocate, type DType, dtypes, shortName } from './dtype.ts'
import { type Graph, isGraph, topological } from './graph.ts'
import { constant, dataNode, isConstant, isPick, parameter, pick } from './leaves.ts'
import { apply, type Node, type Op } from './node.ts'
import { sizeOf, type TensorType, typeText } from './shape.ts'

/** Data of up to this many elements is printed in full; larger data as its size only. */
const shownElements = 16

/**
 * A graph in a compact typed form, one operation a line; `readGraph` reads it back.
 *
 * @example
 * graph(p0: f32[3], p1: f32[3]) {
 *   v0: f32[3] = multiply(p0, p1)
 *   return v0
 * }
 */
export function printGraph(graph: Graph, indent = ''): string {
  const names = new Map<Node, string>()
  const nameOf = (node: Node): string => {
    const name = names.get(node)
    if (name === undefined)
      throw new NablaError(`printGraph: the graph is not closed: it uses ${node} from outside.`)
    return name
  }
  graph.parameters.forEach((node, i) => {
    names.set(node, `p${i}`)
  })
  const head = graph.parameters.map((node) => `${nameOf(node)}: ${node}`).join(', ')
  const lines = topological(graph.results, (node) => names.has(node)).map((node, i) => {
    names.set(node, `v${i}`)
    const types = node.op.multiple ? `(${node.types.map(typeText).join(', ')})` : typeText(node.type)
    return `${indent}  v${i}: ${types} = ${operationText(node, nameOf, `${indent}  `)}`
  })
  return [
    `graph(${head}) {`,
    ...lines,
    `${indent}  return ${graph.results.map(nameOf).join(', ')}`,
    `${indent}}`,
  ].join('\n')
}

function operationText(node: Node, nameOf: (node: Node) => string, indent: string): string {
  if (isPick(node)) return `${nameOf(node.inputs[0]!)}.${node.params.index}`
  if (isConstant(node)) return `constant ${numberText(node.params.value)}`
  if (node.computed && node.inputs.length === 0) {
    const value = node.value as ArrayLike<number>
    return value.length <= shownElements
      ? `data [${Array.from(value, numberText).join(', ')}]`
      : `data of ${sizeOf(node.shape)} elements`
  }
  const args = `${node.op.name}(${node.inputs.map(nameOf).join(', ')})`
  const params = Object.entries(node.params as object)
  return params.length === 0
    ? args
    : `${args} {${params.map(([key, value]) => `${key}: ${paramText(value, indent)}`).join(', ')}}`
}

const numberText = (x: number): string => (Object.is(x, -0) ? '-0' : String(x))

function paramText(value: unknown, indent: string): string {
  if (typeof value === 'object' && value !== null && isGraph(value)) return printGraph(value, indent)
  if (Array.isArray(value)) return `[${value.map((part) => paramText(part, indent)).join(', ')}]`
  if (typeof value === 'function') return '<rule>'
  return typeof value === 'number' ? numberText(value) : JSON.stringify(value)
}

/** A text that is read from the front. */
class GraphText {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  fail(wanted: string): never {
    throw new NablaError(
      `readGraph: ${wanted} expected at offset ${this.at}: ${JSON.stringify(this.text.slice(this.at, this.at + 40))}.`,
    )
  }
  /** What fits the pattern here, if anything does, without reading it. */
  peek(pattern: RegExp): RegExpExecArray | null {
    const sticky = new RegExp(`\\s*(?:${pattern.source})`, 'y')
    sticky.lastIndex = this.at
    return sticky.exec(this.text)
  }
  match(pattern: RegExp): RegExpExecArray | null {
    const found = this.peek(pattern)
    if (found) this.at += found[0].length
    return found
  }
  take(pattern: RegExp): RegExpExecArray {
    return this.match(pattern) ?? this.fail(String(pattern))
  }
  list<T>(item: () => T, end: RegExp): T[] {
    const items: T[] = []
    if (this.match(end)) return items
    do items.push(item())
    while (this.match(/,/))
    this.take(end)
    return items
  }
  number(): number {
    const [word] = this.take(/-?(?:Infinity|NaN|[0-9.]+(?:e[+-]?\d+)?)/)
    return Number(word.trim())
  }
  type(): TensorType {
    const found = this.take(/(\w+)\[([\d,]*)\]/)
    const dtype = dtypes.find((name: DType) => shortName(name) === found[1]) ?? this.fail('a dtype')
    return { dtype, shape: found[2] ? found[2].split(',').map(Number) : [] }
  }
}

/**
 * Reads what `printGraph` wrote. `table` finds an operation by its name (readers and tests need it; no pass does).
 * Throws: NablaError with the rest of the text where it does not fit, as for `<rule>` and data that was not printed in full.
 */
export function readGraph(text: string, table: ReadonlyMap<string, Op>): Graph {
  return graphOf(new GraphText(text), table)
}

function graphOf(text: GraphText, table: ReadonlyMap<string, Op>): Graph {
  text.take(/graph\(/)
  const names = new Map<string, Node>()
  const node = (): Node => names.get(text.take(/[pv]\d+/)[0].trim()) ?? text.fail('a known name')
  const parameters = text.list(() => {
    const [, name] = text.take(/(p\d+):/)
    const made = parameter(text.type(), names.size, 'readGraph')
    names.set(name!, made)
    return made
  }, /\)/)
  text.take(/\{/)
  while (!text.match(/return/)) {
    const [, name] = text.take(/(v\d+):/)
    const types = text.match(/\(/) ? text.list(() => text.type(), /\)/) : [text.type()]
    text.take(/=/)
    names.set(name!, operationOf(text, table, types, node))
  }
  return { parameters, results: text.list(node, /\}/) }
}

function operationOf(
  text: GraphText,
  table: ReadonlyMap<string, Op>,
  types: readonly TensorType[],
  node: () => Node,
): Node {
  const [own] = types as [TensorType]
  if (text.match(/constant/)) return constant(text.number(), own.dtype, own.shape)
  if (text.match(/data \[/)) {
    const made = allocate(own.dtype, sizeOf(own.shape))
    made.set(text.list(() => text.number(), /\]/))
    return dataNode(own, made)
  }
  if (text.peek(/[pv]\d+\./)) return pick(node(), Number(text.take(/\.(\d+)/)[1]))
  const [, name] = text.take(/(\w+)\(/)
  const op = table.get(name!) ?? text.fail(`a known operation, not '${name}',`)
  const inputs = text.list(node, /\)/)
  const entry = (): [string, unknown] => [text.take(/(\w+):/)[1]!, paramOf(text, table)]
  return apply(op, inputs, Object.fromEntries(text.match(/\{/) ? text.list(entry, /\}/) : []))
}

function paramOf(text: GraphText, table: ReadonlyMap<string, Op>): unknown {
  if (text.match(/\[/)) return text.list(() => paramOf(text, table), /\]/)
  if (text.peek(/graph\(/)) return graphOf(text, table)
  const word = text.match(/"(?:[^"\\]|\\.)*"|true|false|null/)
  return word ? JSON.parse(word[0]) : text.number()
}
